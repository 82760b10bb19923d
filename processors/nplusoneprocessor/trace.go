package nplusoneprocessor

import (
	"unsafe"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// trace is what is kept of one trace between batches: counters of its calls and which other spans passed,
// never a span.
type trace struct {
	id           pcommon.TraceID
	newer, older *trace // neighbours by last use in the shard
	seen         int64  // when the last of its spans came, nanoseconds since 1970
	nodes        []node
	lookup       nodeLookup
	groups       []group
	prepared     *prepared // nil for most; see prepared.go
	repeated     int32     // groups that hold a series
	size         int32     // bytes accounted for at the shard
}

// node is a span that is not a counted call: it passed, or a call or a wrapper that passed names it as its
// parent.
type node struct {
	id     uint64
	parent nodeRef // 0: none that counts go up to
	groups groupRef
	name   uint32 // of a query: its identity, cut
	class  class
	passed bool
}

// nodeRef and groupRef are an index plus one into the trace's nodes and groups; 0 is none.
type (
	nodeRef  uint32
	groupRef uint32
)

func (t *trace) node(ref nodeRef) *node    { return &t.nodes[ref-1] }
func (t *trace) group(ref groupRef) *group { return &t.groups[ref-1] }

// find gives the entry of the span, 0 where it has none.
func (t *trace) find(id uint64) nodeRef {
	ref, _ := t.search(id)
	return ref
}

// search also gives the place in the table for an entry that is not there yet.
func (t *trace) search(id uint64) (ref nodeRef, place int) {
	if t.lookup != nil {
		place = t.lookup.find(t.nodes, id)
		return t.lookup[place], place
	}
	for i := range t.nodes {
		if t.nodes[i].id == id {
			return nodeRef(i + 1), 0
		}
	}
	return 0, 0
}

// reserve makes room for n nodes and one parent in a trace that is new, in what a trace that is gone left where
// that fits.
func (t *trace) reserve(n int, s *spare) {
	if t.nodes != nil {
		return
	}
	t.nodes, t.lookup = s.take(n + 1)
}

// spare is the room for nodes of the last trace that was let go of: where traces come and go, one takes the place
// of another.
type spare struct {
	nodes  []node
	lookup nodeLookup
	groups [spareGroups][]group // by the logarithm of their room
	series []*series            // at most spareSeries
}

const (
	// maxSpare bounds the room kept, in nodes.
	maxSpare = 256
	// spareGroups bounds the room kept for groups, to one of 1, of 2, and so on up to 128.
	spareGroups = 8
	// spareSeries bounds the series kept: a trace has some at a time.
	spareSeries = 32
)

func (s *spare) put(nodes []node, lookup nodeLookup) {
	if cap(nodes) <= maxSpare {
		s.nodes, s.lookup = nodes[:0], lookup
	}
}

// take gives room for n nodes and their table, the spare one where it is large enough and at most twice too large.
func (s *spare) take(n int) ([]node, nodeLookup) {
	size := nodeLookupSize(n)
	if cap(s.nodes) < n || cap(s.nodes) > 2*n || len(s.lookup) != size {
		return make([]node, 0, n), makeNodeLookup(size)
	}
	nodes, lookup := s.nodes, s.lookup
	s.nodes, s.lookup = nil, nil
	clear(lookup)
	return nodes, lookup
}

// findOrAdd gives the span's entry and makes it where there is none.
func (t *trace) findOrAdd(id uint64) nodeRef {
	ref, place := t.search(id)
	if ref != 0 {
		return ref
	}
	t.nodes = append(t.nodes, node{id: id})
	t.lookup = t.lookup.added(t.nodes, place)
	return nodeRef(len(t.nodes))
}

const (
	traceBytes  = int(unsafe.Sizeof(trace{})) + mapEntryBytes
	nodeBytes   = int(unsafe.Sizeof(node{}))
	groupBytes  = int(unsafe.Sizeof(group{}))
	seriesBytes = int(unsafe.Sizeof(series{}))
	// mapEntryBytes is a trace's share of the shard's map: key, pointer and control byte at the load factor
	// of Go's maps right after they grew.
	mapEntryBytes = 56
)

// bytes is the memory the trace takes.
func (t *trace) bytes() int {
	return traceBytes + cap(t.nodes)*nodeBytes + cap(t.lookup)*4 + cap(t.groups)*groupBytes + int(t.repeated)*seriesBytes +
		t.prepared.bytes()
}
