package nplusoneprocessor

// undo takes the batch's spans out of the trace again: findings count as not written, calls as not made,
// spans as not passed. What the trace learned about who is whose parent stays: it is true, and a retry would
// teach it again.
func (m *merger) undo(v *visit) {
	for i := range v.verdicts {
		m.trace.group(v.verdicts[i].group).written = false
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
