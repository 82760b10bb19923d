package dbspan

import "strings"

// words walks over the words at the start of a statement: it skips white space, comments and opening
// parentheses, and stops at the first thing that is neither.
type words struct{ rest string }

// next returns the next word (letters, digits, `_`, `@`, `.`), or "" where there is none.
func (w *words) next() string {
	w.skipOpening()
	end := 0
	for end < len(w.rest) && isWordByte(w.rest[end]) {
		end++
	}
	word := w.rest[:end]
	w.rest = w.rest[end:]
	return word
}

// skipName skips one name, which may stand in quotes.
func (w *words) skipName() {
	w.skipBlank()
	if w.rest == "" || strings.IndexByte("`\"[", w.rest[0]) < 0 {
		w.next()
		return
	}
	if at := strings.IndexAny(w.rest[1:], "`\"]"); at >= 0 {
		w.rest = w.rest[1+at+1:]
	}
}

// done is true where only white space, comments and semicolons are left.
func (w *words) done() bool {
	for {
		w.skipBlank()
		if !strings.HasPrefix(w.rest, ";") {
			return w.rest == ""
		}
		w.rest = w.rest[1:]
	}
}

// skipOpening skips what may stand before the first word of a statement or an argument.
func (w *words) skipOpening() {
	for w.skipBlank(); strings.HasPrefix(w.rest, "("); w.skipBlank() {
		w.rest = w.rest[1:]
	}
}

func (w *words) skipBlank() {
	for w.rest != "" {
		switch {
		case isBlank(w.rest[0]):
			w.rest = w.rest[1:]
		case strings.HasPrefix(w.rest, "--"):
			w.skipPast("\n")
		case strings.HasPrefix(w.rest, "/*"):
			w.skipPast("*/")
		default:
			return
		}
	}
}

func (w *words) skipPast(end string) {
	if at := strings.Index(w.rest[2:], end); at >= 0 {
		w.rest = w.rest[2+at+len(end):]
		return
	}
	w.rest = ""
}

func isBlank(c byte) bool {
	return c <= ' ' || c == 0x7f
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '@' || c == '.' || c >= 0x80
}

func firstWord(statement string) string {
	w := words{statement}
	return w.next()
}

// longestKeyword is the length of the longest word a rule knows.
const longestKeyword = len("pg_catalog.set_config")

// keyword returns the word in lower case, or "" for a word too long to be a keyword. The array is the
// caller's, so that nothing is allocated.
func keyword(word string, buffer *[longestKeyword]byte) []byte {
	if len(word) > len(buffer) {
		return nil
	}
	for i := range len(word) {
		c := word[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		buffer[i] = c
	}
	return buffer[:len(word)]
}
