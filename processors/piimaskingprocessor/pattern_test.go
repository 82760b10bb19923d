package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/confmap"
)

func withPatterns(patterns ...PatternConfig) func(*Config) {
	return func(c *Config) { c.Patterns = patterns }
}

func TestPatterns(t *testing.T) {
	employee := PatternConfig{Name: "employee_id", Regex: `EMP-\d{6}`}
	loyalty := PatternConfig{Name: "loyalty", Regex: `\b\d{10}\b`, Validator: "luhn", Keywords: []string{"Bonus", "loyalty card"}, Action: ActionMask}
	for _, tt := range []struct {
		name     string
		pattern  PatternConfig
		in, want string
	}{
		{"replaced by default", employee, "by EMP-123456, EMP-654321", "by [EMPLOYEE_ID], [EMPLOYEE_ID]"},
		{"masked", PatternConfig{Name: "x", Regex: "EMP-.*", Action: ActionMask}, "by EMP-123456", "by ***"},
		{"removed", PatternConfig{Name: "x", Regex: `EMP-\d+`, Action: ActionRemove}, "by EMP-123456.", "by ."},
		{"counted", PatternConfig{Name: "x", Regex: `EMP-\d+`, Action: ActionDetect}, "by EMP-123456.", "by EMP-123456."},
		{"off", PatternConfig{Name: "x", Regex: `EMP-\d+`, Action: ActionOff}, "by EMP-123456.", "by EMP-123456."},
		{"the group is the match", PatternConfig{Name: "who", Regex: `user=(\w+)`}, "user=alice&x=1", "user=[WHO]&x=1"},
		{"the group took no part", PatternConfig{Name: "who", Regex: `user=(?:root|(\w+))`}, "user=root", "user=root"},
		{"keyword and check digit", loyalty, "BONUS no. 1234567897", "BONUS no. ***"},
		{"wrong check digit", loyalty, "bonus no. 1234567890", "bonus no. 1234567890"},
		{"no keyword", loyalty, "order 1234567897", "order 1234567897"},
		{"keyword behind", loyalty, "1234567897 is a bonus", "1234567897 is a bonus"},
		{"keyword too far away", loyalty, "bonus and then a good deal of other text before 1234567897", "bonus and then a good deal of other text before 1234567897"},
		{"outranks what stands inside", PatternConfig{Name: "ticket", Regex: `<[^>]+>`}, "from <alice@example.com>", "from [TICKET]"},
		{"outranks what it equals", PatternConfig{Name: "staff", Regex: `\w+@example\.com`}, "alice@example.com", "[STAFF]"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, maskText(t, tt.in, withPatterns(tt.pattern)))
			assert.Equal(t, tt.want, maskText(t, tt.want, withPatterns(tt.pattern)), "twice")
		})
	}
}

// TestPatternThatNeverSettles holds that a pattern which matches what stands for it fails closed.
func TestPatternThatNeverSettles(t *testing.T) {
	greedy := PatternConfig{Name: "x", Regex: `a[\w*]*`, Action: ActionRemove}
	assert.Empty(t, maskText(t, "aaaa", withPatterns(greedy)))
	endless := PatternConfig{Name: "x", Regex: `b?(a)`, Action: ActionHMAC} // the hash is of the letters a to p
	assert.Equal(t, unscannedLabel, maskText(t, "ba", withPatterns(endless), hmacKey(t, testKey)))
}

func TestPatternsInJSON(t *testing.T) {
	id := withPatterns(PatternConfig{Name: "id", Regex: `\b77\d{4}\b`})
	assert.JSONEq(t, `{"id":"[ID]","n":["[ID]",1]}`, maskText(t, `{"id":771234,"n":["771234",1]}`, id))
}

func TestValidators(t *testing.T) {
	assert.True(t, validLuhn("79927398713"))
	assert.False(t, validLuhn("79927398710"))
	assert.False(t, validLuhn("0"), "one digit has no check digit")
	assert.True(t, validMod97("GB29 NWBK 6016 1331 9268 19"))
	assert.False(t, validMod97("GB28 NWBK 6016 1331 9268 19"))
	assert.False(t, validMod97("GB"))
}

func TestSeveralWrongPatternsAreAllNamed(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Patterns = []PatternConfig{{Regex: "a"}, {Name: "ok", Regex: "("}}
	assert.EqualError(t, confmap.Validate(cfg), `patterns[0].name: "" is not a name; use small letters, digits and underscores, such as employee_id
patterns[1].regex: error parsing regexp: missing closing ): `+"`(`")
}
