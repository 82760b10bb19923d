package nplusoneprocessor

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func root() testSpan { return server(rootID, 0x999, 0, 2000) }

func TestSeverityFollowsTheUnionOfTheIntervals(t *testing.T) {
	for name, tc := range map[string]struct {
		length float64
		gap    float64
		want   string
	}{
		"exactly min_duration":          {10, 1, "warn"},
		"just below":                    {9.99, 1, "info"},
		"long in sum, short in reality": {40, -39, "info"}, // 40 ms each, a millisecond after one another
		"long in reality":               {60, -50, "warn"},
	} {
		var spans []testSpan
		for i := range 5 {
			start := 10 + float64(i)*(tc.length+tc.gap)
			spans = append(spans, query(uint64(0x100+i), rootID, start, start+tc.length, fmt.Sprintf("SELECT * FROM t WHERE id = %d", i)))
		}
		got := newRig(t).feed(t, append(spans, root()))
		require.Len(t, got, 1, name)
		assert.Equal(t, tc.want, got[0].attrs[finding.AttrFindingSeverity], name)
	}
}

func TestCallsThatTakeAHundredthOfTheTimeAreInfo(t *testing.T) {
	for name, tc := range map[string]struct {
		parent testSpan
		every  float64
		want   string
	}{
		"internal root":  {internal(rootID, 0, "poll", 0, 70_000), 10_000, "info"},
		"internal child": {internal(rootID, 7, "poll", 0, 70_000), 10_000, "info"},
		"server root":    {server(rootID, 0, 0, 70_000), 10_000, "info"},
		"not so rare":    {internal(rootID, 0, "poll", 0, 70_000), 1_000, "warn"},
	} {
		var polls []testSpan
		for i := range 6 {
			start := tc.every * float64(i)
			polls = append(polls, query(uint64(0x100+i), rootID, start, start+10, "SELECT * FROM jobs"))
		}
		got := newRig(t).feed(t, append(polls, tc.parent))
		require.Len(t, got, 1, name)
		assert.Equal(t, tc.want, got[0].attrs[finding.AttrFindingSeverity], name)
	}
}

func TestSourceIsTheOneQueryBefore(t *testing.T) {
	before := func(id uint64, end float64, table string) testSpan {
		return query(id, rootID, end-1, end, "SELECT id FROM "+table)
	}
	for name, tc := range map[string]struct {
		others []testSpan
		want   any
	}{
		"none":                    {nil, nil},
		"one":                     {[]testSpan{before(2, 5, "a")}, "SELECT a"},
		"the last of two":         {[]testSpan{before(2, 5, "a"), before(3, 8, "b")}, "SELECT b"},
		"not one that repeats":    {[]testSpan{before(2, 5, "a"), before(3, 8, "b"), before(4, 9, "b")}, "SELECT a"},
		"not one after":           {[]testSpan{before(2, 5, "a"), before(3, 30, "b")}, "SELECT a"},
		"one that ends late":      {[]testSpan{before(2, 10.9, "a")}, "SELECT a"},
		"not one of another span": {[]testSpan{query(2, 0x77, 1, 2, "SELECT id FROM a")}, nil},
		"behind a wrapper":        {[]testSpan{query(2, 0x77, 1, 2, "SELECT id FROM a"), internal(0x77, rootID, "list", 1, 2)}, "SELECT a"},
	} {
		t.Run(name, func(t *testing.T) {
			got := newRig(t).feed(t, append(append(selects(6, 0x100, rootID, 10), tc.others...), root()))
			require.Len(t, got, 1)
			assert.Equal(t, tc.want, got[0].attrs[finding.AttrNPlusOneSource])
		})
	}
}

// The first of the calls may have had another reason; the list came between it and the others.
func TestSourceIsFoundBehindACallMadeBefore(t *testing.T) {
	who := query(0x99, rootID, 1, 2, "SELECT name FROM users WHERE id = 77")
	list := query(2, rootID, 3, 8, "SELECT id FROM articles")
	got := newRig(t).feed(t, append(selects(6, 0x100, rootID, 10), query(3, rootID, 0, 0.5, "SELECT a FROM tokens"), who, list, root()))
	require.Len(t, got, 1)
	assert.Equal(t, 7, got[0].repeats())
	assert.Equal(t, "SELECT articles", got[0].attrs[finding.AttrNPlusOneSource])
}

