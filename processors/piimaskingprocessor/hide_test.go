package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
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
		got := hiddenText(tt.action, tt.in)
		assert.Equal(t, tt.want, got, tt.in)
		assert.Equal(t, got, hiddenText(tt.action, got), "hiding %s twice", tt.in)
	}
}
