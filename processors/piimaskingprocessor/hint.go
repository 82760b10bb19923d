package piimaskingprocessor

// hint is what the key of a value tells about the numbers in it. It is also taken from the keys that stand in
// a text: in {"phone":"…"} and client_ip=… the same rule decides.
type hint uint8

const (
	// hintPhone: a number is a telephone number, in national form too.
	hintPhone hint = 1 << iota
	// hintSSN: nine digits are a social security number.
	hintSSN
	// hintClientAddress: an IP address is that of a person's device.
	hintClientAddress
	// hintAlone: the text has no key, and is nothing but digits and what divides them.
	hintAlone
	// hintKeyless: the text has no key. Whether that is hintAlone is asked again after every rewriting, for what
	// stood beside a number may be gone.
	hintKeyless
	// hintCommandLine: the text is how a program was called, or its arguments.
	hintCommandLine
)

// maxAlone is the length in bytes of the longest text that gets hintAlone.
const maxAlone = 32

// hintReach is how far behind a key in a text its number may begin, in bytes: behind a quote, a bracket, a sign.
const hintReach = 6

// hintOf takes the words of a key: see splitKey.
func hintOf(words []string) (h hint) {
	if namesPhone(words) {
		h |= hintPhone
	}
	if namesSSN(words) {
		h |= hintSSN
	}
	if namesClientAddress(words) {
		h |= hintClientAddress
	}
	if namesCommandLine(words) {
		h |= hintCommandLine
	}
	return h
}

// in is what the hint tells about s.
func (h hint) in(s string) hint {
	if h == hintKeyless {
		return hintWithoutKey(s)
	}
	return h
}

// hintWithoutKey is what a text tells that has no key.
func hintWithoutKey(s string) hint {
	if len(s) > maxAlone || len(s) < minNumberDigits {
		return 0
	}
	for i := range len(s) {
		if !is(s[i], classLone) {
			return 0
		}
	}
	return hintAlone
}

// hinted looks at the numbers that begin in s[from:to], as the hint says.
func (p *pass) hinted(s string, from, to int, h hint) {
	for i := from; i < to; {
		end := i
		for k := range p.hintFinders {
			if f := &p.hintFinders[k]; f.hint&h != 0 && f.begins(s[i]) {
				end = max(end, p.add(f.kind, s, i, f.find))
			}
		}
		i = max(end, digitsEnd(s, i), i+1)
	}
}

// hintedPair looks at the number behind the separator at sep if the key before it gives a hint.
func (p *pass) hintedPair(s string, sep int) {
	if !mayGiveHint(s, sep) {
		return
	}
	from, to, value, ok := pairKey(s, sep)
	if !ok {
		return
	}
	if h := p.keys.verdict(s[from:to]).hint; h != 0 {
		p.hinted(s, value, min(len(s), value+hintReach), h)
	}
}

// hintFinder finds what a hint promises, at a character at which such a match can begin.
type hintFinder struct {
	hint hint
	finder
	colon bool
}

func (f *hintFinder) begins(c byte) bool {
	return is(c, classDigit) || f.colon && c == ':'
}
