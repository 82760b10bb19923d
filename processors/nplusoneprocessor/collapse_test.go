package nplusoneprocessor

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// addCall appends a query for one user; its attributes stand in the same order in every call.
func addCall(spans ptrace.SpanSlice, id uint64, start, end float64, user int) ptrace.Span {
	span := spans.AppendEmpty()
	query(id, rootID, start, end, "").copyTo(span)
	span.Attributes().Clear()
	span.Attributes().PutStr("db.system.name", "postgresql")
	span.Attributes().PutStr("db.query.text", fmt.Sprintf("SELECT name FROM users WHERE id = %d", user))
	span.Attributes().PutInt("server.port", 5432)
	return span
}

// sixCalls are six queries, one after the other, for the users 0 to 5.
func sixCalls() (ptrace.Traces, ptrace.SpanSlice) {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range 6 {
		addCall(spans, uint64(0x100+i), 11*float64(i), 11*float64(i)+10, i)
	}
	return td, spans
}

// callsOf groups as the processor does: counted calls, by what is called, that are nobody's parent in td.
func callsOf(td ptrace.Traces) func(ptrace.Span) (uint64, bool) {
	parents := map[pcommon.SpanID]bool{}
	eachSpan(td, func(span ptrace.Span) { parents[span.ParentSpanID()] = true })
	r := newRules(defaults())
	return func(span ptrace.Span) (uint64, bool) {
		var call dbspan.Call
		if parents[span.SpanID()] || classify(span, r, &call) != counted {
			return 0, false
		}
		return identity(&call, span, r.texts), true
	}
}

func everySpan(ptrace.Span) (uint64, bool) { return 1, true }

func copyOf(td ptrace.Traces) ptrace.Traces {
	out := ptrace.NewTraces()
	td.CopyTo(out)
	return out
}

func idsInOrder(td ptrace.Traces) []string {
	var ids []string
	eachSpan(td, func(span ptrace.Span) { ids = append(ids, span.SpanID().String()) })
	return ids
}

// requireSame compares the batches as they would be sent.
func requireSame(t *testing.T, want, got ptrace.Traces, about string) {
	t.Helper()
	if string(bytesOf(t, want)) != string(bytesOf(t, got)) {
		wantJSON, _ := new(ptrace.JSONMarshaler).MarshalTraces(want)
		gotJSON, _ := new(ptrace.JSONMarshaler).MarshalTraces(got)
		require.JSONEq(t, string(wantJSON), string(gotJSON), about)
		require.Fail(t, "different bytes, equal JSON", about)
	}
}

// One collapsed span, whole.
func TestCollapsedSpan(t *testing.T) {
	td, spans := sixCalls()
	original := copyOf(td)
	spans.At(2).SetEndTimestamp(timestamp(99)) // the last to end is not the last to start
	spans.At(2).CopyTo(original.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(2))

	require.Equal(t, 5, newCollapser().collapse(td, 5, callsOf(td)))

	require.Equal(t, 1, spans.Len())
	span := spans.At(0)
	assert.Equal(t, "0000000000000100", span.SpanID().String())
	assert.Equal(t, "query", span.Name())
	assert.Equal(t, timestamp(0), span.StartTimestamp())
	assert.Equal(t, timestamp(99), span.EndTimestamp())
	assert.Equal(t, map[string]any{
		"db.system.name":                   "postgresql",
		"db.query.text":                    "SELECT name FROM users WHERE id = 0",
		"server.port":                      int64(5432),
		"scout.n_plus_one.collapsed.count": int64(6),
		"scout.n_plus_one.collapsed.span_ids": []any{
			"0000000000000100", "0000000000000101", "0000000000000102", "0000000000000103", "0000000000000104", "0000000000000105",
		},
		"scout.n_plus_one.collapsed.start_offsets_ns": []any{
			int64(0), int64(11_000_000), int64(22_000_000), int64(33_000_000), int64(44_000_000), int64(55_000_000),
		},
		"scout.n_plus_one.collapsed.durations_ns": []any{
			int64(10_000_000), int64(10_000_000), int64(77_000_000), int64(10_000_000), int64(10_000_000), int64(10_000_000),
		},
		"scout.n_plus_one.collapsed.positions": []any{int64(0), int64(1), int64(2), int64(3), int64(4), int64(5)},
		"scout.n_plus_one.collapsed.values.db.query.text": []any{
			"SELECT name FROM users WHERE id = 0", "SELECT name FROM users WHERE id = 1", "SELECT name FROM users WHERE id = 2",
			"SELECT name FROM users WHERE id = 3", "SELECT name FROM users WHERE id = 4", "SELECT name FROM users WHERE id = 5",
		},
	}, span.Attributes().AsRaw())

	require.NoError(t, expand(td))
	requireSame(t, original, td, "expanded")
}

