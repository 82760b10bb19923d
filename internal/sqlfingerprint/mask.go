package sqlfingerprint

import "strings"

// Maskers that ran before us leave words without quotes where numbers stood: ***, <PHONE>, [REDACTED:phone].
// They are values.

// maskEnd is the end of *** or <NAME> where the operator from the current byte to stop is the start of one; 0
// where it is not.
func (s *scanner) maskEnd(stop int) int {
	run := s.text[s.at:stop]
	switch {
	case len(run) >= 3 && strings.Trim(run, "*") == "":
		return stop
	case run != "<" || s.touchesOperand():
		return 0
	}
	end := s.capitalsEnd(stop)
	if end == stop || s.byteAt(end) != '>' {
		return 0
	}
	return end + 1
}

// capitalsEnd is the end of the run of capitals, digits and `_` that starts with a capital at i.
func (s *scanner) capitalsEnd(i int) int {
	start := i
	for i < len(s.text) {
		c := s.text[i]
		if (c < 'A' || c > 'Z') && (i == start || c != '_' && (c < '0' || c > '9')) {
			break
		}
		i++
	}
	return i
}

// scanOpening reads a bracket, or what stands in for a value: [REDACTED:email].
func (s *scanner) scanOpening(t *token, c byte) {
	if c == '[' {
		if stop := s.bracketMaskEnd(); stop > 0 {
			s.emit(t, value, stop)
			return
		}
	}
	s.emitByte(t, open)
}

// bracketMaskEnd is the end of [NAME] or [NAME:name] for the words that maskers write; 0 where there is none.
// The words are few since [Name] is a name or a subscript, too. What is no token may stand inside the brackets: it is
// gone once the text is normalised.
func (s *scanner) bracketMaskEnd() int {
	here := s.place()
	defer s.backTo(here)
	s.at++
	s.skipGaps()
	stop := s.capitalsEnd(s.at)
	switch s.text[s.at:stop] {
	case "REDACTED", "MASKED", "FILTERED":
	default:
		return 0
	}
	if s.byteAt(stop) == ':' {
		stop = s.wordEnd(stop + 1)
	}
	s.at = stop
	s.skipGaps()
	if s.byteAt(s.at) != ']' {
		return 0
	}
	return s.at + 1
}

// skipGaps skips white space, comments and marks.
func (s *scanner) skipGaps() {
	for s.skipGap(); s.peek(0) == mark[0] && s.skipMarks(); {
		s.skipGap()
	}
}
