package nplusoneprocessor

import (
	"cmp"
	"slices"
)

// interval is a time during which a call ran, in nanoseconds since 1970; end is never before start.
type interval struct{ start, end int64 }

func (i interval) length() int64 { return i.end - i.start }

// keptIntervals is how many separate intervals a union keeps open for others to join.
const keptIntervals = 2

// union is the time covered by intervals, whatever their overlap, in constant memory: the latest separate
// intervals are kept open, earlier ones are closed into a sum. The result is exact for intervals that do not
// overlap in whatever order they come, and for all that come in order of their start; an interval that comes
// late and overlaps a closed one is counted too long by the overlap. Callers bound that by the time between
// the first start and the last end.
type union struct {
	closed int64
	open   [keptIntervals]interval // by start; a zero interval is a free place
}

// add joins the interval with the open ones it touches and closes the earliest where there is no place left.
func (u *union) add(in interval) {
	free := -1
	for at := range u.open {
		switch o := u.open[at]; {
		case o == interval{}:
			free = at
		case o.start <= in.end && in.start <= o.end:
			in = interval{min(in.start, o.start), max(in.end, o.end)}
			u.open[at] = interval{}
			free = at
		}
	}
	if free < 0 {
		free = u.closeEarliest(&in)
	}
	u.open[free] = in
}

// closeEarliest adds the earliest of the open intervals and the new one to the sum and gives the place where
// the new one, or what was swapped for it, goes.
func (u *union) closeEarliest(in *interval) int {
	earliest := 0
	for at := range u.open {
		if u.open[at].start < u.open[earliest].start {
			earliest = at
		}
	}
	if in.start < u.open[earliest].start {
		u.open[earliest], *in = *in, u.open[earliest]
	}
	u.closed += u.open[earliest].length()
	return earliest
}

// remove takes an interval back. One that was joined with others stays covered, so that removing it and
// adding it again, as a retry does, changes nothing.
func (u *union) remove(in interval) {
	for at, o := range u.open {
		if o == in {
			u.open[at] = interval{}
			return
		}
		if o != (interval{}) && o.start <= in.start && in.end <= o.end {
			return
		}
	}
	u.closed = max(0, u.closed-in.length())
}

// covered sums up several unions: what was closed, and the open intervals joined across all of them.
func covered(unions []union) int64 {
	var total int64
	var open []interval
	for i := range unions {
		total += unions[i].closed
		for _, o := range unions[i].open {
			if o != (interval{}) {
				open = append(open, o)
			}
		}
	}
	return total + coveredBy(open)
}

// coveredBy is the exact length of the union; it sorts the slice.
func coveredBy(intervals []interval) int64 {
	slices.SortFunc(intervals, func(a, b interval) int { return cmp.Compare(a.start, b.start) })
	var total, reached int64
	for _, in := range intervals {
		if in.end <= reached {
			continue
		}
		total += in.end - max(in.start, reached)
		reached = in.end
	}
	return total
}
