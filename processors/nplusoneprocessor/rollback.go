package nplusoneprocessor

// undo takes the batch's spans out of the trace again: findings count as not written by it, calls as not made,
// spans as not passed. What the trace learned about who is whose parent stays: it is true, and a retry would
// teach it again.
func (m *merger) undo(v *visit) {
	for i := range v.verdicts {
		// Another batch may have made a warn of our info meanwhile: that one stays.
		if g := m.trace.group(v.verdicts[i].group); g.written == asWritten(v.verdicts[i].Severity) {
			g.written = notWritten
		}
	}
	for at := v.first; at >= 0; at = m.seen[at].nextOf {
		m.now = at
		m.forget(&m.seen[at])
	}
	m.settle()
}

func (m *merger) forget(o *observation) {
	if o.node != 0 {
		m.trace.node(o.node).passed = false
	}
	if o.part == executes && o.class != counted {
		m.stopWaiting(o)
	}
	if o.group == 0 {
		return
	}
	c := &m.trace.group(o.group).calls
	repeated := c.series != nil
	c.remove(o)
	if repeated && c.series == nil {
		m.trace.repeated--
	}
	m.lower(o.group, 1)
}
