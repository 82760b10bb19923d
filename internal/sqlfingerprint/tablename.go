package sqlfingerprint

// operandWords are functions without brackets and the like: FROM CURRENT_DATE is part of EXTRACT, and DUAL is Oracle's.
var operandWords = set(`CURRENT CURRENT_CATALOG CURRENT_DATE CURRENT_ROLE CURRENT_SCHEMA CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER
	DUAL LOCALTIME LOCALTIMESTAMP NEXT ROWID ROWNUM SESSION_USER SYSDATE SYSTIMESTAMP UNKNOWN`)

// tableHere tells whether a function's or a type's word is the name of a table: FROM position, INSERT INTO blob (a). It
// keeps its case then, which the summary gives as written.
func (s *stream) tableHere() bool {
	switch s.before.id {
	case kwFrom, kwJoin, kwInto:
	case kwUpdate:
		if s.verb != kwUpdate { // FOR UPDATE NOWAIT
			return false
		}
	default:
		return false
	}
	return s.query && !operandWords[keywordTexts[s.tok.text]] && s.endsTable()
}

// endsTable tells by what follows a table from a call (FROM unnest(a)), a literal (FROM DATE '2020-01-01'), an operand
// and INTO FUNCTION f.
func (s *stream) endsTable() bool {
	var next token
	here := s.place()
	s.scan(&next)
	s.backTo(here)
	switch next.kind {
	case open:
		return s.before.is(kwInto) && s.text[next.start] == '('
	case name, quoted:
		return !s.tok.is(kwObject)
	case keyword, comma, shut, semicolon, end:
		return true
	default:
		return false
	}
}

// mayNameTable tells whether the keyword that starts there may be one that tableHere looks at.
func (s *stream) mayNameTable(start int) bool {
	switch s.text[start] | 0x20 {
	case 'f', 'j', 'i':
		return !s.inWord[s.byteAt(start+len("FROM"))]
	case 'u':
		return !s.inWord[s.byteAt(start+len("UPDATE"))]
	default:
		return false
	}
}
