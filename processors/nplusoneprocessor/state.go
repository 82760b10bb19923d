package nplusoneprocessor

import (
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// shards is how many parts the state has. It does not depend on the number of cores, so that what is evicted
// does not either.
const shards = 16

// state is what is known of the traces that passed lately.
type state struct {
	rules  *rules
	budget int // bytes per shard
	ttl    int64
	shards [shards]shard
}

func newState(r *rules, cfg StateConfig) *state {
	s := &state{rules: r, budget: int(cfg.MaxBytes) / shards, ttl: int64(cfg.TTL)}
	for i := range s.shards {
		s.shards[i].traces = make(map[pcommon.TraceID]*trace)
	}
	return s
}

// shardOf takes the last bytes of the id: they are random even where the first hold a time (AWS X-Ray).
func (s *state) shardOf(id pcommon.TraceID) *shard {
	return &s.shards[mix(binary.BigEndian.Uint64(id[8:]), 0)%shards]
}

// merge adds the batch to the state and lists, per visit, the findings it completes. now is in nanoseconds.
func (s *state) merge(b *batch, now int64, t *tally) {
	for i := range b.visits {
		s.mergeVisit(b, &b.visits[i], now, t)
	}
}

func (s *state) mergeVisit(b *batch, v *visit, now int64, t *tally) {
	sh := s.shardOf(v.id)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	s.expire(sh, now, t)
	v.trace = sh.use(v.id, now)
	m := merger{batch: b, rules: s.rules, shard: sh, trace: v.trace, tally: t}
	m.merge(v)
	m.decide(v)
	sh.account(v.trace)
	s.evict(sh, t)
	t.forgotten += sh.takeForgotten()
}

// rollBack undoes merge.
func (s *state) rollBack(b *batch) {
	for i := range b.visits {
		s.rollBackVisit(b, &b.visits[i])
	}
}

// rollBackVisit has nothing to undo where the trace was let go of in the meantime.
func (s *state) rollBackVisit(b *batch, v *visit) {
	sh := s.shardOf(v.id)
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if sh.traces[v.id] != v.trace {
		return
	}
	m := merger{batch: b, rules: s.rules, shard: sh, trace: v.trace, tally: new(tally)}
	m.undo(v)
	sh.account(v.trace)
}

// forget drops all counters without a look at them.
func (s *state) forget() {
	for i := range s.shards {
		s.shards[i].forget()
	}
}

// expire lets go of the traces nothing came for; the order of use is the order of expiry.
func (s *state) expire(sh *shard, now int64, t *tally) {
	for sh.oldest != nil && sh.oldest.seen+s.ttl <= now {
		s.letGo(sh, t)
		t.expired++
	}
}

// evict lets go of the least recently used traces until the shard keeps to its part of max_bytes. It may take
// the trace just merged, if that alone is too large.
func (s *state) evict(sh *shard, t *tally) {
	for sh.oldest != nil && sh.bytes > s.budget {
		s.letGo(sh, t)
		t.evicted++
	}
}

// letGo drops the oldest trace and reports its groups that are findings and were never written.
func (s *state) letGo(sh *shard, t *tally) {
	m := merger{rules: s.rules, shard: sh, trace: sh.oldest, tally: t}
	for i := range m.trace.groups {
		if g := &m.trace.groups[i]; !g.claimed || g.written != notWritten {
			continue
		}
		if e, severity, ok := m.weigh(groupRef(i + 1)); ok {
			found := m.finding(groupRef(i+1), &e)
			found.Severity = severity
			t.lose(m.trace.groups[i].statement.kind, found)
		}
	}
	sh.drop(m.trace)
}

// clear lets go of everything.
func (s *state) clear(t *tally) {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		for sh.oldest != nil {
			s.letGo(sh, t)
		}
		sh.mu.Unlock()
	}
}

// size is the number of groups counted and the bytes the counters take.
func (s *state) size() (groups, bytes int64) {
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		groups += int64(sh.groups)
		bytes += int64(sh.bytes)
		sh.mu.Unlock()
	}
	return groups, bytes
}
