package sqlfingerprint

// Fingerprint identifies the statement. It allocates nothing and takes time linear in the text.
func Fingerprint(d Dialect, text string) ID {
	shape, text := shapeOf(d, text)
	switch shape {
	case commandShape:
		return fingerprintCommands(d, text)
	case documentShape:
		return fingerprintDocument(text)
	default:
		return fingerprintSQL(d, text)
	}
}

func fingerprintSQL(d Dialect, text string) ID {
	s := newStream(d, text)
	hash := s.hashPlain(seed)
	for s.next() {
		hash = s.hashPlain(mix(hash, s.tok.code))
	}
	return ID(hash)
}

// shape is which of the scanners reads a text.
type shape uint8

const (
	sqlShape shape = iota
	commandShape
	documentShape
)

// shapeOf tells how to read the text, and what of it is to be read.
func shapeOf(d Dialect, text string) (shape, string) {
	switch d {
	case Redis, Memcached:
		return commandShape, text
	case MongoDB:
		return documentShape, text
	case Other:
		if rest := skipPreamble(text); isDocument(rest) {
			return documentShape, rest
		}
	}
	return sqlShape, text
}

// skipPreamble skips the comments and semicolons that a statement does not start with.
func skipPreamble(text string) string {
	first, _ := firstByte(text)
	switch first {
	case '{', '[', ';', '-', '/', mark[0]:
	default:
		return "" // by far most texts, and no document
	}
	s := newScanner(&dialects[Other], text)
	var t token
	for s.scan(&t); t.kind == semicolon; {
		s.scan(&t)
	}
	return text[t.start:]
}

// isDocument tells JSON from SQL for databases that are not known. SQL never starts with a bracket, and not
// with a brace and a quoted key.
func isDocument(text string) bool {
	first, rest := firstByte(text)
	if first != '{' {
		return first == '['
	}
	second, rest := firstByte(rest)
	if second != '"' && second != '\'' {
		return second == '}'
	}
	stop := quoteEnd(rest, 0, second)
	return stop > 0 && keyMarkEnd(rest, stop) > 0
}

// firstByte is the first byte that is not white space, 0 where there is none, and what follows it.
func firstByte(text string) (first byte, rest string) {
	for i := range len(text) {
		if !isBlank(text[i]) {
			return text[i], text[i+1:]
		}
	}
	return 0, ""
}
