package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestHiddenText(t *testing.T) {
	for _, tt := range []struct {
		action   Action
		in, want string
	}{
		{ActionReplace, "x", "[REDACTED:key]"},
		{ActionMask, "a long one", "***"},
		{ActionPartial, "alice@example.com", "al***@example.com"},
		{ActionPartial, "al@example.com", "***@example.com"},
		{ActionPartial, "Alice Liddell", "Al***"},
		{ActionPartial, "abc", "***"},
		{ActionPartial, "äöüß", "äö***"},
		{ActionPartial, "a***b", "a****"}, // looks half masked, but is not what partial writes
		{ActionPartial, "alice***", "al***"},
		{ActionPartial, "write to alice@example.com", "wr***"},
		{ActionPartial, "\xff\xfe\xfd\xfc", "***"},
	} {
		got := newTestPass().hiddenText(tt.action, tt.in)
		assert.Equal(t, tt.want, got, tt.in)
		assert.Equal(t, got, newTestPass().hiddenText(tt.action, got), "hiding %s twice", tt.in)
	}
}

func TestHideByType(t *testing.T) {
	raw := map[string]any{"s": "text", "i": 12345, "d": 2.5, "b": true, "n": nil, "e": "", "y": []byte("bytes"), "l": []any{"a", 1}}
	const label = "[REDACTED:key]"
	for _, tt := range []struct {
		v    verdict
		want map[string]any
	}{
		{verdict{action: ActionReplace, builtIn: true}, map[string]any{
			"s": label, "i": label, "d": 2.5, "b": true, "n": nil, "e": "", "y": []byte(label), "l": []any{label, label}}},
		{verdict{action: ActionReplace}, map[string]any{
			"s": label, "i": label, "d": label, "b": label, "n": nil, "e": "", "y": []byte(label), "l": []any{label, label}}},
		{verdict{action: ActionPartial}, map[string]any{
			"s": "te***", "i": "12***", "d": "***", "b": "***", "n": nil, "e": "", "y": []byte("by***"), "l": []any{"***", "***"}}},
	} {
		value := pcommon.NewValueMap()
		require.NoError(t, value.Map().FromRaw(raw))
		assert.True(t, newTestPass().hide(tt.v, value, 0))
		assert.Equal(t, tt.want, value.Map().AsRaw())
		assert.False(t, newTestPass().hide(tt.v, value, 0), "hiding twice")
		assert.Equal(t, tt.want, value.Map().AsRaw())
	}
}
