package nplusoneprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPage(t *testing.T) {
	for text, want := range map[string]bool{
		"SELECT * FROM t ORDER BY id LIMIT 1000":                  true,
		"SELECT * FROM t ORDER BY id LIMIT 100 OFFSET 5;":         true,
		"SELECT * FROM t LIMIT 0, 500":                            true,
		"SELECT * FROM t LIMIT 500, 1":                            false,
		"SELECT TOP (1000) * FROM t":                              true,
		"SELECT * FROM t OFFSET 20 ROWS FETCH NEXT 200 ROWS ONLY": true,
		"SELECT * FROM t LIMIT 99":                                false,
		"SELECT TOP(1) * FROM t":                                  false,
		"SELECT * FROM t LIMIT $1 OFFSET $2":                      false,
		"SELECT * FROM t WHERE rate_limit = 1000":                 false,
		"SELECT * FROM t LIMIT 0,500":                             true,
		"SELECT * FROM t LIMIT ?, 500":                            true,
		"SELECT * FROM t WHERE a IN (5, 500)":                     false,
		"SELECT * FROM t LIMIT 099":                               false,
		"LIMIT 500":                                               true,
		"500":                                                     false,
		", 500":                                                   false,
		"SELECT * FROM t LIMIT":                                   false,
		"":                                                        false,
	} {
		assert.Equal(t, want, isPage(text), text)
	}
}

// Invariants: it does not read past the text, whatever it is, and allocates nothing.
func FuzzPage(f *testing.F) {
	for _, seed := range []string{"LIMIT 1,", "LIMIT 100", "top(100", ",100", "next 100 "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		assert.Equal(t, isPage(text), isPage(text+" "))
		assert.Zero(t, testing.AllocsPerRun(1, func() { isPage(text) }))
	})
}

func BenchmarkPage(b *testing.B) {
	text := "SELECT id, title, body, author_id, created_at FROM articles WHERE author_id = 4711 AND state = 'published' ORDER BY created_at DESC LIMIT 20"
	b.ReportAllocs()
	for b.Loop() {
		isPage(text)
	}
}

// TestPageIsFoundAnywhere moves the number on by one character at a time: not every character is looked at.
func TestPageIsFoundAnywhere(t *testing.T) {
	for n := range 2 * pageDigits {
		before := strings.Repeat("a", n)
		for _, number := range []string{"100", "1000", "99999"} {
			assert.True(t, isPage(before+" LIMIT "+number), n)
			assert.True(t, isPage(before+" LIMIT "+number+" OFFSET 7"), n)
		}
		assert.False(t, isPage(before+" LIMIT 99"), n)
		assert.False(t, isPage(before+" LIMIT 099"), n)
	}
}
