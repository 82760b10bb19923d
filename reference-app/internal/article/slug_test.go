package article

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

var moment = time.UnixMilli(1_700_000_000_123)

func TestNewSlug(t *testing.T) {
	for title, want := range map[string]string{
		"Hello, World!":          "hello-world-1700000000123",
		"Über Queues & Caches":   "uber-queues-and-caches-1700000000123",
		"日本語":                    "ri-ben-yu-1700000000123",
		"???":                    "article-1700000000123",
		"":                       "article-1700000000123",
		"---":                    "article-1700000000123",
		"export":                 "export-1700000000123",
		"snake_case":             "snake_case-1700000000123",
		strings.Repeat("t", 255): strings.Repeat("t", 241) + "-1700000000123",
	} {
		assert.Equal(t, want, NewSlug(title, moment), title)
	}
}

// FuzzNewSlug holds: a slug fits the column, is safe in a path, names something before the dash and ends in the moment.
func FuzzNewSlug(f *testing.F) {
	for _, seed := range []string{"Hello", "", "ß\x00\xff", strings.Repeat("wörld ", 100), "-_-"} {
		f.Add(seed)
	}
	shape := regexp.MustCompile(`^[a-z0-9_-]*[a-z0-9_]-1700000000123$`)
	f.Fuzz(func(t *testing.T, title string) {
		got := NewSlug(title, moment)
		assert.LessOrEqual(t, len(got), maxSlug)
		assert.Regexp(t, shape, got)
		assert.Equal(t, got, NewSlug(title, moment), "the same title and moment, the same slug")
	})
}

func BenchmarkNewSlug(b *testing.B) {
	for name, title := range map[string]string{"short": "Hello, World!", "longest": strings.Repeat("wörld ", 42)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				NewSlug(title, moment)
			}
		})
	}
}
