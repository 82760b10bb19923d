package nplusoneprocessor

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// verdict is a finding that this batch completes, and on which of its spans it is written.
type verdict struct {
	finding.Finding
	group groupRef
	on    int32 // the observation it is written on
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
			m.concludeLoop(v, t)
		}
	}
	inOrder(v.verdicts[first:])
	m.settle()
}

// inOrder makes the order of findings on one span independent of the order in which groups were found.
func inOrder(verdicts []verdict) {
	if len(verdicts) < 2 {
		return
	}
	slices.SortFunc(verdicts, func(a, b verdict) int {
		first, second := a.NPlusOne.SpanIDs[0], b.NPlusOne.SpanIDs[0]
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(toUint(first), toUint(second)), cmp.Compare(a.ID, b.ID))
	})
}

// conclude lists the group's finding, if it is one. Where the anchor passed before, calls may still come, and those
// that did may not have taken min_duration yet: such a group waits until it is a warn, and if it never is one, it
// is reported when the trace is let go of. One that is on its anchor as an info is written again, once, when calls
// that come later make it a warn.
func (m *merger) conclude(v *visit, ref groupRef, on int32, complete bool) {
	g := m.trace.group(ref)
	if !g.claimed || g.written == writtenWarn || !complete && !isDue(g.n) {
		return
	}
	e, severity, ok := m.weigh(ref)
	if !ok || severity == finding.SeverityInfo && (!complete || g.written == writtenInfo) {
		return
	}
	found := m.finding(ref, &e)
	found.Severity, found.Complete = severity, complete
	if asked := m.seen[on].group; complete && asked != 0 {
		found.NPlusOne.Source = m.trace.group(asked).statement.summary // the calls are below the query that gave the list
		found.NPlusOne.SourceCall = finding.Interval{}
	}
	v.verdicts = append(v.verdicts, verdict{found, ref, on})
	g.written = asWritten(severity)
	m.tally.found(g.statement.kind, severity)
}

// isDue tells whether a group that waits is weighed at this number of calls: always up to 32, then each time it
// has grown by a seventh to a quarter, so that all weighings of a group together take a time linear in its calls.
func isDue(n uint32) bool {
	return n <= 32 || n<<(bits.LeadingZeros32(n)+3) == 0
}

// weigh tells whether the group, which is over the threshold, is a finding, and how much it costs.
func (m *merger) weigh(ref groupRef) (evidence, finding.Severity, bool) {
	g := m.trace.group(ref)
	if g.statement.ignored || g.statement.single || m.insideCall(g) || m.shadowed(ref) {
		return evidence{}, "", false
	}
	leaves := m.leaves(nil, ref)
	if len(leaves) == 0 {
		return evidence{}, "", false
	}
	e := gather(leaves)
	if e.oneRoundTrip(g.statement.kind) || m.seenBeside(ref, &e) {
		return evidence{}, "", false
	}
	return e, m.severity(ref, &e), true
}

// finding says all that is known of the group but for its severity.
func (m *merger) finding(ref groupRef, e *evidence) finding.Finding {
	g := m.trace.group(ref)
	anchor := toSpanID(m.trace.node(g.anchor).id)
	key := g.identity
	if g.path != 0 {
		key = mix(key, uint64(g.path))
	}
	via, code := m.via(ref)
	source, asked := m.source(ref, e)
	s := m.firstStatement(ref)
	if s.code.Known() {
		code = s.code
	}
	return finding.Finding{
		ID: finding.ID(finding.KindNPlusOne, m.trace.id, anchor, key), Kind: finding.KindNPlusOne,
		Hint: hint(s, e.parameters()), Service: s.service, TraceID: m.trace.id, SpanID: anchor,
		Start: pcommon.Timestamp(e.start), Duration: time.Duration(e.covered),
		Fingerprint: s.fingerprint, System: s.system, Text: s.text, Summary: s.summary, Code: code,
		NPlusOne: &finding.NPlusOne{
			Repeats: int64(e.n), Call: s.kind.String(), Parameters: e.parameters(), Concurrency: e.concurrency(),
			Source: source, SourceCall: asked, Via: via, SpanIDs: spanIDs(e.ids), Starts: starts(e.ids),
			Total: time.Duration(e.sum), End: pcommon.Timestamp(e.end),
		},
	}
}

