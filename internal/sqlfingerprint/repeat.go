package sqlfingerprint

// startItem notes where an item of the outermost list starts; lists inside of it fold plain values only, so
// that no text is looked at more than a constant number of times.
func (s *stream) startItem() {
	if s.lists&bit(s.depth) != 0 && s.lists&(bit(s.depth)-1) == 0 {
		s.beginItem(s.place())
	}
}

func (s *stream) beginItem(at place) { s.item, s.itemHash, s.itemRead = at, 0, false }

// skipRepeat skips the next item of a list where it says the same as the item before, up to literals:
// DATE ?, DATE ? or CAST(? AS uuid), CAST(? AS uuid).
func (s *stream) skipRepeat() bool {
	d := bit(s.depth)
	if s.single || s.lists&d == 0 || s.lists&(d-1) != 0 {
		return false
	}
	if !s.itemRead { // once, however many items repeat it
		s.itemHash, _ = s.readItem(s.item)
		s.itemRead = true
	}
	if s.itemHash == 0 {
		return false
	}
	next, stop := s.readItem(s.place())
	if next != s.itemHash {
		return false
	}
	s.at, s.afterDot = stop, false
	return true
}

// readItem reads an item that starts there: a hash of its tokens in canonical form and where it ends; 0 where
// it does not end, holds a query, or no literal.
func (s *stream) readItem(start place) (hash uint64, stop int) {
	item := *s
	item.single = true
	item.backTo(start)
	item.lists &^= bit(s.depth)
	item.tok.set(comma, start.at, start.at, ',')
	item.onComma()
	literals := false
	for hash = seed; item.next(); hash = mix(hash, item.tok.code) {
		switch t := &item.tok; {
		case t.kind == value:
			literals = true
		case t.kind == comma && item.depth == s.depth, t.kind == shut && item.depth < s.depth:
			if !literals {
				return 0, 0
			}
			return hash, t.start
		case t.kind == semicolon, t.kind == truncated, t.is(kwSelect), t.is(kwValues):
			return 0, 0
		}
	}
	return 0, 0
}
