package sqlfingerprint

import "strings"

// documentReader reads the shape of a MongoDB command or another JSON-like text, piece by piece: brackets,
// keys and the collection a command names are kept, values become ?, a list of values stands once, and a
// list of documents to insert, update or delete keeps its first.
//
// Texts before the first bracket are kept as far as they are words: pymongo writes `find users`.
type documentReader struct {
	text    string
	at      int
	cut     bool
	marked  bool
	depth   uint
	arrays  uint64 // bit d: the bracket at depth d is [
	bulk    uint64 // bit d: the bracket at depth d holds documents that repeat
	lastKey string // without quotes
	first   bool   // no key was read yet
	last    kind   // of the piece before
}

func newDocumentReader(text string) documentReader {
	text, cut := trimMark(text)
	return documentReader{text: text, cut: cut, first: true}
}

// next returns the next piece of the canonical text, without the space before it, "" at the end.
func (r *documentReader) next() (piece string, k kind) {
	for {
		r.skipBlanks()
		if r.at >= len(r.text) {
			return r.finish()
		}
		piece, k = r.read(r.text[r.at])
		if k == comma && r.skipRepeats() {
			continue
		}
		r.last = k
		return piece, k
	}
}

func (r *documentReader) finish() (string, kind) {
	if r.marked || !r.cut && r.depth == 0 {
		return "", end
	}
	r.marked = true
	return mark, truncated
}

func (r *documentReader) read(c byte) (string, kind) {
	switch c {
	case '{', '[', '(':
		return r.open(c), open
	case '}', ']', ')':
		if r.depth > 0 {
			r.depth--
		}
		return r.byte(), shut
	case ',':
		return r.byte(), comma
	case ':':
		return r.byte(), cast
	case '"', '\'':
		return r.quotedText(c)
	default:
		return r.run()
	}
}

func (r *documentReader) byte() string {
	r.at++
	return r.text[r.at-1 : r.at]
}

func (r *documentReader) open(c byte) string {
	r.depth++
	r.arrays &^= bit(r.depth)
	r.bulk &^= bit(r.depth)
	if c == '[' {
		r.arrays |= bit(r.depth)
		if isBulkKey(r.lastKey) && r.last == cast {
			r.bulk |= bit(r.depth)
		}
	}
	return r.byte()
}

func isBulkKey(key string) bool {
	switch key {
	case "documents", "updates", "deletes", "ops":
		return true
	default:
		return false
	}
}

// quotedText reads a quoted text: a key, the collection of a command, or a value.
func (r *documentReader) quotedText(quote byte) (string, kind) {
	start, stop := r.at, quoteEnd(r.text, r.at+1, quote)
	if stop == 0 {
		r.at, r.cut = len(r.text), true
		return "?", value
	}
	r.at = stop
	inside := r.text[start+1 : stop-1]
	switch {
	case r.colonFollows() && r.depth > 0:
		return r.key(r.text[start:stop], inside), name
	case r.namesCollection() && isCollectionName(inside):
		return r.text[start:stop], name
	default:
		return "?", value
	}
}

// quoteEnd is the position behind the closing quote of the text whose inside starts at i; 0 where there is
// none.
func quoteEnd(text string, i int, quote byte) int {
	for ; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case quote:
			return i + 1
		}
	}
	return 0
}

func (r *documentReader) colonFollows() bool {
	for i := r.at; i < len(r.text); i++ {
		if !isBlank(r.text[i]) {
			return r.text[i] == ':'
		}
	}
	return false
}

func (r *documentReader) key(written, inside string) string {
	r.lastKey, r.first = inside, r.first && r.lastKey == ""
	return written
}

// namesCollection tells whether the value behind the last key is a collection's name: that of the command
// itself, the first key of the document, or of the key "collection".
func (r *documentReader) namesCollection() bool {
	if r.last != cast || r.depth != 1 {
		return false
	}
	return r.lastKey == "collection" || r.first && isDocumentCommand(r.lastKey)
}

func isDocumentCommand(key string) bool {
	switch key {
	case "find", "aggregate", "insert", "update", "delete", "count", "distinct", "findAndModify", "findandmodify",
		"createIndexes", "dropIndexes", "listIndexes", "drop", "create", "collMod", "mapReduce", "explain":
		return true
	default:
		return false
	}
}