// leaves gives the calls counted at the group.
func (m *merger) leaves(out []calls, ref groupRef) []calls {
	m.eachLeaf(ref, func(g *group) { out = append(out, g.calls) })
	return out
}

// eachLeaf visits the groups that hold those calls.
func (m *merger) eachLeaf(ref groupRef, visit func(*group)) {
	g := m.trace.group(ref)
	if g.calls.n > 0 {
		visit(g)
	}
	for child := g.child; child != 0; child = m.trace.group(child).sibling {
		if !m.trace.group(child).claimed {
			m.eachLeaf(child, visit)
		}
	}
}

// firstStatement is what the first call by start says, whichever came first.
func (m *merger) firstStatement(ref groupRef) *statement {
	s, first := m.trace.group(ref).statement, calls{start: math.MaxInt64}
	m.eachLeaf(ref, func(g *group) {
		if c := &g.calls; cmp.Or(cmp.Compare(c.start, first.start), cmp.Compare(c.id, first.id)) < 0 {
			s, first = g.statement, *c
		}
	})
	return s
}

// insideCall tells whether the group's anchor is a call, or is inside one that is known, so that its calls are
// that call seen again.
func (m *merger) insideCall(g *group) bool {
	ref := g.anchor
	for range maxDepth {
		n := m.trace.node(ref)
		if n.passed && !n.class.holds() {
			return !n.makesOthers(g)
		}
		if n.parent == 0 {
			return false
		}
		ref = n.parent
	}
	return false
}

// makesOthers tells whether the span is a query and the group another query: some ORMs keep the span of a
// query open while hooks run for each row it gave, and what those ask is below it (GORM's AfterFind). Of a
// query seen twice, by ORM and driver, both spans have the same text.
func (n *node) makesOthers(g *group) bool {
	return n.class == counted && n.name != 0 && n.name != uint32(g.identity) &&
		g.statement.kind == dbspan.DB && textNamesTarget(g.statement.system)
}

// severity is info at most for calls that take next to nothing of the time in which they are made (a poll, a
// heartbeat, a report of progress), and for those that say too little or ask for many already.
func (m *merger) severity(ref groupRef, e *evidence) finding.Severity {
	if s := m.trace.group(ref).statement; e.sparse() || s.vague || e.polls(s.kind) {
		return finding.SeverityInfo
	}
	if time.Duration(e.covered) < m.rules.minDuration && !m.loopTakes(ref, e) {
		return finding.SeverityInfo
	}
	return finding.SeverityWarn
}

// source is the summary of the query that probably gave the list whose items the calls ask for: the last one,
// of those made once below the same span, that ended before the calls began. Rows to be written come from
// elsewhere. The call that came first may have been made for another reason (who asks?), so what ended before the
// second is the source.
func (m *merger) source(ref groupRef, e *evidence) (summary string, asked finding.Interval) {
	g := m.trace.group(ref)
	if g.statement.writes {
		return "", asked
	}
	start := max(e.start, e.secondStart)
	var best calls
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
	return summary, finding.Interval{Start: pcommon.Timestamp(best.start), End: pcommon.Timestamp(best.end)}
}

// via gives the names of the spans between the anchor and the calls, outermost first, and the place in the source
// of the innermost that tells it.
func (m *merger) via(ref groupRef) (names []string, code finding.Code) {
	for child := m.trace.group(ref).child; child != 0; child = m.trace.group(child).child {
		known := m.shard.names.of(m.trace.node(m.trace.group(child).anchor).name)
		names = append(names, known.name)
		if known.code.Known() {
			code = known.code
		}
	}
	return names, code
}
