package piimaskingprocessor

import (
	"slices"
	"unicode"
	"unicode/utf8"
)

// trim cuts words off both ends of the run that are something else, or are tied to what stands beside the
// run: a date, an address, a decimal, a time, a price. ok is false if the digit s[i] is in one of them.
func (r *phoneRun) trim(s string, i int) (ok bool) {
	if r.start > 0 && s[r.start-1] == '+' { // internationalAt has looked at it
		return false
	}
	from, to := 0, r.count
	for first := 0; first < r.count; {
		next := first + 1
		for next < r.count && r.groups[next].before&signSpace == 0 {
			next++
		}
		if r.isTied(s, first, next) || notPhone(s, r.groups[first:next]) {
			switch {
			case r.groups[next-1].end <= i:
				from = next
			case r.groups[first].start > i:
				to = min(to, first)
			default:
				return false
			}
		}
		first = next
	}
	if from > 0 || to < r.count {
		*r = r.cut(from, to)
	}
	return true
}

// isTied tells whether the word is joined to what stands before or after the run.
func (r *phoneRun) isTied(s string, first, next int) bool {
	if first == 0 && !phoneBegins(s, r.start) {
		return true
	}
	if next == r.count {
		_, ok := phoneEnd(s, r.end)
		return !ok
	}
	return false
}

// notPhone tells whether the groups of one word are a date, an IP address or a decimal.
func notPhone(s string, groups []phoneGroup) bool {
	switch len(groups) {
	case 1:
		return false
	case 2:
		return groups[1].before == signDot && groups[0].before == 0 || isShortDate(s, groups)
	case 4:
		if isQuad(s, groups) {
			return true
		}
	}
	return isDate(s, groups)
}

// isDate tells whether the word begins as a date: year, month, day, or both orders the other way round, all
// divided by the same sign. Two digits are taken for a year only if nothing follows.
func isDate(s string, groups []phoneGroup) bool {
	if groups[1].before != groups[2].before || groups[1].before&signParens != 0 {
		return false
	}
	a, b, c := groups[0], groups[1], groups[2]
	if b.size() > 2 {
		return false
	}
	if a.size() == 4 {
		return isYear(s, a) && c.size() <= 2 && isMonthDay(s, b, c)
	}
	if a.size() > 2 || !isMonthDay(s, a, b) {
		return false
	}
	return c.size() == 4 && isYear(s, c) || c.size() == 2 && len(groups) == 3
}

func isShortDate(s string, groups []phoneGroup) bool {
	a, b := groups[0], groups[1]
	return b.before == signSlash && a.size() <= 2 && b.size() <= 2 && isMonthDay(s, a, b)
}

func isMonthDay(s string, a, b phoneGroup) bool {
	x, y := smallNumber(s, a), smallNumber(s, b)
	return x > 0 && y > 0 && x <= 31 && y <= 31 && (x <= 12 || y <= 12)
}

func isYear(s string, g phoneGroup) bool {
	if g.size() != 4 {
		return false
	}
	century := s[g.start : g.start+2]
	return century == "19" || century == "20"
}

// isQuad tells whether four groups are an IPv4 address.
func isQuad(s string, groups []phoneGroup) bool {
	for k, group := range groups {
		if k > 0 && group.before != signDot || group.size() > 3 || smallNumber(s, group) > 255 {
			return false
		}
	}
	return true
}

