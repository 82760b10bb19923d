package sqlfingerprint

// afterThese keywords need more than their spelling: behind a period a word is a name, and a query in brackets is no list.
const afterThese = 1<<period | 1<<open | 1<<semicolon

// hashWords hashes short words, commas, periods and what else texts are full of, as long as it comes. It calls nothing
// and has few variables, so that what it knows stays in registers: that is why it is one long function. What it does
// not know, or not at once, it leaves to hashToken.
//
//nolint:revive // its length, see above: taking parts out of it cost 3 to 10 %
func (s *stream) hashWords(p *run) {
	text, actions := []byte(s.text), &s.actions // no copy: the bytes are only read
	hash, last, start, i := p.hash, p.last, p.start, p.stop
	c := byteOf(text, i)
loop:
	for {
		if c == ' ' {
			i++
			c = byteOf(text, i)
		}
		switch actions[c] {
		case word:
			w := windowOf(text, i)
			stops := below0(w)
			if stops == 0 {
				rest := windowOf(text, i+8)
				if stops = below0(rest); stops == 0 {
					break loop
				}
				stops &= -stops
				n := lengthOf(stops)
				rest &= stops>>7 - 1
				c = byteOf(text, i+8+n)
				if !endsWord(c) || (oddInWord(w)|oddInWord(rest)) != 0 ||
					keywords.has(keywordKey(w&^lowerCaseBits, rest&^lowerCaseBits)) {
					break loop
				}
				if n > 0 {
					w = mix(mix(seed^uint64(n+8), w), rest)
				}
				hash = mix(hash, w)
				start, last = i, name
				i += n + 8
				continue
			}
			stops &= -stops
			n := lengthOf(stops)
			w &= stops>>7 - 1
			if c = byteOf(text, i+n); !endsWord(c) {
				break loop
			}
			k := name
			key := w &^ lowerCaseBits
			slot := keywordSlot(key)
			found := keywords.keys[slot]
			for found != key && found != 0 {
				slot = (slot + 1) % keywordSlots
				found = keywords.keys[slot]
			}
			if found != 0 {
				info := &keywords.infos[slot%keywordSlots]
				if info.quick != quick && !s.isQuick(info.quick, c) || afterThese>>(last&63)&1 != 0 {
					break loop
				}
				w, k = info.code, keyword
			} else if oddInWord(w) != 0 {
				break loop
			}
			hash = mix(hash, w)
			start, last = i, k
			i += n
		case opening:
			if c != '(' {
				break loop
			}
			s.open()
			p.list = false
			hash = mix(hash, '(')
			start, last = i, open
			i++
			c = byteOf(text, i)
		case closing:
			if s.depth == 0 || s.rows&bit(s.depth-1) != 0 {
				break loop
			}
			s.depth--
			p.list = s.lists&bit(s.depth) != 0
			hash = mix(hash, uint64(c))
			start, last = i, shut
			i++
			c = byteOf(text, i)
		case separator:
			if p.list {
				break loop
			}
			hash = mix(hash, ',')
			start, last = i, comma
			i++
			c = byteOf(text, i)
		case dot:
			c = byteOf(text, i+1)
			if c-'0' < 10 || c == '.' || last == item {
				break loop
			}
			hash = mix(hash, '.')
			start, last = i, period
			i++
		case operator:
			if c == '+' || byteOf(text, i+1) != ' ' {
				break loop
			}
			hash = mix(hash, uint64(c))
			start, last = i, sign
			i++
			c = ' '
		case dollar:
			stop := digitsEnd(text, i+1)
			c = byteOf(text, stop)
			if stop == i+1 || !actions[c].endsValue() {
				break loop
			}
			hash = mix(hash, '?')
			start = i
			if last == open || last == comma {
				last = item
			} else {
				last = value
			}
			i = stop
		case doubleQuote, backtick:
			if c == '"' && s.doubleIsString {
				break loop
			}
			stop, quote := i+1, c
			for found := uint64(0); found == 0 && stop < len(text); stop += firstOf(found) {
				found = equals(windowOf(text, stop), uint64(quote)*everyByte)
			}
			if stop++; stop > len(text) {
				break loop
			}
			if c = byteOf(text, stop); c == quote {
				break loop
			}
			start, last = i, quoted
			if n := stop - i; n <= 8 { // as codeOf does
				hash = mix(hash, windowOf(text, i)&(1<<(8*uint(n))-1))
			} else {
				code := mix(seed, uint64(n))
				for ; i+8 < stop; i += 8 {
					code = mix(code, windowOf(text, i))
				}
				hash = mix(hash, mix(code, windowOf(text, i)&(1<<(8*uint(stop-i))-1)))
			}
			i = stop
		case blank:
			for c <= ' ' {
				if i >= len(text) {
					break loop
				}
				i++
				c = byteOf(text, i)
			}
			if c == 0x7f {
				break loop
			}
		default:
			break loop
		}
	}
	p.hash, p.start, p.stop, p.last = hash, start, i, last
}

// isQuick tells whether a keyword that is not always quick is so before c.
func (s *stream) isQuick(q quickness, c byte) bool {
	switch q {
	case quickCall:
		return c == '(' || c == ',' || c == ')'
	case quickQuery:
		return s.query
	default:
		return false
	}
}

// byteOf is the byte at i, 0 behind the end: that is a blank, too.
func byteOf(text []byte, i int) byte {
	if uint(i) < uint(len(text)) {
		return text[i]
	}
	return 0
}

func digitsEnd(text []byte, i int) int {
	for byteOf(text, i)-'0' < 10 {
		i++
	}
	return i
}

// endsWord tells whether a word ends before c in all dialects, whatever the word is; c is below '0'. `$` and `#` go on in
// names, a quote or an ampersand may be that of a string.
func endsWord(c byte) bool {
	const odd = 1<<'"' | 1<<'#' | 1<<'$' | 1<<'&' | 1<<'\''
	return odd>>(c&63)&1 == 0
}
