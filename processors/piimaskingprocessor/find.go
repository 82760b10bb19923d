package piimaskingprocessor

import "strings"

// progress is how far the detectors have come in a text, so that none looks at the same characters twice.
// Each is the offset behind the last character looked at.
type progress struct {
	run, card, gap, token, pair int
	// settled is the end of the last number that is known for sure and will be hidden: nothing else can be in it.
	settled int
	// group is the end of the last group of digits behind a gap, column how many groups before it stood in a row.
	group, column int
	// document is set if a quote stands before a colon, as in a JSON document.
	document bool
	// statement is set if the text was read as an SQL statement about accounts.
	statement bool
}

// find collects what the detectors see in s. h is what the key of the value tells.
func (p *pass) find(s string, h hint) {
	p.matches, p.done = p.matches[:0], progress{}
	switch {
	case hasBlocks && len(s) >= minBlockText:
		p.findBlocks(s)
	case len(s) >= minScanned:
		p.findWords(s)
	}
	p.spelled(s)
	if len(s) >= minStatement && statementFirsts>>(s[0]&0x1f)&1 == 1 && (s[0] <= ' ' || mayBeStatement(s, 0)) && p.looksFor(detectorSecret) {
		p.statement(s)
	}
	if h != 0 {
		p.hinted(s, 0, len(s), h)
		if h == hintCommandLine && p.looksFor(detectorSecret) {
			p.options(s)
		}
	}
	if p.beyondMarks {
		p.unmarked(s)
	}
}

// findWords collects what the detectors see at the marks of s, eight characters at a time.
func (p *pass) findWords(s string) {
	scan := scanner{text: s, fine: p.fine}
	for w, ok := scan.step(); ok; w, ok = scan.step() {
		if w.token && w.at >= p.done.token {
			p.token(s, w.at)
		}
		for w.marks != 0 {
			if i := w.pop(); i >= p.done.run {
				p.mark(s, i)
			}
		}
	}
}

// minPEM is the length in bytes of the shortest text in which a private key is looked for.
const minPEM = 60

// spelled finds what is rare, has no mark, and is found fast by a part that never changes.
func (p *pass) spelled(s string) {
	if len(s) >= minPEM && p.looksFor(detectorPrivateKey) {
		eachIndex(s, "BEGIN ", func(i int) int {
			hyphens := strings.TrimRight(s[:i], " ")
			return p.add(detectorPrivateKey, s, len(hyphens)-1, privateKeyAt)
		})
	}
	if p.done.document || len(s) > 0 && (s[0] == '[' || s[0] == '"') {
		eachIndex(s, escapedAtSign, func(i int) int {
			p.address(s, i, len(escapedAtSign))
			return i
		})
	}
}

// eachIndex calls found with the offset of each instance of part in s; found returns where to go on, or less.
func eachIndex(s, part string, found func(i int) int) {
	for from := 0; from < len(s); {
		i := strings.Index(s[from:], part)
		if i < 0 {
			return
		}
		from = max(found(from+i), from+i+len(part))
	}
}

// unmarked finds what need not have a mark.
func (p *pass) unmarked(s string) {
	if p.looksFor(detectorUserPath) {
		p.userPaths(s)
	}
	if p.looksFor(detectorMACAddress) {
		p.dottedMACs(s)
	}
	for i := range p.patterns {
		p.matches = p.patterns[i].appendMatches(p.matches, s, i)
	}
}

// mark lets the detectors look that own the mark at i.
func (p *pass) mark(s string, i int) {
	switch s[i] {
	case ':', '=':
		p.pair(s, i)
	case '@', '%', ';':
		p.sign(s, i)
	case '+':
		p.plus(s, i)
	case ' ':
		p.gap(s, i)
	case '<':
		if p.looksFor(detectorSecret) {
			p.add(detectorSecret, s, i, secretElementAt)
		}
	case '>', '?':
	default:
		p.run(s, i)
	}
}

