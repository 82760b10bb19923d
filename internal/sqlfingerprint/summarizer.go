package sqlfingerprint

import (
	"bytes"
	"strings"
)

// summarizer picks operations and targets out of the stream. What it picks follows from the canonical form
// only, so that it may be kept with the fingerprint.
type summarizer struct {
	stream
	dialect Dialect
	out     summary
	lower   bool // operations are written in lower case

	queries uint64 // bit d: at this depth stands a query or a change, so FROM and JOIN name tables
	tables  uint64 // bit d: at this depth a list of targets goes on: one follows the next comma
	using   uint64 // bit d: at this depth USING names tables (DELETE, MERGE), not columns

	want    want
	target  []byte   // the target so far
	held    []string // names behind DELETE: targets, unless FROM follows
	resume  want     // what was wanted in front of a bracket with options
	outside uint     // the depth in front of that bracket

	quiet   string  // a command that stands in the summary only if there is nothing else
	command command // of the statement's first word
	verb    string  // of the last operation
	fresh   bool    // the statement's operation was not read yet
	block   bool    // the statement is part of a block: IF … DROP …, BEGIN … END
	merging bool    // branches of MERGE may follow: WHEN MATCHED THEN UPDATE …
}

// want is what the next name is.
type want uint8

const (
	wantNothing   want = iota
	wantTarget         // a target
	wantTable          // a target, or brackets with tables: FROM (a JOIN b …)
	wantOption         // a target, perhaps behind brackets with options: VACUUM (FULL) t
	wantHeld           // a target unless FROM follows: DELETE t, DELETE t FROM t JOIN u
	wantKind           // words about an object, up to its kind: CREATE OR REPLACE VIEW
	wantProcedure      // a procedure, perhaps behind the variable for its result: EXEC @r = p
)

func summarizeSQL(d Dialect, text string, lower bool) string {
	s := summarizer{stream: newStream(d, text), dialect: d, lower: lower, fresh: true}
	for s.next() {
		s.pick()
	}
	s.flush()
	s.release()
	if s.out.words == 0 && s.quiet != "" {
		s.addOperation(s.quiet)
	}
	return s.out.String()
}

func (s *summarizer) pick() {
	switch s.tok.kind {
	case keyword, name:
		s.pickWord()
	case quoted:
		s.pickName(s.write())
	case period:
		if len(s.target) > 0 {
			s.target = append(s.target, '.')
			s.want = wantTarget
		}
	case comma:
		s.pickComma()
	case open:
		s.openBracket()
	case shut:
		s.shutBracket()
	case semicolon:
		s.endStatement()
	default:
		s.flush()
		if s.want != wantProcedure && s.want != wantKind && s.want != wantHeld && s.want != wantOption {
			s.want = wantNothing
		}
	}
}

// pickName takes a name as a target, or as the alias behind one.
func (s *summarizer) pickName(written string) {
	if s.want == wantNothing || s.want == wantKind {
		s.flush()
		return
	}
	if s.want == wantHeld {
		s.held = append(s.held, "")
	}
	s.target = append(s.target, written...)
	s.want = wantNothing
}

// flush gives the target.
func (s *summarizer) flush() {
	if len(s.target) == 0 {
		return
	}
	s.target = bytes.TrimRight(s.target, ".") // GRANT … ON db.*
	if n := len(s.held); n > 0 {
		s.held[n-1] = string(s.target)
	} else {
		s.out.add(string(s.target))
	}
	s.target = s.target[:0]
}

// release gives the names behind DELETE.
func (s *summarizer) release() {
	for _, target := range s.held {
		s.out.add(target)
	}
	s.held = s.held[:0]
}

func (s *summarizer) pickComma() {
	s.flush()
	switch {
	case len(s.held) > 0:
		s.want = wantHeld
	case s.tables&bit(s.depth) != 0:
		s.want = wantTable
	default:
		s.want = wantNothing
	}
}

func (s *summarizer) openBracket() {
	s.flush()
	inside := bit(s.depth)
	s.queries, s.tables, s.using = s.queries&^inside, s.tables&^inside, s.using&^inside
	switch s.want {
	case wantTable: // stays; a SELECT in the brackets takes all of it back
		s.queries |= inside
		s.tables |= inside
		return
	case wantOption, wantHeld:
		s.resume, s.outside = s.want, s.depth-1
	}
	s.want = wantNothing
}

func (s *summarizer) shutBracket() {
	s.flush()
	s.want = wantNothing
	if s.depth == s.outside {
		s.want, s.resume = s.resume, wantNothing
	}
}

func (s *summarizer) endStatement() {
	s.flush()
	s.release()
	s.queries, s.tables, s.using = 0, 0, 0
	s.want, s.resume, s.command, s.verb = wantNothing, wantNothing, noCommand, ""
	s.fresh, s.merging = true, false
}

// operation writes an operation.
func (s *summarizer) operation(text string) {
	s.release()
	s.verb = text
	s.fresh = s.fresh && s.depth > 0
	s.tables &^= bit(s.depth)
	s.want = wantNothing
	s.addOperation(text)
}

func (s *summarizer) addOperation(text string) {
	if s.lower {
		text = strings.ToLower(text)
	}
	s.out.add(text)
}
