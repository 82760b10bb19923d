package sqlfingerprint

// plainToken reads the token at i, if it is plain, and does to the stream what next would do; the kind is end where it
// is not plain.
func (s *stream) plainToken(i int, a action, last kind) (k kind, stop int, code uint64) {
	switch a {
	case word:
		return s.wordToken(i, last)
	case opening:
		if s.text[i] == '(' {
			s.open()
			return open, i + 1, '('
		}
	case closing:
		s.shut()
		return shut, i + 1, uint64(s.text[i])
	case colon:
		if s.byteAt(i+1) == ':' && s.byteAt(i+2) != ':' && last != item {
			return cast, i + 2, ':' | ':'<<8
		}
	case doubleQuote, backtick:
		if a == backtick || !s.doubleIsString {
			k, stop = s.plainQuoted(i, s.text[i])
			return k, stop, codeOf(s.text, i, stop)
		}
	case operator:
		k, stop = s.plainOperator(i)
		return k, stop, codeOf(s.text, i, stop)
	case dash, slash:
		return s.plainSign(i, last), i + 1, uint64(s.text[i])
	}
	k, stop = s.plainValue(i, a)
	return k, stop, '?'
}

// plainSign is sign where a minus or a slash stands between two operands; a keyword may be an operand or not.
func (s *stream) plainSign(i int, last kind) kind {
	if s.byteAt(i+1) != ' ' || last != name && last != quoted && last != shut && last != value && last != item {
		return end
	}
	return sign
}

func (s *stream) open() {
	s.depth++
	s.lists &^= bit(s.depth)
	s.rows &^= bit(s.depth)
}

func (s *stream) shut() {
	if s.depth > 0 {
		s.depth--
	}
}

// wordToken reads the words that hashPlain leaves: long ones, those before unusual bytes, the first of a statement,
// functions and types.
func (s *stream) wordToken(i int, last kind) (k kind, stop int, code uint64) {
	first, rest, n := s.plainWord(i)
	if n == 0 {
		return end, i, 0
	}
	if n <= maxKeyword || mayBeLongKeyword(first, n) {
		f, r := first&^lowerCaseBits, rest&^lowerCaseBits
		if n > maxKeyword {
			r = mix(r, loadPart(s.text, i+maxKeyword, n-maxKeyword)&^lowerCaseBits)
		}
		info := keywords.find(f, r, n)
		switch {
		case info == nil:
			if last == end || last == semicolon { // see opener
				return end, i, 0
			}
		case last != period:
			return s.keywordToken(info, i, i+n, last)
		case info.id == kwNextval: // see isKeyword
			return end, i, 0
		}
	}
	return name, i + n, codeOfName(s.text, i, n, first, rest)
}

// keywordToken does for keywords what wordToken does.
func (s *stream) keywordToken(info *wordInfo, i, stop int, last kind) (kind, int, uint64) {
	starts := last == end || last == semicolon
	switch {
	case info.id == kwShy && s.query && last != keyword:
		return name, stop, codeOf(s.text, i, stop) // see namesHere
	case !info.quiet || !s.staysKeyword(info, stop) || last == open && s.lists&bit(s.depth) != 0,
		info.id == kwWeak && last == keyword,
		!starts && !s.query && mayStartQuery(info.id):
		return end, i, 0
	}
	if starts {
		s.verb = info.id
		s.query = s.query || mayStartQuery(info.id)
	}
	return keyword, stop, info.code
}

// mayStartQuery tells the keywords that startsQuery looks at, among the quiet ones.
func mayStartQuery(id keywordID) bool {
	switch id {
	case kwSelect, kwInsert, kwUpdate, kwDelete, kwMerge, kwReplace, kwWith:
		return true
	default:
		return false
	}
}

// plainWord reads a word of any length; n is 0 where it is not plain. Behind maxKeyword bytes first and rest
// mean nothing.
func (s *scanner) plainWord(i int) (first, rest uint64, n int) {
	text := []byte(s.text) // no copy: the bytes are only read
	for at := i; ; at += 8 {
		chunk := windowOf(text, at)
		stops := notWord(chunk)
		chunk = beforeFirst(chunk, stops)
		switch at - i {
		case 0:
			first = chunk
		case 8:
			rest = chunk
		}
		if stops != 0 {
			n = at - i + firstOf(stops)
			break
		}
	}
	if c := byteOf(text, i+n); s.inWord[c] || c < '0' && !endsWord(c) {
		return 0, 0, 0
	}
	return first, rest, n
}

// longKeywords has a bit for each first letter of keywords of more than maxKeyword bytes, by their length.
var longKeywords = buildLongKeywords()

func buildLongKeywords() (table [longestKeyword + 1]uint32) {
	for _, text := range keywordTexts {
		if len(text) > maxKeyword {
			table[len(text)] |= 1 << (text[0] & 31)
		}
	}
	return table
}

// mayBeLongKeyword is false for most words of more than maxKeyword bytes.
func mayBeLongKeyword(first uint64, n int) bool {
	return n <= longestKeyword && longKeywords[n]>>(first&31)&1 != 0
}

// codeOfName is what is hashed of a name; first and rest are its bytes, if it has no more than maxKeyword.
func codeOfName(text string, i, n int, first, rest uint64) uint64 {
	switch {
	case n <= 8:
		return first
	case n <= maxKeyword:
		return mix(mix(seed^uint64(n), first), rest)
	default:
		return codeOf(text, i, i+n)
	}
}

// staysKeyword tells whether a keyword is one with what follows at i. Functions, types and DEFAULT are names before a period;
// where that takes more than a look it is false, too.
func (s *scanner) staysKeyword(info *wordInfo, i int) bool {
	if !info.qualifies() {
		return true
	}
	switch c := s.byteAt(s.skipBlanks(i)); s.actions[c] {
	case dot, dash, slash, lineComment:
		return false
	default:
		return c != mark[0]
	}
}
