package nplusoneprocessor

import (
	"fmt"
	"math"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// collapsed is what a collapsed span says about its calls, checked: the lists are n long, ids are ids and no time
// leaves the range of a signed 64-bit timestamp.
type collapsed struct {
	n                                 int
	ids, starts, durations, positions pcommon.Slice
}

// maxReadAttributes allows for a value list beside each attribute, the lists of ids and times, and as many attributes that
// others wrote on the span since.
const maxReadAttributes = 3 * maxFoldAttributes

// readCollapsed gives n = 0 for an ordinary span, after one look for one key, and an error, which names the
// attribute, for a span that says it is collapsed and does not hold what that takes.
func readCollapsed(span ptrace.Span) (collapsed, error) {
	attrs := span.Attributes()
	count, ok := attrs.Get(finding.AttrCollapsedCount)
	if !ok {
		return collapsed{}, nil
	}
	r := collapsedReader{attrs: attrs}
	if attrs.Len() > maxReadAttributes {
		r.fail(finding.AttrCollapsedCount, "stands beside %d attributes, more than %d", attrs.Len(), maxReadAttributes)
		return collapsed{}, r.err
	}
	if n := count.Int(); n < 2 || n > finding.MaxCollapsed {
		r.fail(finding.AttrCollapsedCount, "must be an int from 2 to %d, is %s", finding.MaxCollapsed, count.AsString())
		return collapsed{}, r.err
	}
	r.n = int(count.Int())
	c := collapsed{
		n:         r.n,
		ids:       r.list(finding.AttrCollapsedSpanIDs, pcommon.ValueTypeStr),
		starts:    r.list(finding.AttrCollapsedStartOffsets, pcommon.ValueTypeInt),
		durations: r.list(finding.AttrCollapsedDurations, pcommon.ValueTypeInt),
		positions: r.list(finding.AttrCollapsedPositions, pcommon.ValueTypeInt),
	}
	if r.err == nil {
		r.checkIDs(c.ids)
		r.checkTimes(span.StartTimestamp(), c.starts, c.durations)
		r.checkPositions(c.positions)
		r.checkValues()
	}
	if r.err != nil {
		return collapsed{}, r.err
	}
	return c, nil
}

// eachCall gives the id and times, in nanoseconds, of every call that a collapsed span stands for, in order of start
// and id; end may be before start. False, and no call, for an ordinary span and for a malformed collapsed one, which
// counts as one call then.
func eachCall(span ptrace.Span, call func(id uint64, start, end int64)) bool {
	c, err := readCollapsed(span)
	if err != nil || c.n == 0 {
		return false
	}
	for k := range c.n {
		id, _ := finding.ParseHex(c.ids.At(k).Str())
		start, end := c.times(span.StartTimestamp(), k)
		call(id, start, end)
	}
	return true
}

// times gives start and end of call k of the collapsed span that starts at base.
func (c *collapsed) times(base pcommon.Timestamp, k int) (start, end int64) {
	start = int64(base) + c.starts.At(k).Int()
	return start, start + c.durations.At(k).Int()
}

// collapsedReader checks the attributes of a collapsed span; the first thing wrong is the error.
type collapsedReader struct {
	attrs pcommon.Map
	n     int
	err   error
}

func (r *collapsedReader) fail(key, format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf("%s: %s", key, fmt.Sprintf(format, args...))
	}
}

func (r *collapsedReader) list(key string, element pcommon.ValueType) pcommon.Slice {
	value, ok := r.attrs.Get(key)
	if !ok {
		r.fail(key, "is missing")
		return pcommon.Slice{}
	}
	return r.elements(key, value, element)
}

func (r *collapsedReader) elements(key string, value pcommon.Value, element pcommon.ValueType) pcommon.Slice {
	if value.Type() != pcommon.ValueTypeSlice || value.Slice().Len() != r.n {
		r.fail(key, "must be an array of %d, as %s says", r.n, finding.AttrCollapsedCount)
		return pcommon.Slice{}
	}
	for i, v := range value.Slice().All() {
		if v.Type() != element {
			r.fail(key, "[%d] must be of type %s, is %s", i, element, v.Type())
			return pcommon.Slice{}
		}
	}
	return value.Slice()
}

func (r *collapsedReader) checkIDs(ids pcommon.Slice) {
	for i, v := range ids.All() {
		if id, ok := finding.ParseHex(v.Str()); !ok || id == 0 {
			r.fail(finding.AttrCollapsedSpanIDs, "[%d] must be 16 lower-case hexadecimal digits, not all 0", i)
			return
		}
	}
}

func (r *collapsedReader) checkTimes(base pcommon.Timestamp, starts, durations pcommon.Slice) {
	if base > math.MaxInt64 {
		r.fail(finding.AttrCollapsedStartOffsets, "the span starts after the year 2262")
		return
	}
	for i, v := range starts.All() {
		offset, duration := v.Int(), durations.At(i).Int()
		if offset < 0 || offset > math.MaxInt64-int64(base) {
			r.fail(finding.AttrCollapsedStartOffsets, "[%d] must be between 0 and the year 2262, is %d", i, offset)
			return
		}
		if start := int64(base) + offset; duration < -start || duration > math.MaxInt64-start {
			r.fail(finding.AttrCollapsedDurations, "[%d] must end between 1970 and 2262, is %d", i, duration)
			return
		}
	}
}

func (r *collapsedReader) checkPositions(positions pcommon.Slice) {
	first := false
	for i, v := range positions.All() {
		first = first || v.Int() == 0
		if v.Int() < 0 {
			r.fail(finding.AttrCollapsedPositions, "[%d] must not be negative, is %d", i, v.Int())
			return
		}
	}
	if !first {
		r.fail(finding.AttrCollapsedPositions, "one must be 0")
	}
}

// checkValues looks for a scalar attribute beside each array of values, and for names that this version does not know.
func (r *collapsedReader) checkValues() {
	for name, value := range r.attrs.All() {
		key, ok := strings.CutPrefix(name, finding.AttrCollapsedValuesPrefix)
		if !ok {
			if strings.HasPrefix(name, finding.AttrCollapsedPrefix) && !partOfCollapsed(name) {
				r.fail(name, "is unknown")
			}
			continue
		}
		beside, ok := r.attrs.Get(key)
		if !ok || !scalar(beside.Type()) || strings.HasPrefix(key, finding.AttrCollapsedPrefix) {
			r.fail(name, "must stand beside the attribute %q, a string, int, double or bool", key)
			continue
		}
		r.elements(name, value, beside.Type())
	}
}

func partOfCollapsed(name string) bool {
	switch name {
	case finding.AttrCollapsedCount, finding.AttrCollapsedSpanIDs, finding.AttrCollapsedStartOffsets,
		finding.AttrCollapsedDurations, finding.AttrCollapsedPositions:
		return true
	default:
		return false
	}
}
