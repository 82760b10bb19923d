package nplusoneprocessor

// maxFanOut bounds the different calls tracked below one span. A span with more of them makes many calls, but
// not the same one again and again.
const maxFanOut = 256

// touch is a group over the threshold and the observation of this batch that brought it there.
type touch struct {
	group groupRef
	by    int32
}

// merger adds one batch's spans of one trace to the trace's counters.
//
// Every call counts at one group: that of the nearest span at which its kind of call reaches the threshold.
// A group below the threshold is counted by the group above it too; once it reaches the threshold it claims
// its calls, and they are taken out of the counts above.
type merger struct {
	*batch
	rules *rules
	shard *shard
	trace *trace
	tally *tally
	now   int32 // the observation being merged

	lastParent nodeRef // the entry parentOf gave last
}

// groupAt finds the group of these calls below the anchor and makes it where there is none; 0 where the
// anchor has too many. like is the group or, on level 0, the statement's template.
func (m *merger) groupAt(anchor nodeRef, template group) groupRef {
	t, others := m.trace, 0
	for ref := t.node(anchor).groups; ref != 0; ref = t.group(ref).next {
		if g := t.group(ref); g.identity == template.identity && g.path == template.path && g.calls.scope == template.calls.scope {
			return ref
		}
		others++
	}
	if others >= maxFanOut {
		m.tally.fanOut++
		return 0
	}
	if template.statement == nil {
		template.statement = m.statement()
	}
	template.anchor, template.next = anchor, t.node(anchor).groups
	t.groups = m.shard.spare.addGroup(t.groups, template)
	ref := groupRef(len(t.groups))
	t.node(anchor).groups = ref
	m.shard.groups++
	m.link(ref)
	return ref
}

func (m *merger) statement() *statement {
	o := &m.seen[m.now]
	return m.shard.statements.get(m.statementID(o), func() *statement {
		return newStatement(o, m.services[o.service].name, m.rules)
	})
}

// statementID tells apart what a finding says of equal calls: who makes them and from where.
func (m *merger) statementID(o *observation) uint64 {
	return mix(mix(o.identity, o.origin), m.services[o.service].hash+uint64(o.scope))
}

// link joins the group to the one above it, where its anchor is a wrapper that passed.
func (m *merger) link(ref groupRef) {
	t := m.trace
	g := *t.group(ref)
	anchor := *t.node(g.anchor)
	if g.up != 0 {
		m.touchAbove(g.up)
	}
	if g.up != 0 || !anchor.passed || anchor.class != wrapper || anchor.parent == 0 || g.level >= m.rules.depth {
		return
	}
	up := m.groupAt(anchor.parent, group{
		statement: g.statement, identity: g.identity, level: g.level + 1,
		calls: calls{scope: g.calls.scope},
		path:  uint32(mix(uint64(g.path), uint64(anchor.name))),
	})
	if up == 0 {
		return
	}
	t.group(ref).up = up
	t.group(ref).sibling = t.group(up).child
	t.group(up).child = ref
	if !g.claimed {
		m.raise(up, g.n)
	}
}

// unlink takes the group and its calls from the one above it.
func (m *merger) unlink(ref groupRef) {
	g := m.trace.group(ref)
	if g.up == 0 {
		return
	}
	if !g.claimed {
		m.lower(g.up, g.n)
	}
	for at := &m.trace.group(g.up).child; *at != 0; at = &m.trace.group(*at).sibling {
		if *at == ref {
			*at = g.sibling
			break
		}
	}
	g.up, g.sibling = 0, 0
}

// raise adds n calls to the group and to those above that count them too.
func (m *merger) raise(ref groupRef, n uint32) {
	if ref == 0 || n == 0 {
		return
	}
	g := m.trace.group(ref)
	g.n += n
	switch {
	case g.claimed:
		m.touch(ref, g)
	case g.n >= m.rules.minRepeats && !m.reportedAbove(g.up):
		g.claimed = true
		m.touch(ref, g)
		m.lower(g.up, g.n-n)
	default:
		m.raise(g.up, n)
	}
}

// lower takes n calls out again. A group that falls below the threshold gives its calls back to the one above,
// unless they are reported here already.
func (m *merger) lower(ref groupRef, n uint32) {
	if ref == 0 || n == 0 {
		return
	}
	g := m.trace.group(ref)
	g.n -= n
	switch {
	case !g.claimed:
		m.lower(g.up, n)
	case g.n < m.rules.minRepeats && g.written == notWritten:
		g.claimed = false
		m.raise(g.up, g.n)
	}
}

// reportedAbove tells whether the calls are part of a finding already written further up; they stay there.
func (m *merger) reportedAbove(ref groupRef) bool {
	for ref != 0 {
		g := m.trace.group(ref)
		if g.written != notWritten {
			return true
		}
		ref = g.up
	}
	return false
}

func (m *merger) touch(ref groupRef, g *group) {
	if !g.touched && g.written != writtenWarn {
		g.touched = true
		m.touched = append(m.touched, touch{ref, m.now})
	}
}

// touchAbove touches the group that counts the calls, this one or one above it: the wrapper that links them passes
// again after its batch was refused, and what was written with it then is to be written now.
func (m *merger) touchAbove(ref groupRef) {
	for ref != 0 && !m.trace.group(ref).claimed {
		ref = m.trace.group(ref).up
	}
	if ref != 0 {
		m.touch(ref, m.trace.group(ref))
	}
}

// settle empties the list of touched groups.
func (m *merger) settle() {
	for _, t := range m.touched {
		m.trace.group(t.group).touched = false
	}
	m.touched = m.touched[:0]
}
