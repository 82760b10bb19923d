package nplusoneprocessor

import (
	"cmp"
	"slices"
	"time"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// verdict is a finding that this batch completes: what it says and on which of its spans it is written.
type verdict struct {
	evidence
	group     groupRef
	on        int32 // the observation it is written on
	complete  bool
	anchor    uint64
	key       uint64 // tells the anchor's findings apart
	statement *statement
	severity  finding.Severity
	source    string
	via       []string
}

// decide lists the findings: on every span that passes in this batch, for the groups it anchors; and where the
// anchor passed in an earlier batch, on the span that brought the group over the threshold.
func (m *merger) decide(v *visit) {
	for at := v.first; at >= 0; at = m.seen[at].nextOf {
		if o := &m.seen[at]; o.node != 0 {
			first := len(v.verdicts)
			for ref := m.trace.node(o.node).groups; ref != 0; ref = m.trace.group(ref).next {
				m.conclude(v, ref, at, true)
			}
			inOrder(v.verdicts[first:])
		}
	}
	first := len(v.verdicts)
	for _, t := range m.touched {
		if m.trace.node(m.trace.group(t.group).anchor).passed {
			m.conclude(v, t.group, t.by, false)
		}
	}
	inOrder(v.verdicts[first:])
	m.settle()
}

// inOrder makes the order of findings on one span independent of the order in which groups were found.
func inOrder(verdicts []verdict) {
	slices.SortFunc(verdicts, func(a, b verdict) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.ids[0], b.ids[0]), cmp.Compare(a.key, b.key))
	})
}

func (m *merger) conclude(v *visit, ref groupRef, on int32, complete bool) {
	if g := m.trace.group(ref); !g.claimed || g.written {
		return
	}
	found, ok := m.judge(ref)
	if !ok {
		return
	}
	found.on, found.complete = on, complete
	m.trace.group(ref).written = true
	v.verdicts = append(v.verdicts, found)
	m.tally.found(found.statement.kind, found.severity)
}

// judge tells whether the group, which is over the threshold, is a finding, and what it says.
func (m *merger) judge(ref groupRef) (verdict, bool) {
	g := m.trace.group(ref)
	if g.statement.ignored || m.insideCall(g.anchor) {
		return verdict{}, false
	}
	leaves := m.leaves(nil, ref)
	if len(leaves) == 0 {
		return verdict{}, false
	}
	e := gather(leaves)
	if e.oneRoundTrip(g.statement.kind) {
		return verdict{}, false
	}
	anchor := m.trace.node(g.anchor)
	key := g.identity
	if g.path != 0 {
		key = mix(key, uint64(g.path))
	}
	return verdict{
		evidence: e, group: ref, anchor: anchor.id, key: key, statement: g.statement,
		severity: m.severity(&e, anchor),
		source:   m.source(ref, e.start), via: m.via(ref),
	}, true
}

// leaves gives the calls counted at the group.
func (m *merger) leaves(out []calls, ref groupRef) []calls {
	g := m.trace.group(ref)
	if g.calls.n > 0 {
		out = append(out, g.calls)
	}
	for child := g.child; child != 0; child = m.trace.group(child).sibling {
		if !m.trace.group(child).claimed {
			out = m.leaves(out, child)
		}
	}
	return out
}

// insideCall tells whether the anchor is a call, or is inside one that is known.
func (m *merger) insideCall(ref nodeRef) bool {
	for range maxDepth {
		n := m.trace.node(ref)
		if n.passed && !n.class.holds() {
			return true
		}
		if n.parent == 0 {
			return false
		}
		ref = n.parent
	}
	return false
}

// severity is info at most for a loop that polls below a root span that is no request and no job.
func (m *merger) severity(e *evidence, anchor *node) finding.Severity {
	polls := anchor.passed && anchor.class == wrapper && anchor.parent == 0 && e.sparse()
	if time.Duration(e.covered) < m.rules.minDuration || polls {
		return finding.SeverityInfo
	}
	return finding.SeverityWarn
}

// source is the summary of the query that probably gave the list whose items the calls ask for: the last one,
// of those made once below the same span, that ended before the calls began.
func (m *merger) source(ref groupRef, start int64) string {
	g := m.trace.group(ref)
	var best calls
	var summary string
	for other := m.trace.node(g.anchor).groups; other != 0; other = m.trace.group(other).next {
		o := m.trace.group(other)
		if o.identity == g.identity || o.n != 1 || o.statement.kind != dbspan.DB {
			continue
		}
		leaves := m.leaves(nil, other)
		if len(leaves) != 1 || leaves[0].start > start || leaves[0].end > start+clockTolerance {
			continue
		}
		if leaf := leaves[0]; leaf.end > best.end || leaf.end == best.end && leaf.id < best.id {
			best, summary = leaf, o.statement.summary
		}
	}
	return summary
}

// via gives the names of the spans between the anchor and the calls, outermost first.
func (m *merger) via(ref groupRef) []string {
	var names []string
	for child := m.trace.group(ref).child; child != 0; child = m.trace.group(child).child {
		anchor := m.trace.node(m.trace.group(child).anchor)
		names = append(names, m.shard.names.of(anchor.name))
	}
	return names
}
