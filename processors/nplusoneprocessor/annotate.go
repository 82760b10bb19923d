package nplusoneprocessor

import (
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// annotate writes the batch's findings on its spans. No lock is held.
func (b *batch) annotate() {
	for i := range b.visits {
		v := &b.visits[i]
		for j := range v.verdicts {
			write(b.seen[v.verdicts[j].on].span, v.id, &v.verdicts[j])
		}
	}
}

// write puts the finding on the span. A span that carries it already (a batch sent again, a second collector)
// keeps what is there unless more calls are known here, so writing twice changes nothing.
func write(span ptrace.Span, trace pcommon.TraceID, v *verdict) {
	finding.Mark(span, finding.KindNPlusOne)
	setRepeats(span.Attributes(), int64(v.n))

	id := finding.ID(finding.KindNPlusOne, trace, toSpanID(v.anchor), v.key)
	event, ok := finding.Find(span, finding.EventNPlusOne, id)
	if ok && repeatsOf(event.Attributes()) >= int64(v.n) {
		return
	}
	if !ok {
		event = span.Events().AppendEmpty()
	}
	event.SetName(finding.EventNPlusOne)
	event.SetTimestamp(pcommon.Timestamp(v.start))
	event.Attributes().Clear()
	event.Attributes().EnsureCapacity(16)
	event.Attributes().PutStr(finding.AttrFindingID, id)
	v.describe(event.Attributes())
}

func (v *verdict) describe(attrs pcommon.Map) {
	attrs.PutStr(finding.AttrFindingSeverity, string(v.severity))
	attrs.PutBool(finding.AttrFindingComplete, v.complete)
	attrs.PutStr(finding.AttrFindingHint, hint(v))
	attrs.PutStr(finding.AttrQueryFingerprint, finding.Hex(v.statement.fingerprint))
	putIfAny(attrs, finding.AttrDBSystemName, v.statement.system)
	attrs.PutStr(finding.AttrDBQueryText, v.statement.text)
	attrs.PutStr(finding.AttrDBQuerySummary, v.statement.summary)
	attrs.PutInt(finding.AttrNPlusOneRepeats, int64(v.n))
	attrs.PutDouble(finding.AttrNPlusOneDuration, time.Duration(v.covered).Seconds())
	attrs.PutStr(finding.AttrNPlusOneKind, v.statement.kind.String())
	attrs.PutStr(finding.AttrNPlusOneParameters, v.parameters())
	attrs.PutStr(finding.AttrNPlusOneConcurrency, v.concurrency())
	putIfAny(attrs, finding.AttrNPlusOneSource, v.source)
	if len(v.via) > 0 {
		finding.SetStrings(attrs, finding.AttrNPlusOneVia, v.via)
	}
	finding.SetStrings(attrs, finding.AttrNPlusOneSpanIDs, hexIDs(v.ids))
}

// setRepeats keeps the largest group's number.
func setRepeats(attrs pcommon.Map, n int64) {
	if repeatsOf(attrs) < n {
		attrs.PutInt(finding.AttrNPlusOneRepeats, n)
	}
}

func repeatsOf(attrs pcommon.Map) int64 {
	if v, ok := attrs.Get(finding.AttrNPlusOneRepeats); ok && v.Type() == pcommon.ValueTypeInt {
		return v.Int()
	}
	return 0
}

func putIfAny(attrs pcommon.Map, key, value string) {
	if value != "" {
		attrs.PutStr(key, value)
	}
}

func hexIDs(ids []uint64) []string {
	out := make([]string, 0, finding.MaxSpanIDs)
	for _, id := range ids[:min(len(ids), finding.MaxSpanIDs)] {
		out = append(out, finding.Hex(id))
	}
	return out
}
