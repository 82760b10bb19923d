package nplusoneprocessor

import (
	"cmp"
	"encoding/binary"
	"slices"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// observation is one span of a batch as the search sees it.
type observation struct {
	span       ptrace.Span
	id, parent uint64
	start, end int64  // nanoseconds since 1970; end is never before start
	identity   uint64 // of a counted call
	values     uint64 // of a counted call; see values
	origin     uint64 // of a counted call: see originOf
	service    int32  // index into the batch's services
	name       uint32 // hash of a wrapper's name; of a query's text
	scope      uint16 // hash of the name of the instrumentation
	class      class
	part       part       // in preparing and executing a statement
	folds      bool       // it may become part of a collapsed span
	statement  *statement // of an execution whose text stands on another span; see prepared.go

	// What merging did, so that it can be undone.
	node   nodeRef  // the span's entry, where this batch made it pass
	group  groupRef // the group that counted the call
	nextOf int32    // the next observation of the same trace in the batch; -1 at the end
}

// visit is one trace of a batch.
type visit struct {
	id          pcommon.TraceID
	trace       *trace // known while and after merging
	first, last int32  // observations
	others      int32  // observations that are no counted calls
	calls       int32  // observations that are counted calls, or may become them
	parts       int32  // observations that prepare or execute a statement prepared elsewhere
	verdicts    []verdict
}

// batch is a batch of spans, indexed by trace. It is reused; see reset.
type batch struct {
	services []service
	seen     []observation
	visits   []visit
	byTrace  map[pcommon.TraceID]int32
	calls    []int32 // scratch: the counted calls of the trace being merged, in total order
	touched  []touch // scratch: the groups of the trace being merged that are over the threshold
	folder   *collapser
	names    nameHashes
}

// service is a resource that sent spans.
type service struct {
	name string
	hash uint64
}

func newBatch() *batch {
	return &batch{byTrace: make(map[pcommon.TraceID]int32), folder: newCollapser()}
}

// reset forgets the batch and with it every reference to its spans.
func (b *batch) reset() {
	clear(b.seen)
	clear(b.visits)
	clear(b.byTrace)
	clear(b.services)
	clear(b.names[:])
	b.seen, b.visits, b.services = b.seen[:0], b.visits[:0], b.services[:0]
}

// index reads every span once. Spans without a trace id or span id belong to nothing and are left out.
func (b *batch) index(td ptrace.Traces, r *rules) {
	for _, resource := range td.ResourceSpans().All() {
		name := finding.ServiceName(resource.Resource().Attributes())
		b.services = append(b.services, service{name, xxhash.Sum64String(name)})
		for _, scope := range resource.ScopeSpans().All() {
			name := uint16(xxhash.Sum64String(scope.Scope().Name()))
			for _, span := range scope.Spans().All() {
				b.add(span, name, r)
			}
		}
	}
}

func (b *batch) add(span ptrace.Span, scope uint16, r *rules) {
	traceID, id := span.TraceID(), toUint(span.SpanID())
	if traceID.IsEmpty() || id == 0 {
		return
	}
	at := int32(len(b.seen))
	b.seen = append(b.seen, observation{span: span, id: id, service: int32(len(b.services) - 1), scope: scope, nextOf: -1})
	b.seen[at].read(r, &b.names)
	if b.seen[at].class == counted && b.addCollapsed(traceID, at) {
		return
	}
	b.chain(traceID, at)
}

// chain appends the observation to those of its trace.
func (b *batch) chain(id pcommon.TraceID, at int32) {
	v := b.visitOf(id)
	if v.last < 0 {
		v.first = at
	} else {
		b.seen[v.last].nextOf = at
	}
	v.last = at
	if b.seen[at].class == counted {
		v.calls++
	} else {
		v.others++
	}
	if b.seen[at].part != 0 {
		v.parts++
		v.calls++ // it may become one
	}
}

// visitOf tries the trace of the span before first: batches mostly hold a trace's spans side by side.
func (b *batch) visitOf(id pcommon.TraceID) *visit {
	if n := len(b.visits); n > 0 && b.visits[n-1].id == id {
		return &b.visits[n-1]
	}
	at, ok := b.byTrace[id]
	if !ok {
		at = int32(len(b.visits))
		b.byTrace[id] = at
		b.visits = append(b.visits, visit{id: id, first: -1, last: -1})
	}
	return &b.visits[at]
}

func (o *observation) read(r *rules, names *nameHashes) {
	o.parent = toUint(o.span.ParentSpanID())
	o.start, o.end = times(o.span)
	var call dbspan.Call
	o.class = classify(o.span, r, &call)
	switch o.class {
	case counted:
		o.identity = identity(&call, o.span, r.texts)
		o.values = values(&call, o.span)
		o.origin = originOf(&call)
		// What another service does for a request or a remote call is below it, and passes elsewhere.
		o.folds = r.collapse && (call.Kind == dbspan.DB || call.Kind == dbspan.Cache)
		if call.Kind == dbspan.DB && call.Text != "" {
			o.name = uint32(o.identity)
		}
	case wrapper:
		o.name = names.of(o.span.Name())
		o.readPrepared(&call, r)
	}
}

// times gives start and end. A time that is not told or does not fit is that of the other end: the call took no time.
func times(span ptrace.Span) (start, end int64) {
	start, end = max(int64(span.StartTimestamp()), 0), max(int64(span.EndTimestamp()), 0)
	if start == 0 {
		start = end
	}
	return start, max(start, end)
}

// sortCalls puts the trace's counted calls that have a parent into b.calls, by start and span id: the total
// order that makes the outcome independent of the order of arrival.
func (b *batch) sortCalls(v *visit) {
	b.calls = b.calls[:0]
	for at := v.first; at >= 0; at = b.seen[at].nextOf {
		if o := &b.seen[at]; o.class == counted && o.parent != 0 {
			b.calls = append(b.calls, at)
		}
	}
	slices.SortFunc(b.calls, func(x, y int32) int {
		return cmp.Or(cmp.Compare(b.seen[x].start, b.seen[y].start), cmp.Compare(b.seen[x].id, b.seen[y].id))
	})
}

func toUint(id pcommon.SpanID) uint64 { return binary.BigEndian.Uint64(id[:]) }

func toSpanID(v uint64) (id pcommon.SpanID) {
	binary.BigEndian.PutUint64(id[:], v)
	return id
}
