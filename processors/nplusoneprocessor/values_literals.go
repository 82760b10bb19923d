package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
)

// literals hashes the quoted strings and numbers of a statement and nothing else, so that comments (a trace
// context per call), white space and letter case make no difference. 0: they are not told.
func literals(text string) uint64 {
	var hash uint64
	var bound bool
	for i := 0; i < len(text); {
		switch byteClasses[text[i]] {
		case inWord:
			i = wordEnd(text, i+1) // identifiers: table2
		case inNumber, singleQuote:
			end := literalEnd(text, i)
			hash = mix(hash, notZero(xxhash.Sum64String(text[i:end])))
			i = end
		case otherQuote:
			i = quoteEnd(text, i)
		case parameterMark:
			bound = bound || isBind(text, i)
			i = wordEnd(text, i+1) // bind parameters: $1, :id, @p0
		case commentMark:
			i = commentEnd(text, i)
		default:
			i++
		}
	}
	switch {
	case bound && hash != 0:
		return hash | partlyTold
	case bound, hash == 0 && !isWholeSelect(text):
		return 0
	default:
		return told(hash)
	}
}

// isWholeSelect tells texts that say all there is to say although there is no value in them. Of a procedure only
// the name may be recorded, and a text that was cut off may have had values.
func isWholeSelect(text string) bool {
	return startsWith(withoutComments(text), "SELECT ") &&
		!strings.HasSuffix(text, "...") && !strings.HasSuffix(text, "…")
}

// withoutComments gives the text from its first word on: what a client says of itself may stand in front.
func withoutComments(text string) string {
	for {
		text = strings.TrimLeft(text, " \t\r\n")
		if !strings.HasPrefix(text, "--") && !strings.HasPrefix(text, "/*") {
			return text
		}
		text = text[commentEnd(text, 0):]
	}
}

// startsWith compares without regard to letter case.
func startsWith(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// isBind tells whether a bind parameter or a masked value starts at i: ?, $1, :id, @p0, %s, %(id)s. A cast (::int)
// and a server variable (@@x) are none.
func isBind(text string, i int) bool {
	next := byte(0)
	if i+1 < len(text) {
		next = text[i+1]
	}
	switch text[i] {
	case '?':
		return true
	case '$':
		return isDigit(next)
	case '%':
		return next == 's' || next == '('
	case ':', '@':
		return (isWord(next) || next == '_') && (i == 0 || text[i-1] != text[i])
	default:
		return false
	}
}

func literalEnd(text string, start int) int {
	if text[start] == '\'' {
		return quoteEnd(text, start)
	}
	return wordEnd(text, start)
}

// quoteEnd is the index after the quote that closes the one at start. A doubled quote inside reads as two
// strings side by side, which hashes the same for equal values.
func quoteEnd(text string, start int) int {
	at := strings.IndexByte(text[start+1:], text[start])
	if at < 0 {
		return len(text)
	}
	return start + 1 + at + 1
}

func endAfter(text string, start int, mark string) int {
	at := strings.Index(text[start:], mark)
	if at < 0 {
		return len(text)
	}
	return start + at + len(mark)
}

// commentEnd is the index behind the comment that starts at i, or behind the byte where none does.
func commentEnd(text string, i int) int {
	switch {
	case strings.HasPrefix(text[i:], "--"):
		return endAfter(text, i, "\n")
	case strings.HasPrefix(text[i:], "/*"):
		return endAfter(text, i, "*/")
	default:
		return i + 1
	}
}

func wordEnd(text string, i int) int {
	for i < len(text) && continuesWord[text[i]] {
		i++
	}
	return i
}

// byteClass tells what may start at a byte of a statement.
type byteClass uint8

const (
	inWord byteClass = iota + 1
	inNumber
	singleQuote
	otherQuote
	parameterMark
	commentMark
)

var byteClasses, continuesWord = func() (classes [256]byteClass, continues [256]bool) {
	for c := range 256 {
		switch b := byte(c); {
		case isDigit(b):
			classes[c] = inNumber
		case isWord(b), b == '_':
			classes[c] = inWord
		}
		continues[c] = classes[c] != 0 || c == '.'
	}
	classes['\''], classes['"'], classes['`'] = singleQuote, otherQuote, otherQuote
	for _, mark := range "$:@?%" {
		classes[mark] = parameterMark
	}
	classes['-'], classes['/'] = commentMark, commentMark
	return classes, continues
}()
