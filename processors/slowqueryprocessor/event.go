package slowqueryprocessor

import (
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// report writes the findings of the resource on their spans, now that all its calls are known.
func (b *batch) report(resource ptrace.ResourceSpans, toSinks bool) {
	if len(b.slow) == 0 {
		return
	}
	b.running.sort()
	var requests routes
	if toSinks {
		requests = routesOf(resource, b.slow)
	}
	for i := range b.slow {
		call := &b.slow[i]
		f := call.finding(b.service.name, b.running)
		write(call.span, &f)
		if toSinks {
			f.Route = requests.of(call.span)
			b.found = append(b.found, f)
		}
	}
}

func (c *slowCall) finding(service string, others timeline) finding.Finding {
	q, span, slow := &c.query, c.span, c.SlowQuery
	return finding.Finding{
		ID:       finding.ID(finding.KindSlowQuery, span.TraceID(), span.ParentSpanID(), uint64(q.fingerprint)),
		Kind:     finding.KindSlowQuery,
		Severity: finding.SeverityWarn,
		Complete: true,
		Hint:     c.hint(others),

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

// hint prefers what is known of this call to what its text says: a statement that is quick otherwise is not slow for its
// text.
func (c *slowCall) hint(others timeline) string {
	switch {
	case others.waited(c.interval):
		return waitingHint
	case c.Reason == finding.ReasonBaseline:
		return fmt.Sprintf("Slower than this statement normally is: 95 of 100 of its calls take at most %v. Look for what changed: "+
			"a lock, the load, the number of rows, or other parameters.", roughly(c.BaselineP95))
	default:
		return hint(&c.query, rowCount(c.span.Attributes()))
	}
}

// roughly rounds to two digits.
func roughly(d time.Duration) time.Duration {
	unit := time.Duration(1)
	for d/unit >= 100 {
		unit *= 10
	}
	return d.Round(unit)
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

// foundBefore is the finding by a baseline that a slow_query wrote on the span before: another collector, or this one in
// a batch that was refused and comes again. It is nil where there is none.
func foundBefore(span ptrace.Span, q *query) *finding.SlowQuery {
	if span.Events().Len() == 0 {
		return nil
	}
	id := finding.ID(finding.KindSlowQuery, span.TraceID(), span.ParentSpanID(), uint64(q.fingerprint))
	event, ok := finding.Find(span, finding.EventSlowQuery, id)
	if !ok {
		return nil
	}
	attrs := event.Attributes()
	if reason, ok := attrs.Get(finding.AttrSlowQueryReason); !ok || reason.Str() != string(finding.ReasonBaseline) {
		return nil
	}
	slow := &finding.SlowQuery{
		Reason: finding.ReasonBaseline, Threshold: seconds(attrs, finding.AttrSlowQueryThreshold),
		BaselineP95: seconds(attrs, finding.AttrSlowQueryBaselineP95), Samples: -1,
	}
	if samples, ok := attrs.Get(finding.AttrSlowQuerySamples); ok {
		slow.Samples = samples.Int()
	}
	return slow
}

// seconds reads a duration, 0 where there is none.
func seconds(attrs pcommon.Map, key string) time.Duration {
	v, ok := attrs.Get(key)
	if !ok || !(v.Double() > 0) {
		return 0
	}
	return durationOf(v.Double() * float64(time.Second))
}
