package e2e_test

import (
	"fmt"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// personal stands in every kind of the mixed traffic, and never arrives.
const personal = "jane.doe@example.com"

// mixed makes the traffic what a collector gets all day: traces with an N+1 and a slow query, and log records and metrics
// with personal data. Every record has a number for its span id; a metric has it in an exemplar.
func (s *traffic) mixed() {
	s.kinds = []kind{{"/v1/traces", trace}, {"/v1/logs", receipts}, {"/v1/traces", trace}, {"/v1/metrics", sizes}}
}

func named(resource pcommon.Resource, numbers []uint64) {
	resource.Attributes().PutStr("service.name", fmt.Sprintf("shop-%d", numbers[0]%5))
}

func traceIDOf(number uint64) (id pcommon.TraceID) {
	span := spanID(number)
	copy(id[8:], span[:])
	id[0] = 2
	return id
}

// trace is one request of a shop: queries of 10 ms for one item each, one after the other, a slow query, and the server
// span around them.
func trace(numbers []uint64) ([]byte, error) {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	named(resource.Resource(), numbers)
	spans := resource.ScopeSpans().AppendEmpty().Spans()
	began := time.Now().Add(-2 * time.Second)
	parent := numbers[len(numbers)-1]
	add := func(number uint64, name string, kind ptrace.SpanKind, from, to time.Duration) ptrace.Span {
		span := spans.AppendEmpty()
		span.SetTraceID(traceIDOf(parent))
		span.SetSpanID(spanID(number))
		span.SetName(name)
		span.SetKind(kind)
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(began.Add(from)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(began.Add(to)))
		return span
	}
	query := func(number uint64, text string, from, to time.Duration) {
		span := add(number, "query", ptrace.SpanKindClient, from, to)
		span.SetParentSpanID(spanID(parent))
		span.Attributes().PutStr("db.system.name", "postgresql")
		span.Attributes().PutStr("db.query.text", text)
	}
	calls := numbers[:len(numbers)-2]
	for i, number := range calls {
		at := time.Duration(i) * 11 * time.Millisecond
		query(number, fmt.Sprintf("SELECT price FROM items WHERE id = %d", number), at, at+10*time.Millisecond)
	}
	query(numbers[len(numbers)-2], "SELECT * FROM orders WHERE customer = '"+personal+"'", 200*time.Millisecond, time.Second)
	add(parent, "GET /orders", ptrace.SpanKindServer, 0, 1100*time.Millisecond)
	return ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
}

func receipts(numbers []uint64) ([]byte, error) {
	ld := plog.NewLogs()
	resource := ld.ResourceLogs().AppendEmpty()
	named(resource.Resource(), numbers)
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	for _, number := range numbers {
		record := records.AppendEmpty()
		record.SetSpanID(spanID(number))
		record.SetTraceID(traceIDOf(number))
		record.Body().SetStr("a receipt for " + personal)
		record.Attributes().PutStr("user.email", personal)
	}
	return plogotlp.NewExportRequestFromLogs(ld).MarshalProto()
}

func sizes(numbers []uint64) ([]byte, error) {
	md := pmetric.NewMetrics()
	resource := md.ResourceMetrics().AppendEmpty()
	named(resource.Resource(), numbers)
	metric := resource.ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	metric.SetName("basket.items")
	points := metric.SetEmptyGauge().DataPoints()
	for _, number := range numbers {
		point := points.AppendEmpty()
		point.SetIntValue(3)
		point.SetTimestamp(pcommon.NewTimestampFromTime(time.Now()))
		point.Attributes().PutStr("customer", personal)
		exemplar := point.Exemplars().AppendEmpty()
		exemplar.SetIntValue(3)
		exemplar.SetSpanID(spanID(number))
		exemplar.SetTraceID(traceIDOf(number))
	}
	return pmetricotlp.NewExportRequestFromMetrics(md).MarshalProto()
}
