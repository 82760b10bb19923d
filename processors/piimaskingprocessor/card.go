package piimaskingprocessor

// Bounds of a card number in digits: ISO/IEC 7812-1.
const (
	minCardDigits = 12
	maxCardDigits = 19
)

// digitRunStart returns where the run of digit groups around the digit at i begins, not before from. Groups
// are divided by one space or one hyphen.
func digitRunStart(s string, from, i int) int {
	for i > from {
		switch {
		case is(s[i-1], classDigit):
			i--
		case i-1 > from && isCardSeparator(s[i-1]) && is(s[i-2], classDigit):
			i -= 2
		default:
			return i
		}
	}
	return i
}

func isCardSeparator(c byte) bool {
	return c == ' ' || c == '-'
}

func digitsEnd(s string, from int) int {
	for from < len(s) && is(s[from], classDigit) {
		from++
	}
	return from
}

// appendCards appends the card numbers of the run that begins at the group at start, and returns where
// the run ends.
func appendCards(found []match, s string, start int, card func(string, int) (match, bool)) ([]match, int) {
	for group := start; ; group++ {
		m, ok := card(s, group)
		if !ok && encodes(s[max(0, group-1):]) { // the 20 of %20 is no part of the number after it
			m, ok = card(s, group+2)
		}
		if ok {
			found = append(found, m)
			group = m.end
		} else {
			group = digitsEnd(s, group)
		}
		if group+1 >= len(s) || !isCardSeparator(s[group]) || !is(s[group+1], classDigit) {
			return found, group
		}
	}
}

// cardAt finds the longest card number that begins with the group of digits at start. It is 12 to 19
// digits of an issuer's range, of a length that issuer uses, in a grouping that is in use, with a right
// check digit, and not part of something longer.
func cardAt(s string, start int) (match, bool) {
	var number cardNumber
	best := 0
	for end := start; ; end++ {
		from := end
		end = digitsEnd(s, from)
		if !number.add(s[from:end]) {
			break
		}
		if number.valid() && cardEndsAt(s, end, number.separator) && cardBeginsAt(s, start, number.separator) {
			best = end
		}
		if end+1 >= len(s) || !number.divides(s[end]) || !is(s[end+1], classDigit) {
			break
		}
	}
	return match{kind: detectorCreditCard, start: start, end: best}, best > 0
}

// cardBeginsAt tells whether the number can begin at i. Beside a letter, or beside a sign that joins
// names, numbers and paths, digits are part of something longer: an id, a hash, a file name. Digits in groups
// divided by spaces are no part of a name, so a letter beside them says nothing.
func cardBeginsAt(s string, i int, separator byte) bool {
	if i == 0 || encodes(s[max(0, i-3):i]) {
		return true
	}
	switch c := s[i-1]; {
	case is(c, classLetter):
		return separator == ' ' || endsEscape(s, i)
	case is(c, classDigit):
		return false
	default:
		return !joins(c)
	}
}

// endsEscape tells whether an escape sequence such as \n ends just before i.
func endsEscape(s string, i int) bool {
	return i >= 2 && afterEscape(s, i-1) == i
}

// cardEndsAt tells whether the number can end at i. A sign that is not followed by a letter or a digit is
// punctuation.
func cardEndsAt(s string, i int, separator byte) bool {
	if i == len(s) {
		return true
	}
	switch c := s[i]; {
	case is(c, classLetter):
		return separator == ' '
	case c == '_':
		return false
	case joins(c):
		return i+1 == len(s) || !is(s[i+1], classAlnum)
	}
	return true
}

func joins(c byte) bool {
	switch c {
	case '_', '.', '-', '+', '/':
		return true
	}
	return false
}
