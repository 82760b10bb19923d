package nplusoneprocessor

import (
	"errors"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// expand puts the spans that collapsed ones stand for back: the exact inverse of collapse, byte for byte and in the
// original order. A malformed collapsed span stays as it is; the error names each, with the attribute that is wrong.
func expand(td ptrace.Traces) error {
	var errs []error
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			order, err := orderOf(scope.Spans())
			errs = append(errs, err)
			if order.folded() {
				order.expand(scope.Spans())
			}
		}
	}
	return errors.Join(errs...)
}

func (o *order) expand(spans ptrace.SpanSlice) {
	values := make([][]valueList, spans.Len())
	for at, span := range spans.All() {
		if o.folds[at].n > 0 {
			values[at] = takeRecord(span.Attributes())
		}
	}
	out := ptrace.NewSpanSlice()
	out.EnsureCapacity(len(o.places))
	for _, p := range o.places {
		from, to := spans.At(int(p.at)), out.AppendEmpty()
		if c := &o.folds[p.at]; c.n > 0 {
			from.CopyTo(to)
			c.restore(to, int(p.k), values[p.at])
		} else {
			from.MoveTo(to)
		}
	}
	spans.RemoveIf(func(ptrace.Span) bool { return true })
	out.MoveAndAppendTo(spans)
}

// valueList is the values of one attribute in each call.
type valueList struct {
	key    string
	values pcommon.Slice
}

// takeRecord takes out what collapse added and gives the values among it.
func takeRecord(attrs pcommon.Map) []valueList {
	var lists []valueList
	attrs.RemoveIf(func(name string, value pcommon.Value) bool {
		if key, ok := strings.CutPrefix(name, finding.AttrCollapsedValuesPrefix); ok {
			lists = append(lists, valueList{key, value.Slice()})
		}
		return strings.HasPrefix(name, finding.AttrCollapsedPrefix)
	})
	return lists
}

// restore makes span, a copy of the collapsed one without its record, call k. Values of the first call stay as they
// are on the span.
func (c *collapsed) restore(span ptrace.Span, k int, lists []valueList) {
	id, _ := finding.ParseHex(c.ids.At(k).Str())
	start, end := c.times(span.StartTimestamp(), k)
	span.SetSpanID(toSpanID(id))
	span.SetStartTimestamp(pcommon.Timestamp(start))
	span.SetEndTimestamp(pcommon.Timestamp(end))
	if k == 0 {
		return
	}
	for _, list := range lists {
		value, _ := span.Attributes().Get(list.key)
		list.values.At(k).CopyTo(value)
	}
}