func isCollectionName(s string) bool {
	const longest = 120 // bytes, MongoDB's limit for a namespace
	for i := range len(s) {
		if c := s[i]; !isDocumentWord(c) && c != '-' {
			return false
		}
	}
	return s != "" && len(s) <= longest
}

func isDocumentWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$' || c >= 0x80
}

// run reads everything up to the next bracket, quote, comma, colon or space: an unquoted key, a number, a
// constant, ObjectId(…), or a word before the document.
func (r *documentReader) run() (string, kind) {
	start := r.at
	plain := true
	for r.at < len(r.text) && !endsRun(r.text[r.at]) {
		plain = plain && (isDocumentWord(r.text[r.at]))
		r.at++
	}
	word := r.text[start:r.at]
	switch {
	case r.depth > 0 && plain && r.colonFollows():
		return r.key(word, word), name
	case r.depth == 0 && plain && strings.Trim(word, "0123456789.") != "":
		return word, name
	}
	r.skipCall()
	return "?", value
}

func endsRun(c byte) bool {
	switch c {
	case '{', '}', '[', ']', '(', ')', ',', ':', '"', '\'':
		return true
	default:
		return isBlank(c)
	}
}

// skipCall skips the arguments of ObjectId("…") and the like.
func (r *documentReader) skipCall() {
	depth := 0
	for r.at < len(r.text) {
		switch c := r.text[r.at]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			return
		case c == '"' || c == '\'':
			stop := quoteEnd(r.text, r.at+1, c)
			if stop == 0 {
				r.at, r.cut = len(r.text), true
				return
			}
			r.at = stop - 1
		}
		r.at++
		if depth == 0 {
			return
		}
	}
	r.cut = r.cut || depth > 0
}

func (r *documentReader) skipBlanks() {
	for r.at < len(r.text) && isBlank(r.text[r.at]) {
		r.at++
	}
}

// skipRepeats is called behind a comma and skips values of a list behind its first, and documents of a bulk
// behind its first. It is true where the comma itself is to be skipped.
func (r *documentReader) skipRepeats() bool {
	d := bit(r.depth)
	if r.arrays&d == 0 || r.last != value && (r.last != shut || r.bulk&d == 0) {
		return false
	}
	saved := *r
	r.skipBlanks()
	if r.at >= len(r.text) {
		return false
	}
	_, k := r.read(r.text[r.at])
	if k == value && r.last == value {
		return true
	}
	if k != open || r.last != shut {
		*r = saved
		return false
	}
	for level := saved.depth; r.depth > level; {
		if r.skipBlanks(); r.at >= len(r.text) {
			return true
		}
		_, r.last = r.read(r.text[r.at])
	}
	r.last = shut
	return true
}

func fingerprintDocument(text string) ID {
	hash := uint64(seed)
	r := newDocumentReader(text)
	for piece, k := r.next(); k != end; piece, k = r.next() {
		hash = mixText(hash, piece)
	}
	return ID(hash)
}

func normalizeDocument(text string) string {
	out := make([]byte, 0, len(text))
	r := newDocumentReader(text)
	last := end
	for piece, k := r.next(); k != end; piece, k = r.next() {
		if documentGap(last, k) {
			out = append(out, ' ')
		}
		out = append(out, piece...)
		last = k
	}
	return string(out)
}

// documentGap tells whether a space stands between two pieces.
func documentGap(last, next kind) bool {
	switch {
	case last == end, last == open, next == shut, next == comma, next == cast:
		return false
	default:
		return next != open || last != name
	}
}

// summarizeDocument names the command and its collection: `find users`.
func summarizeDocument(text string) string {
	var s summary
	r := newDocumentReader(text)
	for piece, k := r.next(); k != end; piece, k = r.next() {
		if k != name {
			continue
		}
		if r.depth == 0 && s.words < 2 {
			s.add(piece)
			continue
		}
		if s.words > 0 || !isDocumentCommand(r.lastKey) {
			break
		}
		s.add(r.lastKey)
		if _, k = r.next(); k == cast {
			if piece, k = r.next(); k == name {
				s.add(strings.Trim(piece, `"'`))
			}
		}
		break
	}
	return s.String()
}
