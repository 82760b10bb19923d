package nplusoneprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestIgnorePatterns(t *testing.T) {
	for _, tc := range []struct {
		pattern, text string
		want          bool
	}{
		{"SELECT ? FROM flags", "SELECT ? FROM flags", true},
		{"SELECT ? FROM flags", "SELECT 1 FROM flags", false}, // a question mark is a question mark
		{"SELECT * FROM flags", "SELECT name, value FROM flags", true},
		{"SELECT * FROM flags", "SELECT name FROM flags WHERE a = ?", false},
		{"SELECT * FROM flags*", "SELECT name FROM flags WHERE a = ?", true},
		{"*flags*", "SELECT name FROM flags WHERE a = ?", true},
		{"*flags", "SELECT name FROM flags", true},
		{"*a*b*c", "1a2b3c", true},
		{"*a*b*c", "1a2c3b", false},
		{"ab*ba", "aba", false}, // the two ends do not overlap
		{"a**b", "ab", true},
		{"", "", true},
		{"select ? from flags", "SELECT ? FROM flags", false},
	} {
		assert.Equal(t, tc.want, newIgnoreList([]string{tc.pattern}).covers(tc.text, "summary"), "%s: %s", tc.pattern, tc.text)
	}
}

func TestNoPatternCoversNothing(t *testing.T) {
	assert.False(t, newIgnoreList(nil).covers("", ""))
}

// Invariants: a text matches itself unless it holds an asterisk that must match itself, and every text that
// holds the parts around an asterisk in order.
func FuzzIgnorePattern(f *testing.F) {
	f.Add("SELECT ", " FROM t", "a, b")
	f.Fuzz(func(t *testing.T, before, after, between string) {
		pattern := globPattern(strings.Split(before+"*"+after, "*"))
		assert.True(t, pattern.matches(before+between+after))
		assert.True(t, globPattern(strings.Split(before, "*")).matches(before))
	})
}
