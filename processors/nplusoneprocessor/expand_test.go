package nplusoneprocessor

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// The message names the attribute that is wrong; the span stays as it is and counts as one call.
func TestMalformedCollapsedSpanStays(t *testing.T) {
	const prefix = "scout.n_plus_one.collapsed."
	list := func(key string) func(pcommon.Map) pcommon.Slice {
		return func(m pcommon.Map) pcommon.Slice { v, _ := m.Get(prefix + key); return v.Slice() }
	}
	ids, starts, durations, positions, texts := list("span_ids"), list("start_offsets_ns"), list("durations_ns"), list("positions"), list("values.db.query.text")
	shorten := func(s pcommon.Slice) { n := 0; s.RemoveIf(func(pcommon.Value) bool { n++; return n == 1 }) }
	tests := []struct {
		name, want string
		change     func(pcommon.Map)
	}{
		{"count of a wrong type", `count: must be an int from 2 to 10000, is many`, func(m pcommon.Map) { m.PutStr(prefix+"count", "many") }},
		{"count too small", `count: must be an int from 2 to 10000, is 1`, func(m pcommon.Map) { m.PutInt(prefix+"count", 1) }},
		{"count too large", `count: must be an int from 2 to 10000, is 10001`, func(m pcommon.Map) { m.PutInt(prefix+"count", 10_001) }},
		{"another count", `span_ids: must be an array of 5, as scout.n_plus_one.collapsed.count says`, func(m pcommon.Map) { m.PutInt(prefix+"count", 5) }},
		{"no ids", `span_ids: is missing`, func(m pcommon.Map) { m.Remove(prefix + "span_ids") }},
		{"ids are no array", `span_ids: must be an array of 6, as scout.n_plus_one.collapsed.count says`, func(m pcommon.Map) { m.PutStr(prefix+"span_ids", "[]") }},
		{"an id of a wrong type", `span_ids: [1] must be of type Str, is Int`, func(m pcommon.Map) { ids(m).At(1).SetInt(1) }},
		{"an id that is none", `span_ids: [1] must be 16 lower-case hexadecimal digits, not all 0`, func(m pcommon.Map) { ids(m).At(1).SetStr("1") }},
		{"an empty id", `span_ids: [1] must be 16 lower-case hexadecimal digits, not all 0`, func(m pcommon.Map) { ids(m).At(1).SetStr("0000000000000000") }},
		{"a start too few", `start_offsets_ns: must be an array of 6, as scout.n_plus_one.collapsed.count says`, func(m pcommon.Map) { shorten(starts(m)) }},
		{"a start before the first", `start_offsets_ns: [2] must be between 0 and the year 2262, is -1`, func(m pcommon.Map) { starts(m).At(2).SetInt(-1) }},
		{"a start too late", `start_offsets_ns: [2] must be between 0 and the year 2262, is 9223372036854775807`, func(m pcommon.Map) { starts(m).At(2).SetInt(1<<63 - 1) }},
		{"no durations", `durations_ns: is missing`, func(m pcommon.Map) { m.Remove(prefix + "durations_ns") }},
		{"a duration too long", `durations_ns: [5] must end between 1970 and 2262, is 9223372036854775807`, func(m pcommon.Map) { durations(m).At(5).SetInt(1<<63 - 1) }},
		{"a duration too far back", `durations_ns: [5] must end between 1970 and 2262, is -9223372036854775808`, func(m pcommon.Map) { durations(m).At(5).SetInt(-1 << 63) }},
		{"a position of a wrong type", `positions: [3] must be of type Int, is Double`, func(m pcommon.Map) { positions(m).At(3).SetDouble(3) }},
		{"a position before the first", `positions: [3] must not be negative, is -3`, func(m pcommon.Map) { positions(m).At(3).SetInt(-3) }},
		{"no first position", `positions: one must be 0`, func(m pcommon.Map) { positions(m).At(0).SetInt(9) }},
		{"a value too few", `values.db.query.text: must be an array of 6, as scout.n_plus_one.collapsed.count says`, func(m pcommon.Map) { shorten(texts(m)) }},
		{"a value of another type", `values.db.query.text: [4] must be of type Str, is Bool`, func(m pcommon.Map) { texts(m).At(4).SetBool(true) }},
		{"values beside no attribute", `values.db.query.text: must stand beside the attribute "db.query.text", a string, int, double or bool`, func(m pcommon.Map) { m.Remove("db.query.text") }},
		{"values beside an array", `values.db.query.text: must stand beside the attribute "db.query.text", a string, int, double or bool`, func(m pcommon.Map) { m.PutEmptySlice("db.query.text") }},
		{"values of our own attribute", `values.scout.n_plus_one.collapsed.count: must stand beside the attribute "scout.n_plus_one.collapsed.count", a string, int, double or bool`, func(m pcommon.Map) {
			starts(m).CopyTo(m.PutEmptySlice(prefix + "values." + prefix + "count"))
		}},
		{"of a later version", `parents: is unknown`, func(m pcommon.Map) { m.PutInt(prefix+"parents", 1) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			td, spans := sixCalls()
			for i := range 3 {
				addCall(spans, uint64(0x200+i), 100, 101, i).SetName("another")
			}
			original := copyOf(td)
			require.Equal(t, 7, newCollapser().collapse(td, 3, callsOf(td)))
			test.change(spans.At(0).Attributes())
			malformed := copyOf(td).ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)

			assert.EqualError(t, expand(td), "span 0000000000000100: "+prefix+test.want)

			assert.Equal(t, 1, callsIn(spans.At(0)))
			assert.Equal(t, malformed, spans.At(0))
			want := original.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
			require.Equal(t, 4, spans.Len(), "the other one is put back")
			for i := range 3 {
				assert.Equal(t, want.At(6+i), spans.At(1+i))
			}
		})
	}
}

