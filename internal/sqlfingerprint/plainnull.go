package sqlfingerprint

// codeOfNull is what is hashed of NULL where it is no value.
var codeOfNull = mixText(seed, "NULL")

// hashNull hashes NULL behind IS and NOT, where it is no value: see onConstant.
func (s *stream) hashNull(p *run, i int) bool {
	stop := i + len("NULL")
	if p.last != keyword || !s.hasWord(i, 'N'|'U'<<8|'L'<<16|'L'<<24, stop) ||
		!s.hasWord(p.start, 'I'|'S'<<8, p.start+len("IS")) && !s.hasWord(p.start, 'N'|'O'<<8|'T'<<16, p.start+len("NOT")) {
		return false
	}
	p.add(keyword, i, stop, codeOfNull)
	return true
}

// hasWord tells whether the word from i to stop is that one, which is upper case, and a blank, a comma or a closing
// bracket stands behind it.
func (s *scanner) hasWord(i int, word uint64, stop int) bool {
	return s.actions[s.byteAt(stop)] <= closing && stop <= len(s.text) && loadPart(s.text, i, stop-i)&^lowerCaseBits == word
}