func TestCollapseThreshold(t *testing.T) {
	for _, test := range []struct{ minRepeats, taken int }{{0, 5}, {2, 5}, {5, 5}, {6, 5}, {7, 0}, {100, 0}} {
		td, _ := sixCalls()
		assert.Equal(t, test.taken, newCollapser().collapse(td, test.minRepeats, callsOf(td)), "at least %d", test.minRepeats)
	}
	td, spans := sixCalls()
	spans.RemoveIf(func(span ptrace.Span) bool { return toUint(span.SpanID()) != 0x100 })
	assert.Zero(t, newCollapser().collapse(td, 0, everySpan), "a single call is no repeat")
}

func TestGroupOfIsCalledOncePerSpanInOrder(t *testing.T) {
	td, spans := sixCalls()
	spans.At(3).Status().SetCode(ptrace.StatusCodeError)
	original := copyOf(td)
	var asked []string
	newCollapser().collapse(td, 2, func(span ptrace.Span) (uint64, bool) {
		asked = append(asked, span.SpanID().String())
		return 1, true
	})
	assert.Equal(t, idsInOrder(original), asked)
}

// attributesFromJSON replaces the span's attributes; a key may stand there twice.
func attributesFromJSON(span ptrace.Span, attributes string) {
	td, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces(
		[]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":` + attributes + `}]}]}]}`))
	if err != nil {
		panic(err)
	}
	td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().CopyTo(span.Attributes())
}

// A call that is unlike the others does not fold with them. If all are like that, they fold with each other, unless
// a collapsed span cannot tell such a call.
func TestWhatFoldsTogether(t *testing.T) {
	const alone, apart, together = "never folds", "folds with its like", "folds with all"
	slice := func(values ...any) func(ptrace.Span) {
		return func(s ptrace.Span) { _ = s.Attributes().PutEmptySlice("db.system.name").FromRaw(values) }
	}
	object := func(json string) func(ptrace.Span) {
		return func(s ptrace.Span) {
			attributesFromJSON(s, `[{"key":"m","value":{"kvlistValue":{"values":`+json+`}}}]`)
		}
	}
	tests := []struct {
		name   string
		change func(ptrace.Span)
		want   string
	}{
		{"as the others", func(ptrace.Span) {}, together},
		{"another value", func(s ptrace.Span) { s.Attributes().PutStr("db.system.name", "mysql") }, together},
		{"another number", func(s ptrace.Span) { s.Attributes().PutInt("server.port", 5433) }, together},
		{"the same id", func(s ptrace.Span) { s.SetSpanID(toSpanID(0x104)) }, together},
		{"the same start", func(s ptrace.Span) { s.SetStartTimestamp(timestamp(44)) }, together},
		{"ends before it starts", func(s ptrace.Span) { s.SetEndTimestamp(s.StartTimestamp() - 7) }, together},
		{"without times", func(s ptrace.Span) { s.SetStartTimestamp(0); s.SetEndTimestamp(0) }, together},
		{"latest times", func(s ptrace.Span) { s.SetStartTimestamp(math.MaxInt64); s.SetEndTimestamp(math.MaxInt64) }, together},

		{"a name", func(s ptrace.Span) { s.SetName("SELECT") }, apart},
		{"a kind", func(s ptrace.Span) { s.SetKind(ptrace.SpanKindInternal) }, apart},
		{"flags", func(s ptrace.Span) { s.SetFlags(0x101) }, apart},
		{"a trace state", func(s ptrace.Span) { s.TraceState().FromRaw("a=b") }, apart},
		{"a status", func(s ptrace.Span) { s.Status().SetCode(ptrace.StatusCodeOk) }, apart},
		{"a status message", func(s ptrace.Span) { s.Status().SetMessage("slow") }, apart},
		{"a trace", func(s ptrace.Span) { s.SetTraceID([16]byte{1}) }, apart},
		{"a parent", func(s ptrace.Span) { s.SetParentSpanID(toSpanID(2)) }, apart},
		{"a key more", func(s ptrace.Span) { s.Attributes().PutStr("db.user", "app") }, apart},
		{"a key less", func(s ptrace.Span) { s.Attributes().Remove("server.port") }, apart},
		{"another order of keys", func(s ptrace.Span) {
			s.Attributes().Remove("server.port")
			s.Attributes().Remove("db.system.name")
			s.Attributes().PutStr("db.system.name", "postgresql")
			s.Attributes().PutInt("server.port", 5432)
		}, apart},
		{"another type", func(s ptrace.Span) { s.Attributes().PutStr("server.port", "5432") }, apart},
		{"bytes", func(s ptrace.Span) { s.Attributes().PutEmptyBytes("server.port").FromRaw([]byte{1}) }, apart},
		{"an array", slice("a", int64(1), 0.0, true), apart},
		{"a map", object(`[{"key":"a","value":{"intValue":"1"}},{"key":"b","value":{"intValue":"2"}}]`), apart},
		{"a map with a key twice", object(`[{"key":"a","value":{"intValue":"1"}},{"key":"a","value":{"intValue":"2"}}]`), apart},
		{"no attributes", func(s ptrace.Span) { s.Attributes().Clear() }, apart},

		{"an event", func(s ptrace.Span) { s.Events().AppendEmpty() }, alone},
		{"a link", func(s ptrace.Span) { s.Links().AppendEmpty() }, alone},
		{"an error", func(s ptrace.Span) { s.Status().SetCode(ptrace.StatusCodeError) }, alone},
		{"dropped attributes", func(s ptrace.Span) { s.SetDroppedAttributesCount(1) }, alone},
		{"dropped events", func(s ptrace.Span) { s.SetDroppedEventsCount(1) }, alone},
		{"dropped links", func(s ptrace.Span) { s.SetDroppedLinksCount(1) }, alone},
		{"no parent", func(s ptrace.Span) { s.SetParentSpanID(pcommon.SpanID{}) }, alone},
		{"no id", func(s ptrace.Span) { s.SetSpanID(pcommon.SpanID{}) }, alone},
		{"no trace", func(s ptrace.Span) { s.SetTraceID(pcommon.TraceID{}) }, alone},
		{"starts too late", func(s ptrace.Span) { s.SetStartTimestamp(1 << 63) }, alone},
		{"ends too late", func(s ptrace.Span) { s.SetEndTimestamp(1 << 63) }, alone},
		{"an empty key", func(s ptrace.Span) { s.Attributes().PutStr("", "x") }, alone},
		{"an empty value", func(s ptrace.Span) { s.Attributes().PutEmpty("server.port") }, alone},
		{"an empty value inside", slice("a", nil), alone},
		{"an empty value deep inside", object(`[{"key":"a","value":{"arrayValue":{"values":[{}]}}}]`), alone},
		{"an empty key inside", object(`[{"key":"","value":{"intValue":"1"}}]`), alone},
		{"a key twice", func(s ptrace.Span) {
			attributesFromJSON(s, `[{"key":"a","value":{"intValue":"1"}},{"key":"b","value":{"intValue":"1"}},{"key":"a","value":{"intValue":"2"}}]`)
		}, alone},
		{"an attribute of collapsed spans", func(s ptrace.Span) { s.Attributes().PutInt(finding.AttrCollapsedCount, 3) }, alone},
		{"an unknown attribute of collapsed spans", func(s ptrace.Span) { s.Attributes().PutInt(finding.AttrCollapsedPrefix+"x", 3) }, alone},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			one, spans := sixCalls()
			test.change(spans.At(2))
			original := copyOf(one)
			taken := newCollapser().collapse(one, 2, everySpan)
			if test.want == together {
				require.Equal(t, 5, taken, "one such call")
			} else {
				require.Equal(t, 4, taken, "one such call")
			}
			requireExpands(t, original, one)

			all, spans := sixCalls()
			for _, span := range spans.All() {
				test.change(span)
			}
			original = copyOf(all)
			taken = newCollapser().collapse(all, 2, everySpan)
			if test.want == alone {
				require.Zero(t, taken, "all such calls")
			} else {
				require.Equal(t, 5, taken, "all such calls")
			}
			requireExpands(t, original, all)
		})
	}
}

