package sqlfingerprint

import "strings"

// scanWord reads a name, a keyword, or a string that a word introduces (E'…', N'…', q'[…]').
func (s *scanner) scanWord(t *token) {
	start := s.at
	stop := s.wordEnd(start + 1)
	if s.text[stop-1] == mark[len(mark)-1] {
		if stop = s.wordBeforeMark(start, stop); stop == start {
			s.scan(t)
			return
		}
	}
	n := stop - start
	if n <= 2 && stop < len(s.text) && s.introducesString(stop) {
		s.scanPrefixed(t, stop)
		return
	}
	t.start, t.end = start, stop
	s.at = max(s.at, stop)
	if n <= maxKeyword {
		first, rest := fold(s.text, start, n)
		if info := findKeyword(first, rest, n); info != nil && s.isKeyword(info) {
			t.kind, t.word, t.code = keyword, info, info.code
			return
		}
	}
	t.kind = name
	t.code = load(s.text, start, min(8, n))
	s.afterDot = false
}

// wordBeforeMark takes marks off the end of a word: somebody cut the text there. It returns where the word
// ends without them and leaves the scanner behind them.
func (s *scanner) wordBeforeMark(start, stop int) int {
	word := s.text[start:stop]
	for strings.HasSuffix(word, mark) {
		word, s.cut = strings.TrimSuffix(word, mark), true
		s.at = stop
	}
	return start + len(word)
}

// isKeyword is false for names that only look like a keyword: those with a qualifier, and functions and
// types that are a qualifier themselves (`date.day`).
func (s *scanner) isKeyword(info *wordInfo) bool {
	if s.afterDot {
		return false
	}
	return !info.soft || !s.dotFollows()
}

func (s *scanner) dotFollows() bool {
	for i := s.at; i < len(s.text); i++ {
		if s.actions[s.text[i]] != blank {
			return s.text[i] == '.'
		}
	}
	return false
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
		s.scanQuoted(t, '"')
	case s.text[quote] == '&':
		s.scanString(t, quote+1)
	case s.quoteDelimiters && last == 'q':
		s.scanDelimited(t, quote)
	case quote == s.at+1 && first == 'e':
		s.emitString(t, s.stringEnd(quote, backslashEscapes))
	default:
		s.scanString(t, quote)
	}
}
