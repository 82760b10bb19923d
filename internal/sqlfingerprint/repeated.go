package sqlfingerprint

// listItem is the current item of a list of values: where it starts, and what itemCode says of it.
type listItem struct {
	at    int
	depth uint
	code  uint64
	known bool
}

func (s *stream) startItem() {
	if s.lists&bit(s.depth) != 0 {
		s.item = listItem{at: s.at, depth: s.depth}
	}
}

// skipRepeated is called at a comma in a list and skips the item behind it if it is the item before it up to
// literals, and has some: IN (DATE '2020-01-01', DATE '2021-01-01'), {'a': 1, 'b': 2}, IN (f(1), f(2)).
func (s *stream) skipRepeated() bool {
	if s.item.depth != s.depth {
		return false // a list inside the item was read since
	}
	here := s.place()
	if !s.item.known {
		s.backTo(place{at: s.item.at})
		s.item.code, s.item.known = s.itemCode(), true
		s.backTo(here)
	}
	if s.item.code != 0 && s.itemCode() == s.item.code {
		return true
	}
	s.backTo(here)
	return false
}

// itemCode reads the item that starts here, up to what ends it, and tells what it is up to literals. It is 0
// for an item without literals, or with parts that other rules fold.
func (s *stream) itemCode() uint64 {
	r := itemReader{code: seed}
	r.tok.kind = comma
	for {
		here := s.place()
		if !r.read(&s.scanner) {
			return 0
		}
		if r.ended() {
			s.backTo(here)
			break
		}
		r.code = mix(r.code, r.tok.code)
	}
	if !r.literals {
		return 0
	}
	return r.code | 1
}

// itemReader reads the tokens of one item.
type itemReader struct {
	tok      token
	code     uint64
	depth    int
	literals bool
}

// read reads the next token, without the signs of numbers; it is false where the item is not to be compared.
func (r *itemReader) read(s *scanner) bool {
	operand, signs := r.tok.operand(), 0
	for s.scan(&r.tok); !operand && s.isNumberSign(&r.tok); s.scan(&r.tok) {
		signs++
	}
	if r.tok.literal() {
		r.tok.kind, r.tok.id, r.tok.code, r.literals = value, kwPlain, '?', true
		return true
	}
	if signs > 0 {
		return false
	}
	switch r.tok.kind {
	case open:
		r.depth++
		return s.text[r.tok.start] == '('
	case shut:
		r.depth--
		return true
	case keyword:
		return r.tok.id == kwPlain || r.tok.id == kwAs
	case semicolon:
		return false
	case end:
		return r.depth == 0
	default:
		return true
	}
}

// ended tells whether the token ends the item.
func (r *itemReader) ended() bool {
	switch r.tok.kind {
	case end:
		return true
	case comma:
		return r.depth == 0
	default:
		return r.depth < 0
	}
}
