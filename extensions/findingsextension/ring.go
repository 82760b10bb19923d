package findingsextension

// ring is a list of groups in the order in which they were last seen. A group is in one ring at a time; every change
// takes the same time, however many there are.
type ring struct {
	oldest, newest *group
	n              int
}

// push makes the group the newest.
func (r *ring) push(g *group) {
	g.ring, g.older, g.newer = r, r.newest, nil
	if r.newest != nil {
		r.newest.newer = g
	} else {
		r.oldest = g
	}
	r.newest = g
	r.n++
}

// leave takes the group out of its ring.
func (g *group) leave() {
	r := g.ring
	if g.older != nil {
		g.older.newer = g.newer
	} else {
		r.oldest = g.newer
	}
	if g.newer != nil {
		g.newer.older = g.older
	} else {
		r.newest = g.older
	}
	g.ring, g.older, g.newer = nil, nil, nil
	r.n--
}
