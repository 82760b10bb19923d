package nplusoneprocessor

import (
	"context"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor/internal/metadatatest"
)

func collapsing(c *Config) { c.Collapse = true }

// Whatever is collapsed is restored byte for byte: what comes out with collapse, expanded, is what comes out
// without. Findings are the same.
func TestCollapseIsReversible(t *testing.T) {
	inputs := goldenInputs(t)
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 9))
		inputs = append(inputs, traces(shuffled(r, randomTrace(r, 0))...))
	}
	taken := 0
	for _, td := range inputs {
		strip(td)
		plain, folding := newRig(t), newRig(t, collapsing)
		require.NoError(t, plain.ConsumeTraces(context.Background(), copyOf(td)))
		require.NoError(t, folding.ConsumeTraces(context.Background(), td))
		want, got := plain.sink.AllTraces()[0], folding.sink.AllTraces()[0]
		taken += want.SpanCount() - got.SpanCount()
		assert.Equal(t, findingsIn(want), findingsIn(got))
		require.NoError(t, expand(want), "golden cases hold a collapsed span")
		require.NoError(t, expand(got))
		require.Equal(t, bytesOf(t, want), bytesOf(t, got))
	}
	assert.Greater(t, taken, 1000, "there must be enough to collapse for this to mean something")
}

func TestCollapseTakesTheRepeatsOfABatchOnly(t *testing.T) {
	rig := newRig(t, collapsing)
	rig.feed(t, append(selects(6, 0x100, rootID, 10), query(2, rootID, 0, 5, "SELECT id FROM posts")), selects(4, 0x200, rootID, 100), []testSpan{root()})
	counts := []int{}
	for _, td := range rig.sink.AllTraces() {
		counts = append(counts, td.SpanCount())
	}
	assert.Equal(t, []int{2, 4, 1}, counts, "six make one, four stay, and all ten are one finding")
	got := findingsIn(rig.sink.AllTraces()...)
	require.Len(t, got, 1)
	assert.Equal(t, 10, got[0].repeats())
}

// Spans that others may point to stay: with children known from this or an earlier batch, of any kind, and the
// requests and remote calls whose server sends its spans on a way of its own.
func TestSpansWithChildrenNeverFold(t *testing.T) {
	calls := selects(6, 0x100, rootID, 10)
	below := func(kind ptrace.SpanKind) []testSpan {
		var out []testSpan
		for i, call := range calls {
			child := internal(uint64(0x900+i), call.id, "child", call.start, call.end)
			child.kind = kind
			out = append(out, child)
		}
		return out
	}
	for _, kind := range []ptrace.SpanKind{ptrace.SpanKindInternal, ptrace.SpanKindServer, ptrace.SpanKindConsumer, ptrace.SpanKindProducer, ptrace.SpanKindClient} {
		rig := newRig(t, collapsing)
		rig.feed(t, append(below(kind), calls...))
		assert.Equal(t, 12, rig.sink.SpanCount(), "%s in the batch", kind)

		rig = newRig(t, collapsing)
		rig.feed(t, below(kind), calls)
		assert.Equal(t, 12, rig.sink.SpanCount(), "%s in a batch before", kind)
	}
	requests := selects(6, 0x100, rootID, 10)
	for i := range requests {
		requests[i].attrs = map[string]any{"http.request.method": "GET", "url.full": "http://users/7", "http.response.status_code": 200}
	}
	rig := newRig(t, collapsing)
	rig.feed(t, requests)
	assert.Equal(t, 6, rig.sink.SpanCount(), "requests")
}

// A collapsed span counts as the calls it stands for, in a retry of the same batch and in a second collector, and
// stays as it is.
func TestCollapsedSpansCountAsTheirCalls(t *testing.T) {
	first := newRig(t, collapsing)
	first.feed(t, selects(12, 0x100, rootID, 10))
	once := first.sink.AllTraces()[0]
	require.Equal(t, 1, once.SpanCount())

	second := newRig(t, collapsing)
	require.NoError(t, second.ConsumeTraces(context.Background(), copyOf(once)))
	assert.Equal(t, bytesOf(t, once), bytesOf(t, second.sink.AllTraces()[0]))
	got := second.feed(t, []testSpan{root()})
	require.Len(t, got, 1)
	assert.Equal(t, 12, got[0].repeats())
	assert.Equal(t, first.feed(t, []testSpan{root()}), got)
}

// What the calls of a collapsed span were asked with is in its lists.
func TestParametersOfACollapsedSpan(t *testing.T) {
	equal := selects(6, 0x100, rootID, 10)
	for i := range equal {
		equal[i].attrs = equal[0].attrs
	}
	for want, calls := range map[string][]testSpan{"different": selects(6, 0x100, rootID, 10), "identical": equal} {
		first, second := newRig(t, collapsing), newRig(t)
		first.feed(t, calls)
		require.NoError(t, second.ConsumeTraces(context.Background(), first.sink.AllTraces()[0]))
		got := second.feed(t, []testSpan{root()})
		require.Len(t, got, 1)
		assert.Equal(t, want, got[0].attrs[finding.AttrNPlusOneParameters])
	}
}

// The text is the same in each call where the values stand in attributes of their own.
func TestRecordedParametersOfACollapsedSpan(t *testing.T) {
	calls := selects(6, 0x100, rootID, 10)
	for i := range calls {
		calls[i].attrs = map[string]any{
			"db.system.name": "postgresql", "db.query.text": "SELECT name FROM users WHERE id = $1", "db.query.parameter.0": strconv.Itoa(i),
		}
	}
	first, second := newRig(t, collapsing), newRig(t)
	first.feed(t, calls)
	require.Equal(t, 1, first.sink.SpanCount())
	require.NoError(t, second.ConsumeTraces(context.Background(), first.sink.AllTraces()[0]))
	got := second.feed(t, []testSpan{root()})
	require.Len(t, got, 1)
	assert.Equal(t, "different", got[0].attrs[finding.AttrNPlusOneParameters])
}

func TestARefusedBatchThatWasCollapsedCountsOnce(t *testing.T) {
	rig, next := newSwitchableRig(t, collapsing)
	td := traces(selects(7, 0x100, rootID, 10)...)
	rig.refused(t, next, td)
	require.NoError(t, rig.ConsumeTraces(context.Background(), td), "the caller kept the very batch")
	got := rig.feed(t, []testSpan{root()})
	require.Len(t, got, 1)
	assert.Equal(t, 7, got[0].repeats())
	assertAccounted(t, rig.state)
}

func TestCollapsedSpansAreCounted(t *testing.T) {
	rig, next, tel := newMeasuredRig(t, collapsing)
	rig.refused(t, next, traces(selects(7, 0x100, rootID, 10)...))
	rig.feed(t, selects(7, 0x100, rootID, 10))
	metadatatest.AssertEqualProcessorNPlusOneCollapsedSpans(t, tel, []metricdata.DataPoint[int64]{point(6)}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))
}
