package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"
)

// A URL is templated so that requests for different things of one kind are equal: path segments that are
// numbers, UUIDs, hexadecimal or long tokens become {id}; of the query only the names of the parameters stay;
// scheme, host and fragment are dropped (the host is part of the identity on its own).
//
// A file extension is kept beside an id: /articles/42.json is /articles/{id}.json.

const idSegment = "{id}"

const (
	minHexLength   = 8  // shorter runs of [0-9a-f] are words and versions: "face", "v2"
	minTokenLength = 16 // keys, ULIDs and hashes are long and mix digits into words; routes do neither
)

// hashURL is the hash of what templateURL writes; it allocates nothing.
func hashURL(url string) uint64 {
	var hash uint64
	visitURL(url, func(piece string) { hash = mix(hash, xxhash.Sum64String(piece)) })
	return hash
}

// templateURL writes the templated path and query of the URL.
func templateURL(url string) string {
	var b strings.Builder
	visitURL(url, func(piece string) { b.WriteString(piece) })
	return b.String()
}

// visitURL hands out the template piece by piece.
func visitURL(url string, piece func(string)) {
	path, query := splitURL(url)
	for len(path) > 0 {
		segment := path[1:] // every path that splitURL gives starts with a slash
		if at := strings.IndexByte(segment, '/'); at >= 0 {
			segment = segment[:at]
		}
		path = path[1+len(segment):]
		piece("/")
		visitSegment(segment, piece)
	}
	separator := "?"
	for query != "" {
		var parameter string
		parameter, query, _ = strings.Cut(query, "&")
		if name, _, _ := strings.Cut(parameter, "="); name != "" {
			piece(separator)
			piece(name)
			separator = "&"
		}
	}
}

// splitURL gives the path, starting with a slash or empty, and the query without its question mark.
func splitURL(url string) (path, query string) {
	if at := strings.IndexByte(url, '#'); at >= 0 {
		url = url[:at]
	}
	url, query, _ = strings.Cut(url, "?")
	if scheme, rest, ok := strings.Cut(url, "://"); ok && !strings.Contains(scheme, "/") {
		at := strings.IndexByte(rest, '/')
		if at < 0 {
			return "/", query
		}
		return rest[at:], query
	}
	if !strings.HasPrefix(url, "/") {
		at := strings.IndexByte(url, '/')
		if at < 0 {
			return "/", query
		}
		return url[at:], query // "host/path" and "GET /path"
	}
	return url, query
}

func visitSegment(segment string, piece func(string)) {
	core, extension := segment, ""
	if at := strings.LastIndexByte(segment, '.'); at > 0 && len(segment)-at <= 6 {
		core, extension = segment[:at], segment[at:]
	}
	switch {
	case isID(segment):
		piece(idSegment)
	case extension != "" && isID(core):
		piece(idSegment)
		piece(extension)
	default:
		piece(segment)
	}
}

// isID tells whether a path segment names one thing of many: a number, a UUID or other hexadecimal, a long
// token, or what a client already wrote as a template.
func isID(s string) bool {
	if len(s) > 2 && s[0] == '{' && s[len(s)-1] == '}' {
		return true
	}
	return isNumber(s) || isLongToken(s)
}

// isNumber knows decimal numbers of any length and hexadecimal ones, with or without dashes, that are long
// enough not to be words.
func isNumber(s string) bool {
	digits, hex := 0, 0
	for i := range len(s) {
		switch c := s[i]; {
		case isDigit(c):
			digits++
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F', c == '-':
			hex++
		default:
			return false
		}
	}
	return digits > 0 && (hex == 0 || len(s) >= minHexLength)
}

func isLongToken(s string) bool {
	if len(s) < minTokenLength {
		return false
	}
	for i := range len(s) {
		if !isWord(s[i]) && strings.IndexByte("-_=~%.:+,", s[i]) < 0 {
			return false
		}
	}
	return mixesDigits(s)
}

// mixesDigits tells a token from a slug that merely holds a number ("top-10-articles-of-the-year"): in a
// token digits stand inside words.
func mixesDigits(s string) bool {
	changes := 0
	for i := 1; i < len(s); i++ {
		if isDigit(s[i]) != isDigit(s[i-1]) && isWord(s[i]) && isWord(s[i-1]) {
			changes++
		}
	}
	return changes >= 2
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isWord(c byte) bool {
	return isDigit(c) || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}
