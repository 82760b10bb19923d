package sqlfingerprint

import "strings"

// skipComment skips the comment that starts here, if one does.
func (s *scanner) skipComment(c byte) bool {
	switch s.actions[c] {
	case dash:
		return s.skipDashComment()
	case slash:
		if s.slashComments && s.peek(1) == '/' && !s.inURL() {
			s.skipLine()
			return true
		}
		return s.skipBlockComment()
	default:
		s.skipLine()
		return true
	}
}

// inURL tells the slashes of PUT file://… from a comment. Source: Snowflake's SQL reference, "PUT".
func (s *scanner) inURL() bool {
	if !s.colonJoins || s.at == 0 {
		return false
	}
	before := s.text[:s.at]
	return strings.HasSuffix(before, ":") || strings.HasSuffix(before, ":/")
}

// skipDashComment skips a comment that starts with two dashes, to the end of its line.
func (s *scanner) skipDashComment() bool {
	if s.peek(1) != '-' {
		return false
	}
	if s.dashNeedsSpace && s.at+2 < len(s.text) && s.actions[s.text[s.at+2]] != blank {
		return false
	}
	s.skipLine()
	return true
}

func (s *scanner) skipLine() {
	if n := strings.IndexByte(s.text[s.at:], '\n'); n >= 0 {
		s.at += n + 1
		return
	}
	s.at = len(s.text)
}

// skipBlockComment skips /* … */, with optimizer hints and sqlcommenter's tags. A comment that does not end
// hides the rest of the text.
func (s *scanner) skipBlockComment() bool {
	if s.peek(1) != '*' {
		return false
	}
	body := s.at + 2
	first := strings.Index(s.text[body:], "*/")
	if first < 0 {
		s.at, s.cut = len(s.text), true
		return true
	}
	stop := body + first + 2
	if s.nestedComments {
		stop = s.nestedEnd(body, stop)
	}
	s.at = stop
	return true
}

// nestedEnd finds the end of a comment with comments inside. Where they do not all end, the text was cut.
func (s *scanner) nestedEnd(body, first int) int {
	if !strings.Contains(s.text[body:first], "/*") {
		return first
	}
	depth := 1
	for i := body; i+1 < len(s.text); i++ {
		switch {
		case s.text[i] == '/' && s.text[i+1] == '*':
			depth++
			i++
		case s.text[i] == '*' && s.text[i+1] == '/':
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	s.cut = true
	return len(s.text)
}
