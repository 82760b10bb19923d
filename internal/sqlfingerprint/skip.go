package sqlfingerprint

import "encoding/binary"

// Long lists and many rows are where texts get long, so what repeats is skipped byte by byte as long as it is
// of the plainest kind: numbers, strings, ? and $1. At anything else these functions stop before it, and the
// token-wise ones of list.go go on; both skip the same.

// skipPlainValues is called behind a comma of a list of values and skips values with the comma behind each.
// It is true where it came to the closing bracket.
func (s *scanner) skipPlainValues() bool {
	for {
		s.skipNumbers()
		stop := s.plainValueEnd(s.skipBlanks(s.at))
		if stop == 0 {
			return false
		}
		stop = s.skipBlanks(stop)
		switch s.actions[s.byteAt(stop)] {
		case separator:
			s.at = stop + 1
		case closing:
			s.at = stop
			return true
		default:
			return false
		}
	}
}

// skipNumbers skips numbers of at most seven digits with a blank before and a comma behind, or without the blank, as
// long as it has eight bytes to look at.
func (s *scanner) skipNumbers() {
	text, at := []byte(s.text), s.at // no copy: the bytes are only read
	for at >= 0 && at+9 <= len(text) {
		i := at
		if text[i] == ' ' {
			i++
		}
		chunk := binary.LittleEndian.Uint64(text[i : i+8])
		stops := below0(chunk)
		stops &= -stops
		digits := chunk & (stops>>7 - 1)
		n := lengthOf(stops)
		if n == 0 || (digits+(0x80-'9'-1)*everyByte|digits)&highBits != 0 || text[i+n] != ',' {
			break
		}
		at = i + n + 1
	}
	s.at = at
}

func (s *scanner) skipBlanks(i int) int {
	for i < len(s.text) && s.actions[s.text[i]] == blank {
		i++
	}
	return i
}

// plainValueEnd is the end of a plain value that starts at i, 0 where none does.
func (s *scanner) plainValueEnd(i int) int {
	switch c := s.byteAt(i); s.actions[c] {
	case singleQuote:
		return s.stringEnd(i, s.backslash)
	case question:
		return i + 1
	case dollar:
		if s.actions[s.byteAt(i+1)] != digit {
			return 0
		}
		i++
	case digit:
	default:
		return 0
	}
	for s.actions[s.byteAt(i)] == digit {
		i++
	}
	return i
}

// skipPlainRow is called behind a comma between rows and skips the next row. It is false, and skipped nothing,
// where there is none or it is not plain.
func (s *scanner) skipPlainRow() bool {
	text, actions := []byte(s.text), &s.actions // no copy: the bytes are only read
	i := s.skipBlanks(s.at)
	if s.byteAt(i) != '(' || len(text) < 8 { // see windowOf
		return false
	}
	for depth := 0; uint(i) < uint(len(text)); {
		switch actions[text[i]] {
		case blank, separator, dot, question:
			i++
		case word, digit:
			i += max(1, firstOf(notWord(windowOf(text, i))))
		case opening:
			depth++
			i++
		case closing:
			i++
			if depth--; depth == 0 {
				s.at = i
				return true
			}
		case singleQuote:
			before := text[i-1]
			if i = s.rowString(text, i); i == 0 || s.inWord[before] || before == '&' {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// rowString is the end of the string at i, 0 where it does not end.
func (s *scanner) rowString(text []byte, i int) int {
	escapes := s.backslash != backslashPlain
	for at := i + 1; at < len(text); at += 8 {
		chunk := windowOf(text, at)
		if escapes && equals(chunk, backslashes) != 0 {
			break
		}
		found := equals(chunk, singleQuotes)
		if found == 0 {
			continue
		}
		if at += firstOf(found) + 1; byteOf(text, at) == '\'' {
			break
		}
		return at
	}
	return s.stringEnd(i, s.backslash)
}