// Rows to be written do not come from the query before.
func TestWritesHaveNoSource(t *testing.T) {
	spans := []testSpan{query(2, rootID, 3, 8, "SELECT id FROM sessions"), root()}
	for i := range 6 {
		at := 10 + 11*float64(i)
		spans = append(spans, query(uint64(0x100+i), rootID, at, at+10, fmt.Sprintf("INSERT INTO articles (id) VALUES (%d)", i)))
	}
	got := newRig(t).feed(t, spans)
	require.Len(t, got, 1)
	assert.NotContains(t, got[0].attrs, finding.AttrNPlusOneSource)
}

// commands are n cache commands below the root, lengthMs long, their starts and ends stepMs apart.
func commands(n int, lengthMs, stepMs float64) []testSpan {
	var spans []testSpan
	for i := range n {
		start := 10 + float64(i)*stepMs
		s := query(uint64(0x100+i), rootID, start, start+lengthMs, fmt.Sprintf("GET user:%d", i))
		s.attrs["db.system.name"] = "redis"
		spans = append(spans, s)
	}
	return spans
}

func TestUnmarkedPipelinesAreNoFinding(t *testing.T) {
	for name, tc := range map[string]struct {
		length, step float64
		want         int
	}{
		"together":              {8, 0.01, 0},
		"one after the other":   {8, 9, 1},
		"quick, one by one":     {0.03, 0.05, 1},
		"beside each other":     {8, 1, 1}, // started over 9 ms: not written at once
		"together, but for one": {8, 0.2, 1},
		"together, slowly":      {60, 0.3, 0}, // sent over 2.7 ms of 63
	} {
		assert.Len(t, newRig(t).feed(t, append(commands(10, tc.length, tc.step), root())), tc.want, name)
	}
	assert.Empty(t, newRig(t).feed(t, append(commands(1000, 38, 0.03), root())), "a long one, queued over 30 ms")
	assert.Len(t, newRig(t).feed(t, append(commands(1000, 100, 0.06), root())), 1, "queued over 60 ms")
	queries := commands(10, 8, 0.01)
	for i := range queries {
		queries[i].attrs = query(0, 0, 0, 0, fmt.Sprintf("SELECT * FROM t WHERE id = %d", i)).attrs
	}
	assert.Len(t, newRig(t).feed(t, append(queries, root())), 1, "queries sent at once are a round trip each")
}

func TestCallsInsideCallsDoNotCount(t *testing.T) {
	outer := query(0x10, rootID, 0, 100, "SELECT name FROM users WHERE id = ?") // hooks_test.go has other queries
	inner := selects(6, 0x100, 0x10, 1)
	through := append(selects(6, 0x200, 0x20, 1), internal(0x20, 0x10, "driver", 0, 90))
	for name, spans := range map[string][]testSpan{"directly": inner, "through a wrapper": through} {
		assert.Empty(t, newRig(t).feed(t, append(spans, outer, root())), "%s, in one batch", name)
		assert.Empty(t, newRig(t).feed(t, append([]testSpan{root(), outer}, spans...)), "%s, outer call first", name)
	}
	assert.Empty(t, newRig(t).feed(t, inner, []testSpan{outer}, []testSpan{root()}), "in batches, children first")
}

func TestDepthBoundsTheRollUp(t *testing.T) {
	for depth := range 5 {
		// Six calls, each below four wrappers.
		var spans []testSpan
		for i := range uint64(6) {
			at := 10 + 20*float64(i)
			spans = append(spans, query(0x100+i, 0x1000+i, at, at+10, fmt.Sprintf("SELECT * FROM t WHERE id = %d", i)))
			for level := range uint64(4) {
				parent := 0x1000*(level+2) + i
				if level == 3 {
					parent = rootID
				}
				spans = append(spans, internal(0x1000*(level+1)+i, parent, "level "+string(rune('a'+level)), at, at+10))
			}
		}
		got := newRig(t, func(c *Config) { c.Depth = depth }).feed(t, append(spans, root()))
		if depth < 4 {
			assert.Empty(t, got, "depth %d", depth)
			continue
		}
		require.Len(t, got, 1)
		assert.Equal(t, []any{"level d", "level c", "level b", "level a"}, got[0].attrs[finding.AttrNPlusOneVia])
	}
}

