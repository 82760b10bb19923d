package nplusoneprocessor

import (
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// group counts the equal calls below one span: those made by the span itself (level 0) or those made through
// wrapper spans of the same names (level 1 and up; path is a hash of the names). A group of level 1 and up
// holds no calls of its own; it stands for the groups below it, child and its siblings.
type group struct {
	statement *statement
	identity  uint64
	calls     calls
	n         uint32 // calls counted here: its own, and of those below that are not claimed below
	path      uint32
	anchor    nodeRef
	next      groupRef // the next group of the same anchor
	up        groupRef // the group one wrapper further up that stands for this one too
	child     groupRef
	sibling   groupRef
	level     uint8
	claimed   bool // it reached the threshold: its calls count here and nowhere above
	written   writtenAs
	touched   bool // it is on the list of the batch being merged
}

// writtenAs tells whether a group's finding is on a span, and with which severity. An info becomes a warn where
// calls come after the span it was written on.
type writtenAs uint8

const (
	notWritten writtenAs = iota
	writtenInfo
	writtenWarn
)

func asWritten(s finding.Severity) writtenAs {
	if s == finding.SeverityWarn {
		return writtenWarn
	}
	return writtenInfo
}

// calls are the calls a level-0 group was made by. Most groups hold one call, so what repeats need stands
// apart.
type calls struct {
	id         uint64 // span id of the first call by start
	start, end int64  // of the first start and the last end
	values     uint64 // of the first to come; 0: not told
	series     *series
	n          uint32
	scope      uint16 // hash of the name of the instrumentation that saw them; see shadowed
	differ     bool   // two calls had different values
}

// keptIDs is how many span ids a group keeps: those with the earliest starts.
const keptIDs = 10

// series is what is kept once a call repeats.
type series struct {
	ids       [keptIDs]uint64 // by start, then id
	offsets   [keptIDs]int32  // their starts, microseconds from base
	n         int32           // ids kept
	base      int64           // microseconds since 1970
	union     union
	sum       int64 // of the durations
	lastStart int64
	firstEnd  int64
}

// add counts a call; it is false for one that was counted before (a delivery repeated by the sender), as far
// as the kept ids tell.
func (c *calls) add(o *observation) bool {
	if c.n == 0 {
		*c = calls{id: o.id, start: o.start, end: o.end, values: o.values, n: 1, scope: c.scope}
		return true
	}
	if c.series == nil {
		if c.id == o.id {
			return false
		}
		c.begin(new(series))
	}
	if !c.series.add(o) {
		return false
	}
	c.n++
	c.differ = c.differ || c.values != o.values
	c.id = c.series.ids[0]
	c.start, c.end = min(c.start, o.start), max(c.end, o.end)
	return true
}

// begin turns the single call into a series of one, which overwrites what is given.
func (c *calls) begin(room *series) {
	*room = series{base: c.start / int64(time.Microsecond), lastStart: c.start, firstEnd: c.end}
	c.series = room
	c.series.add(&observation{id: c.id, start: c.start, end: c.end})
}

// remove takes a call back. What cannot be undone (the outermost start and end, that values differ) is what a
// retry of the same call would set again.
func (c *calls) remove(o *observation) {
	if c.n <= 1 {
		*c = calls{scope: c.scope}
		return
	}
	c.n--
	c.series.remove(o)
	if c.n == 1 && c.series.n == 1 {
		c.id = c.series.ids[0]
	}
}

func (s *series) add(o *observation) bool {
	if !s.keep(o.id, s.offset(o.start)) {
		return false
	}
	s.union.add(interval{o.start, o.end})
	s.sum += o.end - o.start
	s.lastStart = max(s.lastStart, o.start)
	s.firstEnd = min(s.firstEnd, o.end)
	return true
}

func (s *series) remove(o *observation) {
	s.union.remove(interval{o.start, o.end})
	s.sum -= o.end - o.start
	for at := range s.n {
		if s.ids[at] == o.id {
			copy(s.ids[at:], s.ids[at+1:s.n])
			copy(s.offsets[at:], s.offsets[at+1:s.n])
			s.n--
			return
		}
	}
}

// offset is the start in microseconds from the series' base, at most half an hour away.
func (s *series) offset(start int64) int32 {
	const limit = int64(1<<31 - 1)
	return int32(max(-limit, min(limit, start/int64(time.Microsecond)-s.base)))
}

// keep puts the id among the first ones by start; it is false where the id is there already.
func (s *series) keep(id uint64, offset int32) bool {
	at := s.n
	for i := range s.n {
		if s.ids[i] == id {
			return false
		}
		if i < at && (offset < s.offsets[i] || offset == s.offsets[i] && id < s.ids[i]) {
			at = i
		}
	}
	if at >= keptIDs {
		return true
	}
	s.n = min(s.n+1, keptIDs)
	copy(s.ids[at+1:s.n], s.ids[at:])
	copy(s.offsets[at+1:s.n], s.offsets[at:])
	s.ids[at], s.offsets[at] = id, offset
	return true
}
