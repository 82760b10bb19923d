package sqlfingerprint

// scanOperator reads a run of operator bytes: = <> ->> ||. It stops where a comment, a parameter or the sign
// of a number begins, so that `a=-1`, `a=@p` and `a=/* */1` are cut right.
func (s *scanner) scanOperator(t *token) {
	if s.slashPatterns && s.scanPattern(t) {
		return
	}
	i := s.at + 1
	for i < len(s.text) && s.continuesOperator(i) {
		i++
	}
	if stop := s.maskEnd(i); stop > 0 {
		s.emit(t, value, stop)
		return
	}
	s.emit(t, sign, i)
	if s.slashPatterns && s.text[i-1] == '~' {
		s.patternAt = i
	}
}

// continuesOperator tells whether the byte at i belongs to the operator before it.
func (s *scanner) continuesOperator(i int) bool {
	before, c := s.text[i-1], s.text[i]
	switch c {
	case '<', '>', '=', '~', '|', '&', '^', '!':
		return before != '*' && before != '+' && (c != '<' || before != '=') || c == '='
	case '#':
		return s.actions[c] == operator
	case '*':
		return before == '*' || before == '~'
	case '-':
		return s.dashInOperator(i)
	case '@':
		return before == '<' && s.atOperators || before == '@'
	case '?':
		return before == '@' && s.jsonOperators
	case '/':
		return before == '|' && s.byteAt(i+1) != '*' && (!s.slashComments || s.byteAt(i+1) != '/')
	default:
		return false
	}
}

// dashInOperator knows the operators with a dash inside or at the end: <-> -|- #-.
func (s *scanner) dashInOperator(i int) bool {
	before, after := s.text[i-1], s.byteAt(i+1)
	return before == '<' && after == '>' || before == '|' && after != '-' && i-s.at == 2 && s.text[s.at] == '-' ||
		before == '#' && after != '-' && s.actions['#'] == operator
}
