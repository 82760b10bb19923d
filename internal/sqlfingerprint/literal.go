package sqlfingerprint

import "strings"

// scanString reads the string whose quote is at quote and makes it, from s.at on, one value.
func (s *scanner) scanString(t *token, quote int) {
	s.emitString(t, s.continuedEnd(s.stringEnd(quote, s.backslash), s.backslash))
}

// emitString emits a value up to end; an end of 0 says that the text ended first.
func (s *scanner) emitString(t *token, end int) {
	if end == 0 {
		end, s.cut = len(s.text), true
	}
	s.emit(t, value, end)
}

// stringEnd finds the byte behind the string that starts at quote; 0 where it does not end. A doubled quote
// is a quote inside.
func (s *scanner) stringEnd(quote int, escape backslash) int {
	q := s.text[quote]
	if s.tripleQuotes && s.byteAt(quote+1) == q && s.byteAt(quote+2) == q {
		return s.tripleEnd(quote + 3)
	}
	i := quote + 1
	for {
		n := strings.IndexByte(s.text[i:], q)
		if n < 0 {
			return 0
		}
		if escape != backslashPlain && strings.IndexByte(s.text[i:i+n], '\\') >= 0 {
			return s.escapedEnd(i, q, escape)
		}
		if i += n + 1; s.byteAt(i) != q {
			return i
		}
		i++
	}
}

// escapedEnd does what stringEnd does, from i on, for a string with backslashes.
func (s *scanner) escapedEnd(i int, q byte, escape backslash) int {
	for ; i < len(s.text); i++ {
		switch s.text[i] {
		case q:
			if s.byteAt(i+1) != q {
				return i + 1
			}
			i++
		case '\\':
			if escape == backslashEscapes || !s.endsBehind(i+1, q) {
				i++
			}
		}
	}
	return 0
}

// endsBehind tells whether the quote at i is followed by something that can only stand behind a string.
func (s *scanner) endsBehind(i int, q byte) bool {
	if i >= len(s.text) || s.text[i] != q {
		return true // the backslash is not before a quote: it changes nothing
	}
	if i+1 >= len(s.text) {
		return true
	}
	switch s.text[i+1] {
	case ',', ')', ';', ' ', '\n', '\t', '\r', ':', '|':
		return true
	default:
		return false
	}
}

// scanDouble reads "…": a name, or a string where the dialect says so.
func (s *scanner) scanDouble(t *token) {
	if s.doubleIsString {
		s.scanString(t, s.at)
		return
	}
	s.scanQuoted(t, '"')
}

// scanQuoted reads a quoted name; the closing byte stands for itself when doubled. A name that does not end
// may be anything and becomes a value.
func (s *scanner) scanQuoted(t *token, closing byte) {
	i := s.at + 1
	for {
		n := strings.IndexByte(s.text[i:], closing)
		if n < 0 {
			s.cut = true
			s.emit(t, value, len(s.text))
			return
		}
		if i += n + 1; s.byteAt(i) != closing {
			break
		}
		i++
	}
	if closing == ']' && s.emitTemporary(t, s.at+1, i-1, i) {
		return
	}
	if closing == ']' && (s.bracketMaskEnd() == i || strings.IndexByte(s.text[s.at:i], '\'') >= 0) {
		s.emit(t, value, i) // more likely a list of strings in a dialect that was guessed wrong than a name
		return
	}
	s.emit(t, quoted, i)
}

// scanDelimited reads Oracle's q'[…]'; quote is the position of the quote.
// Source: Oracle SQL Language Reference, "Text Literals".
func (s *scanner) scanDelimited(t *token, quote int) {
	if quote+1 >= len(s.text) {
		s.emitString(t, 0)
		return
	}
	closer := s.text[quote+1]
	switch closer {
	case '[', '{', '<':
		closer += 2
	case '(':
		closer = ')'
	}
	for i := quote + 2; i+1 < len(s.text); i++ {
		if s.text[i] == closer && s.text[i+1] == '\'' {
			s.emit(t, value, i+2)
			return
		}
	}
	s.emitString(t, 0)
}

