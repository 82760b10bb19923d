package nplusoneprocessor

import (
	"strings"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// A URL is templated so that requests for different things of one kind are equal: path segments that are
// numbers, UUIDs, hexadecimal or long tokens become {id}; of the query only the names of the parameters stay;
// scheme, host and fragment are dropped (the host is part of the identity on its own).
//
// Of a segment that ends in a number only the number is replaced: /skus/SKU-4711 is /skus/SKU-{id}.
// A file extension is kept beside an id: /articles/42.json is /articles/{id}.json.

const idSegment = "{id}"

const (
	minHexLength       = 8 // shorter runs of [0-9a-f] are words and versions: "face", "v2"
	minScatteredLength = 8 // "h264", "k8s" and "utf8" are words

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
	path, query := dbspan.SplitURL(url)
	for len(path) > 0 {
		segment := path[1:] // every path that SplitURL gives starts with a slash
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
	case strings.HasSuffix(segment, idSegment): // as a client wrote it, in the pieces that visitParts gives
		piece(segment[:len(segment)-len(idSegment)])
		piece(idSegment)
	case hasDigit(segment):
		visitParts(segment, piece)
	default:
		piece(segment)
	}
}

// visitParts knows the number that names a thing beside words: "SKU-4711" and "user_42" are its kind and its number,
// "42-the-title" and "the-title-42" are its number and its title, which is a value too. A number between words
// ("top-10-articles") is one of them.
func visitParts(segment string, piece func(string)) {
	const separators = "-_:"
	if at := strings.IndexAny(segment, separators); at > 0 && isDecimal(segment[:at]) {
		piece(idSegment)
		return
	}
	at := strings.LastIndexAny(segment, separators)
	if at < 0 || !isDecimal(segment[at+1:]) {
		piece(segment)
		return
	}
	if !strings.ContainsAny(segment[:at], separators) { // one word is a kind, several are a title
		piece(segment[:at+1])
	}
	piece(idSegment)
}

func isDecimal(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

// isID tells whether a path segment names one thing of many: a number, a UUID or other hexadecimal, a long
// token, or what a client already wrote as a template.
func isID(s string) bool {
	if len(s) > 2 && strings.LastIndexByte(s, '{') == 0 && s[len(s)-1] == '}' {
		return true
	}
	return isNumber(s) || isCoordinate(s) || isLongToken(s) || isScattered(s) || isAddress(s)
}

// isCoordinate knows numbers with fractions, one or several: 52.52,13.40.
func isCoordinate(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) && strings.IndexByte("-.,", s[i]) < 0 {
			return false
		}
	}
	return hasDigit(s)
}

// isAddress knows mail addresses; the at sign may be encoded.
func isAddress(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 || strings.Contains(s, "%40")
}

// isScattered knows short random ids (dQw4w9WgXcQ): in words and names a kind of letter goes on for longer.
func isScattered(s string) bool {
	if len(s) < minScatteredLength || !hasDigit(s) {
		return false
	}
	changes := 0
	for i := range len(s) {
		if !isWord(s[i]) && s[i] != '-' && s[i] != '_' {
			return false
		}
		if i > 0 && letterKind(s[i]) != letterKind(s[i-1]) {
			changes++
		}
	}
	return 2*changes >= len(s)
}

func letterKind(c byte) int {
	switch {
	case isDigit(c):
		return 1
	case c >= 'a' && c <= 'z':
		return 2
	case c >= 'A' && c <= 'Z':
		return 3
	default:
		return 0
	}
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
