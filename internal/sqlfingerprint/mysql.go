package sqlfingerprint

import "strings"

// charsets are the names that may introduce a literal: _utf8mb4'x', _binary 0x41. Any other word that starts
// with `_` is a name, even before a string, which is an alias then.
// Source: MySQL Reference Manual, "Supported Character Sets and Collations" and "Character Set Introducers".
var charsets = strings.Fields(`armscii8 ascii big5 binary cp1250 cp1251 cp1256 cp1257 cp850 cp852 cp866 cp932 dec8 eucjpms euckr gb18030
	gb2312 gbk geostd8 greek hebrew hp8 keybcs2 koi8r koi8u latin1 latin2 latin5 latin7 macce macroman sjis swe7 tis620 ucs2 ujis
	utf16 utf16le utf32 utf8 utf8mb3 utf8mb4`)

// scanIntroducer reads a name that starts with `_`, or a literal that a character set introduces.
func (s *scanner) scanIntroducer(t *token) {
	here, stop := s.place(), s.wordEnd(s.at+1)
	if !s.afterDot && isCharset(s.text[here.at+1:stop]) {
		s.at = stop
		if s.skipGap(); s.literalStarts() {
			if s.scan(t); t.kind == value {
				t.set(value, here.at, t.end, '?')
				return
			}
		}
		s.backTo(here)
	}
	s.scanWord(t)
}

func isCharset(word string) bool {
	for _, charset := range charsets {
		if len(word) == len(charset) && strings.EqualFold(word, charset) {
			return true
		}
	}
	return false
}

// skipGap skips white space and comments.
func (s *scanner) skipGap() {
	for {
		s.at = s.skipBlanks(s.at)
		switch c := s.peek(0); s.actions[c] {
		case dash, slash, lineComment:
			if s.at >= len(s.text) || !s.skipComment(c) {
				return
			}
		default:
			return
		}
	}
}

// literalStarts tells whether a string or a hexadecimal or bit literal starts here: what a character set may
// introduce. A parameter is none, so a folded literal is not folded with one more introducer.
func (s *scanner) literalStarts() bool {
	first, next := s.peek(0), s.peek(1)
	switch first {
	case '\'', '"':
		return true
	case 'x', 'X', 'b', 'B':
		return next == '\'' || next == '"'
	case '0':
		return next == 'x' || next == 'b'
	default:
		return false
	}
}

// scanListBind reads Vitess' ::name, a parameter for a list of values; MySQL has no casts with ::.
// Source: Vitess' go/vt/sqlparser/ast.go, ListArg.
func (s *scanner) scanListBind(t *token) {
	switch {
	case s.peek(1) != ':':
		s.scanColon(t)
	case s.inWord[s.peek(2)]:
		s.emit(t, value, s.wordEnd(s.at+2))
	default:
		s.emit(t, sign, s.at+2)
	}
}
