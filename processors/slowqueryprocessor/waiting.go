package slowqueryprocessor

// interval is when a call ran, in nanoseconds since 1970.
type interval struct{ start, end int64 }

func (i interval) took() int64 { return i.end - i.start }

// waited tells calls that waited for others of their process rather than for the database: a queue before one
// connection, or a blocked event loop. It goes by the other calls of the batch, so it may miss some.
//
// In a queue several calls are open at once and end one after the other. When a blocked loop is free again, or a lock,
// calls that began apart end together; only those that began later than another are told, because the first may be what
// the others waited for. A busy process has calls that overlap by chance: they do not have all of this.
func waited(call interval, others []interval) bool {
	return queued(call, others) || released(call, others)
}

// queued looks back from the end of the call. Two others at least, all open at one time with it, end before it, each
// leaving less than half of the call's time to the next, and the first in the first half of that time.
func queued(call interval, others []interval) bool {
	const enough, longestQueue = 2, 64 // the latter bounds the work
	latestStart, end := call.start, call.end
	for links := 0; links < longestQueue; {
		before, ok := lastBefore(end, latestStart, others)
		if !ok || end-before.end > call.took()/2 {
			return false
		}
		if end-before.end > nested(call) {
			links++
		}
		end, latestStart = before.end, max(latestStart, before.start)
		if latestStart >= end {
			return false
		}
		if links >= enough && end-call.start <= call.took()/2 {
			return true
		}
	}
	return false
}

// nested bounds how far apart the ends of one call are that two instrumentations tell of.
func nested(call interval) int64 { return call.took() / 200 }

// lastBefore is the call that ended last before end, and after a call that started at start was open already.
func lastBefore(end, start int64, others []interval) (last interval, ok bool) {
	for _, o := range others {
		if o.end < end && o.end > start && (!ok || o.end > last.end) {
			last, ok = o, true
		}
	}
	return last, ok
}

// released knows calls that end together with two others, all long and one of them longer.
func released(call interval, others []interval) bool {
	const enough = 2
	together, earlier := 0, false
	for _, o := range others {
		apart := max(o.end-call.end, call.end-o.end)
		if apart > call.took()/20 || o.took() < call.took()/2 || max(o.start-call.start, call.start-o.start) <= nested(call) {
			continue
		}
		together++
		earlier = earlier || call.start-o.start > call.took()/10
	}
	return together >= enough && earlier
}

const waitingHint = "Waiting, not the statement: other calls of this process were open at the same time and ended one after the other, or together with this one. " +
	"Look at the number of connections, at locks, and at what kept the process busy."
