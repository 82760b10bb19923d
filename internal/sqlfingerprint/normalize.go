package sqlfingerprint

// Normalize writes the text that Fingerprint hashes: literals and parameters are ?, lists and rows stand
// once, comments are gone, white space is folded, keywords are in upper case, and … marks a text that was
// truncated. Normalizing again changes nothing. The result has at most twice the length of the text plus
// the mark.
func Normalize(d Dialect, text string) string {
	shape, text := shapeOf(d, text)
	switch shape {
	case commandShape:
		return normalizeCommands(d, text)
	case documentShape:
		return normalizeDocument(text)
	default:
		return normalizeSQL(d, text)
	}
}

func normalizeSQL(d Dialect, text string) string {
	s := newStream(d, text)
	out := make([]byte, 0, len(text))
	var gap spacing
	for s.next() {
		if gap.before(&s.tok, s.write()) {
			out = append(out, ' ')
		}
		out = append(out, s.write()...)
	}
	return string(out)
}

// EmptyStatement is a text that normalises to nothing and still is a statement of the dialect; "" where the
// dialect has none.
func EmptyStatement(d Dialect) string {
	switch d {
	case Redis, Memcached, MongoDB:
		return ""
	default:
		return ";"
	}
}
