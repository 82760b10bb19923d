package nplusoneprocessor

import "cmp"

// merge adds the visit's spans to the trace: first every span that is no counted call passes, so that the
// calls find their way up whatever the order inside the batch; then the calls count, in total order; then it
// is known which calls are themselves the parents of calls.
func (m *merger) merge(v *visit) {
	m.trace.reserve(int(v.others), &m.shard.spare)
	if v.parts > 0 {
		m.matchPrepared(v)
	}
	for at := v.first; at >= 0; at = m.seen[at].nextOf {
		if m.seen[at].class != counted {
			m.now = at
			m.pass(&m.seen[at])
		}
	}
	if v.calls == 0 {
		return
	}
	m.sortCalls(v)
	for _, at := range m.calls {
		m.now = at
		m.count(&m.seen[at])
	}
	for at := v.first; at >= 0; at = m.seen[at].nextOf {
		if m.seen[at].class == counted {
			m.mark(&m.seen[at])
		}
	}
}

// pass notes that a span came by. Groups that waited for it now know the way up.
func (m *merger) pass(o *observation) {
	t := m.trace
	ref := t.findOrAdd(o.id)
	if t.node(ref).passed {
		return
	}
	var parent nodeRef
	if o.parent != 0 && o.parent != o.id && o.class == wrapper {
		parent = m.parentOf(o)
	}
	if m.rules.collapse && o.parent != 0 {
		m.parentOf(o) // so that it is known to have a child
	}
	n := t.node(ref)
	n.passed, n.class, n.parent, n.name = true, o.class, parent, o.name
	o.node = ref
	if o.class != wrapper {
		return
	}
	m.shard.names.learn(o.name, o.span)
	for g := n.groups; g != 0; g = t.group(g).next {
		m.link(g)
	}
}

// parentOf gives the entry of the observation's parent. Siblings mostly come side by side.
func (m *merger) parentOf(o *observation) nodeRef {
	if m.lastParent == 0 || m.trace.node(m.lastParent).id != o.parent {
		m.lastParent = m.trace.findOrAdd(o.parent)
	}
	return m.lastParent
}

// count adds a call to the group below its parent.
func (m *merger) count(o *observation) {
	ref := m.groupAt(m.parentOf(o), group{identity: o.identity, calls: calls{scope: o.scope}, statement: o.statement})
	if ref == 0 {
		return
	}
	c := &m.trace.group(ref).calls
	single := c.series == nil
	if single && c.n == 1 && c.id != o.id {
		c.begin(m.shard.spare.takeSeries())
	}
	if !c.add(o) {
		return
	}
	if single && c.series != nil {
		m.trace.repeated++
	}
	if c.n > 1 && c.id == o.id { // an earlier call that came later
		m.trace.group(ref).statement = cmp.Or(o.statement, m.statement())
	}
	o.group = ref
	m.raise(ref, 1)
}

// mark notes that a span with calls below it is itself a call. Others need no entry.
func (m *merger) mark(o *observation) {
	ref := m.trace.find(o.id)
	if ref == 0 {
		return
	}
	o.folds = false
	if m.trace.node(ref).passed {
		return
	}
	n := m.trace.node(ref)
	n.passed, n.class, n.name = true, counted, o.name
	o.node = ref
}
