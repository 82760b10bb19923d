package sqlfingerprint

import "strings"

// pickKeyword reads a keyword that is no name.
func (s *summarizer) pickKeyword(text string) {
	if s.want != wantHeld || !s.tok.is(kwFrom) {
		s.want = wantNothing
	}
	if tableEnds[text] {
		s.tables &^= bit(s.depth)
	}
	switch s.tok.id {
	case kwSelect, kwInsert, kwUpdate, kwDelete, kwMerge:
		if s.isOperation(text) {
			s.startOperation(text)
		}
	case kwFrom:
		s.from()
	case kwUsing:
		if s.using&bit(s.depth) != 0 {
			s.startTables()
		}
	case kwJoin:
		s.join()
	case kwInto:
		s.into()
	default:
		s.pickRest(text)
	}
}

func (s *summarizer) pickRest(text string) {
	switch {
	case text == "STRAIGHT_JOIN", text == "APPLY" && (s.follows("CROSS") || s.follows("OUTER")):
		s.join()
	case s.tok.is(kwTransaction), s.tok.is(kwSavepoint):
		if s.command == plainCommand && s.follows(s.verb) {
			s.addKind(text) // START TRANSACTION
		}
	case s.tok.is(kwExec) && s.verb == "INSERT": // INSERT INTO t EXEC p
		s.operation(text)
		s.want = wantProcedure
	case s.tok.is(kwOn) && s.command == grantCommand:
		s.want = wantOption
		s.tables |= bit(s.depth)
	case s.tok.is(kwTo) && s.verb == "RENAME":
		s.want = wantTarget
	case s.tok.is(kwTo) && s.command == grantCommand:
		s.tables &^= bit(s.depth)
	case s.tok.is(kwWhere), s.tok.is(kwSet):
		s.release()
	case s.depth == 0 && (text == "BEGIN" || s.block && (text == "ELSE" || s.tok.is(kwThen))):
		s.fresh, s.block = true, true
	}
}

// addKind writes a word that belongs to the operation.
func (s *summarizer) addKind(text string) {
	if s.quiet == s.verb {
		s.quiet += " " + text
		return
	}
	s.addOperation(text)
}

// isOperation tells the statement from clauses with its name.
func (s *summarizer) isOperation(text string) bool {
	switch {
	case s.command == grantCommand && s.depth == 0, s.callsFunction(text):
		return false
	case s.command == kindCommand && s.before.is(kwFor) && !s.block: // CREATE POLICY … FOR SELECT
		return false
	case s.tok.is(kwSelect):
		return true
	case s.before.kind == comma, s.merging && (s.before.is(kwThen) || s.deletesMerged()), s.before.is(kwDo) && !s.block:
		return false
	case s.before.kind != keyword:
		return s.verb != "ALTER"
	}
	before := strings.ToUpper(s.text[s.before.start:s.before.end])
	return !clauseWords[before] && (s.verb != "ALTER" || before == "AS" || before == "BEGIN")
}

// deletesMerged knows the clause of Oracle's MERGE … UPDATE SET … DELETE WHERE ….
func (s *summarizer) deletesMerged() bool {
	next := s.peek()
	return s.tok.is(kwDelete) && next.is(kwWhere)
}

func (s *summarizer) startOperation(text string) {
	s.operation(text)
	s.queries |= bit(s.depth)
	s.using &^= bit(s.depth)
	switch s.tok.id {
	case kwInsert:
		s.want = wantOption
	case kwUpdate:
		s.want = wantTable
		s.tables |= bit(s.depth)
	case kwDelete:
		s.want = wantHeld
		s.using |= bit(s.depth)
	case kwMerge:
		s.want = wantOption
		s.using |= bit(s.depth)
		s.merging = true
	}
	if s.dialect == Cypher { // what stands behind are patterns and variables
		s.want, s.queries, s.using = wantNothing, 0, 0
	}
}

// from starts a list of tables, but not in EXTRACT(… FROM …) nor in IS DISTINCT FROM.
func (s *summarizer) from() {
	if s.command == grantCommand {
		s.tables &^= bit(s.depth) // REVOKE … FROM: users
	}
	if s.queries&bit(s.depth) == 0 || s.before.is(kwDistinct) {
		return
	}
	s.held = s.held[:0] // DELETE x FROM t AS x: tables, or their aliases
	s.startTables()
}

func (s *summarizer) startTables() {
	s.want = wantTable
	s.tables |= bit(s.depth)
}

// join wants a table, but not in ARRAY JOIN and FORCE INDEX FOR JOIN. Columns follow the next USING.
func (s *summarizer) join() {
	if s.before.is(kwFor) {
		return
	}
	s.using &^= bit(s.depth)
	switch {
	case s.before.is(kwArray):
		s.tables &^= bit(s.depth)
	case s.queries&bit(s.depth) != 0:
		s.want = wantTable
	}
}

// into wants the target of INSERT, and that of SELECT where it makes a table and fills no variable.
func (s *summarizer) into() {
	switch s.verb {
	case "SELECT":
		if s.dialect == Oracle || s.dialect == MySQL {
			return
		}
	case "INSERT", "LOAD":
	default:
		return
	}
	s.want = wantOption
}
