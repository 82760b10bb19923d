package sqlfingerprint

// Long lists and many rows are where texts get long, so what repeats is skipped byte by byte as long as it is
// of the plainest kind: numbers, strings, ? and $1. At anything else these functions stop before it, and the
// token-wise ones of list.go go on; both skip the same.

// skipPlainValues is called behind a comma of a list of values and skips values with the comma behind each.
// It is true where it came to the closing bracket.
func (s *scanner) skipPlainValues() bool {
	for {
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
	i := s.skipBlanks(s.at)
	if s.byteAt(i) != '(' {
		return false
	}
	for depth := 0; i < len(s.text); i++ {
		switch s.actions[s.text[i]] {
		case opening:
			depth++
		case closing:
			if depth--; depth == 0 {
				s.at = i + 1
				return true
			}
		case singleQuote:
			stop := s.stringEnd(i, s.backslash)
			if stop == 0 || s.inWord[s.text[i-1]] || s.text[i-1] == '&' {
				return false
			}
			i = stop - 1
		case blank, separator, word, digit, dot, question:
		default:
			return false
		}
	}
	return false
}
