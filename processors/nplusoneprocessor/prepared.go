package nplusoneprocessor

import (
	"slices"
	"unsafe"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// Some instrumentations write the text on the span that prepares a statement and none on the span that
// executes it, which links to the former (PHP: PDO, Doctrine). Preparing counts for nothing, so such an
// execution counts as a call with the text of its preparation, whether each was prepared or one was executed
// again and again.

// part is what a span does to a prepared statement.
type part uint8

const (
	prepares part = iota + 1 // has the text
	executes                 // has none, and links to other spans
)

// maxPrepared bounds the prepared statements remembered of one trace; beyond it all are forgotten. maxWaiting bounds
// the executions that came before their preparations.
const (
	maxPrepared = 512
	maxWaiting  = 64
)

// prepared is what a trace knows of prepared statements.
type prepared struct {
	known   map[uint64]preparation // by the span that prepared it
	waiting []waiting              // at most maxWaiting
}

// bytes is the memory it takes: of a preparation, its share of the map right after that grew.
func (p *prepared) bytes() int {
	const preparationBytes = 56
	if p == nil {
		return 0
	}
	return int(unsafe.Sizeof(*p)) + len(p.known)*preparationBytes + cap(p.waiting)*int(unsafe.Sizeof(waiting{}))
}

// waiting is an execution whose preparation did not come yet.
type waiting struct {
	link uint64 // the span that prepares
	seen observation
}

// readPrepared is for spans that do not count on their own.
func (o *observation) readPrepared(call *dbspan.Call, r *rules) {
	if call.Kind != dbspan.DB {
		return
	}
	switch reason := call.Ignored(); {
	case reason == dbspan.Prepare && call.Text != "":
		o.part, o.identity, o.origin = prepares, identity(call, o.span, r.texts), originOf(call)
	case reason == dbspan.Empty && o.span.Links().Len() > 0:
		o.part, o.origin = executes, hashCode(&call.Code)
	}
}

// matchPrepared makes counted calls of the executions whose preparation is known, in this batch or an earlier
// one of the trace. The others wait for theirs; until then they are what spans that say nothing are.
func (m *merger) matchPrepared(v *visit) {
	if m.trace.prepared == nil {
		m.trace.prepared = &prepared{known: make(map[uint64]preparation)}
	}
	for at := v.first; at >= 0; at = m.seen[at].nextOf {
		if m.seen[at].part == prepares {
			m.now = at
			m.remember(at)
			m.wake(v, at)
		}
	}
	for at := v.first; at >= 0; at = m.seen[at].nextOf {
		if o := &m.seen[at]; o.part == executes {
			m.match(o)
		}
	}
}

func (m *merger) remember(at int32) {
	known, o := m.trace.prepared.known, &m.seen[at]
	if len(known) >= maxPrepared {
		m.tally.unprepared += int64(len(known))
		clear(known)
	}
	known[o.id] = preparation{o.identity, m.statement()}
}

// wake adds the executions that waited for this preparation to the visit, as calls of this batch. They wait on, in
// case the batch is refused.
func (m *merger) wake(v *visit, prepared int32) {
	id, span := m.seen[prepared].id, m.seen[prepared].span
	for i := range m.trace.prepared.waiting {
		if w := &m.trace.prepared.waiting[i]; w.link == id {
			m.seen = append(m.seen, w.seen)
			o := &m.seen[len(m.seen)-1]
			o.span, o.part, o.service, o.origin = span, 0, m.seen[prepared].service, m.seen[prepared].origin
			m.execute(o, m.trace.prepared.known[id])
			at := int32(len(m.seen) - 1)
			m.seen[v.last].nextOf, v.last = at, at
			v.calls++
			m.becomeCall(o)
		}
	}
}

// becomeCall makes a call of a span that passed as one that is seen through: the calls below it are the same call
// seen again.
func (m *merger) becomeCall(o *observation) {
	ref := m.trace.find(o.id)
	if ref == 0 {
		return
	}
	m.trace.node(ref).class, m.trace.node(ref).name = counted, o.name
	for g := m.trace.node(ref).groups; g != 0; g = m.trace.group(g).next {
		m.unlink(g)
	}
}

func (m *merger) match(o *observation) {
	for _, link := range o.span.Links().All() {
		if link.TraceID() != o.span.TraceID() {
			continue
		}
		if found, ok := m.trace.prepared.known[toUint(link.SpanID())]; ok {
			m.execute(o, found)
			return
		}
	}
	m.wait(o)
}

// wait remembers the execution for the preparation that its first link names.
func (m *merger) wait(o *observation) {
	link := o.span.Links().At(0)
	if link.TraceID() != o.span.TraceID() {
		return
	}
	if len(m.trace.prepared.waiting) >= maxWaiting {
		m.tally.unprepared++
		return
	}
	w := waiting{link: toUint(link.SpanID()), seen: *o}
	w.seen.span, w.seen.nextOf = ptrace.Span{}, -1 // no span is held
	m.trace.prepared.waiting = append(m.trace.prepared.waiting, w)
}

// stopWaiting forgets an execution whose batch was refused.
func (m *merger) stopWaiting(o *observation) {
	p := m.trace.prepared
	p.waiting = slices.DeleteFunc(p.waiting, func(w waiting) bool { return w.seen.id == o.id })
}

// execute makes a counted call of the execution.
func (m *merger) execute(o *observation, found preparation) {
	o.class, o.identity, o.name = counted, found.identity, uint32(found.identity)
	o.statement = m.executed(o, found.statement)
}

// executed is the prepared statement as made from where it is executed.
func (m *merger) executed(o *observation, prepared *statement) *statement {
	const mark = 1 // tells it from the statement of a call that has the text
	return m.shard.statements.get(mix(m.statementID(o), mark), func() *statement {
		s := *prepared
		call, _ := dbspan.Read(o.span)
		s.code, s.scope = codeOf(&call.Code), o.scope
		return &s
	})
}

// preparation is a prepared statement; its identity is that of a call with its text.
type preparation struct {
	identity  uint64
	statement *statement
}
