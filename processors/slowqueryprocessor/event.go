package slowqueryprocessor

import (
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const reasonThreshold = "threshold"

// writeEvent writes the finding on the span, once: a span that carries it already is left as it is. (Two slow
// calls of one statement below the same parent have the same finding id, on a span each.)
func writeEvent(span ptrace.Span, q *query, took, threshold time.Duration) {
	id := finding.ID(finding.KindSlowQuery, span.TraceID(), span.ParentSpanID(), uint64(q.fingerprint))
	if _, ok := finding.Find(span, finding.EventSlowQuery, id); ok {
		return
	}
	event := span.Events().AppendEmpty()
	event.SetName(finding.EventSlowQuery)
	event.SetTimestamp(span.EndTimestamp())
	attrs := event.Attributes()
	attrs.EnsureCapacity(8)
	attrs.PutStr(finding.AttrFindingID, id)
	attrs.PutStr(finding.AttrFindingSeverity, string(finding.SeverityWarn))
	attrs.PutStr(finding.AttrFindingHint, hint(q, rowCount(span.Attributes())))
	attrs.PutStr(finding.AttrQueryFingerprint, q.hex)
	if q.normalized != "" {
		attrs.PutStr(finding.AttrDBQueryText, q.normalized)
	}
	attrs.PutDouble(finding.AttrSlowQueryDuration, took.Seconds())
	attrs.PutDouble(finding.AttrSlowQueryThreshold, threshold.Seconds())
	attrs.PutStr(finding.AttrSlowQueryReason, reasonThreshold)
}