func TestCollapsedSpanThatStartsTooLateStays(t *testing.T) {
	td, spans := sixCalls()
	newCollapser().collapse(td, 5, callsOf(td))
	spans.At(0).SetStartTimestamp(1 << 63)
	assert.EqualError(t, expand(td), "span 0000000000000100: scout.n_plus_one.collapsed.start_offsets_ns: the span starts after the year 2262")
	assert.Equal(t, 1, spans.Len())
}

func TestEveryMalformedSpanIsNamed(t *testing.T) {
	td, spans := sixCalls()
	for _, at := range []int{1, 4} {
		spans.At(at).Attributes().PutInt("scout.n_plus_one.collapsed.count", 2)
	}
	before := copyOf(td)
	assert.EqualError(t, expand(td), "span 0000000000000101: scout.n_plus_one.collapsed.span_ids: is missing\n"+
		"span 0000000000000104: scout.n_plus_one.collapsed.span_ids: is missing")
	requireSame(t, before, td, "malformed spans stay")
}

func TestExpandLeavesOrdinarySpans(t *testing.T) {
	td, _ := sixCalls()
	before := copyOf(td)
	require.NoError(t, expand(td))
	requireSame(t, before, td, "nothing is collapsed")
}

// Where a scope was changed after folding, every call still comes back, each once, near where it stood.
func TestExpandOfAChangedScope(t *testing.T) {
	folded := func() (ptrace.Traces, ptrace.SpanSlice) {
		td := ptrace.NewTraces()
		spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
		for i, id := range []uint64{0xc1, 0xa1, 0xc2, 0xa2, 0xc3, 0xc4, 0xa3, 0xc5} {
			addCall(spans, id, float64(i), float64(i)+1, i)
		}
		newCollapser().collapse(td, 2, func(span ptrace.Span) (uint64, bool) { return 1, toUint(span.SpanID())/16 == 0xa })
		return td, spans // c1 a c2 c3 c4 c5
	}
	remove := func(spans ptrace.SpanSlice, ids ...uint64) {
		spans.RemoveIf(func(s ptrace.Span) bool { return slices.Contains(ids, toUint(s.SpanID())) })
	}
	tests := []struct {
		name   string
		change func(ptrace.SpanSlice)
		want   []uint64
	}{
		{"unchanged", func(ptrace.SpanSlice) {}, []uint64{0xc1, 0xa1, 0xc2, 0xa2, 0xc3, 0xc4, 0xa3, 0xc5}},
		{"spans before it are gone", func(s ptrace.SpanSlice) { remove(s, 0xc1) }, []uint64{0xa1, 0xc2, 0xa2, 0xc3, 0xc4, 0xa3, 0xc5}},
		{"spans after it are gone", func(s ptrace.SpanSlice) { remove(s, 0xc3, 0xc4, 0xc5) }, []uint64{0xc1, 0xa1, 0xc2, 0xa2, 0xa3}},
		{"all others are gone", func(s ptrace.SpanSlice) { remove(s, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5) }, []uint64{0xa1, 0xa2, 0xa3}},
		{"sorted", func(s ptrace.SpanSlice) {
			s.Sort(func(a, b ptrace.Span) bool { return toUint(a.SpanID()) < toUint(b.SpanID()) })
		}, []uint64{0xa1, 0xc1, 0xa2, 0xc2, 0xc3, 0xa3, 0xc4, 0xc5}},
		{"twice in one scope", func(s ptrace.SpanSlice) { s.At(1).CopyTo(s.AppendEmpty()) },
			[]uint64{0xc1, 0xa1, 0xc2, 0xa2, 0xc3, 0xc4, 0xa3, 0xc5, 0xa1, 0xa2, 0xa3}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			td, spans := folded()
			test.change(spans)
			require.NoError(t, expand(td))
			var got []uint64
			eachSpan(td, func(span ptrace.Span) {
				got = append(got, toUint(span.SpanID()))
				assert.Equal(t, 1, callsIn(span))
			})
			assert.Equal(t, test.want, got)
		})
	}
}

