package piimaskingprocessor

import "strings"

// Bounds of the numbers that are looked for, in digits: a telephone number without its area has 7, the longest IBAN
// has 32 after its country.
const (
	minNumberDigits = 7
	maxNumberDigits = 32
)

// digitRun is a run of digits and of the signs that divide them (- . /), of which logs are full: dates, versions,
// ids. It is measured once, so that the detectors see only what can be theirs.
type digitRun struct {
	start, end int
	// first is the offset of the first digit, or -1.
	first int
	// digits is their number, groups how many of them stand apart, and longest is the largest group of the run.
	digits, groups, longest int
	// dots is set if nothing but dots divides the groups.
	dots bool
}

// measureRun measures the run that begins at start.
func measureRun(s string, start int) digitRun {
	r := digitRun{start: start, first: -1, dots: true}
	group, i := 0, start
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c-'0' <= 9:
			if group == 0 {
				r.groups++
			}
			if r.digits == 0 {
				r.first = i
			}
			group++
			r.digits++
			r.longest = max(r.longest, group)
			continue
		case c == '-' || c == '/':
			r.dots = r.dots && r.digits == 0
		case c != '.':
			r.end = i
			return r
		}
		group = 0
	}
	r.end = i
	return r
}

// run looks at the run in which the character at i stands.
func (p *pass) run(s string, i int) {
	start := i
	for start > p.done.run && is(s[start-1], classRun) {
		start--
	}
	r := measureRun(s, start)
	p.done.run = r.end
	if r.digits == 0 || r.end <= p.done.settled {
		return
	}
	beside := r.besideGroup(s)
	found := len(p.matches)
	if r.longest >= 4 && (beside || r.digits >= minCardDigits) && p.looksFor(detectorCreditCard) {
		p.cards(s, r.first, r.end)
	}
	finders := p.findersFor(s, r, beside)
	if len(finders) == 0 {
		return
	}
	if len(p.matches) > found { // a card: only an IBAN may hold it
		p.numbers(s, r, p.ibanFinders)
		p.settle(detectorCreditCard, p.matches[found].end)
		return
	}
	p.numbers(s, r, finders)
}

// maxGroups is how many groups in a row are asked whether they are a telephone number. More are a column of a table.
const maxGroups = 8

// gap looks at the groups on both sides of the space at i, as in 01 23 45 67 89. A time behind a date is none.
func (p *pass) gap(s string, i int) {
	if i+2 >= len(s) || i < p.done.settled || !is(s[i-1], classDigit) || !is(s[i+1], classDigit) {
		return
	}
	end := digitsEnd(s, i+1)
	if end < len(s) && s[end] == ':' {
		return
	}
	p.groups(s, i, i+1, end)
	if p.done.group == i {
		p.done.column++
	} else {
		p.done.column = 0
	}
	p.done.group = end
	if i >= max(p.done.gap, p.done.settled) && p.done.column < maxGroups && end-i <= 4 && p.looksFor(detectorPhone) {
		p.done.gap = p.add(detectorPhone, s, i-1, p.nationalPhone)
	}
}

// encodedGap looks at the groups on both sides of a space that is written as a URL does.
func (p *pass) encodedGap(s string, i, width int) {
	if next := i + width; i > 0 && next < len(s) && is(s[i-1], classDigit) && is(s[next], classDigit) {
		p.groups(s, i, next, digitsEnd(s, next))
	}
}

// groups looks at the group of digits that ends at left and at the one from right to end. A number in groups has one of
// at least four digits, but for telephone numbers.
func (p *pass) groups(s string, left, right, end int) {
	if left-1 >= p.done.run && left >= 4 && allDigits(s[left-4:left]) {
		p.run(s, left-1)
	}
	if right >= p.done.run && end-right >= 4 {
		p.run(s, right)
	}
}

// cards looks at the card numbers of the run s[from:to]. None begins with fewer than four digits in a row.
func (p *pass) cards(s string, from, to int) {
	for from < to {
		end := digitsEnd(s, from)
		if end-from >= 4 && from >= p.done.card {
			p.matches, end = appendCards(p.matches, s, digitRunStart(s, p.done.card, from), p.card)
			p.done.card = end
		}
		from = nextDigit(s, end, to)
	}
}

// numbers looks at the other numbers of the run. A slash begins another one.
func (p *pass) numbers(s string, r digitRun, finders []finder) {
	for from := r.first; from < r.end; {
		end := from
		for i := range finders {
			f := &finders[i]
			end = max(end, p.add(f.kind, s, from, f.find))
			if f.kind == detectorIBAN && end > from {
				p.settle(detectorIBAN, end)
				break
			}
		}
		if end == from {
			slash := strings.IndexByte(s[from:r.end], '/')
			if slash < 0 {
				return
			}
			end = from + slash + 1
		}
		from = nextDigit(s, end, r.end)
	}
}

// findersFor leaves out what the run cannot be. Most runs are too short or too long, or are dates and addresses.
// beside is set if another group of digits stands beside the run.
func (p *pass) findersFor(s string, r digitRun, beside bool) []finder {
	switch {
	case r.groups == 4 && r.dots && r.longest <= 3:
		return p.addressFinders
	case r.isDate(s):
		return nil
	case beside || r.digits >= minNumberDigits && r.digits <= maxNumberDigits:
		return p.numberFinders
	case r.groups >= 4 && r.digits > maxNumberDigits: // a list
		return p.numberFinders
	case r.groups >= 4:
		return p.addressFinders
	}
	return nil
}

// isDate tells whether the run is a date as ISO 8601 writes it.
func (r digitRun) isDate(s string) bool {
	return r.digits == 8 && r.end-r.first == len("2006-01-02") && s[r.first+4] == s[r.first+7] && s[r.first+4] == '-'
}

// besideGroup tells whether another group of digits stands one character, such as a space or a bracket, away.
func (r digitRun) besideGroup(s string) bool {
	if i := r.start; i > 1 && !is(s[i-1], classAlnum) && (is(s[i-2], classDigit) || s[i-2] == ')') {
		return true
	}
	i := r.end
	if i+2 >= len(s) || is(s[i], classAlnum) {
		return false
	}
	return is(s[i+1], classDigit) || s[i+1] == '(' && is(s[i+2], classDigit)
}

// nextDigit returns the first digit of s[from:to], or to.
func nextDigit(s string, from, to int) int {
	for from < to && !is(s[from], classDigit) {
		from++
	}
	return from
}
