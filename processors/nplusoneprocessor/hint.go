package nplusoneprocessor

import "github.com/base-14/otelcol-scout/internal/dbspan"

// hint is the one sentence that names the fix.
func hint(s *statement, parameters string) string {
	if parameters == "identical" && !s.writes {
		return "The same call with the same values is made again and again: make it once and reuse the result."
	}
	switch s.kind {
	case dbspan.Cache:
		return "Each key is a round trip of its own: use a command for many keys (MGET, MSET) or a pipeline."
	case dbspan.HTTP:
		return "Each item is a request of its own: ask for all of them in one request to an endpoint that takes a list."
	case dbspan.RPC:
		return "Each item is a call of its own: use a method that takes a list, or a stream."
	default:
		return queryHint(s)
	}
}

func queryHint(s *statement) string {
	if s.writes {
		return "Each row is a statement of its own: write all rows in one statement or one batch."
	}
	return "Each row asks the database again: load all of them in one query with a JOIN, WHERE … IN (…) or the ORM's eager loading."
}
