package sqlfingerprint

import "strings"

// openers are the words that may start a statement. Most are names anywhere else: columns are called open, load and
// help. The keys are the texts themselves, so that a look-up gives one without a copy.
var openers = buildOpeners()

func buildOpeners() map[string]string {
	m := map[string]string{}
	for _, words := range firstWords {
		for _, word := range strings.Fields(words) {
			m[word] = word
		}
	}
	return m
}

// opener is the word in upper case where the token is a name that starts a statement, and "" elsewhere. It folds its
// case there, as a keyword does.
func (s *stream) opener() string {
	if s.tok.kind != name || s.before.kind != end && s.before.kind != semicolon {
		return ""
	}
	word := openers[string(upper(s.text[s.tok.start:s.tok.end], new([longestKeyword]byte)))]
	if word != "" && s.dotFollows() {
		return "" // a procedure with its schema
	}
	return word
}

// upper writes the word in upper case into the caller's buffer; empty where it does not fit.
func upper(word string, buffer *[longestKeyword]byte) []byte {
	if len(word) > len(buffer) {
		return nil
	}
	for i := range len(word) {
		c := word[i]
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		buffer[i] = c
	}
	return buffer[:len(word)]
}