// Calls that claim one slot come one after the other: by span, then as they are told.
func TestExpandOfCallsAtOnePosition(t *testing.T) {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i, id := range []uint64{0xa1, 0xb1, 0xa2, 0xb2, 0xa3, 0xb3, 0xa4, 0xb4, 0xa5, 0xb5} {
		addCall(spans, id, float64(i), float64(i)+1, i)
	}
	newCollapser().collapse(td, 2, func(span ptrace.Span) (uint64, bool) { return toUint(span.SpanID()) / 16, true })
	for at, positions := range [][]any{{0, 4, 4, 4, 4}, {0, 3, 3, 3, 3}} {
		list, _ := spans.At(at).Attributes().Get("scout.n_plus_one.collapsed.positions")
		require.NoError(t, list.Slice().FromRaw(positions))
	}
	require.NoError(t, expand(td))
	var got []string
	for _, id := range idsInOrder(td) {
		got = append(got, id[14:])
	}
	assert.Equal(t, []string{"a1", "b1", "a2", "a3", "a4", "a5", "b2", "b3", "b4", "b5"}, got)
}

// What a later step changed on a collapsed span holds for its first call; the record tells the other calls.
func TestExpandKeepsWhatWasChangedOnTheSpan(t *testing.T) {
	td, spans := sixCalls()
	require.Equal(t, 5, newCollapser().collapse(td, 5, callsOf(td)))
	spans.At(0).Attributes().PutStr("db.query.text", "masked")
	require.NoError(t, expand(td))
	var texts []string
	eachSpan(td, func(span ptrace.Span) {
		v, _ := span.Attributes().Get("db.query.text")
		texts = append(texts, v.Str()[len(v.Str())-6:])
	})
	assert.Equal(t, []string{"masked", "id = 1", "id = 2", "id = 3", "id = 4", "id = 5"}, texts)
}
