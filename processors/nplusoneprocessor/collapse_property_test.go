package nplusoneprocessor

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// randomScopes is a batch of calls of a few groups, interleaved, with everything on them that a span can have.
func randomScopes(r *rand.Rand) ptrace.Traces {
	td := ptrace.NewTraces()
	for range 1 + r.IntN(2) {
		resource := td.ResourceSpans().AppendEmpty()
		for range 1 + r.IntN(2) {
			spans := resource.ScopeSpans().AppendEmpty().Spans()
			for range r.IntN(60) {
				randomCall(r, spans.AppendEmpty())
			}
		}
	}
	return td
}

func randomCall(r *rand.Rand, span ptrace.Span) {
	span.SetTraceID(pcommon.TraceID{byte(1 + r.IntN(2))})
	span.SetSpanID(toSpanID(uint64(0x100 + r.IntN(40)))) // some twice
	span.SetParentSpanID(toSpanID(uint64(1 + r.IntN(2))))
	span.SetName([]string{"SELECT", "GET"}[r.IntN(2)])
	span.SetKind(ptrace.SpanKindClient)
	span.SetStartTimestamp(pcommon.Timestamp(1000 + r.IntN(20)))
	span.SetEndTimestamp(pcommon.Timestamp(1005 + r.IntN(20)))
	attrs := span.Attributes()
	attrs.PutStr("db.system.name", "postgresql")
	attrs.PutStr("db.query.text", fmt.Sprint("SELECT ", r.IntN(3)))
	attrs.PutDouble("score", []float64{0, math.Copysign(0, -1), math.NaN(), 1.5}[r.IntN(4)])
	if r.IntN(4) == 0 {
		attrs.PutBool("cached", r.IntN(2) == 0)
	}
	switch r.IntN(20) {
	case 0:
		span.Events().AppendEmpty().SetName("e")
	case 1:
		span.Links().AppendEmpty()
	case 2:
		span.Status().SetCode(ptrace.StatusCode(r.IntN(3)))
	case 3:
		span.SetFlags(uint32(r.IntN(2)))
	case 4:
		_ = attrs.PutEmptySlice("params").FromRaw([]any{r.IntN(2)})
	case 5:
		attrs.PutEmpty("nothing")
	case 6:
		span.SetDroppedAttributesCount(1)
	case 7:
		span.SetParentSpanID(pcommon.SpanID{})
	case 8:
		attrs.PutStr("scout.n_plus_one.collapsed.count", "2")
	}
}

func callCount(td ptrace.Traces) int {
	n := 0
	eachSpan(td, func(span ptrace.Span) { n += callsIn(span) })
	return n
}

// Folding loses nothing, changes nothing the second time, and is undone to the last byte, also when a scope is folded
// in two passes.
func TestExpandIsTheInverseOfCollapse(t *testing.T) {
	c, folded := newCollapser(), 0
	for seed := range uint64(2000) {
		r := rand.New(rand.NewPCG(seed, 3))
		td := randomScopes(r)
		original := copyOf(td)
		first, second := 2+r.IntN(6), 2+r.IntN(3)

		taken := c.collapse(td, first, everySpan)
		folded += taken
		require.Equal(t, original.SpanCount()-taken, td.SpanCount(), "seed %d", seed)
		require.Equal(t, original.SpanCount(), callCount(td), "seed %d", seed)

		once := copyOf(td)
		require.Zero(t, c.collapse(td, first, everySpan), "seed %d", seed)
		requireSame(t, once, td, fmt.Sprintf("a second time, seed %d", seed))

		_ = expand(td)
		requireSame(t, original, td, fmt.Sprintf("one pass, seed %d", seed))

		c.collapse(td, first, everySpan)
		c.collapse(td, second, everySpan)
		require.Equal(t, original.SpanCount(), callCount(td), "seed %d", seed)
		_ = expand(td)
		requireSame(t, original, td, fmt.Sprintf("two passes, seed %d", seed))
	}
	assert.Greater(t, folded, 10_000, "the random batches must hold enough repeats for this to mean something")
}

