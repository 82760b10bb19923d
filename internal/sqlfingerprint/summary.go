package sqlfingerprint

import (
	"strings"
	"unicode/utf8"
)

// maxSummary is the longest summary in characters. Source: semantic conventions for database client spans,
// "Generating a summary of the query".
const maxSummary = 255

// Summarize names the statement's operations and targets in the order of the text: `SELECT users`,
// `INSERT archive SELECT orders`. It is empty for a text without an operation, has at most 255 characters and
// ends with a whole word. Targets stand as written; operations stand in the letter case that the text starts
// with, so that statements with the same fingerprint have one of two summaries only. Several statements follow
// each other like the operations of one.
// Source: semantic conventions for database client spans, "Generating a summary of the query".
func Summarize(d Dialect, text string) string {
	shape, text := shapeOf(d, text)
	switch shape {
	case commandShape:
		return summarizeCommands(d, text)
	case documentShape:
		return summarizeDocument(text)
	default:
		return summarizeSQL(d, text, startsLower(d, text))
	}
}

// startsLower tells whether the first letter of the first word is in lower case.
func startsLower(d Dialect, text string) bool {
	if beginsWithWord(text) {
		return text[0] >= 'a'
	}
	shape, text := shapeOf(d, text)
	if shape != sqlShape {
		return false
	}
	s := newStream(d, text)
	for s.next() {
		if s.tok.kind == keyword || s.tok.kind == name {
			c := s.text[s.tok.start]
			return c >= 'a' && c <= 'z'
		}
	}
	return false
}

// beginsWithWord knows most texts by a look: three letters start a word, whatever the dialect, unless they may be
// hexadecimal digits. What introduces a string has two at most.
func beginsWithWord(text string) bool {
	if len(text) < 3 {
		return false
	}
	hex := true
	for i := range 3 {
		c := text[i] | 0x20
		if c < 'a' || c > 'z' {
			return false
		}
		hex = hex && c <= 'f'
	}
	return !hex
}

// summary collects words up to maxSummary characters.
type summary struct {
	strings.Builder
	words      int
	characters int
	full       bool
}

func (s *summary) add(word string) {
	if s.full || word == "" {
		return
	}
	n := utf8.RuneCountInString(word)
	if s.words > 0 {
		n++ // the space
	}
	if s.characters+n > maxSummary {
		s.full = true
		return
	}
	if s.words > 0 {
		s.WriteByte(' ')
	}
	s.WriteString(word)
	s.characters += n
	s.words++
}
