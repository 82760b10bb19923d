package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestOutsideString(t *testing.T) {
	for _, tt := range []struct{ text, outside string }{
		{`{"a":"xIx","b":O}`, "O"},
		{` [O,"I\"I","\\",O]`, "O"},
		{`text: {"a":I}`, "O"},
		{`{"a":I`, "O"},
		{``, "O"},
		{`"I"`, "O"},
	} {
		text := strings.NewReplacer("I", "1", "O", "1").Replace(tt.text)
		cursor := jsonCursor{text: text}
		for i := range len(text) {
			if tt.text[i] == 'I' || tt.text[i] == 'O' {
				assert.Equal(t, string(tt.text[i]) == tt.outside, cursor.outsideString(i), "%s at %d", text, i)
			}
		}
	}
}

func TestIsDocument(t *testing.T) {
	for text, want := range map[string]bool{
		`{}`: true, "\n[1]": true, `{"a":1} x`: false, `{`: false, `1`: false, `"x"`: false, ``: false, "  ": false,
	} {
		assert.Equal(t, want, isDocument(text), text)
	}
}

func TestAfterEscape(t *testing.T) {
	for _, tt := range []struct {
		text        string
		start, want int
	}{
		{`\nalice`, 1, 2}, {`\\nalice`, 2, 2}, {`\\\nalice`, 3, 4}, {`\u00e9alice`, 1, 6}, {`\x41alice`, 1, 4},
		{`\alice`, 1, 1}, {`alice`, 0, 0}, {`\`, 1, 1}, {`\u0`, 1, 3}, {`xnalice`, 1, 1},
	} {
		assert.Equal(t, tt.want, afterEscape(tt.text, tt.start), tt.text)
	}
}
