package nplusoneprocessor

// extent is how many calls a group stands for and when they ran: what tells whether two groups are the same calls, or
// calls of one loop. It is compared for pairs of groups, so finding it out allocates nothing.
type extent struct {
	n                uint32
	start, lastStart int64 // of the first and the last call to start
	firstEnd, end    int64 // of the first and the last call to end
}

// extent of the calls counted at the group; n is 0 where there are none.
func (m *merger) extent(ref groupRef) (x extent) {
	m.eachLeaf(ref, func(g *group) { x.add(&g.calls) })
	return x
}

func (x *extent) add(c *calls) {
	lastStart, firstEnd := c.start, c.end
	if c.series != nil {
		lastStart, firstEnd = c.series.lastStart, c.series.firstEnd
	}
	if x.n == 0 {
		*x = extent{c.n, c.start, lastStart, firstEnd, c.end}
		return
	}
	x.n += c.n
	x.start, x.end = min(x.start, c.start), max(x.end, c.end)
	x.lastStart, x.firstEnd = max(x.lastStart, lastStart), min(x.firstEnd, firstEnd)
}

// around tells whether each of the inner calls can have run inside one of these: as many (one may still be
// under way), the first and the last of them no earlier and no later.
func (x *extent) around(inner *extent) bool {
	return nearly(x.n, inner.n) &&
		x.start <= inner.start && x.lastStart <= inner.lastStart &&
		inner.firstEnd <= x.firstEnd && inner.end <= x.end
}

// sameLoop tells whether the other calls begin and end within turnsApart turns of these.
func (x *extent) sameLoop(other *extent) bool {
	if x.n == 0 || other.n == 0 {
		return false
	}
	apart := turnsApart * (x.end - x.start) / int64(x.n)
	return near(x.start, other.start, apart) && near(x.end, other.end, apart)
}

// nearly allows for one call that the first turn saved or the last did not come to.
func nearly(a, b uint32) bool { return a <= b+1 && b <= a+1 }

func near(a, b, apart int64) bool { return a-b <= apart && b-a <= apart }