func TestConsumersAndServersEndTheRollUp(t *testing.T) {
	for _, kind := range []ptrace.SpanKind{ptrace.SpanKindServer, ptrace.SpanKindConsumer, ptrace.SpanKindProducer, ptrace.SpanKindInternal} {
		spans := wrapped(6, 0x200, rootID, "work")
		for i := range spans {
			if spans[i].kind == ptrace.SpanKindInternal {
				spans[i].kind = kind
			}
		}
		want := 1
		if kind == ptrace.SpanKindServer || kind == ptrace.SpanKindConsumer {
			want = 0
		}
		assert.Len(t, newRig(t).feed(t, append(spans, root())), want, kind.String())
	}
}

// A finding is written once; calls that come after it are not reported again.
func TestWrittenOnce(t *testing.T) {
	rig := newRig(t)
	calls := selects(12, 0x100, rootID, 10)
	got := rig.feed(t, calls[:6], []testSpan{root()}, calls[6:], []testSpan{root()})
	require.Len(t, got, 1)
	assert.True(t, got[0].complete())
	assert.Equal(t, 6, got[0].repeats())

	rig = newRig(t)
	got = rig.feed(t, calls[:2], []testSpan{root()}, calls[2:7], calls[7:])
	require.Len(t, got, 1)
	assert.False(t, got[0].complete())
	assert.Equal(t, uint64(0x104), got[0].on)
	assert.Equal(t, 7, got[0].repeats(), "all of its batch")
}

// Where the parent passed before its calls, a finding waits until the calls took min_duration: later calls may make
// a warn of what would be an info now.
func TestAfterTheParentAnInfoWaits(t *testing.T) {
	rig := newRig(t)
	calls := selects(12, 0x100, rootID, 10)
	for i := range calls {
		calls[i].end = calls[i].start + 7
	}
	got := rig.feed(t, append([][]testSpan{{root()}}, singly(calls)...)...)
	require.Len(t, got, 1)
	assert.Equal(t, "warn", got[0].attrs[finding.AttrFindingSeverity])
	assert.Equal(t, 8, got[0].repeats(), "8 × 7 ms")
	assert.Equal(t, uint64(0x107), got[0].on)
}

// Weighing a group that waits again and again costs little: the numbers at which it is due grow with the group.
func TestDueNumbersAreFew(t *testing.T) {
	due := 0
	last := uint32(5)
	for n := uint32(5); n < 1<<20; n++ {
		if isDue(n) {
			due++
			assert.LessOrEqual(t, n, max(33, last+last/4), "never more than a quarter later")
			last = n
		}
	}
	assert.Less(t, due, 100)
}

// Calls already reported at a span further up stay there when the nearer span reaches the threshold later.
func TestReportedCallsStayWhereTheyAre(t *testing.T) {
	rig := newRig(t, func(c *Config) { c.MinDuration = 0 })
	near := selects(6, 0x100, 0x50, 10)
	got := rig.feed(t,
		[]testSpan{root(), internal(0x50, rootID, "find", 0, 100)},
		near[:3], wrapped(3, 0x200, rootID, "find"), near[3:])
	require.Len(t, got, 1)
	assert.Equal(t, 6, got[0].repeats())
	assert.NotNil(t, got[0].attrs[finding.AttrNPlusOneVia])
}

func TestParentSpanHoldsTheLargestGroup(t *testing.T) {
	rig := newRig(t)
	spans := append(selects(6, 0x100, rootID, 10), root())
	for i := range 9 {
		at := 500 + 10*float64(i)
		spans = append(spans, query(uint64(0x300+i), rootID, at, at+9, "SELECT now() FROM clocks"))
	}
	require.Len(t, rig.feed(t, spans), 2)
	eachSpan(rig.sink.AllTraces()[0], func(span ptrace.Span) {
		if span.Kind() == ptrace.SpanKindServer {
			assert.Equal(t, map[string]any{"scout.findings": []any{"n_plus_one"}, "scout.n_plus_one.repeats": int64(9)}, span.Attributes().AsRaw())
			assert.Equal(t, 2, span.Events().Len())
		} else {
			assert.NotContains(t, span.Attributes().AsRaw(), "scout.findings")
		}
	})
}

