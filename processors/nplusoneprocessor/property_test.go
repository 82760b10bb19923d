package nplusoneprocessor

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// grower grows a random trace below a server span: wrappers and calls to some depth, children before their
// parents, one call after the other.
type grower struct {
	*rand.Rand
	trace byte
	clock float64
	next  uint64
	spans []testSpan
}

func randomTrace(r *rand.Rand, trace byte) []testSpan {
	g := &grower{Rand: r, trace: trace, next: 100}
	g.clock = float64(r.IntN(1000))
	start := g.clock
	g.children(rootID, 0)
	g.spans = append(g.spans, server(rootID, 0x999, start, g.clock+1))
	for i := range g.spans {
		g.spans[i].trace = trace
	}
	return g.spans
}

// maxSpans keeps random traces small enough to look at.
const maxSpans = 300

func (g *grower) children(parent uint64, depth int) {
	for range 1 + g.IntN(4) {
		what, times := g.IntN(3), 1+g.IntN(8)
		for range times {
			if len(g.spans) < maxSpans {
				g.child(parent, depth, what)
			}
		}
	}
}

func (g *grower) child(parent uint64, depth, what int) {
	g.next++
	id := g.next
	start := g.clock
	g.clock += 0.5
	switch {
	case g.IntN(3) > 0 || depth >= 4:
		g.clock += 1 + 9*g.Float64()
		text := fmt.Sprintf("SELECT c%d FROM t WHERE id = %d", what, g.IntN(50))
		g.spans = append(g.spans, query(id, parent, start, g.clock, text))
	default:
		g.children(id, depth+1)
		g.spans = append(g.spans, internal(id, parent, "repository "+string(rune('a'+what)), start, g.clock))
	}
	g.clock += 0.5
}

// chunks cuts the spans into batches of random sizes, in order.
func chunks(r *rand.Rand, spans []testSpan) [][]testSpan {
	var out [][]testSpan
	for len(spans) > 0 {
		n := 1 + r.IntN(min(len(spans), 20))
		out, spans = append(out, spans[:n]), spans[n:]
	}
	return out
}

func singly(spans []testSpan) [][]testSpan {
	return slices.Collect(slices.Chunk(spans, 1))
}

func shuffled(r *rand.Rand, spans []testSpan) []testSpan {
	out := slices.Clone(spans)
	r.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// Children before their parents, in batches of any size, and the whole trace in one batch in any order give
// the same findings: same spans, same events, to the last attribute.
func TestBatchSizeAndOrderInsideABatchMakeNoDifference(t *testing.T) {
	total := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 1))
		spans := randomTrace(r, 0)
		want := newRig(t).feed(t, spans)
		total += len(want)
		require.Equal(t, want, newRig(t).feed(t, shuffled(r, spans)), "shuffled inside one batch, seed %d", seed)
		require.Equal(t, want, newRig(t).feed(t, singly(spans)...), "span by span, seed %d", seed)
		require.Equal(t, want, newRig(t).feed(t, chunks(r, spans)...), "in chunks, seed %d", seed)
	}
	require.Greater(t, total, 500, "the random traces must hold enough findings for this to mean something")
}

// Every call of a random trace is part of at most one finding, every finding has enough calls, and no finding
// is written twice, whatever the order of arrival.
func TestEachCallIsReportedAtMostOnce(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 2))
		spans := randomTrace(r, 0)
		calls := 0
		for _, s := range spans {
			if s.kind == ptrace.SpanKindClient {
				calls++
			}
		}
		for name, batches := range map[string][][]testSpan{
			"whole": {spans}, "shuffled": singly(shuffled(r, spans)), "shuffled chunks": chunks(r, shuffled(r, spans)),
		} {
			assertReportedOnce(t, newRig(t).feed(t, batches...), calls, fmt.Sprintf("%s, seed %d", name, seed))
		}
	}
}

func assertReportedOnce(t *testing.T, all []found, calls int, msg string) {
	t.Helper()
	spanIDs, reported := map[any]bool{}, 0
	for _, f := range lastWritten(t, all, msg) {
		require.GreaterOrEqual(t, f.repeats(), 5, msg)
		reported += f.repeats()
		for _, id := range f.attrs[finding.AttrNPlusOneSpanIDs].([]any) {
			require.False(t, spanIDs[id], "call %s is in two findings: %s", id, msg)
			spanIDs[id] = true
		}
	}
	require.LessOrEqual(t, reported, calls, msg)
}

// lastWritten leaves each finding once: an info may be written again, as a warn that knows more calls.
func lastWritten(t *testing.T, all []found, msg string) map[string]found {
	t.Helper()
	out := map[string]found{}
	for _, f := range all {
		before, ok := out[f.id()]
		if ok && before.attrs[finding.AttrFindingSeverity] == "warn" {
			before, f = f, before
		}
		if ok {
			require.Equal(t, "info", before.attrs[finding.AttrFindingSeverity], "finding %s is written twice: %s", f.id(), msg)
			require.Equal(t, "warn", f.attrs[finding.AttrFindingSeverity], "finding %s is written twice: %s", f.id(), msg)
			require.GreaterOrEqual(t, f.repeats(), before.repeats(), msg)
		}
		out[f.id()] = f
	}
	return out
}

// plainTraces have their repeats directly below the server span or below wrappers of one name with one call
// each, and too few of anything else.
func plainTraces(n int) []testSpan {
	var spans []testSpan
	for i := range n {
		trace := []testSpan{server(rootID, 0x999, 0, 500), query(2, rootID, 0, 1, "SELECT id FROM articles")}
		trace = append(trace, selects(4+i%3, 0x100, rootID, 10)...)
		for j := range uint64(4 + i%4) {
			at := 100 + 12*float64(j)
			trace = append(trace, internal(0x200+j, rootID, "find", at, at+10),
				query(0x300+j, 0x200+j, at+1, at+9, fmt.Sprintf("SELECT * FROM likes WHERE id = %d", j)))
		}
		for k := range trace {
			trace[k].trace = byte(i)
		}
		spans = append(spans, trace...)
	}
	return spans
}