// foldedTogether lists which calls stand for each other, in an order that does not depend on that of the spans.
func foldedTogether(td ptrace.Traces) []string {
	var out []string
	eachSpan(td, func(span ptrace.Span) {
		text := fmt.Sprint(span.TraceID(), span.ParentSpanID(), span.Name(), span.Attributes().Len(), span.SpanID())
		eachCall(span, func(id uint64, start, end int64) { text += fmt.Sprint(" ", id, start, end) })
		out = append(out, text)
	})
	slices.Sort(out)
	return out
}

// Which calls fold together, and in which order they are told, does not depend on the order of the spans.
func TestOrderOfSpansMakesNoDifferenceToWhatFolds(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 4))
		td := ptrace.NewTraces()
		spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
		for i := range 60 {
			randomCall(r, spans.AppendEmpty())
			spans.At(i).SetSpanID(toSpanID(uint64(0x100 + i))) // equal ids and times would be told apart by order alone
		}
		shuffled := copyOf(td)
		turn := make(map[pcommon.SpanID]int)
		eachSpan(td, func(span ptrace.Span) { turn[span.SpanID()] = r.Int() })
		shuffled.ResourceSpans().At(0).ScopeSpans().At(0).Spans().Sort(func(a, b ptrace.Span) bool { return turn[a.SpanID()] < turn[b.SpanID()] })

		require.Equal(t, newCollapser().collapse(td, 3, everySpan), newCollapser().collapse(shuffled, 3, everySpan))
		require.Equal(t, foldedTogether(td), foldedTogether(shuffled), "seed %d", seed)
	}
}

// The golden batches, grouped as the processor groups, come back as they were.
func TestGoldenBatchesCollapseAndExpand(t *testing.T) {
	taken := 0
	for _, td := range goldenInputs(t) {
		require.NoError(t, expand(td)) // one of them is collapsed
		original := copyOf(td)
		taken += newCollapser().collapse(td, 2, callsOf(td))
		require.NoError(t, expand(td))
		requireSame(t, original, td, "expanded")
	}
	assert.Greater(t, taken, 100)
}

// FuzzCollapse: of any bytes that are spans, folding and unfolding gives what unfolding alone gives, which is the
// spans themselves where none was collapsed; nothing is lost, and a second time changes nothing.
func FuzzCollapse(f *testing.F) {
	add := func(td ptrace.Traces) {
		raw, err := new(ptrace.ProtoMarshaler).MarshalTraces(td)
		require.NoError(f, err)
		f.Add(raw, uint8(2))
	}
	for seed := range uint64(20) {
		td := randomScopes(rand.New(rand.NewPCG(seed, 5)))
		add(td)
		newCollapser().collapse(td, 4, everySpan)
		add(td)
	}
	for _, td := range goldenInputs(f) {
		add(td)
	}
	f.Fuzz(func(t *testing.T, raw []byte, minRepeats uint8) {
		td, err := new(ptrace.ProtoUnmarshaler).UnmarshalTraces(raw)
		if err != nil || namesByIndex(t, td) {
			return
		}
		original, expanded := copyOf(td), copyOf(td)
		_ = expand(expanded)
		if callCount(original) == original.SpanCount() {
			requireSame(t, original, expanded, "nothing is collapsed, nothing expands")
		}

		taken := newCollapser().collapse(td, int(minRepeats), everySpan)
		require.Equal(t, original.SpanCount()-taken, td.SpanCount())
		require.Equal(t, callCount(original), callCount(td))
		once := copyOf(td)
		require.Zero(t, newCollapser().collapse(td, int(minRepeats), everySpan))
		requireSame(t, once, td, "a second time")
		_ = expand(td)
		requireSame(t, expanded, td, "expanded")
		require.Equal(t, td.SpanCount(), callCount(original))
	})
}

// namesByIndex: attributes whose key is an index besides, which only OTLP profiles use and the API does not show.
func namesByIndex(t *testing.T, td ptrace.Traces) bool {
	t.Helper()
	text, err := new(ptrace.JSONMarshaler).MarshalTraces(td)
	require.NoError(t, err)
	return strings.Contains(string(text), "Strindex")
}
