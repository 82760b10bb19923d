package nplusoneprocessor

import (
	"cmp"
	queue "container/heap"
	"errors"
	"fmt"
	"math"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// order says where the calls of a scope stood before any of them folded: places[slot] is what was there.
//
// A collapsed span recorded how far from its own slot its other calls stood. In a scope as collapse left it this is
// exact: what stood in a slot was either such a call, of a group whose first call stood before it, or else the next
// span of the scope. Distances rather than indices, so that a scope that was cut, joined or thinned out since still
// gets every call back near its place.
type order struct {
	places []place
	folds  []collapsed // per span of the scope; empty: none is collapsed
}

// place is call k of the span at this index of the scope.
type place struct{ at, k int32 }

// dueCall is a call that is to take the slot, or the next one where that is taken.
type dueCall struct {
	place
	slot int64
}

// dueCalls is a heap: the first is due next.
type dueCalls []dueCall

func (d dueCalls) Len() int      { return len(d) }
func (d dueCalls) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *dueCalls) Push(x any)   { *d = append(*d, x.(dueCall)) }

func (d dueCalls) Less(i, j int) bool {
	a, b := &d[i], &d[j]
	return cmp.Or(cmp.Compare(a.slot, b.slot), cmp.Compare(a.at, b.at), cmp.Compare(a.k, b.k)) < 0
}

func (d *dueCalls) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}

// add lets the span at this index take the slot, and its other calls theirs.
func (d *dueCalls) add(c *collapsed, at int32, slot int64) {
	if c.n == 0 {
		queue.Push(d, dueCall{place{at, 0}, slot})
		return
	}
	for k := range c.n {
		distance := min(c.positions.At(k).Int(), math.MaxInt32) // beyond the end of any scope
		queue.Push(d, dueCall{place{at, int32(k)}, slot + distance})
	}
}

func (o *order) folded() bool { return len(o.folds) > 0 }

// orderOf reads the scope. Malformed collapsed spans are ordinary ones; the error, in any case, names them.
func orderOf(spans ptrace.SpanSlice) (*order, error) {
	o := &order{}
	slots, errs := 0, []error(nil)
	for at, span := range spans.All() {
		c, err := readCollapsed(span)
		if err != nil {
			errs = append(errs, fmt.Errorf("span %v: %w", span.SpanID(), err))
		}
		if c.n > 0 && !o.folded() {
			o.folds = make([]collapsed, spans.Len())
		}
		if c.n > 0 {
			o.folds[at] = c
		}
		slots += max(c.n, 1)
	}
	if o.folded() {
		o.arrange(slots)
	}
	return o, errors.Join(errs...)
}

// arrange fills the slots one by one: with the call that is due there, else with the next span.
func (o *order) arrange(slots int) {
	o.places = make([]place, slots)
	var due dueCalls
	next := 0
	for slot := range o.places {
		if next < len(o.folds) && (len(due) == 0 || due[0].slot > int64(slot)) {
			due.add(&o.folds[next], int32(next), int64(slot))
			next++
		}
		o.places[slot] = queue.Pop(&due).(dueCall).place
	}
}

// slots gives, per span of the scope that is not collapsed, the slot it stood in.
func (o *order) slots(out []int32, spans int) []int32 {
	out = append(out[:0], make([]int32, spans)...)
	for slot, p := range o.places {
		out[p.at] = int32(slot)
	}
	return out
}