// requireExpands leaves alone what is malformed on purpose.
func requireExpands(t *testing.T, want, got ptrace.Traces) {
	t.Helper()
	_ = expand(got)
	requireSame(t, want, got, "expanded")
}

// Values that cannot stand beside the attribute must be equal, to the bit and in the same order.
func TestArraysMapsAndBytesFoldOnlyWhereEqual(t *testing.T) {
	set := func(value string) func(ptrace.Span) {
		return func(s ptrace.Span) { attributesFromJSON(s, `[{"key":"v","value":`+value+`}]`) }
	}
	tests := []struct {
		name      string
		all, one  func(ptrace.Span)
		different bool
	}{
		{"equal bytes", set(`{"bytesValue":"aGk="}`), set(`{"bytesValue":"aGk="}`), false},
		{"other bytes", set(`{"bytesValue":"aGk="}`), set(`{"bytesValue":"aGo="}`), true},
		{"shorter bytes", set(`{"bytesValue":"aGk="}`), set(`{"bytesValue":"aA=="}`), true},
		{"equal arrays", set(`{"arrayValue":{"values":[{"doubleValue":0},{"boolValue":true}]}}`), set(`{"arrayValue":{"values":[{"doubleValue":0},{"boolValue":true}]}}`), false},
		{"0 and -0", set(`{"arrayValue":{"values":[{"doubleValue":0}]}}`), set(`{"arrayValue":{"values":[{"doubleValue":-0.0}]}}`), true},
		{"shorter array", set(`{"arrayValue":{"values":[{"intValue":"1"},{"intValue":"2"}]}}`), set(`{"arrayValue":{"values":[{"intValue":"1"}]}}`), true},
		{"another type in the array", set(`{"arrayValue":{"values":[{"intValue":"1"}]}}`), set(`{"arrayValue":{"values":[{"boolValue":true}]}}`), true},
		{"equal maps", set(`{"kvlistValue":{"values":[{"key":"a","value":{"bytesValue":"aGk="}}]}}`), set(`{"kvlistValue":{"values":[{"key":"a","value":{"bytesValue":"aGk="}}]}}`), false},
		{"maps in another order", set(`{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}},{"key":"b","value":{"intValue":"1"}}]}}`),
			set(`{"kvlistValue":{"values":[{"key":"b","value":{"intValue":"1"}},{"key":"a","value":{"intValue":"1"}}]}}`), true},
		{"shorter map", set(`{"kvlistValue":{"values":[{"key":"a","value":{"intValue":"1"}}]}}`), set(`{"kvlistValue":{"values":[]}}`), true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			td, spans := sixCalls()
			for i, span := range spans.All() {
				if i == 2 {
					test.one(span)
				} else {
					test.all(span)
				}
			}
			original := copyOf(td)
			want := 5
			if test.different {
				want = 4
			}
			require.Equal(t, want, newCollapser().collapse(td, 2, everySpan))
			requireExpands(t, original, td)
		})
	}
}

