package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func onUnscanned(what OnUnscanned) func(*Config) {
	return func(c *Config) { c.OnUnscanned = what }
}

func TestPanicCostsOneValue(t *testing.T) {
	for what, want := range map[OnUnscanned]map[string]any{
		UnscannedRedact: {"bad": "[REDACTED:unscanned]", "card": "****************", "clean": "x"},
		UnscannedDrop:   {"card": "****************", "clean": "x"},
		UnscannedPass:   {"bad": "alice@example.com", "card": "****************", "clean": "x"},
	} {
		p := newTestPass(onUnscanned(what))
		p.email = func(string, int, int) (match, bool) { panic("a fault in a detector") }
		attrs := pcommon.NewMap()
		require.NoError(t, attrs.FromRaw(map[string]any{"bad": "alice@example.com", "card": "4111111111111111", "clean": "x"}))
		p.attributes(placeSpanAttribute, attrs)
		assert.Equal(t, want, attrs.AsRaw(), what)
		assert.Equal(t, int64(1), p.tally.unscanned[reasonPanic])
	}
}

func TestWildMatchOfADetectorIsContained(t *testing.T) {
	p := newTestPass()
	p.card = func(string, int) (match, bool) { return match{kind: detectorCreditCard, start: 5, end: 9999}, true }
	body := pcommon.NewValueStr("card 4111111111111111")
	assert.Equal(t, changed, p.value(placeLogBody, body, 0))
	assert.Equal(t, unscannedLabel, body.Str())
}

// TestPanicInANameCostsTheName holds the same for a text in a field of its own.
func TestPanicInANameCostsTheName(t *testing.T) {
	for what, want := range map[OnUnscanned]string{UnscannedRedact: unscannedLabel, UnscannedDrop: "", UnscannedPass: "a@b.co"} {
		p := newTestPass(onUnscanned(what))
		p.email = func(string, int, int) (match, bool) { panic("a fault in a detector") }
		got := "a@b.co"
		p.name(placeSpanName, got, func(text string) { got = text })
		assert.Equal(t, want, got, what)
	}
}

// TestPanicInAKeyRuleCostsOneValue holds the same for a fault in the rules for keys.
func TestPanicInAKeyRuleCostsOneValue(t *testing.T) {
	p := newTestPass()
	p.keys.cache = newCache(func(key string) verdict {
		if key == "bad" {
			panic("a fault in a rule")
		}
		return verdict{action: ActionOff}
	})
	attrs := pcommon.NewMap()
	require.NoError(t, attrs.FromRaw(map[string]any{"bad": []any{"a", 1}, "good": "a@b.co"}))
	p.attributes(placeSpanAttribute, attrs)
	assert.Equal(t, map[string]any{"bad": unscannedLabel, "good": "***@b.co"}, attrs.AsRaw())
}

func TestTextThatNeverSettlesIsUnscanned(t *testing.T) {
	p := newTestPass(setAction("email", ActionReplace))
	p.email = func(_ string, at, _ int) (match, bool) { return match{start: at, end: at, at: at, domain: at}, true }
	out, _ := p.text(placeLogBody, "alice@example.com")
	assert.Equal(t, unscannedLabel, out)
	assert.Equal(t, int64(1), p.tally.unscanned[reasonUnstable])
}

func TestSizeLimit(t *testing.T) {
	limit := func(n int) func(*Config) { return func(c *Config) { c.MaxValueBytes = n } }
	assert.Equal(t, "al***@example.com", maskText(t, "alice@example.com", limit(17)))
	assert.Equal(t, unscannedLabel, maskText(t, "alice@example.com", limit(16)))
	assert.Equal(t, unscannedLabel, maskText(t, unscannedLabel, limit(1)), "a label is not redacted again")
	assert.Equal(t, unscannedLabel, maskText(t, "a@b.co", limit(6)), "masked it would be over the limit")
}

// deep nests value in maps and slices, turn by turn.
func deep(levels int, value any) any {
	for i := range levels {
		if i%2 == 0 {
			value = map[string]any{"k": value}
		} else {
			value = []any{value}
		}
	}
	return value
}

func TestDepthLimit(t *testing.T) {
	for _, tt := range []struct {
		what   OnUnscanned
		levels int
		want   any
	}{
		{UnscannedRedact, maxDepth, deep(maxDepth, "al***@example.com")},
		{UnscannedRedact, maxDepth + 2, deep(maxDepth, unscannedLabel)},
		{UnscannedPass, maxDepth + 2, deep(maxDepth+2, "alice@example.com")},
		{UnscannedDrop, maxDepth + 2, deep(maxDepth-1, map[string]any{})},
	} {
		value := pcommon.NewValueEmpty()
		require.NoError(t, value.FromRaw(deep(tt.levels, "alice@example.com")))
		p := newTestPass(onUnscanned(tt.what))
		p.value(placeLogBody, value, 0)
		if tt.what == UnscannedDrop {
			assert.NotContains(t, value.AsString(), "alice")
			continue
		}
		assert.Equal(t, tt.want, value.AsRaw(), tt.what)
	}
}

func TestSecretsAreHiddenAtAnyDepth(t *testing.T) {
	attrs := pcommon.NewMap()
	require.NoError(t, attrs.FromRaw(map[string]any{"password": deep(3*maxDepth, "hunter2")}))
	newTestPass().attributes(placeSpanAttribute, attrs)
	password, _ := attrs.Get("password")
	assert.NotContains(t, password.AsString(), "hunter2")
	assert.Contains(t, password.AsString(), "[REDACTED:key]")
	assert.Less(t, strings.Count(password.AsString(), "k"), 2*maxDepth)
}

func TestDroppedItemsLeaveTheirNeighbours(t *testing.T) {
	p := newTestPass(onUnscanned(UnscannedDrop), func(c *Config) { c.MaxValueBytes = 3 })
	attrs := pcommon.NewMap()
	attrs.PutStr("a", "abc")
	attrs.PutStr("b", "long")
	attrs.PutStr("c", "abc")
	attrs.PutStr("d", "long")
	require.NoError(t, attrs.PutEmpty("e").FromRaw([]any{"long", "abc", "long", map[string]any{"x": "long", "y": "y"}}))
	p.attributes(placeSpanAttribute, attrs)
	assert.Equal(t, map[string]any{"a": "abc", "c": "abc", "e": []any{"abc", map[string]any{"y": "y"}}}, attrs.AsRaw())
}
