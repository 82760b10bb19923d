package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// masked tells whether the values of the URL's query were replaced: .NET 9 writes `?*`, older .NET
// `?id=Redacted`, the semantic conventions ask for `REDACTED`.
func masked(url string) bool {
	_, query, found := strings.Cut(url, "?")
	return found && (strings.Contains(query, "*") || strings.Contains(query, "REDACTED") || strings.Contains(query, "Redacted"))
}

// urlIDs hashes the parts of a URL that the template leaves out as ids, 0 where it has none: what else a database
// is asked for by HTTP mostly stands in the body, so equal URLs are not equal calls.
func urlIDs(url string) (hash uint64) {
	path, _ := dbspan.SplitURL(url)
	for path != "" {
		var segment string
		segment, path, _ = strings.Cut(path, "/")
		if isID(segment) {
			hash = mix(hash, xxhash.Sum64String(segment)) | partlyTold
		}
	}
	return hash
}
