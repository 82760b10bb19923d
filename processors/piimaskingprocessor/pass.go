package piimaskingprocessor

// outcome says what became of a value.
type outcome uint8

const (
	kept outcome = iota
	changed
	// dropped: the attribute is to be removed, a name to be emptied.
	dropped
)

// unscannedLabel stands for a value that could not be scanned.
const unscannedLabel = "[REDACTED:unscanned]"

// maxRounds bounds how often one text is rewritten. Two is usual: the second finds nothing. More are needed
// when removing a match joins what stood on its two sides into another.
const maxRounds = 8

// pass masks one batch. It belongs to one goroutine.
type pass struct {
	*masker
	tally tally
	// done, matches, buf and scratch belong to the text at hand.
	done    progress
	matches []match
	buf     []byte
	scratch []byte
	hash    *keyedHash
	// document is set if the text is a JSON object or array, and is to stay one.
	document bool
	// clean is set if the last text was scanned and nothing was found in it.
	clean bool
	// recent and recentNames remember what stood last in the maps and in the fields of each place.
	recent      [placeCount]recentEntries
	recentNames [placeCount]recentEntry
}

func newPass(m *masker) *pass {
	p := &pass{masker: m}
	if m.hmacKey != nil {
		p.hash = newKeyedHash(m.hmacKey)
	}
	return p
}

// text masks one text that stands for itself. It returns the text to write if the outcome is changed.
func (p *pass) text(at place, s string) (string, outcome) {
	return p.keyedText(at, s, hintKeyless)
}

// keyedText masks one text under a key that tells h.
func (p *pass) keyedText(at place, s string, h hint) (string, outcome) {
	p.clean = false
	if len(s) > p.maxValueBytes {
		return p.unscanned(reasonSize, s)
	}
	p.tally.bytes += int64(len(s))
	p.find(s, h.in(s))
	if p.clean = len(p.matches) == 0; p.clean {
		return s, kept
	}
	return p.settled(at, s, h)
}

// settled rewrites a text for what was found in it, and repeats until there is nothing left to find, so that
// masking twice is the same as masking once.
func (p *pass) settled(at place, s string, h hint) (out string, what outcome) {
	out = s
	for round := range maxRounds {
		edits := p.decide(at, out, round == 0)
		if len(edits) == 0 {
			return out, what
		}
		p.buf = p.rewrite(p.buf[:0], out, edits)
		if len(p.buf) > p.maxValueBytes { // it would not be scanned the next time
			return p.unscanned(reasonSize, s)
		}
		out, what = string(p.buf), changed
		p.find(out, h.in(out))
	}
	return p.unscanned(reasonUnstable, s)
}

// decide drops the matches that are allowed or masked already, counts the rest and returns those that are to be
// rewritten. Those that are only counted do not take part in settling overlaps: they must not shield another.
func (p *pass) decide(at place, s string, first bool) []match {
	edits := p.matches[:0]
	for _, m := range p.matches {
		m.end = runeEnd(s, m.end)
		switch {
		case p.allow.allows(s, m) || p.isHidden(s[m.start:m.end]) || p.isTruncated(s, m):
		case p.actionOf(m).edits():
			edits = append(edits, m)
		case first:
			p.tally.matches[at][m.kind]++
		}
	}
	if p.document = len(edits) > 0 && isDocument(s); p.document {
		edits = p.fit(s, edits)
	}
	edits = settle(edits)
	for _, m := range edits {
		p.tally.matches[at][m.kind]++
	}
	return edits
}

// actionOf is what is done with a match.
func (p *pass) actionOf(m match) Action {
	if m.kind == detectorPattern {
		return p.patterns[m.rule].action
	}
	return p.actions[m.kind]
}

// isTruncated tells whether the match is an address that the action truncate would leave as it is.
func (p *pass) isTruncated(s string, m match) bool {
	if m.kind != detectorIPAddress || p.actions[m.kind] != ActionTruncate {
		return false
	}
	p.scratch = appendTruncatedIP(p.scratch[:0], s[m.start:m.end])
	return string(p.scratch) == s[m.start:m.end]
}

// unscanned treats a value that could not be scanned as the settings say.
func (p *pass) unscanned(why reason, s string) (string, outcome) {
	if s == unscannedLabel {
		return s, kept
	}
	p.tally.unscanned[why]++
	switch p.onUnscanned {
	case UnscannedPass:
		return s, kept
	case UnscannedDrop:
		return "", dropped
	default:
		return unscannedLabel, changed
	}
}