// Doubles are kept bit for bit.
func TestDoublesAreNotRounded(t *testing.T) {
	td, spans := sixCalls()
	for i, v := range []float64{0, math.Copysign(0, -1), math.NaN(), math.Float64frombits(0x7ff8000000000123), math.Inf(-1), 0.1} {
		spans.At(i).Attributes().PutDouble("score", v)
		spans.At(i).Attributes().PutBool("cached", i%2 == 0)
	}
	original := copyOf(td)
	require.Equal(t, 5, newCollapser().collapse(td, 5, callsOf(td)))
	attrs := spans.At(0).Attributes()
	scores, ok := attrs.Get("scout.n_plus_one.collapsed.values.score")
	require.True(t, ok)
	assert.Equal(t, 6, scores.Slice().Len())
	cached, _ := attrs.Get("scout.n_plus_one.collapsed.values.cached")
	assert.Equal(t, []any{true, false, true, false, true, false}, cached.Slice().AsRaw())
	requireExpands(t, original, td)
}

func TestGroupsAndScopesFoldApart(t *testing.T) {
	td, spans := sixCalls()
	other := td.ResourceSpans().At(0).ScopeSpans().AppendEmpty().Spans()
	for i := range 4 {
		addCall(other, uint64(0x200+i), 100, 101, i)
	}
	original := copyOf(td)
	oddApart := func(span ptrace.Span) (uint64, bool) { id := toUint(span.SpanID()); return id % 2, id != 0x105 }
	require.Equal(t, 2+1+1+1, newCollapser().collapse(td, 2, oddApart))
	assert.Equal(t, 3, spans.Len(), "0x100, 2 and 4; 0x101 and 3; 0x105, which may not fold")
	assert.Equal(t, 2, other.Len())
	requireExpands(t, original, td)
}

