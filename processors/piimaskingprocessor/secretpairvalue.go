package piimaskingprocessor

import "strings"

// Bounds of how far a value is read, in bytes: in quotes or brackets, and without. A longer one in quotes is
// taken as if it had none, a longer one without is taken up to there.
const (
	maxSecretValue = 8 * 1024
	maxBareValue   = 4 * 1024
	// maxBareHead is how much of a value without quotes decides whether it is a secret; maxContainerDepth is how
	// deep an object or array is nested that is taken whole. Both bound what is read again at the next pair, if
	// this one is turned down.
	maxBareHead       = 256
	maxContainerDepth = 32
)

// quoteMark is the quote that opens a value: its character, how many backslashes stand before it in the text
// (a JSON string inside a JSON string has one, and so on) and where the value begins.
type quoteMark struct {
	char      byte
	backslash int
	after     int
}

// openingQuote reads a quote at i, also behind what languages write before one: @"…", N'…', b'…'.
func openingQuote(s string, i int) (quoteMark, bool) {
	if i+1 < len(s) && isQuote(s[i+1]) && strings.IndexByte("@NbrufL", s[i]) >= 0 {
		i++
	}
	from := i
	for i < len(s) && s[i] == '\\' {
		i++
	}
	if i == len(s) || !isQuote(s[i]) {
		return quoteMark{}, false
	}
	return quoteMark{char: s[i], backslash: i - from, after: i + 1}, true
}

// closing returns where the value ends, and whether a quote of the same level closes it on the same line. At
// level n, backslashes come in groups of n+1: what is left over belongs to the quote.
func (q quoteMark) closing(s string) (int, bool) {
	run := 0
	for i := q.after; i < min(len(s), q.after+maxSecretValue); i++ {
		switch s[i] {
		case '\\':
			run++
			continue
		case '\n':
			return i, false
		case q.char:
			if run%(2*(q.backslash+1)) == q.backslash {
				return i - q.backslash, true
			}
		}
		run = 0
	}
	return len(s), false
}

// bareEnd returns where a value without quotes ends: at white space, a comma, a semicolon, an ampersand, a
// quote, an angle bracket, a line break that is escaped or a bracket that was not opened in it. A parameter
// of a URL ends at a number sign or a question mark, too. A dot or a colon at the end belongs to the sentence.
func bareEnd(s string, from int, parameter bool) int {
	return bareEndWithin(s, from, parameter, maxBareValue)
}

func bareEndWithin(s string, from int, parameter bool, longest int) int {
	depth, i := 0, from
	limit := min(len(s), from+longest)
loop:
	for ; i < limit; i++ {
		switch c := s[i]; c {
		case ' ', '\t', '\n', '\r', ',', ';', '&', '"', '\'', '`':
			break loop
		case '<':
			if i > from {
				break loop
			}
		case '#', '?':
			if parameter {
				break loop
			}
		case '\\':
			if i+1 == limit || strings.IndexByte(`nrt"'\`, s[i+1]) >= 0 {
				break loop
			}
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				break loop
			}
		}
	}
	for i > from+1 && (s[i-1] == '.' && s[i-2] != '.' || s[i-1] == ':') {
		i--
	}
	return i
}

// containerEnd returns the offset after the JSON object or array that begins at i, or 0 if that is no JSON or
// does not close. Strings are read at the level of backslashes of the first one.
func containerEnd(s string, i int) int {
	depth := 0
	for limit := min(len(s), i+maxSecretValue); i < limit; i++ {
		switch c := s[i]; {
		case c == '{' || c == '[':
			if depth++; depth > maxContainerDepth {
				return 0
			}
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return i + 1
			}
		case c == '"' || c == '\\':
			q, ok := openingQuote(s, i)
			if !ok || q.char != '"' {
				return 0
			}
			end, closed := q.closing(s)
			if !closed {
				return 0
			}
			i = end + q.backslash
		case !isJSONChar(c):
			return 0
		}
	}
	return 0
}

// isJSONChar tells whether c may stand in JSON outside strings and brackets: numbers, literals, separators.
func isJSONChar(c byte) bool {
	return isSpace(c) || is(c, classDigit) || strings.IndexByte(":,-+.Eeaflnrstu", c) >= 0
}
