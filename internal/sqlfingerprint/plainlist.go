package sqlfingerprint

// codeOfIn is what is hashed of IN.
var codeOfIn = mixText(seed, "IN")

// hashList hashes the word IN behind an operand or NOT, and the bracket of the list behind it, as onRuled and onOpen
// follow them.
func (s *stream) hashList(p *run, i int) bool {
	if s.byteAt(i)|0x20 != 'i' || s.byteAt(i+1)|0x20 != 'n' || p.last != name && p.last != quoted && p.last != shut && p.last != keyword {
		return false
	}
	at := i + len("IN")
	if s.byteAt(at) == ' ' {
		at++
	}
	if s.byteAt(at) != '(' {
		return false
	}
	p.add(keyword, i, i+len("IN"), codeOfIn)
	s.open()
	p.add(open, at, at+1, '(')
	s.lists |= bit(s.depth)
	if s.lists&(bit(s.depth)-1) == 0 { // see startItem
		s.beginItem(place{at + 1, s.cut, false})
	}
	p.list = bit(s.depth) != 0 // brackets nested deeper than that are no list
	return true
}
