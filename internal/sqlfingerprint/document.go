package sqlfingerprint

import "strings"

// documentReader reads the shape of a MongoDB command or another JSON-like text, piece by piece: brackets,
// keys and the collection a command names are kept, values become ?, a list of values stands once, and a
// list of documents to insert, update or delete keeps its first. It reads JSON, extended JSON, JavaScript, what
// Python, Ruby and Java print of a map, and MongoDB's shell; keys come out in double quotes whatever they stood in.
//
// Texts before the first bracket are kept as far as they are words: pymongo writes `find users`. The clients of
// Elasticsearch and CouchDB write a method and a path (documentpath.go).
type documentReader struct {
	text       string
	at         int
	cut        bool
	marked     bool
	depth      uint
	arrays     uint64 // bit d: the bracket at depth d is [
	bulk       uint64 // bit d: the bracket at depth d holds documents that repeat
	parents    uint64 // bit d: the bracket at depth d is what $lookup and its like join, or DynamoDB's batch
	keys       int    // how many keys were read
	lastKey    string // without quotes
	word       string // the last word outside of brackets
	command    bool   // the first key is a command of MongoDB
	shutArray  bool   // the last bracket that closed was ]
	keyEnd     int    // behind the mark of the key that was read last, 0 behind that
	last       kind   // of the piece before
	path       string // what is left of a path
	afterSlash string // the part of the path before
	dated      bool   // the part of the path before goes on with a number
	query      bool   // the path has a query behind it
	seen       seenDocuments
}

func newDocumentReader(text string) (r documentReader) {
	r.text, r.cut = trimMark(text)
	r.seen.first = -1
	return r
}

