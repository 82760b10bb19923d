package nplusoneprocessor

import (
	"strings"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// Stores of objects know no call for many of them, so calls for one are an info at most.

// signed tells the URL of one object that a store of objects gave away, signed: Amazon S3, Google Cloud Storage,
// Azure Blob Storage.
func signed(query string) bool {
	return strings.Contains(query, "X-Amz-Signature=") || strings.Contains(query, "X-Goog-Signature=") ||
		strings.Contains(query, "sig=") && strings.Contains(query, "se=")
}

// movesObject tells the calls of Amazon S3 that move one object or a part of one, and those that list a page of
// them; it knows none that move many or list more. What HeadObject tells of one object a listing tells of a thousand.
func movesObject(call *dbspan.Call) bool {
	if call.Collection != "S3" {
		return false
	}
	switch call.Operation {
	case "GetObject", "PutObject", "CopyObject", "UploadPart", "UploadPartCopy", "ListObjects", "ListObjectsV2":
		return true
	default:
		return false
	}
}
