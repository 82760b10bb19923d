package sqlfingerprint

import "strings"

// maxSummary is the longest summary in bytes. Source: semantic conventions for database client spans,
// "Generating a summary of the query".
const maxSummary = 255

// Summarize names the statement's operations and targets in the order of the text: `SELECT users`,
// `INSERT archive SELECT orders`. It is empty for a text without an operation, has at most 255 bytes and ends
// with a whole word. Targets stand as written; operations stand in the letter case that the text starts
// with, so that statements with the same fingerprint have one of two summaries only.
// Source: semantic conventions for database client spans, "Generating a summary of the query".
func Summarize(d Dialect, text string) string {
	shape, text := shapeOf(d, text)
	switch shape {
	case commandShape:
		return summarizeCommands(d, text)
	case documentShape:
		return summarizeDocument(text)
	default:
		return summarizeSQL(d, text, startsLower(d, text))
	}
}

// startsLower tells whether the first letter of the first word is in lower case.
func startsLower(d Dialect, text string) bool {
	s := newStream(d, text)
	for s.next() {
		if s.tok.kind == keyword || s.tok.kind == name {
			c := s.text[s.tok.start]
			return c >= 'a' && c <= 'z'
		}
	}
	return false
}

// summary collects words up to maxSummary bytes.
type summary struct {
	strings.Builder
	words int
	full  bool
}

func (s *summary) add(word string) {
	if s.full || word == "" {
		return
	}
	if s.Len()+len(word)+1 > maxSummary {
		s.full = true
		return
	}
	if s.words > 0 {
		s.WriteByte(' ')
	}
	s.WriteString(word)
	s.words++
}

// summarizer picks operations and targets out of the stream.
type summarizer struct {
	stream
	out     summary
	lower   bool   // operations are written in lower case
	queries uint64 // bit d: at this depth an operation was read, so FROM names tables
	targets uint64 // bit d: at this depth a list of tables goes on
	object  bool   // CREATE, ALTER, DROP or TRUNCATE was read, its target not yet
	wanted  bool   // the next name is a target
	target  []byte // the target so far
	insert  bool   // brackets may follow the target: the columns of INTO, the arguments of CALL
}

func summarizeSQL(d Dialect, text string, lower bool) string {
	s := summarizer{stream: newStream(d, text), lower: lower}
	for s.next() {
		s.pick()
	}
	s.flush(end)
	return s.out.String()
}

func (s *summarizer) pick() {
	switch s.tok.kind {
	case keyword:
		if s.wanted && s.tok.soft {
			s.pickName(s.cased(keywordTexts[s.tok.text])) // a table that is called like a type or a function
			return
		}
		s.flush(keyword)
		s.pickKeyword(s.tok.id)
	case name, quoted:
		s.pickName(s.text[s.tok.start:s.tok.end])
	case period:
		if len(s.target) > 0 {
			s.target = append(s.target, '.')
			s.wanted = true
		}
	case comma:
		s.flush(comma)
		s.wanted = s.targets&bit(s.depth) != 0
	case open:
		s.flush(open)
		s.queries &^= bit(s.depth)
		s.targets &^= bit(s.depth)
		s.wanted = false
	default:
		s.flush(s.tok.kind)
		s.wanted = false
	}
}

// pickName takes a name as a target, or as the alias behind one.
func (s *summarizer) pickName(written string) {
	if !s.wanted {
		s.flush(name)
		return
	}
	s.target = append(s.target, written...)
	s.wanted = false
}

// flush gives the target. One with brackets behind it is a function, unless they hold the columns of INTO.
func (s *summarizer) flush(next kind) {
	if len(s.target) > 0 && (next != open || s.insert) {
		s.out.add(string(s.target))
	}
	s.target = s.target[:0]
	s.insert = false
}

func (s *summarizer) pickKeyword(id keywordID) {
	s.wanted = s.wanted && (id == kwOnly || id == kwIf || id == kwNot || id == kwExists || id == kwLateral || s.object)
	switch id {
	case kwSelect, kwInsert, kwMerge:
		s.operation()
	case kwUpdate:
		s.update()
	case kwDelete:
		if !s.before.is(kwOn) {
			s.operation()
		}
	case kwReplace, kwCall, kwExec, kwCreate, kwAlter, kwDrop, kwTruncate:
		s.statement(id)
	case kwFrom, kwUsing, kwJoin:
		s.from(id)
	case kwInto:
		s.wanted, s.insert = true, true
	case kwObject, kwTemp:
		s.objectKind(id)
	case kwAs, kwOnly, kwIf, kwNot, kwExists, kwLateral, kwNull, kwPlain, kwOn:
		s.targets &^= bit(s.depth) & s.endOfTargets(id)
	default:
		s.targets &^= bit(s.depth)
	}
}

// endOfTargets is all ones where the keyword ends the list of tables behind FROM.
func (s *summarizer) endOfTargets(id keywordID) uint64 {
	if id == kwAs || id == kwOnly || id == kwLateral {
		return 0
	}
	return ^uint64(0)
}

// operation starts a query. The branches of MERGE (… THEN UPDATE) are no operations of their own.
func (s *summarizer) operation() {
	if s.before.is(kwThen) {
		return
	}
	s.queries |= bit(s.depth)
	s.targets &^= bit(s.depth)
	s.out.add(s.cased(keywordTexts[s.tok.text]))
}

func (s *summarizer) cased(operation string) string {
	if s.lower {
		return strings.ToLower(operation)
	}
	return operation
}

// update tells the statement from FOR UPDATE, ON UPDATE, DO UPDATE and ON DUPLICATE KEY UPDATE.
func (s *summarizer) update() {
	if s.before.is(kwOn) || s.before.is(kwFor) || s.before.is(kwDo) || s.before.is(kwKey) ||
		s.before.is(kwThen) {
		return
	}
	s.operation()
	s.wanted = true
}

// statement takes the operations that are one at the start of a statement only: REPLACE is a function, too.
func (s *summarizer) statement(id keywordID) {
	if s.before.kind != end && s.before.kind != semicolon {
		return
	}
	s.operation()
	s.wanted = id == kwCall || id == kwExec
	s.insert = s.wanted // brackets behind the name hold arguments
	s.object = id == kwCreate || id == kwAlter || id == kwDrop || id == kwTruncate
}

// from starts a list of tables, but not in EXTRACT(… FROM …) nor in IS DISTINCT FROM.
func (s *summarizer) from(id keywordID) {
	if s.queries&bit(s.depth) == 0 || s.before.is(kwDistinct) {
		return
	}
	s.wanted = true
	if id != kwJoin {
		s.targets |= bit(s.depth)
	}
}

// objectKind is TABLE, INDEX … behind CREATE, ALTER, DROP or TRUNCATE.
func (s *summarizer) objectKind(id keywordID) {
	if !s.object || id == kwTemp {
		return
	}
	s.out.add(s.cased(keywordTexts[s.tok.text]))
	s.wanted, s.insert, s.object = true, true, false
}
