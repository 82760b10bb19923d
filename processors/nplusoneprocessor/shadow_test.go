package nplusoneprocessor

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// scopedSpan is a span made by the named instrumentation.
type scopedSpan struct {
	scope string
	testSpan
}

func by(scope string, spans ...testSpan) []scopedSpan {
	out := make([]scopedSpan, 0, len(spans))
	for _, s := range spans {
		out = append(out, scopedSpan{scope, s})
	}
	return out
}

// scoped puts the spans into one batch in their order.
func scoped(spans ...scopedSpan) ptrace.Traces {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	for _, s := range spans {
		scope := resource.ScopeSpans().AppendEmpty()
		scope.Scope().SetName(s.scope)
		s.copyTo(scope.Spans().AppendEmpty())
	}
	return td
}

// inside are the driver's spans beside those of the ORM, each a little shorter.
func inside(spans []testSpan, first uint64) []testSpan {
	out := slices.Clone(spans)
	for i := range out {
		out[i].id, out[i].start, out[i].end = first+uint64(i), out[i].start+0.1, out[i].end-0.1
	}
	return out
}

func (r rig) feedScoped(t *testing.T, batches ...[]scopedSpan) []found {
	t.Helper()
	for _, spans := range batches {
		require.NoError(t, r.ConsumeTraces(context.Background(), scoped(spans...)))
	}
	return findingsIn(r.sink.AllTraces()...)
}

func TestTwoInstrumentationsOfOneCallCountOnce(t *testing.T) {
	orm := selects(6, 0x100, rootID, 10)
	driver := inside(orm, 0x200)
	list := query(2, rootID, 5, 9, "SELECT id FROM articles")
	spans := slices.Concat(by("orm", list), by("driver", inside([]testSpan{list}, 3)...), by("orm", orm...), by("driver", driver...), by("http", root()))
	one := []found(nil)
	for name, batches := range map[string][][]scopedSpan{
		"one batch":         {spans},
		"the driver first":  {append(by("driver", driver...), slices.Concat(spans[:2], by("orm", orm...), by("http", root()))...)},
		"a batch each":      slices.Collect(slices.Chunk(spans, 1)),
		"batches of three":  slices.Collect(slices.Chunk(spans, 3)),
		"driver in advance": {by("driver", driver...), spans[:2], by("orm", orm...), by("http", root())},
	} {
		t.Run(name, func(t *testing.T) {
			got := newRig(t).feedScoped(t, batches...)
			require.Len(t, got, 1)
			assert.Equal(t, 6, got[0].repeats())
			assert.Equal(t, "SELECT articles", got[0].attrs[finding.AttrNPlusOneSource])
			assert.Equal(t, "sequential", got[0].attrs[finding.AttrNPlusOneConcurrency])
			assert.Equal(t, finding.Hex(0x100), got[0].attrs[finding.AttrNPlusOneSpanIDs].([]any)[0], "the outer one speaks")
			if one == nil {
				one = got
			}
			assert.Equal(t, one, got)
		})
	}
}

func TestTwoInstrumentationsDoNotAddUp(t *testing.T) {
	orm := selects(4, 0x100, rootID, 10)
	spans := slices.Concat(by("orm", orm...), by("driver", inside(orm, 0x200)...), by("http", root()))
	assert.Empty(t, newRig(t).feedScoped(t, spans), "four calls told of twice")
	sameOnes := slices.Concat(by("driver", orm...), by("driver", inside(orm, 0x200)...), by("http", root()))
	assert.Len(t, newRig(t).feedScoped(t, sameOnes), 1, "eight calls of one instrumentation, in pairs")
}

func TestTheInstrumentationThatSawMoreSpeaks(t *testing.T) {
	driver := selects(9, 0x200, rootID, 10)
	orm := inside(driver[:6], 0x100)
	spans := slices.Concat(by("orm", orm...), by("driver", driver...), by("http", root()))
	got := newRig(t).feedScoped(t, spans)
	require.Len(t, got, 1)
	assert.Equal(t, 9, got[0].repeats())
}

func TestTwoInstrumentationsBehindWrappers(t *testing.T) {
	var spans []scopedSpan
	for i, q := range selects(6, 0x100, 0, 10) {
		q.parent = uint64(0x300 + i)
		d := inside([]testSpan{q}, uint64(0x200+i))
		spans = append(spans, slices.Concat(by("driver", d...), by("orm", q), by("app", internal(q.parent, rootID, "find", q.start, q.end)))...)
	}
	got := newRig(t).feedScoped(t, append(spans, by("http", root())...))
	require.Len(t, got, 1)
	assert.Equal(t, 6, got[0].repeats())
}

func TestOneFindingWhereTheParentPassedAlready(t *testing.T) {
	orm := selects(6, 0x100, rootID, 10)
	spans := append(by("orm", orm...), by("driver", inside(orm, 0x200)...)...)
	got := newRig(t).feedScoped(t, by("http", root()), spans)
	require.Len(t, got, 1)
	assert.False(t, got[0].complete())
}
