package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestNextMark(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		from, want int
	}{
		{"empty", "", 0, 0},
		{"too short for a match", "a@b.c", 0, 5},
		{"short", "a@b.co", 0, 1},
		{"short, from behind it", "a@b.co", 2, 6},
		{"short, percent", "%40b.co", 0, 0},
		{"one word", "abcdefg@", 0, 7},
		{"second word", "abcdefghi@kl", 0, 9},
		{"rest of less than a word", "abcdefgh@jk", 0, 8},
		{"rest, a mark before it is passed by", "abcdef@hijk", 7, 11},
		{"four digits", "ab1234ef", 0, 2},
		{"three digits", "ab123def", 0, 8},
		{"bytes beyond ASCII", "\xc0\xb1\xb2\xb3\xb4\xb5\xb9\xa5", 0, 8},
		{"neighbours of the digits", "////::::", 0, 8},
		{"nothing", strings.Repeat("clean ", 20), 0, 120},
	} {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, nextMark(tt.text, tt.from))
		})
	}
}

func TestMarksOfEveryByte(t *testing.T) {
	for c := range 256 {
		for at := range 8 {
			word, bit := uint64(c)<<(8*at), uint64(0x80)<<(8*at) // NUL marks nothing
			want := uint64(0)
			if c == '@' || c == '%' {
				want = bit
			}
			assert.Equal(t, want, marksOf(word), "%q", c)
		}
	}
}

func TestMarksOfDigits(t *testing.T) {
	for c := range 256 {
		run := uint64(c) * 0x01010101
		for at := range 5 {
			want := uint64(0)
			if c >= '0' && c <= '9' {
				want = uint64(0x80) << (8 * at)
			}
			if c != '@' && c != '%' {
				assert.Equal(t, want, marksOf(run<<(8*at)), "%q", c)
			}
		}
	}
}

// FuzzNextMark holds: the marks that are found one after another include every at sign and every percent
// sign, each once and in order, and every run of eight digits is met.
func FuzzNextMark(f *testing.F) {
	for _, seed := range []string{"", "a@b.co", "@@@@@@@@@", "%40%40", "4111 1111 1111 1111", "x@A@A@Ax", strings.Repeat("12345678", 4)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) < minScanned {
			return
		}
		var signs, want []int
		for i := nextMark(s, 0); i < len(s); i = nextMark(s, i+1) {
			if s[i] == '@' || s[i] == '%' {
				signs = append(signs, i)
			}
		}
		for i := range len(s) {
			if s[i] == '@' || s[i] == '%' {
				want = append(want, i)
			}
		}
		assert.Equal(t, want, signs)
		if at := indexDigits(s, 8); at >= 0 {
			assert.LessOrEqual(t, nextMark(s, 0), at+7)
		}
	})
}

func indexDigits(s string, n int) int {
	for i := 0; i+n <= len(s); i++ {
		if allDigits(s[i : i+n]) {
			return i
		}
	}
	return -1
}
