package piimaskingprocessor

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var fuzzSeeds = []string{
	"", "alice@example.com", "a@x.com, b%40y.org, c%2540z.net", `{"a":"\nalice@example.com","b":4111111111111111}`,
	"4111 1111 1111 1111 4012-8888-8888-1881", `"john doe"@example.com`, `["\"a b\"@example.com",378282246310005]`,
	"alice@example.com@relay.net@third.org", "https://u:p@h.com/ git@github.com:o/r o'brien@example.com", "почта@пример.рф，x@例子.中国",
	"%C3%A9%2B%22x%40example.com.Please", "4111111111111111@example.com-4111111111111111", `\u0041\x41\t4111111111111111exp`,
	"a@b.coma@b.com4111 1111 4111 1111 1111 1111 1111 1111", "\xff@\xfe.com",
}

// fuzzPass chooses the actions by the bits of settings.
func fuzzPass(settings uint8) *pass {
	email, card := detectors[detectorEmail].actions, detectors[detectorCreditCard].actions
	return newTestPass(
		setAction("email", email[int(settings)%len(email)]),
		setAction("credit_card", card[int(settings>>4)%len(card)]),
	)
}

// FuzzText holds, for every text and every action: no detector panics; masking twice is masking once;
// nothing that a detector would still rewrite survives; UTF-8 stays UTF-8, and a JSON document stays one.
func FuzzText(f *testing.F) {
	for i, seed := range fuzzSeeds {
		f.Add(seed, uint8(i*17))
		f.Add(seed, uint8(0))
	}
	f.Fuzz(func(t *testing.T, s string, settings uint8) {
		p := fuzzPass(settings)
		once, what := p.text(placeLogBody, s)
		require.Zero(t, p.tally.unscanned[reasonPanic])
		assert.Equal(t, what == kept, once == s || once == unscannedLabel && s == once)

		twice, what := p.text(placeLogBody, once)
		assert.Equal(t, once, twice)
		assert.Equal(t, kept, what)

		p.find(once, 0)
		assert.Empty(t, p.decide(placeLogBody, once, false))
		if utf8.ValidString(s) {
			assert.True(t, utf8.ValidString(once))
		}
		if isDocument(s) && p.tally.unscanned == [reasonCount]int64{} {
			assert.True(t, json.Valid([]byte(once)), once)
		}
	})
}

// FuzzAttributes holds, for everything JSON can nest: keys, order and the number of values stay, a map stays
// a map and a slice a slice, and masking twice is masking once.
func FuzzAttributes(f *testing.F) {
	for _, seed := range []string{
		`{"a":"alice@example.com","password":{"b":["x",1,true,null,{"c":2.5}]}}`, `{"token":1e15,"n":4111111111111111}`,
		`{"x":[[["bob@example.com"]],{"secret":[]}]}`, `{"":"","api_key":"","user.email":"al***@example.com"}`,
	} {
		f.Add(seed, uint8(0))
	}
	f.Fuzz(func(t *testing.T, document string, action uint8) {
		var raw map[string]any
		if json.Unmarshal([]byte(document), &raw) != nil {
			t.Skip("not a JSON object")
		}
		attrs := pcommon.NewMap()
		require.NoError(t, attrs.FromRaw(raw))
		shape := shapeOf(attrs.AsRaw())
		whole := []Action{ActionReplace, ActionPartial, ActionMask}[action%3]
		p := newTestPass(func(c *Config) { c.Keys = []KeyRule{{Match: "*e*", Action: whole}} })
		p.attributes(placeSpanAttribute, attrs)
		once := attrs.AsRaw()
		if p.tally.unscanned == [reasonCount]int64{} {
			assert.Equal(t, shape, shapeOf(once))
		}
		p.attributes(placeSpanAttribute, attrs)
		assert.Equal(t, once, attrs.AsRaw())
	})
}

// shapeOf keeps the keys and the nesting of a value and forgets what stands in it.
func shapeOf(value any) any {
	switch v := value.(type) {
	case map[string]any:
		shape := make(map[string]any, len(v))
		for key, item := range v {
			shape[key] = shapeOf(item)
		}
		return shape
	case []any:
		shape := make([]any, len(v))
		for i, item := range v {
			shape[i] = shapeOf(item)
		}
		return shape
	default:
		return nil
	}
}

// FuzzTraces holds, for everything that is a batch on the wire: what goes in comes out, span for span, with
// the same ids and times, and masking twice is masking once.
func FuzzTraces(f *testing.F) {
	small := ptrace.NewTraces()
	workloadSpan(small.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty(), 3)
	wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(small)
	require.NoError(f, err)
	f.Add(wire)
	f.Fuzz(func(t *testing.T, wire []byte) {
		before, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(wire)
		if err != nil {
			t.Skip("not a batch of spans")
		}
		after := ptrace.NewTraces()
		before.CopyTo(after)
		p := newTestPass()
		p.traces(after)
		assert.Equal(t, identities(before), identities(after))
		again := ptrace.NewTraces()
		after.CopyTo(again)
		p.traces(again)
		assert.Equal(t, after, again)
	})
}

type identity struct {
	trace              pcommon.TraceID
	span, parent       pcommon.SpanID
	start, end         pcommon.Timestamp
	kind               ptrace.SpanKind
	events, links, all int
}

func identities(batch ptrace.Traces) []identity {
	var ids []identity
	for _, rs := range batch.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				ids = append(ids, identity{
					span.TraceID(), span.SpanID(), span.ParentSpanID(), span.StartTimestamp(), span.EndTimestamp(),
					span.Kind(), span.Events().Len(), span.Links().Len(), span.Attributes().Len(),
				})
			}
		}
	}
	return ids
}
