package sqlfingerprint

import "strings"

// Texts may have been masked before they come here, and the mask need not stand inside quotes: a number is
// masked as a whole. Such a mask is the value it stands for.

// scanMask reads a mask: ***, <EMAIL>, [REDACTED:email]. It is false where none starts.
func (s *scanner) scanMask(t *token) bool {
	n := 0
	switch s.text[s.at] {
	case '*':
		n = starMask(s.text[s.at:])
	case '<':
		if !s.touchesOperand() { // array<INT>
			n = angleMask(s.text[s.at:])
		}
	case '[':
		n = squareMask(s.text[s.at:])
	}
	if n > 0 {
		s.emit(t, value, s.at+n)
	}
	return n > 0
}

// starMask is the length of three stars or more.
func starMask(text string) int {
	if n := len(text) - len(strings.TrimLeft(text, "*")); n >= 3 {
		return n
	}
	return 0
}

const longestMask = 64 // bytes; a bound, so that many open brackets cost linear time

// angleMask is the length of <EMAIL>: words in upper case.
func angleMask(text string) int {
	const first, others = "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:-"
	if len(text) < 3 || strings.IndexByte(first, text[1]) < 0 {
		return 0
	}
	for i := 2; i < min(len(text), longestMask); i++ {
		if text[i] == '>' {
			return i + 1
		}
		if strings.IndexByte(others, text[i]) < 0 {
			return 0
		}
	}
	return 0
}

// squareMask is the length of [REDACTED:email] and its kin. Without a label it could be a name in brackets.
func squareMask(text string) int {
	for _, word := range [...]string{"[REDACTED", "[FILTERED", "[MASKED"} {
		if strings.HasPrefix(text, word) {
			return labelEnd(text, len(word))
		}
	}
	return 0
}

// labelEnd is the end of a label from at on, with its colon and its bracket: `:email]`.
func labelEnd(text string, at int) int {
	n := strings.IndexByte(text[at:min(len(text), at+longestMask)], ']')
	if n < len(":a") || text[at] != ':' {
		return 0
	}
	for _, c := range []byte(text[at+1 : at+n]) {
		if c|0x20 < 'a' && c != '_' && c != '-' && (c < '0' || c > '9') || c|0x20 > 'z' {
			return 0
		}
	}
	return at + n + 1
}
