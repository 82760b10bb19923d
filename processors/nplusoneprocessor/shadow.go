package nplusoneprocessor

// shadowed tells whether the group is another instrumentation's view of calls that are reported elsewhere.
//
// An ORM and the driver below it may both make a span for one query, and where the ORM's span is not the
// current one while the driver works, the two stand side by side: SQLAlchemy and psycopg2, Laravel and PDO.
// Their times cannot tell them from two calls made in parallel, their instrumentations' names can. So each
// instrumentation counts for itself, and of those that made the same call below one span the one with the
// most calls speaks; of equals the one that started first, which is the outer one.
func (m *merger) shadowed(ref groupRef) bool {
	t := m.trace
	g := t.group(ref)
	for other := t.node(g.anchor).groups; other != 0; other = t.group(other).next {
		o := t.group(other)
		if other != ref && o.claimed && o.identity == g.identity && o.path == g.path && m.outranks(other, ref) {
			return true
		}
	}
	return false
}

// outranks is a total order of groups that differ in the instrumentation. The one that spoke goes on to.
func (m *merger) outranks(a, b groupRef) bool {
	x, y := m.trace.group(a), m.trace.group(b)
	if spoke := x.written != notWritten; spoke != (y.written != notWritten) {
		return spoke
	}
	if x.n != y.n {
		return x.n > y.n
	}
	if sx, sy := m.firstStart(a), m.firstStart(b); sx != sy {
		return sx < sy
	}
	return x.calls.scope < y.calls.scope
}

func (m *merger) firstStart(ref groupRef) int64 {
	x := m.extent(ref)
	return x.start
}
