package workload

import (
	"encoding/binary"
	"fmt"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Sizes of a batch.
const (
	// Size is the number of spans or log records.
	Size = 1000
	// TraceSpans is the number of spans of each trace; the first of them is the one above the others.
	TraceSpans = 20
	// repeatingTrace is how many traces there are for each that repeats one statement in all its calls.
	repeatingTrace = 10
)

var start = time.Date(2024, 5, 17, 8, 21, 0, 0, time.UTC)

// tables are those that the calls of a trace ask in turn: so few calls for each that none is an N+1.
var tables = [...]string{"orders", "prices", "routes", "stocks", "states", "claims"}

// Traces is a batch of traces, in each of which that many spans (0 to 19) are database calls below one server span,
// which the others are, too. Every tenth trace asks the same thing in all its calls: from five calls on, it is an N+1.
// Bytes 0 to 7 of the trace ids are those of traceMark, so that a sender can write others in their place.
func Traces(calls int, traceMark uint64) ptrace.Traces {
	traces := ptrace.NewTraces()
	rs := traces.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "checkout")
	rs.Resource().Attributes().PutStr("deployment.environment.name", "production")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	spans.EnsureCapacity(Size)
	for i := range Size {
		span := spans.AppendEmpty()
		inTrace := i % TraceSpans
		setIDs(span, i, traceMark)
		Span(span, i)
		if inTrace > 0 && inTrace <= calls {
			span.SetKind(ptrace.SpanKindClient)
			putStatement(span.Attributes(), i)
		}
	}
	return traces
}

func setIDs(span ptrace.Span, i int, traceMark uint64) {
	trace, inTrace := i/TraceSpans, i%TraceSpans
	var id pcommon.TraceID
	binary.BigEndian.PutUint64(id[:8], traceMark)
	binary.BigEndian.PutUint64(id[8:], uint64(trace+1))
	span.SetTraceID(id)
	span.SetSpanID(spanID(trace, inTrace))
	if inTrace > 0 {
		span.SetParentSpanID(spanID(trace, 0))
	} else {
		span.SetParentSpanID(pcommon.SpanID{9, 9, 9, 9, 9, 9, 9, 9}) // of another service, never seen here
	}
}

func spanID(trace, inTrace int) pcommon.SpanID {
	return pcommon.SpanID{2, 3, 4, 5, 6, 7, byte(trace), byte(inTrace)}
}

// Span fills in the i-th span of the workload but for its ids: a server span of 12 ms.
func Span(span ptrace.Span, i int) {
	begin := start.Add(time.Duration(i) * time.Millisecond)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(begin))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(begin.Add(12_345_678)))
	span.SetKind(ptrace.SpanKindServer)
	span.SetName("GET /api/v1/orders/{orderId}")
	putAttributes(span.Attributes(), i)
	if i%20 == 7 {
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.SetTimestamp(span.EndTimestamp())
		event.Attributes().PutStr("exception.type", "ValidationError")
		event.Attributes().PutStr("exception.message", fmt.Sprintf("no account for customer%d@example.com", i))
	}
}

func putAttributes(a pcommon.Map, i int) {
	a.PutStr("http.request.method", "GET")
	a.PutStr("http.route", "/api/v1/orders/{orderId}")
	a.PutInt("http.response.status_code", 200)
	a.PutStr("url.full", fmt.Sprintf("https://shop.example.com/api/v1/orders/%d?page=%d", 100000+i, i%7))
	a.PutStr("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0")
	a.PutStr("server.address", "shop.example.com")
	a.PutInt("server.port", 443)
	a.PutStr("network.peer.address", "10.24.7.19")
	a.PutStr("db.system.name", "postgresql")
	a.PutStr("db.namespace", "shop")
	a.PutStr("db.query.text", statement("orders", i))
	a.PutStr("enduser.id", fmt.Sprintf("customer-%d", i))
	if i%10 == 3 {
		a.PutStr("enduser.id", fmt.Sprintf("customer%d@example.com", i))
	}
}

// putStatement lets a call ask the table that is its turn, or the same one where the trace repeats itself.
func putStatement(a pcommon.Map, i int) {
	if i/TraceSpans%repeatingTrace > 0 {
		a.PutStr("db.query.text", statement(tables[i%len(tables)], i))
	}
}

func statement(table string, i int) string {
	return fmt.Sprintf("SELECT o.id, o.total, o.currency FROM %s o WHERE o.id = %d AND o.state = 'open' LIMIT 1", table, 100000+i)
}
