package slowqueryprocessor

import (
	"cmp"
	"slices"
)

// interval is when a call ran, in nanoseconds since 1970.
type interval struct{ start, end int64 }

func (i interval) took() int64 { return i.end - i.start }

// timeline is the calls of a process in the order of their ends.
type timeline []interval

func (t timeline) sort() {
	slices.SortFunc(t, func(a, b interval) int { return cmp.Or(cmp.Compare(a.end, b.end), cmp.Compare(a.start, b.start)) })
}

// from is where the calls begin that ended then or later.
func (t timeline) from(end int64) int {
	at, _ := slices.BinarySearchFunc(t, end, func(i interval, end int64) int { return cmp.Compare(i.end, end) })
	return at
}

// mostLookedAt bounds the calls that are looked at on either side of one, so that a batch of slow calls takes no longer
// than in proportion to its size.
const mostLookedAt = 64

// waited tells calls that waited for others of their process rather than for the database: a queue before one
// connection, or a blocked event loop. It goes by the other calls of the batch, so it may miss some.
//
// In a queue several calls come at almost one time and end one after the other, in the order they came. When a blocked
// loop is free again, or a lock, calls that began apart end together, and none did for a while; only those that began
// later than another are told, because the first may be what the others waited for. Calls that run side by side
// overlap by chance: they seldom have all of this.
func (t timeline) waited(call interval) bool {
	return t.queued(call) || t.released(call)
}

// queued looks back from the end of the call. Two others at least, all open at one time with it, end before it, each
// leaving less than half of the call's time to the next, and the first in the first half of that time. They began in
// the order they ended, in at most half of the time between their ends: what runs side by side ends in any order, and
// workers that do the same again and again begin as far apart as they end.
func (t timeline) queued(call interval) bool {
	const enough = 2
	links, last := 0, call
	at := t.from(call.end)
	for _, before := range slices.Backward(t[max(0, at-mostLookedAt):at]) {
		apart := last.end - before.end
		if apart > call.took()/2 || before.end <= max(call.start, last.start) {
			return false
		}
		if apart > nested(call) {
			if before.start > last.start {
				return false
			}
			links++
		}
		if apart > 0 {
			last = before
		}
		if links >= enough && last.end-call.start <= call.took()/2 {
			return call.start-last.start <= (call.end-last.end)/2
		}
	}
	return false
}

// nested bounds how far apart the ends of one call are that two instrumentations tell of.
func nested(call interval) int64 { return call.took() / 200 }

// released knows calls that end together with two others, all long and one of them longer, where no long call had ended
// for half of the call's time. Where one call lies inside the other both may be one, told by two layers.
func (t timeline) released(call interval) bool {
	const enough = 2
	together, earlier := 0, false
	at := t.from(call.end)
	for _, o := range t[max(0, at-mostLookedAt):min(len(t), at+mostLookedAt)] {
		switch {
		case o.took() < call.took()/2, o.end-call.end > call.took()/20, call.end-o.end > call.took()/2:
		case call.end-o.end > call.took()/20:
			return false
		case o.start < call.start && o.end > call.end, o.start > call.start && o.end < call.end,
			max(o.start-call.start, call.start-o.start) <= nested(call):
		default:
			together++
			earlier = earlier || call.start-o.start > call.took()/10
		}
	}
	return together >= enough && earlier
}

const waitingHint = "Probably waiting, not the statement: other calls of this process were open at the same time and ended one after the other, or together with this one. " +
	"Look at the number of connections, at locks, and at what kept the process busy."
