package nplusoneprocessor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// HTTP requests that no request for a list could replace, and those that do not tell enough about themselves for a
// warning.

// files are the extensions of what pages and documents are made of, each fetched on its own by design.
var files = map[string]bool{
	"css": true, "js": true, "mjs": true, "map": true, "wasm": true,
	"png": true, "jpg": true, "jpeg": true, "gif": true, "svg": true, "webp": true, "avif": true, "ico": true,
	"woff": true, "woff2": true, "ttf": true, "otf": true, "mp3": true, "mp4": true, "webm": true, "pdf": true,
}

// isFile tells whether a file is fetched.
func isFile(call *dbspan.Call) bool {
	if call.Operation != "GET" {
		return false
	}
	path, _ := dbspan.SplitURL(call.Text)
	dot := strings.LastIndexByte(path, '.')
	return dot >= 0 && dot > strings.LastIndexByte(path, '/') && files[path[dot+1:]]
}

// untoldRequest tells a request of which the method is known at most.
func untoldRequest(call *dbspan.Call) bool {
	return call.Text == "" && call.Template == "" && !strings.Contains(call.Name, "/")
}

// unanswered tells whether the request failed at the other side or on the way, so that what follows is another
// try. An answer that says no (404) is an answer.
func unanswered(span ptrace.Span, call *dbspan.Call) bool {
	switch {
	case call.Status >= 500, call.Status == 429, call.Status == 408:
		return true
	default:
		return call.Status == 0 && span.Status().Code() == ptrace.StatusCodeError
	}
}

// vague tells whether a request says too little, or too much, for a warning: a GraphQL endpoint asked for an
// operation that is not told, or the pages of one list, whose items come in bulk already.
func vague(call *dbspan.Call) bool {
	path, query := dbspan.SplitURL(urlOf(call))
	if strings.HasSuffix(path, "/graphql") {
		return call.GraphQLOperation == ""
	}
	return signed(query) || paged(query) && !strings.Contains(templateURL(path), idSegment)
}
