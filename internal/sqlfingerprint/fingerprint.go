package sqlfingerprint

// Fingerprint identifies the statement. It allocates nothing and takes time linear in the text.
func Fingerprint(d Dialect, text string) ID {
	switch shapeOf(d, text) {
	case commandShape:
		return fingerprintCommands(text)
	case documentShape:
		return fingerprintDocument(text)
	default:
		return fingerprintSQL(d, text)
	}
}

func fingerprintSQL(d Dialect, text string) ID {
	s := newStream(d, text)
	hash := uint64(seed)
	for s.next() {
		hash = s.tok.mix(hash, s.text)
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

func shapeOf(d Dialect, text string) shape {
	switch d {
	case Redis, Memcached:
		return commandShape
	case MongoDB:
		return documentShape
	case Other:
		if isDocument(text) {
			return documentShape
		}
	}
	return sqlShape
}

// isDocument tells JSON from SQL for databases that are not known. SQL never starts with a bracket; with a
// brace only in JDBC's escapes, `{call …}` and `{? = call …}`.
func isDocument(text string) bool {
	first, rest := firstByte(text)
	if first != '{' {
		return first == '['
	}
	switch second, rest := firstByte(rest); second {
	case '"', '\'', '}':
		return true
	case '?':
		third, _ := firstByte(rest)
		return third != '='
	default:
		return false
	}
}

// firstByte is the first byte that is not white space, 0 where there is none, and what follows it.
func firstByte(text string) (first byte, rest string) {
	for i := range len(text) {
		if text[i] > ' ' {
			return text[i], text[i+1:]
		}
	}
	return 0, ""
}
