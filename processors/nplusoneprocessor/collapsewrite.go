package nplusoneprocessor

import (
	"encoding/hex"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// foldInto makes the first of the calls, which are in order and of one shape, stand for all of them, at the place of
// the one that comes first in the scope. All is written down before the first span changes.
func (c *collapser) foldInto(spans ptrace.SpanSlice, calls []foldCall) {
	kept := spans.At(int(calls[0].at))
	c.compare(spans, kept, calls)
	record := c.record(spans, calls)
	first, last := calls[0].at, kept.EndTimestamp()
	for _, call := range calls {
		first, last = min(first, call.at), max(last, spans.At(int(call.at)).EndTimestamp())
	}

	kept.SetEndTimestamp(last)
	kept.Attributes().EnsureCapacity(kept.Attributes().Len() + record.Len())
	for key, value := range record.All() {
		value.MoveTo(kept.Attributes().PutEmpty(key))
	}
	kept.MoveTo(spans.At(int(first)))
	for _, call := range calls {
		c.gone[call.at] = call.at != first
	}
}

// compare notes which of the attributes, those of kept in c.head, differ between the calls.
func (c *collapser) compare(spans ptrace.SpanSlice, kept ptrace.Span, calls []foldCall) {
	c.readHead(kept)
	c.differs = append(c.differs[:0], make([]bool, len(c.head))...)
	for _, call := range calls[1:] {
		at := 0
		for _, value := range spans.At(int(call.at)).Attributes().All() {
			c.differs[at] = c.differs[at] || !identical(value, c.head[at].value)
			at++
		}
	}
}

// record is what a collapsed span carries about its calls. The values are copies of what the calls carry.
func (c *collapser) record(spans ptrace.SpanSlice, calls []foldCall) pcommon.Map {
	record := pcommon.NewMap()
	record.EnsureCapacity(5 + len(c.head))
	record.PutInt(finding.AttrCollapsedCount, int64(len(calls)))
	finding.SetStrings(record, finding.AttrCollapsedSpanIDs, callIDs(calls))
	c.recordTimes(record, spans, calls)
	c.recordPositions(record, calls)
	for i, attr := range c.head {
		if !c.differs[i] {
			continue
		}
		values := emptySlice(record, finding.AttrCollapsedValuesPrefix+attr.key, len(calls))
		for _, call := range calls {
			value, _ := spans.At(int(call.at)).Attributes().Get(attr.key)
			value.CopyTo(values.AppendEmpty())
		}
	}
	return record
}

func (c *collapser) recordTimes(record pcommon.Map, spans ptrace.SpanSlice, calls []foldCall) {
	starts := emptySlice(record, finding.AttrCollapsedStartOffsets, len(calls))
	durations := emptySlice(record, finding.AttrCollapsedDurations, len(calls))
	for _, call := range calls {
		starts.AppendEmpty().SetInt(int64(call.start - calls[0].start))
		durations.AppendEmpty().SetInt(int64(spans.At(int(call.at)).EndTimestamp()) - int64(call.start))
	}
}

// recordPositions counts in the spans that were there before any of the scope folded, so that the groups of a scope
// can be unfolded together and a scope that was folded twice at once.
func (c *collapser) recordPositions(record pcommon.Map, calls []foldCall) {
	first := c.slot(calls[0].at)
	for _, call := range calls {
		first = min(first, c.slot(call.at))
	}
	positions := emptySlice(record, finding.AttrCollapsedPositions, len(calls))
	for _, call := range calls {
		positions.AppendEmpty().SetInt(int64(c.slot(call.at) - first))
	}
}

func (c *collapser) slot(at int32) int32 {
	if len(c.slots) == 0 {
		return at
	}
	return c.slots[at]
}

// callIDs writes all ids into one string and cuts it.
func callIDs(calls []foldCall) []string {
	const digits = 16
	text := make([]byte, 0, digits*len(calls))
	for _, call := range calls {
		id := toSpanID(call.id)
		text = hex.AppendEncode(text, id[:])
	}
	all, ids := string(text), make([]string, len(calls))
	for i := range ids {
		ids[i] = all[digits*i : digits*(i+1)]
	}
	return ids
}

func emptySlice(attrs pcommon.Map, key string, capacity int) pcommon.Slice {
	slice := attrs.PutEmptySlice(key)
	slice.EnsureCapacity(capacity)
	return slice
}
