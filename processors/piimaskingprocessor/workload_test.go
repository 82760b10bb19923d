package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/workload"
)

// workloadSize is the number of spans and log records of a batch. The benchmarks share what they are with those of the
// other processors; here, every span has a trace of its own.
const (
	workloadSize = workload.Size
	// cleanStep is between the numbers of records that hold nothing to mask.
	cleanStep = 20
)

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
	workload.Span(span, i)
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
		workload.Record(records.AppendEmpty(), i*step)
	}
	return logs
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
