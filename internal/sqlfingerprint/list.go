package sqlfingerprint

// bit is the bit of a depth; brackets nested deeper than 63 are not folded.
func bit(depth uint) uint64 { return 1 << depth }

// onOpen notes what kind of bracket opened: the list of IN or ARRAY, an array literal, or any other.
func (s *stream) onOpen() {
	s.depth++
	s.lists &^= bit(s.depth)
	s.rows &^= bit(s.depth)
	if s.listNext || s.text[s.tok.start] == '[' && (!s.before.operand() || s.arrayOfArrays()) {
		s.lists |= bit(s.depth)
	}
	s.listNext, s.named = false, false
}

// arrayOfArrays is true for the inner brackets of ARRAY[[1, 2], [3, 4]].
func (s *stream) arrayOfArrays() bool {
	return s.before.kind == open && s.lists&bit(s.depth-1) != 0
}

func (s *stream) onShut() {
	if s.depth > 0 {
		s.depth--
	}
	s.listNext, s.named, s.plain = false, false, false
}

// skipItems is called at a comma and skips the items behind it that only repeat what was given already:
// further values of a list, further rows of VALUES. It is true where the comma itself is to be skipped.
func (s *stream) skipItems() bool {
	d := bit(s.depth)
	s.named = false
	switch {
	case (s.lists|s.rows)&d == 0:
		return false
	case s.lists&d != 0 && s.plain && s.before.kind != period && s.before.kind != cast:
		return s.waiting == 0 && s.skipPlainValues() || s.skipValue()
	case s.before.kind == shut:
		return s.waiting == 0 && s.skipPlainRow() || s.skipRow()
	default:
		return false
	}
}

// skipValue skips one value with its signs and casts.
func (s *stream) skipValue() bool {
	next := s.look()
	if s.isNumberSign(&next) {
		signed := s.look()
		for s.isNumberSign(&signed) { // of several signs the last one counts, as in onSign
			next, signed = signed, s.look()
		}
		if !signed.literal() {
			s.unread(signed)
			s.unread(next)
			return false
		}
		next = signed
	}
	if !next.literal() {
		s.unread(next)
		return false
	}
	s.skipCasts()
	return true
}

// skipCasts skips ::text, ::character varying, ::int[].
func (s *stream) skipCasts() {
	next := s.look()
	for next.kind == cast || next.kind == period {
		next = s.look()
		for next.kind == name || next.kind == keyword || next.kind == quoted {
			next = s.look()
		}
		if next.kind == open && s.text[next.start] == '[' {
			next = s.look()
			if next.kind == shut {
				next = s.look()
			}
		}
	}
	s.unread(next)
}

// skipRow skips one bracketed row: (1, 2), ROW (1, 2) or [1, 2].
func (s *stream) skipRow() bool {
	next := s.look()
	if next.is(kwRow) {
		next = s.look()
	}
	if next.kind != open {
		s.unread(next)
		return false
	}
	for depth := 1; depth > 0; {
		switch next = s.look(); next.kind {
		case open:
			depth++
		case shut:
			depth--
		case end:
			s.cut = true
			s.unread(next)
			return true
		}
	}
	return true
}
