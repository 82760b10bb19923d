package sqlfingerprint

import "strings"

// CQL writes UUIDs and durations without quotes, and collections in brackets: [1, 2], {1, 2}, {'a': 1}.
// Source: Apache Cassandra's "Cassandra Query Language", "Definitions" and "Data Types".

// scanHex reads a word, or a UUID that starts with a letter.
func (s *scanner) scanHex(t *token) {
	if s.byteAt(s.at+8) == '-' && !s.afterDot && s.scanUUID(t) {
		return
	}
	s.scanWord(t)
}

const uuidLength = len("550e8400-e29b-41d4-a716-446655440000")

// scanUUID reads a UUID; it is false where none starts. What the text ends in is one, too, if it cannot be a
// difference of numbers: it goes beyond the second dash, or has letters.
func (s *scanner) scanUUID(t *token) bool {
	rest := s.text[s.at:min(len(s.text), s.at+uuidLength)]
	n, letters := 0, false
	for n < len(rest) && isUUIDByte(n, rest[n]) {
		letters = letters || rest[n] > '9'
		n++
	}
	switch {
	case n == uuidLength && !s.inWord[s.byteAt(s.at+n)]:
		s.emit(t, value, s.at+n)
	case n < uuidLength && s.at+n == len(s.text) && (n > len("550e8400-e29b-") || letters && n > len("550e8400-")):
		s.emitString(t, 0)
	default:
		return false
	}
	return true
}

func isUUIDByte(at int, c byte) bool {
	switch at {
	case 8, 13, 18, 23:
		return c == '-'
	default:
		return isHex(c)
	}
}

// scanDuration reads a word, or a duration of ISO 8601: P1Y2M3DT4H, P2W, P0001-02-03T04:05:06. Those of
// another form (1h30m) start with a digit and are read as numbers.
func (s *scanner) scanDuration(t *token) {
	stop := s.wordBeforeMark(s.at, s.wordEnd(s.at+1))
	rest := s.text[stop:]
	switch run := s.text[s.at+1 : stop]; {
	case s.afterDot:
		s.scanWord(t)
	case isDate(run, rest):
		s.emit(t, value, stop+len(rest)-len(strings.TrimLeft(rest, "0123456789-:T")))
	case isDuration(run):
		s.emit(t, value, stop)
	default:
		s.scanWord(t)
	}
}

// isDuration tells the run behind a P from that of a name: it starts with a number, perhaps behind a T, and
// has nothing but numbers and units in it, a unit at least.
func isDuration(run string) bool {
	run = strings.TrimPrefix(run, "T")
	units := strings.TrimLeft(run, "0123456789")
	return units != run && units != "" && strings.Trim(units, "0123456789YMWDHST") == ""
}

// isDate tells a date from a difference: four digits, and two between dashes.
func isDate(run, rest string) bool {
	return len(run) == len("0001") && strings.Trim(run, "0123456789") == "" &&
		len(rest) > len("-02-") && rest[0] == '-' && rest[3] == '-' && strings.Trim(rest[1:3], "0123456789") == ""
}

// scanPair reads the colon between a key and its value. The name of a parameter starts with no digit, and a
// parameter never touches what stands before it.
func (s *scanner) scanPair(t *token) {
	next := s.peek(1)
	if next != ':' && (s.touchesOperand() || s.actions[next] == digit) {
		s.emitByte(t, sign)
		return
	}
	s.scanColon(t)
}
