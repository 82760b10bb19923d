package piimaskingprocessor

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// The workload of the benchmarks: batches of 1,000 spans of about 690 bytes on the wire and 12 attributes, an
// address in every tenth and an exception event with one in every twentieth; batches of 1,000 log records of
// about 330 bytes on the wire, every tenth with an address, a telephone number or a card number.
const (
	workloadSize  = 1000
	spanWireBytes = 690
	logWireBytes  = 330
	// cleanStep is between the numbers of records that hold nothing to mask.
	cleanStep = 20
)

var workloadStart = time.Date(2024, 5, 17, 8, 21, 0, 0, time.UTC)

func workloadTraces() ptrace.Traces { return tracesOf(1) }

// cleanTraces holds nothing to mask.
func cleanTraces() ptrace.Traces { return tracesOf(cleanStep) }

func tracesOf(step int) ptrace.Traces {
	traces := ptrace.NewTraces()
	rs := traces.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "checkout")
	rs.Resource().Attributes().PutStr("deployment.environment.name", "production")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	spans.EnsureCapacity(workloadSize)
	for i := range workloadSize {
		workloadSpan(spans.AppendEmpty(), i*step)
	}
	return traces
}

func workloadSpan(span ptrace.Span, i int) {
	span.SetTraceID(pcommon.TraceID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, byte(i >> 8), byte(i)})
	span.SetSpanID(pcommon.SpanID{2, 3, 4, 5, 6, 7, byte(i >> 8), byte(i)})
	span.SetParentSpanID(pcommon.SpanID{3, 4, 5, 6, 7, 8, byte(i >> 8), byte(i)})
	begin := workloadStart.Add(time.Duration(i) * time.Millisecond)
	span.SetStartTimestamp(pcommon.NewTimestampFromTime(begin))
	span.SetEndTimestamp(pcommon.NewTimestampFromTime(begin.Add(12_345_678)))
	span.SetKind(ptrace.SpanKindServer)
	span.SetName("GET /api/v1/orders/{orderId}")
	workloadAttributes(span.Attributes(), i)
	if i%20 == 7 {
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.SetTimestamp(span.EndTimestamp())
		event.Attributes().PutStr("exception.type", "ValidationError")
		event.Attributes().PutStr("exception.message", fmt.Sprintf("no account for customer%d@example.com", i))
	}
}

func workloadAttributes(a pcommon.Map, i int) {
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
	a.PutStr("db.query.text", fmt.Sprintf("SELECT o.id, o.total, o.currency FROM orders o WHERE o.id = %d AND o.state = 'open' LIMIT 1", 100000+i))
	a.PutStr("enduser.id", fmt.Sprintf("customer-%d", i))
	if i%10 == 3 {
		a.PutStr("enduser.id", fmt.Sprintf("customer%d@example.com", i))
	}
}

func workloadLogs() plog.Logs { return logsOf(1) }

// cleanLogs holds nothing to mask.
func cleanLogs() plog.Logs { return logsOf(cleanStep) }

func logsOf(step int) plog.Logs {
	logs := plog.NewLogs()
	rl := logs.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "checkout")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	records.EnsureCapacity(workloadSize)
	for i := range workloadSize {
		workloadRecord(records.AppendEmpty(), i*step)
	}
	return logs
}

func workloadRecord(record plog.LogRecord, i int) {
	record.SetTraceID(pcommon.TraceID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, byte(i >> 8), byte(i)})
	record.SetSpanID(pcommon.SpanID{2, 3, 4, 5, 6, 7, byte(i >> 8), byte(i)})
	record.SetTimestamp(pcommon.NewTimestampFromTime(workloadStart.Add(time.Duration(i) * time.Millisecond)))
	record.SetSeverityNumber(plog.SeverityNumberInfo)
	record.SetSeverityText("INFO")
	record.Body().SetStr(workloadLine(i))
	record.Attributes().PutStr("logger.name", "com.example.shop.checkout.OrderService")
	record.Attributes().PutStr("thread.name", "http-nio-8080-exec-4")
	record.Attributes().PutInt("http.response.status_code", 200)
}

func workloadLine(i int) string {
	who := fmt.Sprintf("customer %d", i)
	switch i % 30 {
	case 3:
		who = fmt.Sprintf("customer%d@example.com", i)
	case 13:
		who = "card 4111 1111 1111 1111"
	case 23:
		who = "phone +1 415 555 2671"
	}
	return fmt.Sprintf("2024-05-17T08:21:%02d.483Z order %d accepted for %s, 3 items, 148.20 EUR, queued after 128 ms, leaves warehouse 7 in two parcels",
		i%60, 100000+i, who)
}

// TestWorkloadIsWhatItSays measures the batches as they go over the wire, those with something to mask and
// those without.
func TestWorkloadIsWhatItSays(t *testing.T) {
	for name, batch := range map[string]ptrace.Traces{"workload": workloadTraces(), "clean": cleanTraces()} {
		wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
		require.NoError(t, err)
		assert.InEpsilon(t, spanWireBytes*workloadSize, len(wire), 0.02, "bytes of the %s spans", name)
		for _, span := range batch.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
			require.Equal(t, 12, span.Attributes().Len())
		}
	}
	for name, batch := range map[string]plog.Logs{"workload": workloadLogs(), "clean": cleanLogs()} {
		wire, err := (&plog.ProtoMarshaler{}).MarshalLogs(batch)
		require.NoError(t, err)
		assert.InEpsilon(t, logWireBytes*workloadSize, len(wire), 0.02, "bytes of the %s log records", name)
	}
}

// TestWorkloadHoldsPersonalData counts the records that masking changes.
func TestWorkloadHoldsPersonalData(t *testing.T) {
	spans, events := maskedSpans(workloadTraces())
	assert.Equal(t, workloadSize/10, spans)
	assert.Equal(t, workloadSize/20, events)
	assert.Equal(t, workloadSize/10, maskedRecords(workloadLogs()))

	spans, events = maskedSpans(cleanTraces())
	assert.Zero(t, spans+events)
	assert.Zero(t, maskedRecords(cleanLogs()))
}

func maskedSpans(batch ptrace.Traces) (spans, events int) {
	p := newTestPass()
	for _, span := range batch.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		p.tally = tally{}
		p.span(span)
		spans += min(1, total(p.tally.matches[placeSpanAttribute]))
		events += min(1, total(p.tally.matches[placeEventAttribute]))
	}
	return spans, events
}

func maskedRecords(batch plog.Logs) (records int) {
	p := newTestPass()
	for _, record := range batch.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().All() {
		p.tally = tally{}
		p.record(record)
		records += min(1, total(p.tally.matches[placeLogBody]))
	}
	return records
}

func total(matches [detectorCount]int64) (sum int) {
	for _, n := range matches {
		sum += int(n)
	}
	return sum
}
