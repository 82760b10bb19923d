package nplusoneprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// class is the part a span plays in the search.
type class uint8

const (
	// wrapper spans are seen through on the way from a call up to the span that made it: functions,
	// repositories, resolvers, and the housekeeping calls whose children are calls of their own (a
	// transaction's span).
	wrapper class = iota
	// boundary spans are the work for one request, message or job. Counts never go above them: a caller that
	// sends N requests repeats itself where it sends them, not in the service that answers.
	boundary
	// counted spans are the calls. Calls below them are the same call seen by a second instrumentation (a
	// query builder and its driver, RPC over HTTP) and do not count.
	counted
	// bundle spans are calls that one call for many could not replace, or that do not count themselves: many
	// statements in one round trip already, a wait for work, a file, a request sent again or not answered, a read
	// from a cursor, a ping. What is below them is the same call seen again, as it is below a counted one.
	bundle
)

// holds tells whether a finding may be written for the calls below such a span.
func (c class) holds() bool { return c == wrapper || c == boundary }

// classify tells the span's part and, for a counted or bundle span, fills in what is called.
func classify(span ptrace.Span, r *rules, call *dbspan.Call) class {
	switch span.Kind() {
	case ptrace.SpanKindServer, ptrace.SpanKindConsumer:
		return boundary
	case ptrace.SpanKindProducer:
		return wrapper
	case ptrace.SpanKindInternal, ptrace.SpanKindUnspecified:
		if !namesDatabase(span.Attributes()) && !dbspan.NamesRequest(span.Name()) {
			return wrapper
		}
	}
	var ok bool
	if *call, ok = dbspan.Read(span); !ok || !r.kinds[call.Kind] {
		*call = dbspan.Call{}
		return wrapper
	}
	switch call.Ignored() {
	case dbspan.Counts:
		if irreplaceable(span, call) {
			return bundle
		}
		return counted
	case dbspan.Batch, dbspan.Retry, dbspan.CursorFetch, dbspan.Ping:
		return bundle
	default:
		return wrapper
	}
}

// namesDatabase is a quick look at the keys: of the spans that are no clients, which are most, only those that
// speak of a database can be calls (see dbspan.Read).
func namesDatabase(attrs pcommon.Map) bool {
	for key := range attrs.All() {
		if len(key) > 3 && key[0] == 'd' && key[:3] == "db." {
			return true
		}
	}
	return false
}