func positionsOf(t *testing.T, span ptrace.Span) []any {
	t.Helper()
	v, ok := span.Attributes().Get(finding.AttrCollapsedPositions)
	require.True(t, ok)
	return v.Slice().AsRaw()
}

// The collapsed span stands where the group's first span stood, though another call started first.
func TestPositionsOfInterleavedGroups(t *testing.T) {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for _, id := range []uint64{0xa3, 0xc0, 0xb1, 0xa1, 0xb2, 0xa2, 0xd0, 0xb3} {
		addCall(spans, id, float64(id%16), float64(id%16)+1, int(id))
	}
	byLetter := func(span ptrace.Span) (uint64, bool) { return toUint(span.SpanID()) / 16, true }
	original := copyOf(td)

	require.Equal(t, 4, newCollapser().collapse(td, 3, byLetter))
	assert.Equal(t, []string{"00000000000000a1", "00000000000000c0", "00000000000000b1", "00000000000000d0"}, idsInOrder(td))
	assert.Equal(t, []any{int64(3), int64(5), int64(0)}, positionsOf(t, spans.At(0)), "a1, a2, a3 from a3")
	assert.Equal(t, []any{int64(0), int64(2), int64(5)}, positionsOf(t, spans.At(2)), "b1, b2, b3 from b1")
	requireExpands(t, original, td)
}

// A scope folded in two passes is unfolded at once.
func TestPositionsComposeOverTwoPasses(t *testing.T) {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i, id := range []uint64{0xb1, 0xa1, 0xc0, 0xa2, 0xb2, 0xa3, 0xa4, 0xb3} {
		addCall(spans, id, float64(i), float64(i)+1, int(id))
	}
	original := copyOf(td)
	only := func(letter uint64) func(ptrace.Span) (uint64, bool) {
		return func(span ptrace.Span) (uint64, bool) { return 1, toUint(span.SpanID())/16 == letter }
	}
	c := newCollapser()
	require.Equal(t, 3, c.collapse(td, 2, only(0xa)))
	require.Equal(t, 2, c.collapse(td, 2, only(0xb)))
	assert.Equal(t, []string{"00000000000000b1", "00000000000000a1", "00000000000000c0"}, idsInOrder(td))
	assert.Equal(t, []any{int64(0), int64(4), int64(7)}, positionsOf(t, spans.At(0)))
	requireExpands(t, original, td)
}

