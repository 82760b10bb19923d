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

func TestPollingIsInfoOnlyBelowARootThatIsNoRequest(t *testing.T) {
	var polls []testSpan
	for i := range 6 {
		start := 10_000 * float64(i)
		polls = append(polls, query(uint64(0x100+i), rootID, start, start+10, "SELECT * FROM jobs"))
	}
	for name, tc := range map[string]struct {
		parent testSpan
		want   string
	}{
		"internal root":  {internal(rootID, 0, "poll", 0, 70_000), "info"},
		"internal child": {internal(rootID, 7, "poll", 0, 70_000), "warn"},
		"server root":    {server(rootID, 0, 0, 70_000), "warn"},
	} {
		got := newRig(t).feed(t, append(polls[:6:6], tc.parent))
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
	} {
		assert.Len(t, newRig(t).feed(t, append(commands(10, tc.length, tc.step), root())), tc.want, name)
	}
	queries := commands(10, 8, 0.01)
	for i := range queries {
		queries[i].attrs = query(0, 0, 0, 0, fmt.Sprintf("SELECT * FROM t WHERE id = %d", i)).attrs
	}
	assert.Len(t, newRig(t).feed(t, append(queries, root())), 1, "queries sent at once are a round trip each")
}

func TestCallsInsideCallsDoNotCount(t *testing.T) {
	outer := query(0x10, rootID, 0, 100, "SELECT * FROM outer_query")
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

// Calls already reported at a span further up stay there when the nearer span reaches the threshold later.
func TestReportedCallsStayWhereTheyAre(t *testing.T) {
	rig := newRig(t)
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
