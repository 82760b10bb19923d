package piimaskingprocessor

// Bounds of a card number in digits: ISO/IEC 7812-1.
const (
	minCardDigits = 12
	maxCardDigits = 19
)

// digitRunStart returns where the run of digit groups around the digit at i begins, not before from. Here groups are
// divided by one space or one hyphen: behind + and %20 nothing begins that could be looked at twice.
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

// cardSeparator returns what divides the group that ends at i from the next one, and its width: a space, a hyphen, or a
// space as URLs write it, + or %20. The width is 0 if no group follows.
func cardSeparator(s string, i int) (separator byte, width int) {
	if i == len(s) {
		return 0, 0
	}
	separator, width = s[i], 1
	switch {
	case isCardSeparator(s[i]) || s[i] == '+':
	case encodesByte(s[i:], "20"):
		separator, width = '%', len("%20")
	default:
		return 0, 0
	}
	if i+width == len(s) || !is(s[i+width], classDigit) {
		return 0, 0
	}
	return separator, width
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
	for group := start; ; {
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
		_, width := cardSeparator(s, group)
		if width == 0 {
			return found, group
		}
		group += width
	}
}

// cardAt finds the longest card number that begins with the group of digits at start. It is 12 to 19
// digits of an issuer's range, of a length that issuer uses, in a grouping that is in use, with a right
// check digit, and not part of something longer.
func cardAt(s string, start int) (match, bool) {
	var number cardNumber
	best := 0
	for from := start; ; {
		end := digitsEnd(s, from)
		if !number.add(s[from:end]) {
			break
		}
		separator, width := cardSeparator(s, end)
		if number.valid() && cardEndsAt(s, end, number.separator) && cardBeginsAt(s, start, number.separator) &&
			!number.goesOn(s, start, width) {
			best = end
		}
		if width == 0 || !number.divides(separator) {
			break
		}
		from = end + width
	}
	return match{kind: detectorCreditCard, start: start, end: best}, best > 0
}

// goesOn tells whether a number in three fours is part of a longer list of groups. So short a one is met by chance in
// every row of numbers; a longer one may well have an expiry date or a code behind it. width is that of the separator
// behind it, if another group follows.
func (n *cardNumber) goesOn(s string, start, width int) bool {
	if n.count != 3 || n.length > minCardDigits+1 {
		return false
	}
	return width > 0 || start > 1 && isCardSeparator(s[start-1]) && is(s[start-2], classAlnum)
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
