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
	// matches and buf are scratch.
	matches []match
	buf     []byte
}

// text masks one text. It returns the text to write if the outcome is changed.
func (p *pass) text(at place, s string) (string, outcome) {
	if len(s) > p.maxValueBytes {
		return p.unscanned(reasonSize, s)
	}
	p.tally.bytes += int64(len(s))
	first := nextMark(s, 0)
	if first == len(s) {
		return s, kept
	}
	return p.marked(at, s, first)
}

// marked masks a text whose first mark is at first. It repeats until there is nothing left to find, so that
// masking twice is the same as masking once. A panic of a detector costs this value and nothing else.
func (p *pass) marked(at place, s string, first int) (out string, what outcome) {
	defer func() {
		if recover() != nil { // what was recovered may hold the value, so it goes nowhere
			out, what = p.unscanned(reasonPanic, s)
		}
	}()
	out = s
	for round := range maxRounds {
		p.find(out, first)
		first = 0
		edits := p.decide(at, out, round == 0)
		if len(edits) == 0 {
			return out, what
		}
		p.buf = p.rewrite(p.buf[:0], out, edits)
		if len(p.buf) > p.maxValueBytes { // it would not be scanned the next time
			return p.unscanned(reasonSize, s)
		}
		out, what = string(p.buf), changed
	}
	return p.unscanned(reasonUnstable, s)
}

// find collects what the detectors see in s at or after from.
func (p *pass) find(s string, from int) {
	p.matches = p.matches[:0]
	afterRun := 0
	for i := nextMark(s, from); i < len(s); i = nextMark(s, i) {
		if is(s[i], classDigit) && p.card != nil {
			p.matches, i = appendCards(p.matches, s, digitRunStart(s, afterRun, i), p.card)
			afterRun = i
			continue
		}
		if width := atSignAt(s, i); width > 0 && p.email != nil {
			if m, ok := p.email(s, i, width); ok {
				p.matches = append(p.matches, m)
			}
		}
		i++
	}
}

// decide drops the matches that are allowed, counts the rest and returns those that are to be rewritten.
// Those that are only counted do not take part in settling overlaps: they must not shield another.
func (p *pass) decide(at place, s string, first bool) []match {
	edits := p.matches[:0]
	for _, m := range p.matches {
		switch {
		case p.allow.allows(s, m):
		case p.actions[m.kind].edits():
			edits = append(edits, m)
		case first:
			p.tally.matches[at][m.kind]++
		}
	}
	edits = settle(edits)
	for _, m := range edits {
		p.tally.matches[at][m.kind]++
	}
	return edits
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
