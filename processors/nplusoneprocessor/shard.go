package nplusoneprocessor

import (
	"sync"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// shard is the state of the traces whose ids fall to it. Its lock is held while counters change and never
// while a span is written or the next consumer is called.
type shard struct {
	mu         sync.Mutex
	traces     map[pcommon.TraceID]*trace
	newest     *trace
	oldest     *trace
	bytes      int // of all traces, as far as accounted for
	groups     int
	statements catalog
	names      names
	spare      spare
	_          [64]byte // keeps the locks of two shards off one cache line
}

// use gives the trace's counters, made where the trace is new, and notes that it is in use.
func (s *shard) use(id pcommon.TraceID, now int64) *trace {
	t, ok := s.traces[id]
	if !ok {
		t = &trace{id: id}
		s.traces[id] = t
	} else if s.newest != t {
		s.unlink(t)
	}
	t.seen = now
	if s.newest != t {
		s.putFirst(t)
	}
	return t
}

func (s *shard) putFirst(t *trace) {
	t.older = s.newest
	if s.newest != nil {
		s.newest.newer = t
	} else {
		s.oldest = t
	}
	s.newest = t
}

func (s *shard) unlink(t *trace) {
	if t.newer != nil {
		t.newer.older = t.older
	} else {
		s.newest = t.older
	}
	if t.older != nil {
		t.older.newer = t.newer
	} else {
		s.oldest = t.newer
	}
	t.newer, t.older = nil, nil
}

// account brings the shard's bytes up to date with the trace.
func (s *shard) account(t *trace) {
	size := t.bytes()
	s.bytes += size - int(t.size)
	t.size = int32(size)
}

// takeForgotten is how many texts and names had to go since it was asked last.
func (s *shard) takeForgotten() (n int64) {
	n = s.statements.forgotten + s.names.forgotten
	s.statements.forgotten, s.names.forgotten = 0, 0
	return n
}

func (s *shard) drop(t *trace) {
	s.unlink(t)
	delete(s.traces, t.id)
	s.bytes -= int(t.size)
	s.groups -= len(t.groups)
	s.spare.put(t.nodes, t.lookup)
	s.spare.putSeries(t.groups)
	s.spare.putGroups(t.groups)
	t.nodes, t.lookup, t.groups = nil, nil, nil // a batch under way may still hold the trace
}

// forget empties the shard.
func (s *shard) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.traces, s.newest, s.oldest = make(map[pcommon.TraceID]*trace), nil, nil
	s.bytes, s.groups = 0, 0
	s.statements, s.names, s.spare = catalog{}, names{}, spare{}
}
