package nplusoneprocessor

import (
	"context"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// layer is six calls of one instrumentation, one every 20 ms, each `after` the start of the other layer's.
type layer struct {
	scope, operation, collection string
	after, length                float64
}

func (l layer) spans(first uint64) []testSpan {
	var spans []testSpan
	for i := range 6 {
		start := 20*float64(i) + 10 + l.after
		spans = append(spans, testSpan{
			id: first + uint64(i), parent: rootID, name: l.operation, kind: ptrace.SpanKindClient, start: start, end: start + l.length,
			attrs: map[string]any{"db.system.name": "mongodb", "db.operation.name": l.operation, "db.collection.name": l.collection},
		})
	}
	return spans
}

func TestCallsSeenBesideCountOnce(t *testing.T) {
	model := layer{"mongoose", "findOne", "authors", 0, 14}
	for name, tc := range map[string]struct {
		other layer
		want  []string
	}{
		"the driver inside":            {layer{"mongodb", "find", "authors", 1, 12}, []string{"findOne authors"}},
		"the driver, starts as one":    {layer{"mongodb", "find", "authors", 0, 12}, []string{"findOne authors"}},
		"the driver around":            {layer{"mongodb", "find", "authors", -1, 16}, []string{"find authors"}},
		"another collection":           {layer{"mongodb", "find", "covers", 1, 12}, []string{"find covers", "findOne authors"}},
		"the same instrumentation":     {layer{"mongoose", "count", "authors", 1, 12}, []string{"count authors", "findOne authors"}},
		"after each call, not in it":   {layer{"mongodb", "find", "authors", 14.5, 5}, []string{"find authors", "findOne authors"}},
		"begins in it and ends behind": {layer{"mongodb", "find", "authors", 1, 14}, []string{"find authors", "findOne authors"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			td := traces(root())
			for i, l := range []layer{model, tc.other} {
				scope := td.ResourceSpans().At(0).ScopeSpans().AppendEmpty()
				scope.Scope().SetName(l.scope)
				for _, s := range l.spans(uint64(0x100 * (i + 1))) {
					s.copyTo(scope.Spans().AppendEmpty())
				}
			}
			require.NoError(t, r.ConsumeTraces(context.Background(), td))
			var got []string
			for _, f := range findingsIn(r.sink.AllTraces()...) {
				got = append(got, f.attrs[finding.AttrDBQuerySummary].(string))
			}
			assert.ElementsMatch(t, tc.want, got)
		})
	}
}

func TestAroundNeedsAsManyCalls(t *testing.T) {
	outer := extent{n: 6, start: 0, lastStart: 100, firstEnd: 10, end: 110}
	for n, want := range map[uint32]bool{4: false, 5: true, 6: true, 7: true, 8: false} {
		inner := extent{n: n, start: 1, lastStart: 101, firstEnd: 9, end: 109}
		assert.Equal(t, want, outer.around(&inner), n)
	}
}

// Many groups of two instrumentations below one span that passed before are weighed with each call: a few of them
// each time, and by their extent alone.
func BenchmarkManyGroupsBesideEachOther(b *testing.B) {
	const groups, calls = 128, 30
	var batches []ptrace.Traces
	for i := range uint64(groups * calls) {
		at := 10 + 0.01*float64(i)
		call := layer{"", "find" + string(rune('A'+i%groups)), "authors", at, 0.005}.spans(0x10_000 + 10*i)[0]
		wrapper := internal(0x100_000+i, rootID, "repository", at, at+0.008)
		call.parent = wrapper.id
		batches = append(batches, scoped(append(by(strconv.FormatUint(i%2, 10), call), by("app", wrapper)...)...))
	}
	for b.Loop() {
		p := benchProcessor(b)
		_ = p.ConsumeTraces(context.Background(), traces(root()))
		for _, td := range batches {
			_ = p.ConsumeTraces(context.Background(), td)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(batches)), "ns/call")
}

func TestExtentAllocatesNothing(t *testing.T) {
	m := merger{trace: &trace{groups: make([]group, 1)}}
	for i := range 3 {
		m.trace.groups[0].calls.add(at(uint64(i+1), int64(10*i), int64(10*i+5)))
	}
	assert.Equal(t, extent{3, at(0, 0, 0).start, at(0, 20, 0).start, at(0, 0, 5).end, at(0, 0, 25).end}, m.extent(1))
	assert.Zero(t, testing.AllocsPerRun(100, func() { m.extent(1) }))
}
