package nplusoneprocessor

import (
	"context"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Batches from several goroutines, half of them refused and sent again: every call counts exactly once.
func TestConcurrentRefusalsCountOnce(t *testing.T) {
	for seed := range uint64(10) {
		var spans []testSpan
		for trace := range 8 {
			spans = append(spans, onTrace(byte(trace), selects(10, 0x100, rootID, 10)...)...)
			spans = append(spans, onTrace(byte(trace), wrapped(10, 0x200, rootID, "find")...)...)
		}
		r := rand.New(rand.NewPCG(seed, 7))
		batches := chunks(r, shuffled(r, spans))
		sink := new(consumertest.TracesSink)
		rig := newRigBefore(t, lockedMoody(r, sink), sink)
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for j := i; j < len(batches); j += 4 {
					for rig.ConsumeTraces(context.Background(), traces(batches[j]...)) != nil {
						continue
					}
				}
			})
		}
		wg.Wait()
		assert.Equal(t, len(spans), sink.SpanCount())
		assertCounts(t, rig.state, map[uint64]uint32{rootID: 20}, 8)
		assertAccounted(t, rig.state)
	}
}

// lockedMoody is moody for callers in several goroutines.
func lockedMoody(r *rand.Rand, sink *consumertest.TracesSink) consumer.Traces {
	var mu sync.Mutex
	next, _ := consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error {
		mu.Lock()
		refuse := r.IntN(2) == 0
		mu.Unlock()
		if refuse {
			return errRefused
		}
		return sink.ConsumeTraces(ctx, td)
	})
	return next
}

// assertCounts sums up what the groups of each anchor count, over all traces.
func assertCounts(t *testing.T, s *state, want map[uint64]uint32, traces int) {
	t.Helper()
	seen := 0
	for i := range s.shards {
		for _, tr := range s.shards[i].traces {
			seen++
			got := map[uint64]uint32{}
			for j := range tr.groups {
				g := &tr.groups[j]
				if id := tr.node(g.anchor).id; want[id] > 0 {
					got[id] += g.n
				}
			}
			require.Equal(t, want, got)
		}
	}
	require.Equal(t, traces, seen)
}

// The lock of a shard is free while the next consumer works: a batch of the same trace passes meanwhile.
func TestNoLockIsHeldWhileForwarding(t *testing.T) {
	sink := new(consumertest.TracesSink)
	var rig rig
	depth := 0
	next, err := consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error {
		if depth++; depth == 1 {
			require.NoError(t, rig.ConsumeTraces(ctx, traces(selects(3, 0x200, rootID, 100)...)))
		}
		return sink.ConsumeTraces(ctx, td)
	})
	require.NoError(t, err)
	rig = newRigBefore(t, next, sink)
	got := rig.feed(t, selects(3, 0x100, rootID, 10), []testSpan{root()})
	require.Len(t, got, 1)
	assert.Equal(t, 6, got[0].repeats())
}

// Calls beside each other, in any order inside their batch, give one and the same finding.
func TestOrderInsideABatchMakesNoDifferenceToOverlappingCalls(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	for range 50 {
		var calls []testSpan
		for range 12 {
			start := 100 * r.Float64()
			calls = append(calls, query(r.Uint64()|1, rootID, start, start+30*r.Float64(), "SELECT a FROM t WHERE id = 1"))
		}
		want := newRig(t).feed(t, []testSpan{root()}, calls)
		require.Len(t, want, 1)
		assert.Equal(t, want, newRig(t).feed(t, []testSpan{root()}, shuffled(r, calls)))
		whole := newRig(t).feed(t, append(shuffled(r, calls), root()))
		require.Len(t, whole, 1)
		for _, key := range []string{"scout.n_plus_one.duration", "scout.n_plus_one.concurrency", "scout.n_plus_one.span_ids", "scout.finding.severity"} {
			assert.Equal(t, want[0].attrs[key], whole[0].attrs[key])
		}
	}
}
