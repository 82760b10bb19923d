package sqlfingerprint

// scanPattern reads the pattern behind =~ or !~: /cpu.*/. It is false where none starts here.
// Source: InfluxQL reference, "Regular expressions".
func (s *scanner) scanPattern(t *token) bool {
	if s.text[s.at] != '/' {
		return false
	}
	if !s.gapSince(s.patternAt) {
		s.patternAt = 0 // nor does one start at any later slash
		return false
	}
	stop := s.at + 1
	for stop < len(s.text) && s.text[stop] != '/' {
		if s.text[stop] == '\\' {
			stop++
		}
		stop++
	}
	s.cut = s.cut || stop >= len(s.text)
	s.emit(t, value, min(stop+1, len(s.text)))
	return true
}

// gapSince tells whether nothing but white space, comments and marks stands from i to the current byte.
func (s *scanner) gapSince(i int) bool {
	if i == 0 || i > s.at {
		return false
	}
	gap := *s
	for gap.at = i; gap.at < s.at; {
		switch c := gap.text[gap.at]; gap.actions[c] {
		case blank:
			gap.at++
		case dash, slash, lineComment:
			if !gap.skipComment(c) {
				return false
			}
		case word:
			if c != mark[0] || !gap.skipMarks() {
				return false
			}
		default:
			return false
		}
	}
	return gap.at == s.at
}