func TestCollapsedSpansAreBounded(t *testing.T) {
	for _, test := range []struct {
		calls  int
		counts []int // of the calls that each span stands for
	}{
		{finding.MaxCollapsed, []int{10_000}},
		{finding.MaxCollapsed + 1, []int{10_000, 1}},
		{finding.MaxCollapsed + 2, []int{10_000, 2}},
		{2*finding.MaxCollapsed + 1, []int{10_000, 10_000, 1}},
	} {
		td := ptrace.NewTraces()
		spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
		for i := range test.calls {
			addCall(spans, uint64(0x100+i), float64(i), float64(i)+1, i)
		}
		original := copyOf(td)
		require.Equal(t, test.calls-len(test.counts), newCollapser().collapse(td, 5, callsOf(td)))
		var counts []int
		eachSpan(td, func(span ptrace.Span) { counts = append(counts, callsIn(span)) })
		assert.Equal(t, test.counts, counts)
		assert.Zero(t, newCollapser().collapse(td, 2, callsOf(td)), "nothing is left to fold")
		requireExpands(t, original, td)
	}
}

// callsIn is the number of calls that a span stands for.
func callsIn(span ptrace.Span) int {
	n := 0
	if !eachCall(span, func(uint64, int64, int64) { n++ }) {
		return 1
	}
	return n
}

func TestEachCall(t *testing.T) {
	type call struct {
		id         uint64
		start, end int64
	}
	td, spans := sixCalls()
	var want, got []call
	for _, span := range spans.All() {
		require.False(t, eachCall(span, func(uint64, int64, int64) { t.Error("an ordinary span") }))
		want = append(want, call{toUint(span.SpanID()), int64(span.StartTimestamp()), int64(span.EndTimestamp())})
	}
	newCollapser().collapse(td, 5, callsOf(td))
	require.True(t, eachCall(spans.At(0), func(id uint64, start, end int64) { got = append(got, call{id, start, end}) }))
	assert.Equal(t, want, got)
}

// A fault in one scope, here of groupOf, leaves every span in the batch, told once, and the scratch clean.
func TestFaultWhileCollapsing(t *testing.T) {
	td, _ := sixCalls()
	second := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range 3 {
		addCall(second, uint64(0x200+i), 1, 2, i)
	}
	original, c := copyOf(td), newCollapser()
	require.Panics(t, func() {
		c.collapse(td, 2, func(span ptrace.Span) (uint64, bool) {
			if toUint(span.SpanID()) == 0x202 {
				panic("fault")
			}
			return 1, true
		})
	})
	assert.Equal(t, 4, td.SpanCount())
	requireExpands(t, original, td)
	again, _ := sixCalls()
	assert.Equal(t, 5, c.collapse(again, 6, everySpan), "no call of the batch before counts")
}

// Calls whose shapes have one hash, made up here, fold only with those they are like.
func TestShapesOfOneHashFoldApart(t *testing.T) {
	td, spans := sixCalls()
	for i, span := range spans.All() {
		span.SetName([]string{"a", "b", "c"}[[]int{0, 1, 0, 1, 2, 0}[i]])
	}
	original, c := copyOf(td), newCollapser()
	var run []foldCall
	for i, span := range spans.All() {
		run = append(run, foldCall{start: uint64(span.StartTimestamp()), id: toUint(span.SpanID()), shape: 7, at: int32(i)})
	}
	c.foldShape(spans, run, 2)
	require.Equal(t, 3, c.takeOut(spans))
	assert.Equal(t, []string{"0000000000000100", "0000000000000101", "0000000000000104"}, idsInOrder(td))
	assert.Equal(t, []int{3, 2, 1}, []int{callsIn(spans.At(0)), callsIn(spans.At(1)), callsIn(spans.At(2))})
	requireExpands(t, original, td)
}