// sign looks at an at sign, plain or encoded, and at an encoded plus sign or space.
func (p *pass) sign(s string, i int) {
	at, width := atSignAt(s, i)
	switch {
	case width > 0:
		p.address(s, at, width)
	case encodesByte(s[i:], "2b"):
		p.international(s, i)
	case encodesByte(s[i:], "20"):
		p.encodedGap(s, i, len("%20"))
	}
}

// plus looks at the sign before an international number, and at the one that stands for a space in a URL.
func (p *pass) plus(s string, i int) {
	p.international(s, i)
	p.encodedGap(s, i, 1)
}

// address looks at what an at sign may belong to.
func (p *pass) address(s string, at, width int) {
	if p.looksFor(detectorEmail) {
		if m, ok := p.email(s, at, width); ok {
			p.matches = append(p.matches, m)
		}
	}
	if width == 1 && p.looksFor(detectorURLCredentials) {
		p.add(detectorURLCredentials, s, at, urlCredentialsAt)
	}
}

func (p *pass) international(s string, i int) {
	if p.looksFor(detectorPhone) {
		if end := p.add(detectorPhone, s, i, p.phones.internationalAt); end > i {
			p.settle(detectorPhone, end)
		}
	}
}

// settle notes that a number ends at end which outranks all that could be found inside. One that is only counted
// shields nothing.
func (p *pass) settle(kind detector, end int) {
	if p.actions[kind].edits() {
		p.done.settled = max(p.done.settled, end)
	}
}

// add appends the match that find sees at i, if any, and returns where it ends, or i.
func (p *pass) add(kind detector, s string, i int, find func(string, int) (int, int, bool)) int {
	start, end, ok := find(s, i)
	if !ok {
		return i
	}
	p.matches = append(p.matches, match{kind: kind, start: start, end: end})
	return end
}

// minToken is the length in bytes of the shortest token that is looked at: see scanner.
const minToken = 15

// token looks at the token in which the eight characters at i stand.
func (p *pass) token(s string, i int) {
	start, end := i, i+8
	for start > p.done.token && is(s[start-1], classToken) {
		start--
	}
	for end < len(s) && is(s[end], classToken) {
		end++
	}
	p.done.token = end
	if end-start < minToken {
		return
	}
	for i := range p.tokenFinders {
		f := &p.tokenFinders[i]
		if from, to, ok := f.find(s, start, end); ok {
			p.matches = append(p.matches, match{kind: f.kind, start: from, end: to})
			p.done.token = max(p.done.token, to)
		}
	}
}

// pair looks at a name before a colon or an equals sign, and at the value behind it.
func (p *pass) pair(s string, i int) {
	if i >= p.done.pair && p.looksFor(detectorSecret) {
		p.done.pair = max(p.done.pair, p.add(detectorSecret, s, i, secretPairAt))
	}
	p.hintedPair(s, i)
	if s[i] == ':' {
		if i+minStatement < len(s) && (s[i+1] == ' ' || s[i+1] == '"') {
			p.loggedStatement(s, i)
		}
		p.done.document = p.done.document || i > 0 && s[i-1] == '"'
		for k := range p.colonFinders {
			f := &p.colonFinders[k]
			p.add(f.kind, s, i, f.find)
		}
	}
}

// userPaths looks at the directories in which users have theirs.
func (p *pass) userPaths(s string) {
	for i := nextUserPath(s, 0); i < len(s); i = nextUserPath(s, i+1) {
		p.add(detectorUserPath, s, i, userPathAt)
	}
}

// dottedMACs looks at addresses such as aabb.ccdd.eeff, in which no mark has to stand.
func (p *pass) dottedMACs(s string) {
	for from := 0; from < len(s); {
		dot := strings.IndexByte(s[from:], '.')
		if dot < 0 {
			return
		}
		from = max(p.add(detectorMACAddress, s, from+dot, macAt), from+dot+1)
	}
}
