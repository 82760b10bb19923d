package sqlfingerprint

import "strings"

// summarizeDocument names the command and its collection: `find users`.
func summarizeDocument(text string) string {
	var s summary
	var collection string // that the shell's getCollection names
	r := newDocumentReader(text)
	for piece, k := r.next(); k != end; piece, k = r.next() {
		switch {
		case k == period && collection != "":
			s.add(piece[1:])
			s.add(collection)
			return s.String()
		case k != name && k != quoted:
		case r.depth == 1 && namesInCall(r.word):
			collection = strings.Trim(piece, `"'`)
		case r.depth == 0:
			if s.words < 2 && !r.namesType(piece) {
				next, _ := firstByte(r.text[r.at:]) // white space before a bracket is none in canonical form
				s.addWord(piece, next == '(')
			}
		case s.words > 0:
			return s.String()
		case !r.command:
			return ""
		default:
			r.summarizeCommand(&s)
			return s.String()
		}
	}
	return s.String()
}

// summarizeCommand adds the command of a document and the collection that it or a key behind it names: the name behind
// a colon.
func (r *documentReader) summarizeCommand(s *summary) {
	s.add(r.lastKey)
	for last := name; ; {
		piece, k := r.next()
		switch {
		case k == end:
			return
		case last == cast && (k == name || k == quoted):
			s.add(strings.Trim(piece, `"'`))
			return
		}
		last = k
	}
}

// namesType tells the names of types before what they hold: Document{…}, SearchRequest(…), Query: {…}.
func (r *documentReader) namesType(word string) bool {
	next, _ := firstByte(r.text[r.at:])
	return word[0] >= 'A' && word[0] <= 'Z' && !isMethod(word) && next != 0 && strings.IndexByte("({[:", next) >= 0
}

// addWord adds a word from outside of brackets: db.users.find(…) finds in users.
func (s *summary) addWord(word string, call bool) {
	dot := strings.LastIndexByte(word, '.')
	switch {
	case namesInCall(word), word == "?":
		return
	case !call || dot <= 0:
		s.add(word)
		return
	}
	s.add(word[dot+1:])
	s.add(strings.TrimPrefix(word[:dot], "db."))
}