// Whatever the order of arrival, also over several goroutines and with refused batches sent again: the same groups
// are found with the same severity, each once. What may differ is the span they are written on and, where that is
// not the parent, the number of repeats known by then; what is an info and whose parent passed before its calls is
// on no span, but the sinks get it.
func TestSameGroupsWhateverTheOrderOfArrival(t *testing.T) {
	spans := plainTraces(24)
	want := newRig(t).told(t, 1, [][]testSpan{spans})
	require.Len(t, want, 34)
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 3))
		for name, batches := range map[string][][]testSpan{
			"end order": singly(inEndOrder(spans)), "shuffled": singly(shuffled(r, spans)), "shuffled chunks": chunks(r, shuffled(r, spans)),
		} {
			assert.Equal(t, want, newRig(t).told(t, 1, batches), "%s, seed %d", name, seed)
			assert.Equal(t, want, newRig(t).told(t, 4, batches), "%s, 4 goroutines, seed %d", name, seed)
			sink := new(consumertest.TracesSink)
			assert.Equal(t, want, newRigBefore(t, lockedMoody(r, sink), sink).told(t, 4, batches), "%s, refused at times, seed %d", name, seed)
		}
	}
}

func inEndOrder(spans []testSpan) []testSpan {
	return slices.SortedFunc(slices.Values(spans), func(a, b testSpan) int { return cmp.Compare(a.end, b.end) })
}

// told feeds the batches from n goroutines, lets go of the state and gives what the sinks were told: severity by
// id, each id once. What stands on the spans is the same, but for infos.
func (r rig) told(t *testing.T, n int, batches [][]testSpan) map[string]finding.Severity {
	t.Helper()
	written := r.feedFrom(t, n, batches)
	require.NoError(t, r.Shutdown(context.Background()))
	told := map[string]finding.Severity{}
	for _, f := range r.findings.all() {
		if before, ok := told[f.ID]; ok { // with several goroutines the warn may be told before the info it was made of
			require.NotEqual(t, before, f.Severity, "a second time only to make a warn of an info")
			told[f.ID] = finding.SeverityWarn
			continue
		}
		told[f.ID] = f.Severity
	}
	warns := 0
	for _, f := range written {
		if f.attrs[finding.AttrFindingSeverity] == "warn" {
			warns++
		}
	}
	for _, severity := range told {
		if severity == finding.SeverityWarn {
			warns--
		}
	}
	require.Zero(t, warns, "every warn is on a span")
	return told
}

// feedFrom sends the batches from n goroutines at once, again where they are refused.
func (r rig) feedFrom(t *testing.T, n int, batches [][]testSpan) []found {
	t.Helper()
	rig := r
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			for j := i; j < len(batches); j += n {
				for rig.ConsumeTraces(context.Background(), traces(batches[j]...)) != nil {
					continue
				}
			}
		})
	}
	wg.Wait()
	return findingsIn(rig.sink.AllTraces()...)
}

var errRefused = errors.New("refused")

// moody refuses batches at random.
func moody(r *rand.Rand, sink *consumertest.TracesSink) consumer.Traces {
	next, _ := consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error {
		if r.IntN(2) == 0 {
			return errRefused
		}
		return sink.ConsumeTraces(ctx, td)
	})
	return next
}

// Batches that are refused and sent again give what they give when they are accepted at once, even when other
// batches come in between.
func TestRefusedBatchesCountOnce(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		spans := randomTrace(r, 0)
		batches := chunks(r, spans)
		want := newRig(t).feed(t, batches...)

		sink := new(consumertest.TracesSink)
		rig := newRigBefore(t, moody(r, sink), sink)
		for _, batch := range batches {
			for rig.ConsumeTraces(context.Background(), traces(batch...)) != nil {
				continue
			}
		}
		require.Equal(t, want, findingsIn(sink.AllTraces()...), "seed %d", seed)
	}
}

// A sender that did not hear our answer sends its batch again: up to ten repeats nothing is counted twice.
func TestBatchesDeliveredTwiceCountOnce(t *testing.T) {
	rig := newRig(t)
	calls, root := selects(4, 0x100, rootID, 10), []testSpan{server(rootID, 0, 0, 100)}
	assert.Empty(t, rig.feed(t, calls, calls, calls, root, root))

	rig = newRig(t)
	calls = selects(10, 0x100, rootID, 10)
	got := rig.feed(t, calls, calls, root, root)
	require.Len(t, got, 1)
	assert.Equal(t, 10, got[0].repeats())
}

// What comes after a refused batch that never comes again does not count its calls.
func TestRefusedBatchLeavesNoCalls(t *testing.T) {
	refuse := true
	sink := new(consumertest.TracesSink)
	next, err := consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error {
		if refuse {
			return errRefused
		}
		return sink.ConsumeTraces(ctx, td)
	})
	require.NoError(t, err)
	rig := newRigBefore(t, next, sink)
	spans := selects(8, 0x100, rootID, 10)
	require.ErrorIs(t, rig.ConsumeTraces(context.Background(), traces(append(spans[:4:4], server(rootID, 0, 0, 100))...)), errRefused)
	refuse = false
	assert.Empty(t, rig.feed(t, spans[4:], []testSpan{server(rootID, 0, 0, 100)}))
	groups := slices.Collect(maps.Values(rig.state.shardOf(spans[0].traceID()).traces))[0].groups
	assert.EqualValues(t, 4, groups[0].n)
}
