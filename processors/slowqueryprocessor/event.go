package slowqueryprocessor

import (
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// report writes the findings of the resource on their spans, now that all its calls are known.
func (b *batch) report(toSinks bool) {
	for i := range b.slow {
		call := &b.slow[i]
		f := call.finding(b.service.name, b.running)
		write(call.span, &f)
		if toSinks {
			b.found = append(b.found, f)
		}
	}
}

func (c *slowCall) finding(service string, others []interval) finding.Finding {
	q, span := &c.query, c.span
	text := hint(q, rowCount(span.Attributes()))
	if waited(c.interval, others) {
		text = waitingHint
	}
	slow := c.SlowQuery
	return finding.Finding{
		ID:       finding.ID(finding.KindSlowQuery, span.TraceID(), span.ParentSpanID(), uint64(q.fingerprint)),
		Kind:     finding.KindSlowQuery,
		Severity: finding.SeverityWarn,
		Complete: true,
		Hint:     text,

		Service:  strings.Clone(service),
		TraceID:  span.TraceID(),
		SpanID:   span.SpanID(),
		SpanName: strings.Clone(span.Name()),
		Start:    span.StartTimestamp(),
		Duration: time.Duration(c.took()),

		Fingerprint: uint64(q.fingerprint),
		System:      strings.Clone(q.System), Text: q.normalized, Summary: strings.Clone(q.summary),
		Code:      finding.Code{Function: strings.Clone(q.Code.QualifiedFunction()), File: strings.Clone(q.Code.File), Line: q.Code.Line},
		SlowQuery: &slow,
	}
}

// write puts the finding on the span, once: a span that carries it already is left as it is. (Two slow calls of one
// statement below the same parent have the same finding id, on a span each.)
func write(span ptrace.Span, f *finding.Finding) {
	finding.Mark(span, f.Kind)
	if _, ok := finding.Find(span, finding.EventSlowQuery, f.ID); ok {
		return
	}
	event := span.Events().AppendEmpty()
	event.SetName(finding.EventSlowQuery)
	event.SetTimestamp(span.EndTimestamp())
	attrs := event.Attributes()
	attrs.EnsureCapacity(10)
	attrs.PutStr(finding.AttrFindingID, f.ID)
	attrs.PutStr(finding.AttrFindingSeverity, string(f.Severity))
	attrs.PutStr(finding.AttrFindingHint, f.Hint)
	attrs.PutStr(finding.AttrQueryFingerprint, finding.Hex(f.Fingerprint))
	if f.Text != "" {
		attrs.PutStr(finding.AttrDBQueryText, f.Text)
	}
	attrs.PutDouble(finding.AttrSlowQueryDuration, f.Duration.Seconds())
	attrs.PutDouble(finding.AttrSlowQueryThreshold, f.SlowQuery.Threshold.Seconds())
	attrs.PutStr(finding.AttrSlowQueryReason, string(f.SlowQuery.Reason))
	if f.SlowQuery.BaselineP95 > 0 {
		attrs.PutDouble(finding.AttrSlowQueryBaselineP95, f.SlowQuery.BaselineP95.Seconds())
	}
	if f.SlowQuery.Samples >= 0 {
		attrs.PutInt(finding.AttrSlowQuerySamples, f.SlowQuery.Samples)
	}
}