// smallNumber is the value of a group of at most four digits, and large for a longer one.
func smallNumber(s string, g phoneGroup) int {
	if g.size() > 4 {
		return 1 << 16
	}
	n := 0
	for i := g.start; i < g.end; i++ {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// otherSizes are groupings of other numbers: a social security number (3-2-4), card numbers of the lengths
// that a telephone number can have (issuer.go).
var otherSizes = [...][]int{{3, 2, 4}, {4, 6, 5}, {4, 6, 4}, {4, 4, 4}, {4, 4, 4, 1}, {4, 4, 4, 2}, {4, 4, 4, 3}}

// isOther tells whether the groups are, whatever stands beside them, those of another number: a date and
// more, a range of years, a card, grouped thousands, a quantity with a fraction.
func (r *phoneRun) isOther(s string) bool {
	if r.count < 2 {
		return false
	}
	groups := r.groups[:r.count]
	if notPhone(s, groups) || r.isYears(s) || r.isRange(s) || r.signs() == signDot && r.isThousands() {
		return true
	}
	var sizes [maxPhoneGroups]int
	for k, group := range groups {
		sizes[k] = group.size()
	}
	return r.signs()&signParens == 0 && slices.ContainsFunc(otherSizes[:], func(other []int) bool {
		return slices.Equal(other, sizes[:r.count])
	})
}

// isYears tells whether the groups are a date that ends in a year or begins with one: 12-15 2009, 2009-2010 12.
func (r *phoneRun) isYears(s string) bool {
	years, longest := 0, 0
	for _, group := range r.groups[:r.count] {
		if isYear(s, group) {
			years++
		} else {
			longest = max(longest, group.size())
		}
	}
	return years == r.count || years > 0 && longest <= 2 || years > 1 && longest <= 3
}

// isRange tells whether the two groups are a range of numbers: 1000-2000.
func (r *phoneRun) isRange(s string) bool {
	if r.count != 2 || r.groups[1].before != signHyphen {
		return false
	}
	a, b := s[r.groups[0].start:r.groups[0].end], s[r.groups[1].start:r.groups[1].end]
	return len(a) == len(b) && a[0] != '0' && a < b && b[len(b)-1] == '0'
}

// isPlace tells whether the groups after a plus sign are latitude and longitude as ISO 6709 writes them, in degrees,
// minutes and seconds: +4906-11631.
func (r *phoneRun) isPlace() bool {
	if r.count != 2 || r.groups[1].before != signHyphen {
		return false
	}
	latitude, longitude := r.groups[0].size(), r.groups[1].size()
	return (latitude == 4 || latitude == 6) && longitude == latitude+1
}

// isThousands tells whether the groups are those of a large number: 1 234 567.
func (r *phoneRun) isThousands() bool {
	for _, group := range r.groups[1:r.count] {
		if group.size() != 3 {
			return false
		}
	}
	return r.groups[0].size() <= 3
}

// plausible tells whether people divide telephone numbers like this. It is a rule about shape alone: an area
// code of at most five digits (six with an international prefix), no single digits but a trunk prefix, at
// most one slash and that after an area code, and one kind of sign beside spaces and brackets.
func (r *phoneRun) plausible(s string) bool {
	first, last := r.groups[0], r.groups[r.count-1]
	signs := r.signs()
	inBrackets := signs&signParens != 0
	abroad := r.startsAbroad(s)
	if first.size() > 6 || last.size() < 2 || last.size() > 8 || first.size() > 5 && !abroad {
		return false
	}
	if signs&signDot != 0 && signs&(signHyphen|signSlash) != 0 || signs&signDot != 0 && r.count == 2 && !inBrackets {
		return false
	}
	if signs&signSlash != 0 && (s[first.start] != '0' || signs&(signHyphen|signDot) != 0 || r.slashes() > 1) {
		return false
	}
	return r.middlePlausible(s, abroad)
}

// startsAbroad tells whether the number begins with 00 or 011, the usual international prefixes, also with a
// pause in it: 0~0.
func (r *phoneRun) startsAbroad(s string) bool {
	text := s[r.groups[0].start:r.end]
	return text[:2] == "00" || text[:3] == "011" || text[:3] == "0~0"
}

// middlePlausible looks at the groups between the first and the last.
func (r *phoneRun) middlePlausible(s string, abroad bool) bool {
	for k := 1; k < r.count-1; k++ {
		group := r.groups[k]
		trunk := group.before&signOpen != 0 && s[group.start] == '0'
		if group.size() > 8 || group.size() < 2 && !trunk && !abroad {
			return false
		}
	}
	return true
}

// isUnmistakable tells whether the shape needs no words: an area code in brackets before seven digits as in
// North America; or a text that is nothing but the trunk prefix 0, an area code and at least two more groups.
func (r *phoneRun) isUnmistakable(s string) bool {
	first := r.groups[0]
	if r.signs()&signParens != 0 && r.isNorthAmerican() && first.before&signOpen != 0 {
		return true
	}
	if r.start > 0 || r.end < len(s) || r.digits < 10 || r.digits > 11 || r.signs()&(signDot|signSlash) != 0 {
		return false
	}
	trunk := s[first.start] == '0' && !r.startsAbroad(s)
	return trunk && (r.count >= 4 || r.signs()&signParens != 0 && r.count == 3)
}

func (r *phoneRun) slashes() int {
	n := 0
	for _, group := range r.groups[:r.count] {
		if group.before&signSlash != 0 {
			n++
		}
	}
	return n
}

// phoneBegins tells whether a number can begin at i. Beside a letter, or a sign that joins names, numbers,
// paths and prices, digits are part of something else.
func phoneBegins(s string, i int) bool {
	if i == 0 || encodes(s[max(0, i-3):i]) {
		return true
	}
	switch c := s[i-1]; c {
	case ' ', '\t', '\n', '\r', '"', '\'', '`', '=', '>', '<', '(', '[', '{', '|', ';', '!', '?':
		return true
	case ':', ',':
		return i < 2 || !is(s[i-2], classDigit)
	case '.':
		return i >= 2 && is(s[i-2], classLetter)
	default:
		return is(c, classLetter) && endsEscape(s, i) || c >= utf8.RuneSelf && wideNeighbour(s[:i])
	}
}

// wideNeighbour tells whether digits can begin after the last character of s, which is not ASCII: after
// scripts without spaces and punctuation, not after a letter of an alphabet or the sign of a currency.
func wideNeighbour(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return r != utf8.RuneError && !unicode.Is(unicode.Sc, r) && (!wordRune(r) || withoutSpaces(r))
}

func withoutSpaces(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// signedPhoneEnd is phoneEnd for a number with a plus sign. That says so much that the number may also be part
// of a path, of a file name or of an address: sip:+14155552671@example.com.
func signedPhoneEnd(s string, i int) (end int, ok bool) {
	if end, ok := phoneEnd(s, i); ok {
		return end, true
	}
	switch s[i] {
	case '@', '/', '_', '.', ':', ',':
		return i, true
	}
	return i, false
}

// phoneEnd returns where the number whose last group ends at i ends, with the extension if there is one. ok
// is false if what follows says that the digits are part of something else.
func phoneEnd(s string, i int) (end int, ok bool) {
	if i == len(s) {
		return i, true
	}
	if end := extensionEnd(s, i); end > i {
		return end, true
	}
	switch c := s[i]; c {
	case '_', '*', '@', '$', '^', '+', '#', '~':
		return i, false
	case '%':
		return i, encodes(s[i:])
	case ':', ',':
		return i, i+1 == len(s) || !is(s[i+1], classDigit)
	case '=':
		return i, false
	case '-', '.', '/':
		return i, i+1 == len(s) || !is(s[i+1], classAlnum) || c == '-' && phoneContextAfter(s, i) ||
			c == '.' && isUpper(s[i+1])
	default:
		return i, !is(c, classAlnum)
	}
}
