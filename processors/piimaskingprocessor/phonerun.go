package piimaskingprocessor

import "strings"

// Bounds of the run of groups of digits around a digit. What is longer is a list or a table.
const (
	maxPhoneGroups   = 8
	maxPhoneRunBytes = 48
	maxPhoneRunDigit = 24
)

// phoneSigns is the set of signs between two groups.
type phoneSigns uint8

const (
	signSpace phoneSigns = 1 << iota
	signHyphen
	signDot
	signSlash
	signOpen
	signClose

	signParens = signOpen | signClose
)

// phoneGroup is a group of digits, and the signs between it and the one before.
type phoneGroup struct {
	start, end int
	before     phoneSigns
}

func (g phoneGroup) size() int { return g.end - g.start }

// phoneRun is a run of groups of digits divided by the signs that telephone numbers are written with.
type phoneRun struct {
	start, end int // with the bracket before the first group, if there is one
	digits     int
	count      int
	groups     [maxPhoneGroups]phoneGroup
}

// phoneRunAt returns the whole run around the digit s[i]; ok is false if it is too long for a telephone number.
func phoneRunAt(s string, i int) (run phoneRun, ok bool) {
	from := i
	for {
		from = groupStart(s, from)
		if i-from > maxPhoneRunBytes || from > i {
			return run, false
		}
		width := dividerBefore(s, from)
		if width == 0 {
			break
		}
		from -= width + 1
	}
	return phoneRunFrom(s, from)
}

// groupStart returns where the digits around s[i] begin; those of an encoded character such as %20 are none.
func groupStart(s string, i int) int {
	from := i
	for from > 0 && i-from <= maxPhoneRunDigit && is(s[from-1], classDigit) {
		from--
	}
	if from > 0 && s[from-1] == '%' && encodes(s[from-1:]) {
		from += 2
	}
	return from
}

// phoneRunFrom reads the run whose first digit is s[from].
func phoneRunFrom(s string, from int) (run phoneRun, ok bool) {
	run.start = from
	var signs phoneSigns
	for {
		end := digitsEnd(s, from)
		run.digits += end - from
		if run.count == maxPhoneGroups || run.digits > maxPhoneRunDigit || end-run.start > maxPhoneRunBytes {
			return run, false
		}
		run.groups[run.count] = phoneGroup{start: from, end: end, before: signs}
		run.count++
		run.end = end
		width, next := dividerAt(s, end)
		if width == 0 {
			break
		}
		from, signs = end+width, next
	}
	run.open(s)
	return run, true
}

// open takes the bracket before the first group in if the number closes it: (415) 555-0132.
func (r *phoneRun) open(s string) {
	if r.start > 0 && s[r.start-1] == '(' && r.count > 1 && r.groups[1].before&signClose != 0 {
		r.start--
		r.groups[0].before = signOpen
	}
}

// dividerAt reads what divides two groups: a closing bracket, one other sign and an opening bracket, each of
// which may be missing, with a digit behind them. The width is 0 if no group follows.
func dividerAt(s string, i int) (width int, signs phoneSigns) {
	from := i
	if i < len(s) && s[i] == ')' {
		signs |= signClose
		i++
	}
	sign, n := signAt(s[i:])
	signs |= sign
	i += n
	if i < len(s) && s[i] == '(' {
		signs |= signOpen
		i++
	}
	if i == from || i >= len(s) || !is(s[i], classDigit) {
		return 0, 0
	}
	return i - from, signs
}

// dividerBefore returns the width of the divider that ends before the group at i, or 0.
func dividerBefore(s string, i int) int {
	end := i
	if i > 0 && s[i-1] == '(' {
		i--
	}
	i -= signBefore(s[:i])
	if i > 0 && s[i-1] == ')' {
		i--
	}
	if i == end || i == 0 || !is(s[i-1], classDigit) {
		return 0
	}
	return end - i
}

// wideSigns are the spaces and hyphens outside ASCII that numbers are typeset with, and the encoded space.
var wideSigns = [...]struct {
	text string
	sign phoneSigns
}{
	{"\u00a0", signSpace}, {"\u202f", signSpace}, {"%20", signSpace},
	{"\u2010", signHyphen}, {"\u2011", signHyphen}, {"\u2013", signHyphen},
}

func signAt(s string) (phoneSigns, int) {
	if s == "" {
		return 0, 0
	}
	if sign := plainSign(s[0]); sign != 0 {
		return sign, 1
	}
	if s[0] == '%' || s[0] >= 0x80 {
		for _, wide := range wideSigns {
			if strings.HasPrefix(s, wide.text) {
				return wide.sign, len(wide.text)
			}
		}
	}
	return 0, 0
}

func signBefore(s string) int {
	if s == "" {
		return 0
	}
	last := s[len(s)-1]
	if plainSign(last) != 0 {
		return 1
	}
	if last == '0' || last >= 0x80 {
		for _, wide := range wideSigns {
			if strings.HasSuffix(s, wide.text) {
				return len(wide.text)
			}
		}
	}
	return 0
}

func plainSign(c byte) phoneSigns {
	switch c {
	case ' ':
		return signSpace
	case '-', '~':
		return signHyphen
	case '.':
		return signDot
	case '/':
		return signSlash
	}
	return 0
}

// phonePart is a part of a run: numbers that are no part of the telephone number may stand before or after it.
type phonePart uint8

const (
	wholePart phonePart = iota
	headPart            // without the last word
	tailPart            // without the first word
)

func (r *phoneRun) part(part phonePart) (phoneRun, bool) {
	switch part {
	case headPart:
		for k := r.count - 1; k > 0; k-- {
			if r.groups[k].before&signSpace != 0 {
				return r.cut(0, k), true
			}
		}
		return phoneRun{}, false
	case tailPart:
		for k := 1; k < r.count; k++ {
			if r.groups[k].before&signSpace != 0 {
				return r.cut(k, r.count), true
			}
		}
		return phoneRun{}, false
	}
	return *r, true
}

// cut returns the groups from to to, end exclusive.
func (r *phoneRun) cut(from, to int) phoneRun {
	cut := phoneRun{start: r.start, end: r.groups[to-1].end, count: to - from}
	copy(cut.groups[:], r.groups[from:to])
	for _, group := range cut.groups[:cut.count] {
		cut.digits += group.size()
	}
	if from > 0 {
		cut.start = cut.groups[0].start
		if cut.groups[0].before &= signOpen; cut.groups[0].before != 0 {
			cut.start--
		}
	}
	return cut
}

// withoutLast drops the last word, or everything if there is but one.
func (r *phoneRun) withoutLast() phoneRun {
	shorter, ok := r.part(headPart)
	if !ok {
		return phoneRun{}
	}
	return shorter
}

func (r *phoneRun) covers(i int) bool {
	return r.start <= i && i < r.end
}

// signs is the set of all signs of the number.
func (r *phoneRun) signs() phoneSigns {
	var signs phoneSigns
	for _, group := range r.groups[:r.count] {
		signs |= group.before
	}
	return signs
}
