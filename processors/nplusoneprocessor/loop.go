package nplusoneprocessor

import "time"

// A loop may make several calls for each item: the author, the likes, the tags. Each is a group of its own, and none
// may take min_duration although the loop does. So a group is weighed together with the others of its loop: groups
// below the same span, of as many calls, that begin and end within two turns of each other.

const (
	// turnsApart is how many turns of a loop two of its calls may begin and end apart: one for their order in the
	// loop, one for a first turn that finds more in a cache or less.
	turnsApart = 2
	// largestLoop bounds the groups weighed together. A pattern of more calls is rare, and they may take their time.
	largestLoop = 8
	// maxLookedAt bounds the groups of a span looked at for those of one loop.
	maxLookedAt = 32
)

// loopTakes tells whether the loop that makes the calls takes min_duration and the group its share of it. Of the
// groups of such a loop at least the largest has its share.
func (m *merger) loopTakes(ref groupRef, e *evidence) bool {
	together, size := *e, int64(1)
	m.eachBeside(ref, func(beside groupRef) bool {
		other := m.extent(beside)
		if e.sameLoop(&other) {
			together.unions = append(together.unions, gather(m.leaves(nil, beside)).unions...)
			together.start, together.end = min(together.start, other.start), max(together.end, other.end)
			size++
		}
		return size < largestLoop
	})
	if size == 1 {
		return false
	}
	takes := min(covered(together.unions), together.end-together.start)
	return time.Duration(takes) >= m.rules.minDuration && time.Duration(e.covered*size) >= m.rules.minDuration
}

// concludeLoop lists the findings that are warns by what the group takes, which grew in this batch.
func (m *merger) concludeLoop(v *visit, t touch) {
	x, concluded := m.extent(t.group), 1
	m.eachBeside(t.group, func(beside groupRef) bool {
		if other := m.extent(beside); other.sameLoop(&x) {
			m.conclude(v, beside, t.by, false)
			concluded++
		}
		return concluded < largestLoop
	})
}

// eachBeside visits the groups below the same span that may be made by the same loop, until visit is false. Another
// instrumentation's view of the same calls is none.
func (m *merger) eachBeside(ref groupRef, visit func(ref groupRef) bool) {
	g := m.trace.group(ref)
	looked := 0
	for other := m.trace.node(g.anchor).groups; other != 0 && looked < maxLookedAt; other = m.trace.group(other).next {
		o := m.trace.group(other)
		if other == ref || !o.claimed || o.identity == g.identity || !nearly(o.n, g.n) ||
			o.statement.ignored || o.statement.single || o.statement.layerOf(g.statement) {
			continue
		}
		looked++
		if !visit(other) {
			return
		}
	}
}
