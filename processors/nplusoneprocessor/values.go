package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// values is a hash of the values a call was made with: equal for equal values, 0 where the span does not
// tell them (a statement with bind parameters, a masked command, RPC).
func values(call *dbspan.Call) uint64 {
	switch call.Kind {
	case dbspan.DB:
		return literals(call.Text)
	case dbspan.Cache:
		return cacheValues(call.Text)
	case dbspan.HTTP:
		if call.Text == "" {
			return 0
		}
		return notZero(xxhash.Sum64String(call.Text))
	default:
		return 0
	}
}

// cacheValues takes the whole command, arguments included; a question mark stands for a masked argument.
func cacheValues(text string) uint64 {
	if !strings.Contains(text, " ") || strings.Contains(text, "?") {
		return 0
	}
	return notZero(xxhash.Sum64String(text))
}

// literals hashes the quoted strings and numbers of a statement and nothing else, so that comments (a trace
// context per call), white space and letter case make no difference. 0: it has none.
func literals(text string) uint64 {
	var hash uint64
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '\'':
			end := quoteEnd(text, i)
			hash = mix(hash, notZero(xxhash.Sum64String(text[i:end])))
			i = end
		case c == '"' || c == '`':
			i = quoteEnd(text, i)
		case c == '-' && strings.HasPrefix(text[i:], "--"):
			i = endAfter(text, i, "\n")
		case c == '/' && strings.HasPrefix(text[i:], "/*"):
			i = endAfter(text, i, "*/")
		case isDigit(c):
			end := wordEnd(text, i)
			hash = mix(hash, notZero(xxhash.Sum64String(text[i:end])))
			i = end
		case isWord(c), c == '_', c == '$', c == ':', c == '@':
			i = wordEnd(text, i+1) // identifiers and bind parameters: table2, $1, :id, @p0
		default:
			i++
		}
	}
	return hash
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

func wordEnd(text string, i int) int {
	for i < len(text) && (isWord(text[i]) || text[i] == '_' || text[i] == '.') {
		i++
	}
	return i
}

func notZero(hash uint64) uint64 {
	if hash == 0 {
		return 1
	}
	return hash
}
