package sqlfingerprint

import "strings"

// scanner cuts a text into tokens. White space, comments and marks are no tokens. No byte is looked at
// more than a constant number of times, so a text costs linear time.
type scanner struct {
	text string
	at   int
	*traits
	// cut is set where the text ended inside a token, or says that it was truncated.
	cut bool
	// afterDot is set behind a period: what follows is a name, never a keyword.
	afterDot bool
	// patternAt is where the last =~ or !~ ended; 0 before the first. See scanPattern.
	patternAt int
}

func newScanner(t *traits, text string) scanner {
	text, cut := trimMark(text)
	return scanner{text: text, traits: t, cut: cut}
}

// place is where the scanner stands, so that it can go back to it after a look at the tokens to come.
type place struct {
	at            int
	cut, afterDot bool
}

func (s *scanner) place() place { return place{s.at, s.cut, s.afterDot} }

func (s *scanner) backTo(p place) { s.at, s.cut, s.afterDot = p.at, p.cut, p.afterDot }

// mark ends a text that was truncated; instrumentations also write three periods.
const mark = "…"

// trimMark takes the mark off the end.
func trimMark(text string) (rest string, cut bool) {
	for {
		n := len(text)
		if n == 0 {
			return text, cut
		}
		switch last := text[n-1]; {
		case isBlank(last):
			text = text[:n-1]
		case last == '.' && strings.HasSuffix(text, "..."):
			text, cut = text[:n-len("...")], true
		case last == mark[2] && strings.HasSuffix(text, mark):
			text, cut = text[:n-len(mark)], true
		default:
			return text, cut
		}
	}
}

// scan reads the next token into t.
func (s *scanner) scan(t *token) {
	for {
		i := s.at
		for i < len(s.text) && s.actions[s.text[i]] == blank {
			i++
		}
		s.at = i
		if i >= len(s.text) {
			t.set(end, i, i, 0)
			return
		}
		c := s.text[i]
		switch s.actions[c] {
		case word:
			if c == mark[0] && s.skipMarks() {
				continue
			}
			s.scanWord(t)
		case separator:
			s.emitByte(t, comma)
		case opening:
			s.scanOpening(t, c)
		case closing:
			s.emitByte(t, shut)
		case dot:
			s.scanDot(t)
		case digit:
			s.scanNumber(t)
		case singleQuote:
			s.scanString(t, s.at)
		case doubleQuote:
			s.scanDouble(t)
		case operator:
			s.scanOperator(t)
		case dash, slash, lineComment:
			if s.skipComment(c) {
				continue
			}
			s.scanOperator(t)
		default:
			s.scanRare(t, c)
		}
		return
	}
}

// scanRare reads the tokens that most texts have few of.
func (s *scanner) scanRare(t *token, c byte) {
	switch s.actions[c] {
	case dollar:
		s.scanDollar(t)
	case question:
		s.scanQuestion(t)
	case backtick:
		s.scanQuoted(t, '`')
	case bracketName:
		s.scanQuoted(t, ']')
	case colon:
		s.scanColon(t)
	case at:
		s.scanAt(t)
	case percent:
		s.scanPercent(t)
	case brace:
		s.scanBrace(t)
	default:
		s.scanSpecial(t, c)
	}
}

// emit makes the bytes up to end the next token.
func (s *scanner) emit(t *token, k kind, end int) {
	code := uint64('?')
	if k != value {
		code = codeOf(s.text, s.at, end)
	}
	t.set(k, s.at, end, code)
	s.at = end
	s.afterDot = false
}

// emitByte makes the current byte the next token.
func (s *scanner) emitByte(t *token, k kind) {
	t.set(k, s.at, s.at+1, uint64(s.text[s.at]))
	s.at++
	s.afterDot = k == period
}

func (s *scanner) scanSymbol(t *token, c byte) {
	if c == ';' {
		s.emitByte(t, semicolon)
		return
	}
	s.emitByte(t, sign)
}

// scanDot tells a period between names from the start of a number such as .5.
func (s *scanner) scanDot(t *token) {
	if s.actions[s.peek(1)] == digit && !s.touchesOperand() {
		s.scanNumber(t)
		return
	}
	if s.ellipsis(s.at) {
		s.emit(t, value, s.at+3)
		return
	}
	s.emitByte(t, period)
}

// ellipsis tells whether three periods stand at i: somebody left values out, as in IN (...).
func (s *scanner) ellipsis(i int) bool {
	return s.byteAt(i) == '.' && s.byteAt(i+1) == '.' && s.byteAt(i+2) == '.'
}

// touchesOperand tells whether the byte before can end an operand.
func (s *scanner) touchesOperand() bool {
	if s.at == 0 {
		return false
	}
	before := s.text[s.at-1]
	switch s.actions[before] {
	case closing, singleQuote, doubleQuote, backtick, question:
		return true
	default:
		return s.inWord[before]
	}
}

// peek is the byte n behind the current one, 0 after the end.
func (s *scanner) peek(n int) byte {
	if s.at+n < len(s.text) {
		return s.text[s.at+n]
	}
	return 0
}

// wordEnd is the end of the run of word bytes that starts at i.
func (s *scanner) wordEnd(i int) int {
	text, inWord := s.text, &s.inWord
	for i < len(text) && inWord[text[i]] {
		i++
	}
	return i
}
