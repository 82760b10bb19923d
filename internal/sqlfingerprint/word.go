package sqlfingerprint

import "strings"

// scanWord reads a name, a keyword, or a string that a word introduces (E'…', N'…', q'[…]').
func (s *scanner) scanWord(t *token) {
	start := s.at
	first, n := s.shortWord(start)
	if n == 0 {
		s.scanLongWord(t)
		return
	}
	if n <= 2 && start+n < len(s.text) && s.introducesString(start+n) {
		s.scanPrefixed(t, start+n)
		return
	}
	s.at = start + n
	s.emitWord(t, start, n, first, 0)
}

// shortWord reads a word of at most seven bytes in one piece, without a look at each byte; n is 0 where the
// word is longer or not plain ASCII.
func (s *scanner) shortWord(start int) (first uint64, n int) {
	if start+8 > len(s.text) {
		return 0, 0
	}
	chunk := load(s.text, start)
	stops := notWord(chunk)
	n = firstOf(stops)
	if n == 8 || s.inWord[s.text[start+n]] {
		return 0, 0
	}
	return beforeFirst(chunk, stops), n
}

// scanLongWord reads a word byte by byte.
func (s *scanner) scanLongWord(t *token) {
	start := s.at
	if s.currencies && s.text[start] >= 0x80 && s.scanCurrency(t) {
		return
	}
	stop := s.wordEnd(start + 1)
	if s.text[stop-1] == mark[len(mark)-1] {
		stop = s.wordBeforeMark(start, stop)
	}
	n := stop - start
	if n <= 2 && stop < len(s.text) && s.introducesString(stop) {
		s.scanPrefixed(t, stop)
		return
	}
	s.at = stop
	if n > maxKeyword {
		s.emitLongWord(t, start, stop)
		return
	}
	first, rest := loadPart(s.text, start, min(8, n)), uint64(0)
	if n > 8 {
		rest = loadPart(s.text, start+8, n-8)
	}
	s.emitWord(t, start, n, first, rest)
}

// emitLongWord does what emitWord does for words of more than maxKeyword bytes.
func (s *scanner) emitLongWord(t *token, start, stop int) {
	if stop-start <= longestKeyword {
		first, rest := foldKeyword(s.text[start:stop])
		if info := keywords.find(first, rest, stop-start); info != nil && s.isKeyword(info) {
			t.set(keyword, start, stop, info.code)
			t.id, t.soft, t.text = info.id, info.soft, info.text
			return
		}
	}
	t.set(name, start, stop, codeOf(s.text, start, stop))
	s.afterDot = false
}

// emitWord tells a keyword from a name of at most maxKeyword bytes; first and rest are its bytes.
func (s *scanner) emitWord(t *token, start, n int, first, rest uint64) {
	info := keywords.find(first&^lowerCaseBits, rest&^lowerCaseBits, n)
	if info != nil && s.isKeyword(info) {
		t.set(keyword, start, start+n, info.code)
		t.id, t.soft, t.text = info.id, info.soft, info.text
		s.afterDot = false
		return
	}
	if n > 8 {
		first = mix(mix(seed^uint64(n), first), rest)
	}
	t.set(name, start, start+n, first)
	s.afterDot = false
}

// skipMarks skips a word of nothing but marks.
func (s *scanner) skipMarks() bool {
	stop := s.wordEnd(s.at)
	if strings.Trim(s.text[s.at:stop], mark) != "" {
		return false
	}
	s.at, s.cut = stop, true
	return true
}

// wordBeforeMark takes marks off the end of a word: somebody cut the text there. It returns where the word
// ends without them. They are tokens of their own then, which skipMarks skips.
func (s *scanner) wordBeforeMark(start, stop int) int {
	return start + len(strings.TrimRight(s.text[start:stop], mark))
}

// isKeyword is false for names that only look like a keyword: those with a qualifier (but s.NEXTVAL is no column), and functions,
// types and ClickHouse's database `default` that are a qualifier themselves (`date.day`).
func (s *scanner) isKeyword(info *wordInfo) bool {
	if s.afterDot {
		return info.id == kwNextval
	}
	return !info.qualifies() || !s.dotFollows()
}

// dotFollows tells whether the next token is a period.
func (s *scanner) dotFollows() bool {
	i := s.skipBlanks(s.at)
	if i >= len(s.text) {
		return false
	}
	switch c := s.text[i]; s.actions[c] {
	case dot:
		return (i == s.at || s.actions[s.byteAt(i+1)] != digit) && !s.ellipsis(i)
	case dash, slash, lineComment:
		return s.dotFollowsGap()
	default:
		return c == mark[0] && s.dotFollowsGap()
	}
}

// dotFollowsGap does what dotFollows does where comments or marks may stand before the period.
func (s *scanner) dotFollowsGap() bool {
	here := s.place()
	defer s.backTo(here)
	for {
		s.at = s.skipBlanks(s.at)
		if s.at >= len(s.text) {
			return false
		}
		switch c := s.text[s.at]; s.actions[c] {
		case dash, slash, lineComment:
			if !s.skipComment(c) {
				return false
			}
		case word:
			if c != mark[0] || !s.skipMarks() {
				return false
			}
		default:
			return c == '.' && (s.touchesOperand() || s.actions[s.peek(1)] != digit) && !s.ellipsis(s.at)
		}
	}
}

// introducesString tells whether a quote follows a word of one or two letters, at stop: such a word is part
// of a string. U&'…' is one as well, and U&"…" a name.
func (s *scanner) introducesString(stop int) bool {
	switch s.text[stop] {
	case '\'':
		return true
	case '"':
		return s.doubleIsString
	case '&':
		return stop == s.at+1 && s.text[s.at]|0x20 == 'u' && stop+1 < len(s.text) &&
			(s.text[stop+1] == '\'' || s.text[stop+1] == '"')
	default:
		return false
	}
}

// scanPrefixed reads a string behind its introducer; quote is the position of the quote (or of the &).
func (s *scanner) scanPrefixed(t *token, quote int) {
	first, last := s.text[s.at]|0x20, s.text[quote-1]|0x20
	switch {
	case s.text[quote] == '&' && s.text[quote+1] == '"':
		s.at = quote + 1
		s.scanDouble(t)
	case s.text[quote] == '&':
		s.emitString(t, s.escapeClauseEnd(s.stringEnd(quote+1, s.backslash)))
	case s.quoteDelimiters && last == 'q':
		s.scanDelimited(t, quote)
	case quote == s.at+1 && first == 'e':
		s.emitString(t, s.continuedEnd(s.stringEnd(quote, backslashEscapes), backslashEscapes))
	default:
		s.scanString(t, quote)
	}
}
