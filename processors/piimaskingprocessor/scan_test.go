package piimaskingprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// marksOf are the offsets of all marks of a text, and of the words that a token fills.
func marksOf(s string, fine bool) (marks, tokens []int) {
	scan := scanner{text: s, fine: fine}
	for w, ok := scan.step(); ok; w, ok = scan.step() {
		if w.token {
			tokens = append(tokens, w.at)
		}
		for w.marks != 0 {
			marks = append(marks, w.pop())
		}
	}
	return marks, tokens
}

// slowMarksOf says in plain terms what the scan finds.
func slowMarksOf(s string, fine bool) (marks, tokens []int) {
	run, long := 0, 8
	if fine {
		long = 4
	}
	for i := range len(s) {
		if s[i] == ' ' && run > 0 {
			marks = append(marks, i)
		}
		if is(s[i], classRun) {
			run++
		} else {
			run = 0
		}
		if run >= long || strings.IndexByte(":;<=>?@%+", s[i]) >= 0 {
			marks = append(marks, i)
		}
		if i%8 == 0 && i+8 <= len(s) && isTokenText(s[i:i+8]) {
			tokens = append(tokens, i)
		}
	}
	return marks, tokens
}

func isTokenText(s string) bool {
	for i := range len(s) {
		if !is(s[i], classToken) {
			return false
		}
	}
	return true
}

func TestMarks(t *testing.T) {
	for _, tt := range []struct {
		name, text    string
		fine          bool
		marks, tokens []int
	}{
		{"nothing", "", true, nil, nil},
		{"clean", strings.Repeat("a clean, text ", 20), true, nil, nil},
		{"signs", "a@b:c=d%e+f", true, []int{1, 3, 5, 7, 9}, nil},
		{"three digits", "ab 123, cd", true, nil, nil},
		{"four digits", "ab 1234, cd", true, []int{6}, nil},
		{"a space behind a digit", "ab 12 34, 5", true, []int{5}, nil},
		{"a space that begins a word", "abc.ef12 34", true, []int{8}, nil},
		{"a run over the end of a word", "ab cd 12345,ef", true, []int{9, 10}, nil},
		{"a run over two words", "abc 1.2-3/4567890123456", true, []int{7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22}, nil},
		{"a run that is not one", "12,34:56,78,9", true, []int{5}, nil},
		{"dashes", "----,-----", true, []int{3, 8, 9}, nil},
		{"a token", "ab cdefghijklmnopqrs", true, nil, []int{8}},
		{"a token of every kind of character", "aZ_-09zA", true, nil, []int{0}},
		{"no token", "aZ_-09z.", true, nil, nil},
		{"beyond ASCII", "\xc0\xb1\xb2\xb3\xb4\xb5\xb9\xa5\xbd\xba", true, nil, nil},
		{"seven of a run", "ab 1.2-3/4, cd", false, nil, nil},
		{"eight of a run", "ab 1.2-3/45, cd", false, []int{10}, nil},
		{"eight over two words", "abcdef 12345678", false, []int{14}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			marks, tokens := marksOf(tt.text, tt.fine)
			assert.Equal(t, tt.marks, marks)
			assert.Equal(t, tt.tokens, tokens)
		})
	}
}

// TestMarksOfEveryByte holds the classes for every byte, alone and in a run of eight, at every place of a word.
func TestMarksOfEveryByte(t *testing.T) {
	for c := range 256 {
		for at := range 16 {
			for _, n := range []int{1, 3, 4, 7, 8, 9} {
				text := strings.Repeat(" ", at) + strings.Repeat(string([]byte{byte(c)}), n) + "!"
				for _, fine := range []bool{false, true} {
					marks, tokens := marksOf(text, fine)
					wantMarks, wantTokens := slowMarksOf(text, fine)
					assert.Equal(t, wantMarks, marks, "%q", text)
					assert.Equal(t, wantTokens, tokens, "%q", text)
				}
			}
		}
	}
}

// TestLongTokensAreSeen holds that a token of fifteen characters is seen wherever it stands.
func TestLongTokensAreSeen(t *testing.T) {
	for at := range 17 {
		text := strings.Repeat(" ", at) + "abcdefghijklmno" + " "
		_, tokens := marksOf(text, false)
		assert.NotEmpty(t, tokens, "at %d", at)
	}
}

// FuzzMarks holds that the scan finds what the plain rule finds, in every text.
func FuzzMarks(f *testing.F) {
	for _, seed := range []string{"", "a@b.co", "@@@@@@@@@", "%40%40", "4111 1111 1111 1111", "x@A@A@Ax", strings.Repeat("12345678", 4), "\x80\xff@\xc0----"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, fine := range []bool{false, true} {
			marks, tokens := marksOf(s, fine)
			wantMarks, wantTokens := slowMarksOf(s, fine)
			assert.Equal(t, wantMarks, marks)
			assert.Equal(t, wantTokens, tokens)
		}
	})
}
