package sqlfingerprint

const singleQuotes, backslashes = '\'' * everyByte, '\\' * everyByte

// plainValue reads the parameter or the literal at i.
func (s *scanner) plainValue(i int, a action) (kind, int) {
	next := s.byteAt(i + 1)
	switch a {
	case singleQuote, doubleQuote:
		return s.plainString(i, s.text[i])
	case digit:
		return s.plainNumber(i)
	case dollar:
		if s.actions[next] == digit && !s.tclNames {
			return s.plainParameter(i + 1)
		}
	case colon:
		if s.actions[next] == word && (!s.colonJoins || i > 0 && !s.operandBefore(i)) {
			return s.plainParameter(i + 1)
		}
	case at:
		if s.actions[next] == word && next != '@' && !s.atHints {
			return s.plainParameter(i + 1)
		}
	case question:
		if k := s.actions[next]; k == blank || k == separator || k == closing {
			return value, i + 1
		}
	}
	return end, i
}

// operandBefore tells whether the byte before i may end an operand.
func (s *scanner) operandBefore(i int) bool {
	c := s.text[i-1]
	return c != '=' && c != '(' && c != ',' && s.actions[c] != blank
}

// plainString reads a string without a backslash.
func (s *scanner) plainString(i int, quote byte) (kind, int) {
	stop := quotedStop(s.text, i+1, quote, s.backslash != backslashPlain)
	if stop == 0 {
		return end, i
	}
	if c := s.byteAt(s.skipBlanks(stop)); c == '\'' || c == '"' && s.adjacentStrings {
		return end, i // it would go on there, see continuedEnd
	}
	return value, stop
}

// plainQuoted reads a quoted name.
func (s *scanner) plainQuoted(i int, quote byte) (kind, int) {
	if stop := quotedStop(s.text, i+1, quote, false); stop > 0 {
		return quoted, stop
	}
	return end, i
}

// quotedStop finds the byte behind the closing quote; 0 where there is none, it is doubled, or where a
// backslash comes first.
func quotedStop(text string, i int, quote byte, escapes bool) int {
	quotes := uint64(quote) * everyByte
	for ; i < len(text); i += 8 {
		chunk := window(text, i)
		found := equals(chunk, quotes)
		if escapes && equals(chunk, backslashes) != 0 {
			return 0
		}
		if found == 0 {
			continue
		}
		if i += firstOf(found) + 1; i < len(text) && text[i] == quote {
			return 0
		}
		return i
	}
	return 0
}

// plainNumber reads digits, perhaps with a period among them.
func (s *scanner) plainNumber(i int) (kind, int) {
	text := []byte(s.text) // no copy: the bytes are only read
	if s.uuids && byteOf(text, i+8) == '-' {
		return end, i
	}
	i = digitsEnd(text, i+1)
	if byteOf(text, i) == '.' && s.actions[byteOf(text, i+1)] == digit {
		i = digitsEnd(text, i+1)
	}
	if c := byteOf(text, i); c == '.' || s.inWord[c] {
		return end, i
	}
	return value, i
}

// plainParameter reads the number or the name of a parameter, without its first byte.
func (s *scanner) plainParameter(i int) (kind, int) {
	for i < len(s.text) && isWordByte(s.text[i]) {
		i++
	}
	if s.inWord[s.byteAt(i)] {
		return end, i
	}
	return value, i
}

// plainOperator reads an operator of bytes that only comparisons and || are made of, or one byte alone.
func (s *scanner) plainOperator(i int) (kind, int) {
	stop := i + 1
	if isComparison(s.text[i]) {
		for isComparison(s.byteAt(stop)) {
			if s.text[stop] == '<' && s.text[stop-1] == '=' {
				return end, i // another operator starts there
			}
			stop++
		}
	} else if s.text[i] != '*' {
		return end, i
	}
	if s.text[i] == '<' && stop == i+1 && s.actions[s.byteAt(stop)] == word {
		return end, i // see maskEnd
	}
	switch s.actions[s.byteAt(stop)] {
	case blank, word, digit, separator, closing, opening, singleQuote, doubleQuote, backtick, dollar, question, colon:
		return sign, stop
	case at:
		if s.text[stop-1] != '<' { // of the operator <@
			return sign, stop
		}
	}
	return end, i
}

func isComparison(c byte) bool { return c == '=' || c == '<' || c == '>' || c == '!' || c == '|' }

func isWordByte(c byte) bool { return c|0x20-'a' < 26 || c-'0' < 10 || c == '_' }
