package nplusoneprocessor

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestStateIsForgottenAfterTTL(t *testing.T) {
	for name, tc := range map[string]struct {
		pause time.Duration
		want  int
	}{"just before": {time.Minute - 1, 1}, "at it": {time.Minute, 0}} {
		t.Run(name, func(t *testing.T) {
			rig := newRig(t)
			calls := selects(8, 0x100, rootID, 10)
			rig.feed(t, calls[:4])
			rig.clock.advance(tc.pause)
			assert.Len(t, rig.feed(t, calls[4:], []testSpan{server(rootID, 0, 0, 200)}), tc.want)
		})
	}
}

func TestEverySpanOfATraceProlongsItsLife(t *testing.T) {
	rig := newRig(t)
	for i, call := range selects(8, 0x100, rootID, 10) {
		rig.clock.advance(59 * time.Second)
		rig.feed(t, []testSpan{call, internal(0x500+uint64(i), rootID, "between", 0, 1)})
	}
	assert.Len(t, rig.feed(t, []testSpan{server(rootID, 0, 0, 200)}), 1)
}

// sameShard gives trace numbers of one shard.
func sameShard(s *state, n int) []byte {
	var out []byte
	first := s.shardOf(testSpan{trace: 0}.traceID())
	for i := 0; i < 255 && len(out) < n; i++ {
		if s.shardOf(testSpan{trace: byte(i)}.traceID()) == first {
			out = append(out, byte(i))
		}
	}
	return out
}

func onTrace(trace byte, spans ...testSpan) []testSpan {
	for i := range spans {
		spans[i].trace = trace
	}
	return spans
}

func TestLeastRecentlyUsedTraceGoesFirst(t *testing.T) {
	rig := newRig(t)
	ids := sameShard(rig.state, 3)
	require.Len(t, ids, 3)
	for _, id := range ids {
		rig.feed(t, onTrace(id, selects(4, 0x100, rootID, 10)...))
	}
	rig.feed(t, onTrace(ids[0], selects(1, 0x104, rootID, 100)...)) // now ids[1] is the oldest
	shard := rig.state.shardOf(testSpan{trace: ids[0]}.traceID())
	rig.state.budget = shard.bytes
	rig.feed(t, onTrace(ids[2], steps(6)...)) // grows over the bound

	assert.NotContains(t, shard.traces, testSpan{trace: ids[1]}.traceID())
	assert.Contains(t, shard.traces, testSpan{trace: ids[0]}.traceID())
	assert.Contains(t, shard.traces, testSpan{trace: ids[2]}.traceID())
	assertAccounted(t, rig.state)
}

// steps are n spans below the root that are no calls.
func steps(n int) []testSpan {
	var spans []testSpan
	for i := range uint64(n) {
		spans = append(spans, internal(i+10, rootID, "step", 0, 1))
	}
	return spans
}

// A trace too large for its shard costs its own findings, not the bound.
func TestATraceLargerThanTheBoundIsLetGoOf(t *testing.T) {
	rig := newRig(t, func(c *Config) { c.State.MaxBytes = 1 << 20 })
	rig.feed(t, steps(5000))
	assert.Len(t, rig.sink.AllTraces(), 1)
	_, bytes := rig.state.size()
	assert.Zero(t, bytes)
	assertAccounted(t, rig.state)
}

// assertAccounted compares what the shards account for with what their traces hold.
func assertAccounted(t *testing.T, s *state) {
	t.Helper()
	for i := range s.shards {
		sh := &s.shards[i]
		bytes, groups, listed := 0, 0, 0
		for _, tr := range sh.traces {
			bytes += tr.bytes()
			groups += len(tr.groups)
			repeated := 0
			for j := range tr.groups {
				if tr.groups[j].calls.series != nil {
					repeated++
				}
			}
			require.EqualValues(t, repeated, tr.repeated)
		}
		for tr := sh.newest; tr != nil; tr = tr.older {
			require.Same(t, sh.traces[tr.id], tr)
			listed++
		}
		require.Equal(t, sh.bytes, bytes)
		require.Equal(t, sh.groups, groups)
		require.Len(t, sh.traces, listed)
	}
}

