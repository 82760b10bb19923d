package piimaskingprocessor

import "strings"

// Bounds of what stands before a separator, in bytes: the white space, the key, a word before the key.
const (
	maxPairGap  = 40
	maxPairKey  = 64
	maxKeyWord  = 20
	maxKeyWords = 3
)

// pairKey returns the bounds of the key before the colon or the equals sign at sep, and where its value
// begins. A key is a name in quotes, or a name and up to three words before it (social security number: …).
// Between them may stand what programs and formats write: "key": , key => , key := , key[] = , key string = .
// Part of no pair are the colons of a URL, of a time and of a path with two (a::b), and comparisons by size.
//
// The work is bounded by the length of a key.
func pairKey(s string, sep int) (keyStart, keyEnd, valueStart int, ok bool) {
	keyEnd, quote, ok := keyEndBefore(s, sep)
	if !ok {
		return 0, 0, 0, false
	}
	if quote != 0 {
		keyStart = quotedKeyStart(s, keyEnd, quote)
	} else {
		keyStart = bareKeyStart(s, keyEnd)
	}
	if keyStart == keyEnd {
		return 0, 0, 0, false
	}
	return keyStart, keyEnd, valueAfter(s, sep), true
}

// keyEndBefore returns where the key ends, and the quote that closes it, or 0.
func keyEndBefore(s string, sep int) (end int, quote byte, ok bool) {
	if sep < 1 || sep >= len(s) || !opensValue(s, sep) {
		return 0, 0, false
	}
	end = sep
	switch s[end-1] {
	case '!', '?', '+', '.', '|', '~', ':':
		if s[sep] == '=' {
			end--
		}
	}
	end = beforeSpace(s, end)
	if end > 0 && s[end-1] == ']' && s[sep] == '=' {
		end = beforeBrackets(s, end)
	}
	if name := beforeType(s, sep, end); name > 0 {
		end = name
	}
	if end == 0 {
		return 0, 0, false
	}
	if quote = s[end-1]; isQuote(quote) {
		end--
		for end > 0 && s[end-1] == '\\' {
			end--
		}
		return end, quote, end > 0
	}
	return end, 0, is(s[end-1], classToken)
}

// opensValue tells whether the sign at sep can divide a key from a value.
func opensValue(s string, sep int) bool {
	next, before := byte(0), s[sep-1]
	if sep+1 < len(s) {
		next = s[sep+1]
	}
	if s[sep] == ':' {
		return next != ':' && before != ':' && (next != '/' || sep+2 >= len(s) || s[sep+2] != '/')
	}
	return before != '=' && before != '<' && before != '>' && before != ':' && next != '~'
}

func beforeSpace(s string, end int) int {
	for limit := max(0, end-maxPairGap); end > limit && (s[end-1] == ' ' || s[end-1] == '\t'); {
		end--
	}
	return end
}

// beforeBrackets passes the brackets of key[] and of map["key"]; the bracket of map[key] stays.
func beforeBrackets(s string, end int) int {
	switch {
	case end >= 2 && s[end-2] == '[':
		return end - 2
	case end >= 2 && isQuote(s[end-2]):
		return end - 1
	}
	return end
}

// beforeType passes the type in `var token string = "x"` and `token: string = "x"`.
func beforeType(s string, sep, end int) int {
	const name = "string"
	if s[sep] != '=' || end == sep || end <= len(name)+1 || !strings.EqualFold(s[end-len(name):end], name) {
		return 0
	}
	before := beforeSpace(s, end-len(name))
	if before == end-len(name) {
		return 0
	}
	if before > 0 && s[before-1] == ':' {
		before--
	}
	return before
}

func isQuote(c byte) bool {
	return c == '"' || c == '\'' || c == '`'
}

func isKeyChar(c byte) bool {
	return is(c, classToken) || c == '.' || c == '$'
}

// quotedKeyStart returns where the key in quotes begins that ends at end, or end if there is no quote that
// opens it.
func quotedKeyStart(s string, end int, quote byte) int {
	for i := end; i > 0 && end-i <= maxPairKey; i-- {
		switch c := s[i-1]; {
		case c == quote:
			return i
		case !isKeyChar(c) && c != ' ' && c != '/' && c != '@':
			return end
		}
	}
	return end
}

// bareKeyStart returns where the key that ends at end begins, with the words before it.
func bareKeyStart(s string, end int) int {
	start := end
	for limit := max(0, end-maxPairKey); start > limit && isKeyChar(s[start-1]); {
		start--
	}
	start = min(afterEscape(s, start), end)
	for start < end && !is(s[start], classAlnum) {
		start++
	}
	if start == end {
		return end
	}
	for range maxKeyWords {
		word := wordBefore(s, start)
		if word == start {
			break
		}
		start = word
	}
	return start
}

// wordBefore returns where the word begins that stands one space before start and belongs to the same phrase,
// or start. A word right after another separator is its value.
func wordBefore(s string, start int) int {
	if start < 2 || s[start-1] != ' ' {
		return start
	}
	word := start - 1
	for limit := max(0, start-1-maxKeyWord); word > limit && is(s[word-1], classLetter); {
		word--
	}
	if word == start-1 || word > 0 && strings.IndexByte(" ([\"'\n\t", s[word-1]) < 0 {
		return start
	}
	return word
}

// valueAfter returns where the value begins, behind the rest of the separator and white space.
func valueAfter(s string, sep int) int {
	i := sep + 1
	for i < len(s) && i <= sep+3 && (s[i] == '=' || s[i] == '>') {
		i++
	}
	for limit := min(len(s), i+maxPairGap); i < limit && (s[i] == ' ' || s[i] == '\t'); {
		i++
	}
	return i
}
