package sqlfingerprint

import "strings"

// summarizeDocument names the command and its collection: `find users`.
func summarizeDocument(text string) string {
	var s summary
	r := newDocumentReader(text)
	for piece, k := r.next(); k != end; piece, k = r.next() {
		switch {
		case k != name && k != quoted:
		case r.depth == 0:
			if s.words < 2 {
				s.addWord(piece, r.callFollows())
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

// addWord adds a word from outside of brackets: db.users.find(…) finds in users.
func (s *summary) addWord(word string, call bool) {
	dot := strings.LastIndexByte(word, '.')
	if !call || dot <= 0 {
		s.add(word)
		return
	}
	s.add(word[dot+1:])
	s.add(strings.TrimPrefix(word[:dot], "db."))
}
