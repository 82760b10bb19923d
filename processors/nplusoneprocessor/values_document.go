package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
)

func isDocument(text string) bool {
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
}

// documentValues hashes the strings and numbers of a command written as JSON, without the keys. 0: it has none,
// or a question mark stands for some.
func documentValues(text string) uint64 {
	text = withoutSession(text)
	var hash uint64
	for i := 0; i < len(text); {
		start := i
		switch c := text[i]; {
		case c == '?':
			return 0
		case c == '"', c == '\'':
			i = quoteEnd(text, i)
			if isMask(text[start:i]) {
				return 0
			}
			if isKey(text[i:]) {
				continue
			}
		case isWord(c), c == '$', c == '_':
			i = wordEnd(text, i+1)
			if !isDigit(c) {
				continue
			}
		default:
			i++
			continue
		}
		hash = mix(hash, notZero(xxhash.Sum64String(text[start:i])))
	}
	if hash == 0 {
		return 0
	}
	return told(hash)
}

// withoutSession cuts off the session, which MongoDB's drivers put behind the command.
func withoutSession(text string) string {
	text, _, _ = strings.Cut(text, `"lsid"`)
	text, _, _ = strings.Cut(text, `"$clusterTime"`)
	return text
}

// isMask knows the quoted question mark that masked values become.
func isMask(quoted string) bool { return quoted == `"?"` || quoted == `'?'` }

// isKey tells whether a colon follows, so that what was before is the name of a field.
func isKey(rest string) bool {
	return strings.HasPrefix(strings.TrimLeft(rest, " \t\r\n"), ":")
}
