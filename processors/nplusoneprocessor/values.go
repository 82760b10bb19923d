package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// values is a hash of the values a call was made with: equal for equal values, 0 where the span does not
// tell them (a statement with bind parameters, a masked command, RPC).
func values(call *dbspan.Call, span ptrace.Span) uint64 {
	said := valuesOfText(call)
	if !call.Parameters {
		return said
	}
	return told(mix(said, parameters(span)))
}

func valuesOfText(call *dbspan.Call) uint64 {
	switch call.Kind {
	case dbspan.DB:
		if call.URL != "" {
			return urlIDs(call.URL)
		}
		if isDocument(call.Text) || !textNamesTarget(call.System) {
			return documentValues(call.Text)
		}
		return literals(call.Text)
	case dbspan.Cache:
		return cacheValues(call.Text)
	case dbspan.HTTP:
		if call.Text == "" || masked(call.Text) {
			return 0
		}
		return told(xxhash.Sum64String(call.Text))
	default:
		return 0
	}
}

// cacheValues takes the whole command, arguments included. A question mark stands for a masked argument, as
// "[3 other arguments]" does, which Node.js redis clients write: `hgetall [1 other arguments]` hides the key,
// `HSET cart:7 [2 other arguments]` shows it.
func cacheValues(text string) uint64 {
	switch {
	case !strings.Contains(text, " "):
		return 0
	case strings.Contains(text, "?"), strings.HasSuffix(text, " other arguments]"):
		return xxhash.Sum64String(text) | partlyTold
	default:
		return told(xxhash.Sum64String(text))
	}
}

// partlyTold is set in the values of a statement that also has bind parameters: its literals, a LIMIT 1, are
// equal in every call whatever the parameters are. Such values can tell that calls differ, never that they are
// identical.
const partlyTold = 1 << 63

// told marks the values as known in full.
func told(hash uint64) uint64 { return max(hash&^partlyTold, 1) }

func notZero(hash uint64) uint64 {
	if hash == 0 {
		return 1
	}
	return hash
}
