package nplusoneprocessor

import (
	"cmp"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// collapser folds the repeats of a group into one span that carries what makes them differ; expand is the exact
// inverse. It is scratch to be reused, by one goroutine at a time; where nothing folds it allocates nothing.
//
// Calls fold with calls of the same scope, trace, parent and group that are equal in all but span id, times and
// the values of scalar attributes (see shapeOf). Which calls fold together does not depend on their order.
type collapser struct {
	byKey  map[foldKey]int32 // index of groups
	groups []foldGroup
	calls  []foldCall // that may fold, in the order of the scope

	run, rest []foldCall // of the group being folded
	head      []keyValue // of the call the others are compared with
	differs   []bool     // per attribute of head: whether the calls being folded have different values
	slots     []int32    // per span of the scope: see order.slots; nil until a call of the scope folds
	gone      []bool     // per span of the scope: whether another one stands for it now
}

// foldKey is what calls must have in common to be looked at together.
type foldKey struct {
	trace  pcommon.TraceID
	parent pcommon.SpanID
	group  uint64
}

type foldGroup struct {
	key         foldKey
	first, last int32 // calls
	n           int
}

// foldCall is a call that may fold.
type foldCall struct {
	start, id uint64
	shape     uint64 // hash of what must be equal; set when the group has calls enough
	at        int32  // index in the scope
	nextOf    int32  // the next call of the group; -1 at the end
}

func newCollapser() *collapser {
	return &collapser{byKey: make(map[foldKey]int32)}
}

// collapse folds the calls of every scope of td and returns the number of spans it took out. groupOf tells the
// group of a span and whether it may fold (it is a counted call and, as far as known, nobody's parent); it is
// called once per span, in order. Fewer than minRepeats calls (at least 2) that could fold together stay as they
// are, and so does what is left over when finding.MaxCollapsed calls are in each collapsed span.
//
// Spans of td held before are not to be used after: they may be empty or another call's.
func (c *collapser) collapse(td ptrace.Traces, minRepeats int, groupOf func(ptrace.Span) (group uint64, ok bool)) int {
	taken := 0
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			taken += c.foldScope(scope.Spans(), max(minRepeats, 2), groupOf)
		}
	}
	return taken
}

// foldScope folds in three steps: find what may fold, write the collapsed spans, take out what they stand for. The last
// is done even if another faults, so that a call is never told twice nor lost.
func (c *collapser) foldScope(spans ptrace.SpanSlice, minRepeats int, groupOf func(ptrace.Span) (uint64, bool)) (taken int) {
	defer func() {
		taken = c.takeOut(spans)
		c.reset()
	}()
	for at, span := range spans.All() {
		if group, ok := groupOf(span); ok && foldable(span) {
			c.add(span, group, int32(at))
		}
	}
	for i := range c.groups {
		if c.groups[i].n >= minRepeats {
			c.foldGroup(spans, &c.groups[i], minRepeats)
		}
	}
	return 0
}

// reset forgets the scope and with it every reference to its spans.
func (c *collapser) reset() {
	clear(c.byKey)
	clear(c.head[:cap(c.head)])
	c.groups, c.calls, c.slots, c.gone = c.groups[:0], c.calls[:0], c.slots[:0], c.gone[:0]
}

func (c *collapser) add(span ptrace.Span, group uint64, at int32) {
	g := c.groupOf(foldKey{span.TraceID(), span.ParentSpanID(), group})
	call := int32(len(c.calls))
	c.calls = append(c.calls, foldCall{
		start: uint64(span.StartTimestamp()), id: toUint(span.SpanID()), at: at, nextOf: -1,
	})
	if g.n == 0 {
		g.first = call
	} else {
		c.calls[g.last].nextOf = call
	}
	g.last = call
	g.n++
}

// groupOf tries the group of the call before first: repeats mostly stand side by side.
func (c *collapser) groupOf(key foldKey) *foldGroup {
	if n := len(c.groups); n > 0 && c.groups[n-1].key == key {
		return &c.groups[n-1]
	}
	at, ok := c.byKey[key]
	if !ok {
		at = int32(len(c.groups))
		c.byKey[key] = at
		c.groups = append(c.groups, foldGroup{key: key})
	}
	return &c.groups[at]
}

// foldGroup sorts the group's calls by shape, then into the total order of start and span id, and folds each shape.
func (c *collapser) foldGroup(spans ptrace.SpanSlice, g *foldGroup, minRepeats int) {
	c.run = c.run[:0]
	for at := g.first; at >= 0; at = c.calls[at].nextOf {
		call := c.calls[at]
		if shape, ok := shapeOf(spans.At(int(call.at))); ok {
			call.shape = shape
			c.run = append(c.run, call)
		}
	}
	slices.SortFunc(c.run, func(a, b foldCall) int {
		return cmp.Or(cmp.Compare(a.shape, b.shape), cmp.Compare(a.start, b.start), cmp.Compare(a.id, b.id), cmp.Compare(a.at, b.at))
	})
	for run := c.run; len(run) > 0; {
		end := 1
		for end < len(run) && run[end].shape == run[0].shape {
			end++
		}
		c.foldShape(spans, run[:end], minRepeats)
		run = run[end:]
	}
}

// foldShape folds calls of one shape. The hash only brings them together: each is compared with the first, and
// those that are unlike it, which takes two shapes of one hash, are a shape of their own.
func (c *collapser) foldShape(spans ptrace.SpanSlice, calls []foldCall, minRepeats int) {
	for len(calls) >= minRepeats {
		head := spans.At(int(calls[0].at))
		c.readHead(head)
		same := calls[:1]
		c.rest = c.rest[:0]
		for _, call := range calls[1:] {
			if c.sameShape(head, spans.At(int(call.at))) {
				same = append(same, call) // writes over calls, never ahead of the loop
			} else {
				c.rest = append(c.rest, call)
			}
		}
		if len(same) >= minRepeats && !c.headRepeatsKey() {
			c.foldCalls(spans, same)
		}
		calls = calls[len(same):]
		copy(calls, c.rest)
	}
}

// foldCalls makes one span of each MaxCollapsed calls; a single one left over stays.
func (c *collapser) foldCalls(spans ptrace.SpanSlice, calls []foldCall) {
	c.prepare(spans)
	for chunk := range slices.Chunk(calls, finding.MaxCollapsed) {
		if len(chunk) > 1 {
			c.foldInto(spans, chunk)
		}
	}
}

// prepare notes where the spans stand before any of them folds.
func (c *collapser) prepare(spans ptrace.SpanSlice) {
	if len(c.gone) > 0 {
		return
	}
	c.gone = append(c.gone, make([]bool, spans.Len())...)
	if o, _ := orderOf(spans); o.folded() {
		c.slots = o.slots(c.slots, spans.Len())
	}
}

// takeOut removes the spans that others stand for and counts them.
func (c *collapser) takeOut(spans ptrace.SpanSlice) int {
	if len(c.gone) == 0 {
		return 0
	}
	before, at := spans.Len(), -1
	spans.RemoveIf(func(ptrace.Span) bool {
		at++
		return c.gone[at]
	})
	return before - spans.Len()
}
