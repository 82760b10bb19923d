package sqlfingerprint

// bit is the bit of a depth; brackets nested deeper than 63 are not folded.
func bit(depth uint) uint64 { return 1 << depth }

// onOpen notes what kind of bracket opened: the list of IN or ARRAY, an array literal, or any other.
func (s *stream) onOpen() {
	s.depth++
	s.lists &^= bit(s.depth)
	s.rows &^= bit(s.depth)
	if s.listNext || s.text[s.tok.start] != '(' && (s.bracketLists || !s.before.operand() || s.arrayOfArrays()) {
		s.lists |= bit(s.depth)
	}
	s.listNext, s.named = false, false
	s.plain = s.plain && s.text[s.tok.start] == '['
	s.startItem()
}

// arrayOfArrays is true for the inner brackets of ARRAY[[1, 2], [3, 4]].
func (s *stream) arrayOfArrays() bool {
	return s.before.kind == open && s.lists&bit(s.depth-1) != 0
}

func (s *stream) onShut() {
	if s.depth > 0 {
		s.depth--
	}
	s.listNext, s.named = false, false
	s.plain = s.plain && s.before.kind == open // the brackets of a cast: ::int[]
}

// skipItems is called at a comma and skips the items behind it that only repeat what was given already:
// further values of a list, further rows of VALUES. It is true where the comma itself is to be skipped.
func (s *stream) skipItems() bool {
	d := bit(s.depth)
	switch {
	case (s.lists|s.rows)&d == 0:
		return false
	case s.lists&d != 0 && s.itemEnds() && (s.skipPlainValues() || s.skipValue()):
		return true
	case s.before.kind == shut && (s.skipPlainRow() || s.skipRow()):
		return true
	default:
		return s.skipRepeat()
	}
}

// skipLooseRow skips a row of VALUES behind another one without a comma between them.
// Source: ClickHouse, format Values: the comma is optional.
func (s *stream) skipLooseRow() bool {
	if s.before.kind != shut || s.rows&bit(s.depth) == 0 || s.text[s.tok.start] != '(' {
		return false
	}
	s.at = s.tok.start
	return s.skipPlainRow() || s.skipRow()
}

// itemEnds tells whether the item before the comma is a value with no more than a cast.
func (s *stream) itemEnds() bool {
	switch s.before.kind {
	case period, cast, open:
		return false
	default:
		return s.plain
	}
}

func (s *stream) onComma() {
	s.plain, s.named, s.listNext = false, s.secretFollows(), false
	s.startItem()
}

// scanItem scans the first token of an item. Semicolons behind which nothing comes are the end: they are dropped, see
// skipSemicolon.
func (s *stream) scanItem(next *token) {
	s.scan(next)
	if next.kind != semicolon {
		return
	}
	here, first := s.place(), *next
	for next.kind == semicolon {
		s.scan(next)
	}
	if next.kind != end {
		next.copy(&first)
		s.backTo(here)
	}
}

// skipValue skips one value with its signs and casts, if it is all of the item: of 1 + a nothing is skipped.
func (s *stream) skipValue() bool {
	here := s.place()
	var next token
	s.scanItem(&next)
	for s.isNumberSign(&next) { // of several signs the last one counts, as in onSign
		s.scan(&next)
	}
	if next.kind == end {
		s.cut = true
		return true
	}
	if next.literal() {
		last := s.skipCasts(&next)
		switch next.kind {
		case comma, shut, semicolon, end:
			s.backTo(last)
			return true
		}
	}
	s.backTo(here)
	return false
}

// skipCasts skips ::text, ::character varying, ::int[]. It reads the token behind them into next and returns
// the place of that token.
func (s *stream) skipCasts(next *token) place {
	here := s.place()
	s.scan(next)
	for next.kind == cast || next.kind == period {
		here = s.skipType(next)
	}
	return here
}

// skipType does what skipCasts does for one type.
func (s *stream) skipType(next *token) place {
	here := s.place()
	s.scan(next)
	for next.kind == name || next.kind == keyword || next.kind == quoted {
		here = s.place()
		s.scan(next)
	}
	if next.kind == open && s.text[next.start] == '[' {
		if s.scan(next); next.kind == shut {
			here = s.place()
			s.scan(next)
		}
	}
	return here
}

// skipRow skips one bracketed row: (1, 2), ROW (1, 2) or [1, 2].
func (s *stream) skipRow() bool {
	here := s.place()
	var next token
	s.scanItem(&next)
	if next.kind == end {
		s.cut = true
		return true
	}
	if next.is(kwRow) {
		s.scan(&next)
	}
	if next.kind != open {
		s.backTo(here)
		return false
	}
	for depth := 1; depth > 0; {
		switch s.scan(&next); next.kind {
		case open:
			depth++
		case shut:
			depth--
		case end:
			s.cut = true
			return true
		}
	}
	return true
}
