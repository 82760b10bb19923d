package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIsHidden(t *testing.T) {
	p := newTestPass(withPatterns(PatternConfig{Name: "employee_id", Regex: `EMP-\d{6}`}))
	for text, want := range map[string]bool{
		"[EMAIL]": true, "[REDACTED:key]": true, "[REDACTED:unscanned]": true, "[EMPLOYEE_ID]": true,
		"[EMAIL:hmac:abcdefgh:abcdefghijklmnop]": true, "***": true, "****-****": true, "(***) ***": true,
		"": false, "[": false, "[]": false, "[hunter2]": false, "[EMAIL": false, "[EMAIL] x": false, "---": false, "*a*": false, "*é*": false,
	} {
		assert.Equal(t, want, p.isHidden(text), text)
	}
}

// TestEveryLabelStays holds that no detector sees anything in what another one writes.
func TestEveryLabelStays(t *testing.T) {
	p := newTestPass(strict)
	for inner := range p.labels {
		for _, frame := range []string{"%", "a %, b", "password=%", `{"phone":"%","token":"%"}`, "https://%@example.com/%", "Authorization: Bearer %"} {
			text := replaceAll(frame, "["+inner+"]")
			assert.Equal(t, text, maskText(t, text, strict))
		}
	}
}

func strict(c *Config) { c.Profile = ProfileStrict }

func replaceAll(frame, label string) string {
	return strings.ReplaceAll(frame, "%", label)
}
