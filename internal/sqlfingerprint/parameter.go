package sqlfingerprint

import "strings"

// scanDollar reads $1 (PostgreSQL), $name (SQLite), $? (what maskers of numbers leave of $1: Ruby's
// instrumentations) and dollar-quoted strings: $$ … $$, $tag$ … $tag$.
func (s *scanner) scanDollar(t *token) {
	if s.peek(1) == '?' {
		s.emit(t, value, s.at+2)
		return
	}
	stop := s.at + 1
	for stop < len(s.text) && s.inWord[s.text[stop]] && s.text[stop] != '$' {
		stop++
	}
	if s.dollarQuotes && s.byteAt(stop) == '$' && s.actions[s.peek(1)] != digit {
		s.scanDollarQuoted(t, stop+1)
		return
	}
	if stop > s.at+1 {
		s.emit(t, value, s.tclEnd(stop))
		return
	}
	s.emit(t, sign, stop)
}

// tclEnd goes on behind $name where the dialect allows Tcl's names: $space::name and $array(key).
// Source: SQLite, "Variables".
func (s *scanner) tclEnd(stop int) int {
	if !s.tclNames {
		return stop
	}
	for s.byteAt(stop) == ':' && s.byteAt(stop+1) == ':' {
		stop = s.wordEnd(stop + 2)
	}
	if s.byteAt(stop) != '(' {
		return stop
	}
	switch n := strings.IndexAny(s.text[stop:], ") \n"); {
	case n < 0:
		s.cut = true
		return len(s.text)
	case s.text[stop+n] == ')':
		return stop + n + 1
	default:
		return stop
	}
}

func (s *scanner) scanDollarQuoted(t *token, body int) {
	tag := s.text[s.at:body]
	n := strings.Index(s.text[body:], tag)
	if n < 0 {
		s.emitString(t, 0)
		return
	}
	s.emit(t, value, body+n+len(tag))
}

// scanColon reads ::, :=, and the parameters :name and :1. CockroachDB's ::: says a type without a cast. Close
// behind an operand a colon is no parameter: a[1:2], Snowflake's src:key; but Oracle's may stand anywhere.
func (s *scanner) scanColon(t *token) {
	switch next := s.peek(1); {
	case next == ':' && s.peek(2) == ':' && s.peek(3) != ':':
		s.emit(t, cast, s.at+3)
	case next == ':':
		s.emit(t, cast, s.at+2)
	case next == '=':
		s.emit(t, sign, s.at+2)
	case s.inWord[next] && (!s.colonJoins || !s.touchesOperand()):
		s.emit(t, value, s.wordEnd(s.at+1))
	case next == '"' && s.quotedBinds:
		s.at++
		s.scanQuoted(t, '"')
		t.set(value, t.start, t.end, '?')
	default:
		s.emitByte(t, sign)
	}
}

// scanAt reads @name (a parameter or a variable), @@name (a setting of the server, kept) and operators. Where
// the dialect knows no variables, @@ is an operator and table@index names an index.
func (s *scanner) scanAt(t *token) {
	next := s.peek(1)
	switch {
	case next == '@' && !s.atHints && s.isNameByte(s.peek(2)):
		s.scanVariable(t)
	case s.atHints && s.inWord[next] && s.touchesOperand():
		s.emitByte(t, sign)
	case s.inWord[next] && next != '@':
		s.emit(t, value, s.wordEnd(s.at+1))
	case next == '`' || next == '\'' || next == '"': // MySQL: @'any name'
		s.at++
		s.scan(t)
		t.set(value, t.start, t.end, '?')
	default:
		s.scanOperator(t)
	}
}

// scanVariable reads @@name; where only a mark is left of the name, the two bytes are an operator.
func (s *scanner) scanVariable(t *token) {
	k, stop := name, s.wordBeforeMark(s.at+2, s.wordEnd(s.at+2))
	if stop == s.at+2 {
		k = sign
	}
	s.emit(t, k, stop)
}

func (s *scanner) isNameByte(c byte) bool {
	return s.actions[c] == word
}

// scanQuestion reads ? and ?1 as values and ?| and ?& as operators. The operator ? cannot be told from a
// parameter without knowing the types; both are written as ?, so it makes no difference. JDBC doubles
// operators: ?? ??| ??&.
func (s *scanner) scanQuestion(t *token) {
	after := s.at + 1
	if s.byteAt(after) == '?' {
		after++
	}
	if c := s.byteAt(after); s.jsonOperators && (c == '|' || c == '&') && s.byteAt(after+1) != c {
		s.at = after - 1
		s.emit(t, sign, after+1)
		return
	}
	for s.actions[s.byteAt(after)] == digit {
		after++
	}
	s.emit(t, value, after)
}

// scanPercent reads the Python parameters %s and %(name)s; %% is how such texts write the operator %.
func (s *scanner) scanPercent(t *token) {
	next := s.peek(1)
	if next == '%' {
		s.at++
		s.emitByte(t, sign)
		return
	}
	if next == '(' {
		if stop := s.wordEnd(s.at + 2); s.byteAt(stop) == ')' && isFormat(s.byteAt(stop+1)) {
			s.emit(t, value, stop+2)
			return
		}
	}
	if isFormat(next) && !s.inWord[s.peek(2)] && !s.touchesOperand() {
		s.emit(t, value, s.at+2)
		return
	}
	s.emitByte(t, sign)
}

func isFormat(c byte) bool {
	return c == 's' || c == 'd' || c == 'b' || c == 't'
}

// scanBrace reads ClickHouse's {name:Type}.
func (s *scanner) scanBrace(t *token) {
	const longestType = 256 // bytes; a bound, so that many open braces cost linear time
	if s.braceParameters {
		stop := s.wordEnd(s.at + 1)
		rest := s.text[stop:min(len(s.text), stop+longestType)]
		if n := strings.IndexByte(rest, '}'); n > 0 && rest[0] == ':' {
			s.emit(t, value, stop+n+1)
			return
		}
	}
	s.emitByte(t, sign)
}