// Whatever comes, the counters stay inside the bound and are accounted for to the byte.
func TestBoundHoldsUnderRandomTraces(t *testing.T) {
	rig := newRig(t, func(c *Config) { c.State.MaxBytes = 1 << 20 })
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 5))
		rig.feed(t, chunks(r, randomTrace(r, byte(seed)))...)
		rig.clock.advance(time.Duration(r.IntN(10)) * time.Second)
		_, bytes := rig.state.size()
		require.LessOrEqual(t, bytes, int64(1<<20))
	}
	assertAccounted(t, rig.state)
}

// requestSpans is a trace as a small service sends it: a query, five repeats of another, and the server span
// still to come.
func requestSpans(td ptrace.Traces, i int) {
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	trace := pcommon.TraceID{1: byte(i >> 16), 2: byte(i >> 8), 3: byte(i), 8: byte(i >> 16), 9: byte(i >> 8), 10: byte(i), 15: 1}
	add := func(s testSpan) {
		span := spans.AppendEmpty()
		s.copyTo(span)
		span.SetTraceID(trace)
	}
	add(query(2, rootID, 0, 1, "SELECT id FROM articles"))
	for _, s := range selects(5, 0x100, rootID, 10) {
		add(s)
	}
}

// 100,000 open traces, each with a group that repeats and one that does not, stay inside the default bound,
// and what the shards account for is what the heap really grew by.
func TestHundredThousandOpenTraces(t *testing.T) {
	if testing.Short() {
		t.Skip("builds 100,000 traces")
	}
	rig := newRig(t)
	before := heap()
	const n, perBatch = 100_000, 100
	for i := 0; i < n; i += perBatch {
		td := ptrace.NewTraces()
		for j := range perBatch {
			requestSpans(td, i+j)
		}
		require.NoError(t, rig.ConsumeTraces(context.Background(), td))
		rig.sink.Reset()
	}
	grown := int64(heap() - before)
	groups, bytes := rig.state.size()
	t.Logf("%d traces, %d groups: %d bytes accounted for, heap grew by %d: %d bytes a trace, %d a group",
		n, groups, bytes, grown, grown/n, grown/groups)
	assert.EqualValues(t, 2*n, groups, "none was evicted")
	assert.LessOrEqual(t, bytes, int64(64<<20))
	assert.InDelta(t, bytes, grown, 0.2*float64(bytes), "accounting is honest")
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// fanOut are n calls of different statements below the root.
func fanOut(n int) []testSpan {
	var spans []testSpan
	for i := range uint64(n) {
		text := fmt.Sprintf("SELECT c FROM t_%c%c", 'a'+i%26, 'a'+i/26)
		spans = append(spans, query(0x1000+i, rootID, float64(i), float64(i)+1, text))
	}
	return spans
}

// More different calls below one span than are tracked leave the first ones working.
func TestFanOutIsBounded(t *testing.T) {
	rig := newRig(t)
	rig.feed(t, fanOut(2*maxFanOut))
	groups, _ := rig.state.size()
	assert.EqualValues(t, maxFanOut, groups)
	var repeats []testSpan
	for i := range uint64(6) {
		repeats = append(repeats, query(0x9000+i, rootID, 600+10*float64(i), 609+10*float64(i), "SELECT c FROM t_aa"))
	}
	got := rig.feed(t, repeats, []testSpan{server(rootID, 0, 0, 1000)})
	require.Len(t, got, 1)
	assert.Equal(t, 7, got[0].repeats())
}

func TestNodeLookup(t *testing.T) {
	var tr trace
	refs := map[uint64]nodeRef{}
	for i := range uint64(500) {
		id := i*0x100000000 + 1 // ids that differ in few bits
		refs[id] = tr.findOrAdd(id)
		require.EqualValues(t, i+1, refs[id])
	}
	for id, ref := range refs {
		require.Equal(t, ref, tr.find(id))
		require.Equal(t, ref, tr.findOrAdd(id))
	}
	assert.Zero(t, tr.find(12345))
	assert.LessOrEqual(t, 2*len(tr.nodes), len(tr.lookup))
}