// scanNumber reads 1, 1.5, .5, 1e-9, 0xff, 1_000, 10L. A run that starts with a digit is a number, whatever
// letters follow, except where the dialect allows names to start with digits.
func (s *scanner) scanNumber(t *token) {
	if s.uuids && s.byteAt(s.at+8) == '-' && s.scanUUID(t) {
		return
	}
	i := s.wordEnd(s.at + 1)
	if s.digitNames {
		if stop := s.wordBeforeMark(s.at, i); s.namesWithDigits(stop) {
			s.emit(t, name, stop)
			return
		}
	}
	for i < len(s.text) {
		switch c := s.text[i]; {
		case c == '.' && s.actions[s.byteAt(i+1)] != dot:
		case (c == '-' || c == '+') && s.exponentBefore(i):
		default:
			s.emit(t, value, i)
			return
		}
		i = s.wordEnd(i + 1)
	}
	s.emit(t, value, i)
}

func (s *scanner) byteAt(i int) byte {
	if i < len(s.text) {
		return s.text[i]
	}
	return 0
}

// exponentBefore tells whether the sign at i belongs to an exponent: 1e-9, but not 0xe-9 nor 1e-x.
func (s *scanner) exponentBefore(i int) bool {
	if s.text[i-1]|0x20 != 'e' || s.actions[s.byteAt(i+1)] != digit {
		return false
	}
	for _, c := range []byte(s.text[s.at : i-1]) {
		if s.actions[c] != digit && c != '.' && c != '_' {
			return false
		}
	}
	return true
}

// namesWithDigits tells names such as 2fa_codes from numbers such as 2, 0x2f and 2e9.
func (s *scanner) namesWithDigits(stop int) bool {
	run := s.text[s.at:stop]
	letters := strings.TrimLeft(run, "0123456789")
	if letters == "" || run[0] == '.' {
		return false
	}
	if run[0] == '0' && len(run)-len(letters) == 1 && (letters[0]|0x20 == 'x' || letters[0]|0x20 == 'b') {
		return false
	}
	if s.typedNumbers && (len(letters) == 1 && strings.IndexByte("lsydf", letters[0]|0x20) >= 0 || strings.EqualFold(letters, "BD")) {
		return false
	}
	return letters[0]|0x20 != 'e' || strings.TrimLeft(letters[1:], "0123456789") != "" || s.byteAt(stop) == '_'
}

// continuedEnd goes on behind a string that ends at stop, while another piece of it follows on a later line.
// Source: the SQL standard; PostgreSQL, "Lexical Structure", 4.1.2.1: the escapes of the first piece hold in all.
func (s *scanner) continuedEnd(stop int, escape backslash) int {
	for stop > 0 && isBlank(s.byteAt(stop)) {
		next := s.skipBlanks(stop)
		if s.byteAt(next) != '\'' || strings.IndexByte(s.text[stop:next], '\n') < 0 {
			break
		}
		stop = s.stringEnd(next, escape)
	}
	return stop
}

// escapeClauseEnd goes on behind U&'…' that ends at stop, where UESCAPE 'c' follows.
func (s *scanner) escapeClauseEnd(stop int) int {
	if stop == 0 {
		return 0
	}
	word := s.skipBlanks(stop)
	if end := s.wordEnd(word); strings.EqualFold(s.text[word:end], "UESCAPE") {
		if quote := s.skipBlanks(end); s.byteAt(quote) == '\'' {
			return s.stringEnd(quote, backslashPlain)
		}
	}
	return stop
}

// tripleEnd finds the byte behind the string in three quotes whose text starts at i; 0 where it does not end.
// Source: GoogleSQL, "Lexical structure": quotes may stand alone inside, and a backslash escapes.
func (s *scanner) tripleEnd(i int) int {
	closing := s.text[i-3 : i]
	for ; i < len(s.text); i++ {
		switch {
		case s.text[i] == '\\':
			i++
		case strings.HasPrefix(s.text[i:], closing):
			return i + 3
		}
	}
	return 0
}