// What one trace asked for does not tell of another's calls of the same statement.
func TestPagesOfOneTraceMakeNoPagesOfAnother(t *testing.T) {
	of := func(trace byte, limit int) []testSpan {
		spans := []testSpan{root()}
		for _, s := range selects(6, 0x100, rootID, 10) {
			s.attrs["db.query.text"] = fmt.Sprintf("SELECT a FROM t ORDER BY b LIMIT %d", limit)
			spans = append(spans, s)
		}
		for i := range spans {
			spans[i].trace = trace
		}
		return spans
	}
	for _, limits := range [][2]int{{1000, 5}, {5, 1000}} {
		got, r := map[any]int{}, newRig(t)
		for trace := range byte(2 * shards) { // so that some share a catalogue
			r.feed(t, of(2*trace, limits[0]))
		}
		for trace := range byte(2 * shards) {
			r.feed(t, of(2*trace+1, limits[1]))
		}
		for _, f := range findingsIn(r.sink.AllTraces()...) {
			got[f.attrs[finding.AttrFindingSeverity]]++
		}
		assert.Equal(t, map[any]int{"warn": 2 * shards, "info": 2 * shards}, got, limits)
	}
}

// A loop of several calls for each item is weighed as a whole; a part of it that takes next to nothing stays an info.
func TestCallsOfOneLoopAreWeighedTogether(t *testing.T) {
	for name, tc := range map[string]struct {
		each   [2]float64 // milliseconds per call of the two statements
		second float64    // when the second one's loop starts
		want   [2]string
	}{
		"both in one loop":       {[2]float64{4, 4}, 15, [2]string{"warn", "warn"}},
		"not enough together":    {[2]float64{3, 3}, 15, [2]string{"info", "info"}},
		"one takes its share":    {[2]float64{6, 0.5}, 15, [2]string{"warn", "info"}},
		"one after the other":    {[2]float64{4, 4}, 100, [2]string{"info", "info"}},
		"each enough for itself": {[2]float64{8, 8}, 100, [2]string{"warn", "warn"}},
	} {
		t.Run(name, func(t *testing.T) {
			spans := []testSpan{root()}
			for i := range 8 {
				for k, first := range []float64{10, tc.second} {
					at := first + 10*float64(i)
					spans = append(spans, query(uint64(0x100*(k+1)+i), rootID, at, at+tc.each[k], fmt.Sprintf("SELECT a FROM t%c WHERE id = %d", 'a'+k, i)))
				}
			}
			got := map[any]any{}
			for _, f := range newRig(t).feed(t, spans) {
				got[f.attrs[finding.AttrDBQuerySummary]] = f.attrs[finding.AttrFindingSeverity]
			}
			assert.Equal(t, map[any]any{"SELECT ta": tc.want[0], "SELECT tb": tc.want[1]}, got)
		})
	}
}

// One call told of by two instrumentations side by side is not a loop of two.
func TestTheSameCallSeenTwiceIsNoLoop(t *testing.T) {
	td := traces(append(selects(6, 0x100, rootID, 10), root())...)
	spans := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for i := range 6 {
		spans.At(i).SetEndTimestamp(spans.At(i).StartTimestamp() + 6_000_000)
	}
	other := td.ResourceSpans().At(0).ScopeSpans().AppendEmpty()
	other.Scope().SetName("driver")
	for i := range 6 {
		span := other.Spans().AppendEmpty()
		spans.At(i).CopyTo(span)
		span.SetSpanID(toSpanID(uint64(0x200 + i)))
	}
	rig := newRig(t)
	require.NoError(t, rig.ConsumeTraces(t.Context(), td))
	got := findingsIn(rig.sink.AllTraces()...)
	require.Len(t, got, 1)
	assert.Equal(t, "info", got[0].attrs[finding.AttrFindingSeverity], "36 ms, not 72")
}
