package nplusoneprocessor

import (
	"strings"
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
			found := &v.verdicts[j]
			span := b.seen[found.on].span
			if span.SpanID() == found.SpanID {
				found.SpanName = strings.Clone(span.Name())
				found.NPlusOne.Parent = finding.Interval{Start: span.StartTimestamp(), End: span.EndTimestamp()}
			}
			write(span, &found.Finding)
		}
	}
}

// findings copies those of the batch for the sinks.
func (b *batch) findings() (all []finding.Finding) {
	for i := range b.visits {
		for j := range b.visits[i].verdicts {
			all = append(all, b.visits[i].verdicts[j].Finding)
		}
	}
	return all
}

// write puts the finding on the span. A span that carries it already (a batch sent again, a second collector)
// keeps what is there unless more calls are known here, so writing twice changes nothing.
func write(span ptrace.Span, f *finding.Finding) {
	finding.Mark(span, f.Kind)
	setRepeats(span.Attributes(), f.NPlusOne.Repeats)

	event, ok := finding.Find(span, finding.EventNPlusOne, f.ID)
	if ok && repeatsOf(event.Attributes()) >= f.NPlusOne.Repeats {
		return
	}
	if !ok {
		event = span.Events().AppendEmpty()
	}
	event.SetName(finding.EventNPlusOne)
	event.SetTimestamp(f.Start)
	event.Attributes().Clear()
	event.Attributes().EnsureCapacity(19)
	describeFinding(event.Attributes(), f)
	describeRepeats(event.Attributes(), f)
	f.Code.Write(event.Attributes())
}

func describeFinding(attrs pcommon.Map, f *finding.Finding) {
	attrs.PutStr(finding.AttrFindingID, f.ID)
	attrs.PutStr(finding.AttrFindingSeverity, string(f.Severity))
	attrs.PutBool(finding.AttrFindingComplete, f.Complete)
	attrs.PutStr(finding.AttrFindingHint, f.Hint)
	attrs.PutStr(finding.AttrQueryFingerprint, finding.Hex(f.Fingerprint))
	putIfAny(attrs, finding.AttrDBSystemName, f.System)
	attrs.PutStr(finding.AttrDBQueryText, f.Text)
	attrs.PutStr(finding.AttrDBQuerySummary, f.Summary)
}

func describeRepeats(attrs pcommon.Map, f *finding.Finding) {
	n := f.NPlusOne
	attrs.PutInt(finding.AttrNPlusOneRepeats, n.Repeats)
	attrs.PutDouble(finding.AttrNPlusOneDuration, f.Duration.Seconds())
	attrs.PutStr(finding.AttrNPlusOneKind, n.Call)
	attrs.PutStr(finding.AttrNPlusOneParameters, n.Parameters)
	attrs.PutStr(finding.AttrNPlusOneConcurrency, n.Concurrency)
	putIfAny(attrs, finding.AttrNPlusOneSource, n.Source)
	if len(n.Via) > 0 {
		finding.SetStrings(attrs, finding.AttrNPlusOneVia, n.Via)
	}
	finding.SetStrings(attrs, finding.AttrNPlusOneSpanIDs, hexIDs(n.SpanIDs))
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

func spanIDs(first []keptID) []pcommon.SpanID {
	out := make([]pcommon.SpanID, 0, finding.MaxSpanIDs)
	for _, call := range first[:min(len(first), finding.MaxSpanIDs)] {
		out = append(out, toSpanID(call.id))
	}
	return out
}

func starts(first []keptID) []pcommon.Timestamp {
	out := make([]pcommon.Timestamp, 0, finding.MaxSpanIDs)
	for _, call := range first[:min(len(first), finding.MaxSpanIDs)] {
		out = append(out, pcommon.Timestamp(call.start*int64(time.Microsecond)))
	}
	return out
}

func hexIDs(ids []pcommon.SpanID) []string {
	out := make([]string, 0, len(ids))
	for _, id := range ids {
		out = append(out, id.String())
	}
	return out
}
