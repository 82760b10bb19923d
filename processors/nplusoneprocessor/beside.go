package nplusoneprocessor

// seenBeside tells whether the group's calls are part of the finding of another group of the same span: the same
// calls as a second instrumentation says them, in other words. Mongoose and the driver below it each make a span
// for one query, side by side because the model's span is never the current one: `findOne authors` around
// `find authors`. The outer one speaks, as it does where the spans are nested, unless the inner one was reported
// already.
//
// Of the groups that may be, only maxLookedAt are looked at.
func (m *merger) seenBeside(ref groupRef, e *evidence) bool {
	t, looked := m.trace, 0
	g := t.group(ref)
	for other := t.node(g.anchor).groups; other != 0 && looked < maxLookedAt; other = t.group(other).next {
		o := t.group(other)
		if other == ref || !o.claimed || o.path != g.path || !nearly(o.n, g.n) || !o.statement.layerOf(g.statement) {
			continue
		}
		looked++
		x := m.extent(other)
		if x.around(&e.extent) || o.written != notWritten && e.around(&x) {
			return true
		}
	}
	return false
}

// layerOf tells whether two instrumentations speak of one table or collection of one system. Two statements of
// one instrumentation are two calls, whatever their times.
func (s *statement) layerOf(other *statement) bool {
	return s.scope != other.scope && s.target != 0 && s.target == other.target && s.system == other.system
}