// next returns the next piece of the canonical text, without the space before it, "" at the end. A piece that is
// quoted wants its quotes.
func (r *documentReader) next() (piece string, k kind) {
	for {
		if r.depth == 0 && (r.path != "" || r.dated || r.query) {
			if piece, k = r.pathPart(); k == value && r.last == value {
				continue
			}
			r.last = k
			return piece, k
		}
		if r.keyEnd > 0 {
			r.at, r.keyEnd, r.last = r.keyEnd, 0, cast
			return ":", cast
		}
		r.skipBlanks()
		if r.at >= len(r.text) {
			return r.finish()
		}
		c := r.text[r.at]
		if r.depth == 0 && c == '{' && r.skipSeen() {
			continue
		}
		piece, k = r.read(c)
		if k == end || k == value && r.last == value || k == comma && (r.skipSession() || r.skipRepeats()) {
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

// read reads one piece; its kind is end where there is nothing to give.
func (r *documentReader) read(c byte) (string, kind) {
	switch c {
	case '{', '[', '(':
		if c == '{' && r.skipWrapped() {
			return "?", value
		}
		return r.open(c), open
	case '}', ']', ')':
		return r.shut(c)
	case ',':
		return r.byte(), comma
	case ':', '=':
		return r.keyMark(c)
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
	inParent := r.parents&bit(r.depth) != 0
	r.depth++
	r.arrays &^= bit(r.depth)
	r.bulk &^= bit(r.depth)
	r.parents &^= bit(r.depth)
	switch {
	case c == '[':
		r.arrays |= bit(r.depth)
		if r.last == cast && (isBulkKey(r.lastKey) || inParent) || r.last == name && isBulkWord(r.word) {
			r.bulk |= bit(r.depth)
		}
	case r.last == cast && isParentKey(r.lastKey):
		r.parents |= bit(r.depth)
	}
	piece := r.byte()
	if c == '{' && r.depth == 1 {
		r.skipFirstSession()
	}
	return piece
}

// shut closes a bracket; an empty list is one of values.
func (r *documentReader) shut(c byte) (string, kind) {
	if c == ']' && r.last == open && r.arrays&bit(r.depth) != 0 {
		return "?", value
	}
	r.shutArray = r.arrays&bit(r.depth) != 0
	if r.depth > 0 {
		r.depth--
	}
	return r.byte(), shut
}

// keyMark reads what stands behind a key: a colon, Ruby's => or Java's =. Elsewhere it belongs to a value, or to a
// symbol of Ruby (:name).
func (r *documentReader) keyMark(c byte) (string, kind) {
	isKey := r.depth > 0 && (r.last == name || r.last == quoted)
	switch stop := keyMarkEnd(r.text, r.at); {
	case isKey && stop > 0:
		r.at = stop
		return ":", cast
	case c == '=':
		return r.run()
	case r.depth == 0:
		return r.byte(), cast
	default:
		r.at++
		return "", end
	}
}

// keyMarkEnd is the position behind the colon, the => or the = that stands at i or behind blanks; 0 where none does.
func keyMarkEnd(text string, i int) int {
	if i+1 < len(text) && text[i] == ':' && text[i+1] != ':' {
		return i + 1 // by far most
	}
	for i < len(text) && isBlank(text[i]) {
		i++
	}
	if i == len(text) || text[i] != ':' && text[i] != '=' {
		return 0
	}
	var next byte
	if i+1 < len(text) {
		next = text[i+1]
	}
	switch {
	case text[i] == '=' && next == '>':
		return i + len("=>")
	case next == text[i]:
		return 0
	default:
		return i + 1
	}
}

// wantsKey tells whether a key may stand here.
func (r *documentReader) wantsKey() bool {
	return r.depth > 0 && (r.last == open || r.last == comma)
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
	if r.wantsKey() {
		if r.keyEnd = keyMarkEnd(r.text, stop); r.keyEnd > 0 {
			r.noteKey(inside)
			return nameOf(r.text[start:stop])
		}
	}
	switch {
	case r.namesCollection() && isCollectionName(inside) && (r.lastKey != "_index" || isPathName(inside)):
		return nameOf(r.text[start:stop])
	default:
		return "?", value
	}
}

// quoteEnd is the position behind the closing quote of the text whose inside starts at i; 0 where there is
// none.
func quoteEnd(text string, i int, quote byte) int {
	quotes := uint64(quote) * everyByte
	for i+8 <= len(text) {
		chunk := load(text, i)
		found := equals(chunk, quotes) | equals(chunk, backslashes)
		if found == 0 {
			i += 8
			continue
		}
		if i += firstOf(found); text[i] == quote {
			return i + 1
		}
		i += 2
	}
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

func isDocumentWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '.' || c == '$' || c >= 0x80
}

// run reads everything up to the next bracket, quote, comma, colon or space: an unquoted key, a number, a
// constant, ObjectId(…), or a word before the document.
func (r *documentReader) run() (string, kind) {
	word, plain := r.runWord()
	if plain && r.wantsKey() {
		if r.keyEnd = keyMarkEnd(r.text, r.at); r.keyEnd > 0 {
			r.noteKey(word)
			return word, quoted
		}
	}
	switch {
	case r.depth == 0 && plain && strings.Trim(word, "0123456789.") != "":
		return r.outsideWord(word)
	case plain && startsName(word) && r.namesCollection() && isNameWord(word) && r.lastKey != "_index" && !r.callFollows():
		return word, quoted
	}
	r.skipCall()
	return "?", value
}

// runWord goes to the end of a run, and tells whether it is a word.
func (r *documentReader) runWord() (word string, plain bool) {
	start := r.at
	plain = true
	for r.at < len(r.text) {
		switch documentBytes[r.text[r.at]] {
		case wordOfDocument:
		case endOfRun:
			return r.text[start:r.at], plain
		default:
			if r.endsRun() {
				return r.text[start:r.at], plain
			}
			plain = false
		}
		r.at++
	}
	return r.text[start:], plain
}

// outsideWord is a word outside of brackets. Behind a method of HTTP stands a path.
func (r *documentReader) outsideWord(word string) (string, kind) {
	first := r.word == ""
	r.word = word
	switch {
	case word[0] == '.' && r.last == shut:
		return word, period
	case first && isMethod(word):
		r.startPath()
	}
	return word, name
}

// endsRun tells whether a run ends at a byte that is neither of a word nor ends all. In a value a colon does not.
func (r *documentReader) endsRun() bool {
	switch r.text[r.at] {
	case ':':
		return r.last != cast || r.depth == 0
	case '=':
		return r.wantsKey() && keyMarkEnd(r.text, r.at) > 0
	default:
		return false
	}
}

func (r *documentReader) skipBlanks() {
	for r.at < len(r.text) && isBlank(r.text[r.at]) {
		r.at++
	}
}

func fingerprintDocument(text string) ID {
	hash := uint64(seed)
	r := newDocumentReader(text)
	for piece, k := r.next(); k != end; piece, k = r.next() {
		hash = r.hashPlain(mixDocument(hash, piece, k))
	}
	return ID(hash)
}

func mixDocument(hash uint64, piece string, k kind) uint64 {
	if k == quoted {
		return mixKey(hash, piece)
	}
	return mixPiece(hash, piece)
}

func normalizeDocument(text string) string {
	out := make([]byte, 0, len(text))
	r := newDocumentReader(text)
	last := end
	for piece, k := r.next(); k != end; piece, k = r.next() {
		if documentGap(last, k, piece) {
			out = append(out, ' ')
		}
		if k == quoted {
			out = appendKey(out, piece)
		} else {
			out = append(out, piece...)
		}
		last = k
	}
	return string(out)
}

// documentGap tells whether a space stands between two pieces.
func documentGap(last, next kind, piece string) bool {
	switch {
	case last == end, last == open, last == sign, next == sign, next == period, next == shut, next == comma, next == cast:
		return false
	default:
		return piece != "(" || last != name && last != quoted && last != period
	}
}
