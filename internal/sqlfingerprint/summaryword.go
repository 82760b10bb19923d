package sqlfingerprint

import "strings"

// pickWord reads a keyword or an unquoted name.
func (s *summarizer) pickWord() {
	text := strings.ToUpper(s.write())
	if s.before.kind != period {
		if s.fresh && s.depth == 0 && s.startStatement(text) || s.want != wantNothing && s.skipWord(text) {
			return
		}
	}
	switch {
	case s.tok.kind == name:
		s.pickName(s.write())
		s.afterName(text)
	case s.want != wantNothing && s.want != wantKind && s.tok.soft:
		if s.lower {
			text = strings.ToLower(text)
		}
		s.pickName(text) // a table that is called like a type or a function
	default:
		s.flush()
		s.pickKeyword(text)
	}
}

// first tells whether no word stands in front of this one in its statement. {? = call p} is a statement.
func (s *summarizer) first() bool {
	return s.before.kind == end || s.before.kind == semicolon || s.before.kind == sign && s.out.words == 0
}

// startStatement takes the first word of a statement where it is an operation.
func (s *summarizer) startStatement(text string) bool {
	switch text {
	case "IF", "WHILE", "ELSE":
		s.block = true
		return false
	}
	c := commandOf[text]
	if c == noCommand || !s.first() && (!s.block || !inBlock(c, text)) || s.callsFunction(text) {
		s.fresh = s.fresh && (s.block || !s.first())
		return false
	}
	if text == "END" && s.block {
		return false
	}
	if s.isQuiet(text) {
		s.quiet = text
		s.verb, s.want = text, wantNothing
	} else {
		s.operation(text)
	}
	s.startCommand(c, text)
	return true
}

// inBlock tells whether the command starts a statement behind IF, THEN or BEGIN, too. Others of these words may
// be names there.
func inBlock(c command, text string) bool {
	return c == kindCommand || c == listCommand || c == procedureCommand || text == "TRUNCATE"
}

// isQuiet tells whether the command stands in the summary only if there is nothing else: what it does costs
// nothing of its own. BEGIN is one where it opens a block.
func (s *summarizer) isQuiet(text string) bool {
	switch text {
	case "SET", "DECLARE":
		return true
	case "BEGIN":
		next := s.peek()
		word := strings.ToUpper(s.text[next.start:next.end])
		return next.kind == keyword && !next.soft && !next.literal() || word == "TRY" || word == "CATCH" || word == "BATCH"
	default:
		return false
	}
}

// peek is the next token as the scanner sees it.
func (s *summarizer) peek() (next token) {
	here := s.place()
	s.scan(&next)
	s.backTo(here)
	return next
}

// callsFunction tells a function from an operation of that name: REPLACE(a, b, c), INSERT(a, 1, 2, b).
func (s *summarizer) callsFunction(text string) bool {
	if text != "INSERT" && text != "REPLACE" && text != "TRUNCATE" {
		return false
	}
	next := s.peek()
	return next.kind == open
}

func (s *summarizer) startCommand(c command, text string) {
	s.command = c
	switch c {
	case plainCommand:
		s.startPlain(text)
	case queryCommand:
		s.queries |= bit(s.depth)
	case kindCommand, listCommand:
		s.want = wantKind
	case tableCommand:
		s.want = wantOption
		s.tables |= bit(s.depth)
	case procedureCommand:
		if text == "CALL" || s.dialect != PostgreSQL && s.dialect != MySQL { // there EXECUTE names a prepared statement
			s.want = wantProcedure
		}
	case intoCommand:
		if text != "LOAD" {
			s.want = wantOption
		}
	}
}

func (s *summarizer) startPlain(text string) {
	switch {
	case text == "DECLARE", text == "BEGIN" && s.quiet == "BEGIN":
		s.fresh, s.block = true, true
	case text == "BEGIN" && s.dialect == Oracle: // BEGIN p(:1); END;
		s.want, s.block = wantProcedure, true
	}
}

// skipWord takes the words between an operation and its target.
func (s *summarizer) skipWord(text string) bool {
	switch {
	case len(s.target) > 0:
		return false
	case s.want == wantKind:
		return s.skipToKind(text)
	case s.tok.is(kwLimit): // UPDATE TOP (5) t
		s.want = max(s.want, wantOption)
		return true
	case s.command == kindCommand && (text == "BODY" || text == "LINK"):
		s.addOperation(text)
		return true
	case s.want == wantProcedure:
		return text == "IMMEDIATE"
	case s.follows("OR"): // INSERT OR IGNORE INTO t
		return s.verb == "INSERT" || s.verb == "UPDATE"
	case s.want == wantTable && s.changesRows(text):
		return true
	case s.want == wantTable && s.tok.kind == keyword:
		return s.tok.is(kwLateral) || s.tok.is(kwObject) && !s.tok.soft || fillers[text] && !s.tok.is(kwOn) && !s.tok.is(kwNot)
	case s.want == wantOption:
		return s.skipOption(text)
	}
	return fillers[text] && text != "LOCAL" && s.tok.kind == keyword || text == "CONCURRENTLY"
}

// changesRows knows the words in front of TABLE (INSERT …). Source: Db2, "data-change-table-reference".
func (s *summarizer) changesRows(text string) bool {
	if text != "FINAL" && text != "NEW" && text != "OLD" {
		return false
	}
	next := s.peek()
	return next.is(kwObject) && !next.soft
}

// skipToKind looks for the kind of object behind CREATE, ALTER and DROP.
func (s *summarizer) skipToKind(text string) bool {
	switch {
	case text == "MATERIALIZED":
		s.addOperation(text)
	case text == "SESSION" || text == "SYSTEM":
		s.addOperation(text)
		s.want = wantNothing
	case objectKinds[text]:
		s.addOperation(text)
		s.want = wantTarget
		if s.command == listCommand {
			s.tables |= bit(s.depth)
		}
	case text == "AS":
		s.want = wantNothing
	}
	return true
}

// skipOption skips options, and takes the kind of what is named next: LOCK TABLE t.
func (s *summarizer) skipOption(text string) bool {
	switch {
	case s.command == tableCommand && (tableKinds[text] || text == "MATERIALIZED"):
		s.addOperation(text)
		return true
	case text == "ANALYZE" && s.verb == "VACUUM", text == "BULK" && s.follows("INSERT"):
		return true
	}
	return fillers[text] || s.tok.is(kwObject)
}

// afterName follows the names that are keywords in some places.
func (s *summarizer) afterName(text string) {
	if text == "SETTINGS" || text == "CONNECT" {
		s.tables &^= bit(s.depth)
	}
}

// follows tells whether the word before is this one.
func (s *summarizer) follows(word string) bool {
	return strings.EqualFold(s.text[s.before.start:s.before.end], word)
}