// Both the hash and the comparison, of which one would hide that the other is blind, see each part of a shape.
func TestEveryPartOfAShapeCounts(t *testing.T) {
	plain := func(s ptrace.Span) {
		attributesFromJSON(s, `[{"key":"a","value":{"intValue":"1"}},{"key":"m","value":{"kvlistValue":{"values":[{"key":"x","value":{"intValue":"1"}}]}}}]`)
	}
	changes := map[string]func(ptrace.Span){
		"nothing":        func(ptrace.Span) {},
		"the value":      func(s ptrace.Span) { s.Attributes().PutInt("a", 2) },
		"name":           func(s ptrace.Span) { s.SetName("b") },
		"kind":           func(s ptrace.Span) { s.SetKind(ptrace.SpanKindProducer) },
		"flags":          func(s ptrace.Span) { s.SetFlags(1) },
		"trace state":    func(s ptrace.Span) { s.TraceState().FromRaw("a=b") },
		"status code":    func(s ptrace.Span) { s.Status().SetCode(ptrace.StatusCodeOk) },
		"status message": func(s ptrace.Span) { s.Status().SetMessage("m") },
		"type":           func(s ptrace.Span) { s.Attributes().PutStr("a", "1") },
		"key": func(s ptrace.Span) {
			attributesFromJSON(s, `[{"key":"b","value":{"intValue":"1"}},{"key":"m","value":{"kvlistValue":{"values":[{"key":"x","value":{"intValue":"1"}}]}}}]`)
		},
		"key in a map": func(s ptrace.Span) {
			attributesFromJSON(s, `[{"key":"a","value":{"intValue":"1"}},{"key":"m","value":{"kvlistValue":{"values":[{"key":"y","value":{"intValue":"1"}}]}}}]`)
		},
	}
	for name, change := range changes {
		head, span, c := ptrace.NewSpan(), ptrace.NewSpan(), newCollapser()
		plain(head)
		plain(span)
		change(span)
		same := name == "nothing" || name == "the value"
		a, _ := shapeOf(head)
		b, _ := shapeOf(span)
		assert.Equal(t, same, a == b, "hash: %s", name)
		c.readHead(head)
		assert.Equal(t, same, c.sameShape(head, span), "comparison: %s", name)
	}
}

// Else each call would have to be compared with each other one.
func TestShapesOfDifferentArraysHaveDifferentHashes(t *testing.T) {
	_, spans := sixCalls()
	seen := map[uint64]bool{}
	for i, value := range []any{[]any{"a"}, []any{"b"}, []any{true}, []any{false}, []byte("a"), []byte("b")} {
		require.NoError(t, spans.At(i).Attributes().PutEmpty("v").FromRaw(value))
		shape, ok := shapeOf(spans.At(i))
		require.True(t, ok)
		seen[shape] = true
	}
	assert.Len(t, seen, 6)
}

func TestNothingToFoldAllocatesNothing(t *testing.T) {
	td, spans := sixCalls()
	server(rootID, 0, 0, 100).copyTo(spans.AppendEmpty())
	c := newCollapser()
	different := func(span ptrace.Span) (uint64, bool) { return toUint(span.SpanID()), true }
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.collapse(td, 2, different) }), "no two calls of one group")
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.collapse(td, 7, everySpan) }), "too few calls")
	for i, span := range spans.All() {
		span.SetName(fmt.Sprint("query ", i))
	}
	assert.Zero(t, testing.AllocsPerRun(100, func() { c.collapse(td, 2, everySpan) }), "calls enough of no one shape")
	calls := 0
	count := func(uint64, int64, int64) { calls++ }
	assert.Zero(t, testing.AllocsPerRun(100, func() { eachCall(spans.At(0), count) }), "an ordinary span")
	assert.Equal(t, 7, spans.Len())
}

// Spans of more attributes than any SDK keeps stay, so that comparing names costs little.
func TestSpansOfManyAttributesNeverFold(t *testing.T) {
	for n, want := range map[int]int{maxFoldAttributes: 1, maxFoldAttributes + 1: 6} {
		td, spans := sixCalls()
		for _, span := range spans.All() {
			for i := span.Attributes().Len(); i < n; i++ {
				span.Attributes().PutInt(fmt.Sprintf("attribute.%d", i), int64(span.SpanID()[7]))
			}
		}
		before := copyOf(td)
		newCollapser().collapse(td, 2, everySpan)
		assert.Equal(t, want, td.SpanCount(), n)
		requireExpands(t, before, td)
	}
}

func TestCollapsedSpansOfTooManyAttributesAreOrdinary(t *testing.T) {
	td, spans := sixCalls()
	newCollapser().collapse(td, 2, everySpan)
	for i := range maxReadAttributes {
		spans.At(0).Attributes().PutInt(fmt.Sprintf("attribute.%d", i), 1)
	}
	_, err := readCollapsed(spans.At(0))
	assert.ErrorContains(t, err, "stands beside 1545 attributes, more than 1536")
}
