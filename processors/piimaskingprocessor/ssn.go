package piimaskingprocessor

import "strings"

// Lengths of a social security number: nine digits, one separator more if it is grouped oddly (3-6, 5-4), two
// if it is written as it is issued (3-2-4).
const (
	bareSSN    = 9
	oddSSN     = 10
	regularSSN = 11
)

// ssnContext is how many bytes before a number a word that names it may stand.
const ssnContext = 40

// ssnAt finds the US social security number that covers the digit s[i]. named tells that a key right before
// says what the number is.
//
// Divided by hyphens as issued, 3-2-4, the shape is enough. Dots are enough if a group has a leading zero,
// which no version has. Everything else, nine digits in a row above all, has to be named. Looks at no more
// than twice the length of a number, and at ssnContext bytes before a number that is valid.
func ssnAt(s string, i int, named bool) (start, end int, ok bool) {
	start, end = ssnBounds(s, i)
	if start < 0 || end == 0 || end > len(s) {
		return 0, 0, false
	}
	n, valid := parseSSN(s[start:end])
	if !valid || !n.issued() || !n.evident(s, start, end, named) {
		return 0, 0, false
	}
	return start, end, true
}

// digitGroup returns the digits around the digit at i, and one more if there are too many; the digits of an
// encoded character, as in %20123, are not among them.
func digitGroup(s string, i int) (from, to int) {
	if i >= len(s) || !is(s[i], classDigit) {
		return 0, 0
	}
	from, to = i, i+1
	for from > 0 && i-from <= bareSSN+2 && is(s[from-1], classDigit) {
		from--
	}
	if from > 0 && s[from-1] == '%' && encodes(s[from-1:]) {
		from += 2
	}
	for to < len(s) && to-from <= bareSSN && is(s[to], classDigit) {
		to++
	}
	return from, to
}

// ssnBounds tells where the number has to lie of which the digits around i are a group: the first, one in the
// middle, or the last. end is 0 if the group is of no such number; the bounds may lie outside of s.
func ssnBounds(s string, i int) (start, end int) {
	from, to := digitGroup(s, i)
	switch before, after := dividesSSN(s, from-1), dividesSSN(s, to); to - from {
	case 2:
		if before && after {
			return from - 4, from - 4 + regularSSN
		}
	case 3, 5:
		if after && to-from == 3 && dividesSSN(s, to+3) {
			return from, from + regularSSN
		} else if after {
			return from, from + oddSSN
		}
	case 4, 6:
		if before && to-from == 4 && dividesSSN(s, from-4) {
			return to - regularSSN, to
		} else if before {
			return to - oddSSN, to
		}
	case bareSSN:
		return from, to
	}
	return 0, 0
}

func dividesSSN(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] == '-' || s[i] == ' ' || s[i] == '.')
}

type ssn struct {
	area, group, serial int
	length              int
	separator           byte
}

// parseSSN reads a text of one of the three lengths. What divides it stands after the third digit and before the
// last four, the same sign twice, or in one of the two places if it is grouped oddly.
func parseSSN(text string) (n ssn, ok bool) {
	first, last := len(text) > bareSSN && dividesSSN(text, 3), len(text) > bareSSN && dividesSSN(text, len(text)-5)
	switch {
	case len(text) == regularSSN && (!first || !last || text[3] != text[6]), len(text) == oddSSN && first == last:
		return n, false
	case first:
		n.separator = text[3]
	case last:
		n.separator = text[len(text)-5]
	}
	number, digits := 0, 0
	for i := range len(text) {
		if is(text[i], classDigit) {
			number = number*10 + int(text[i]-'0')
			digits++
		}
	}
	n.area, n.group, n.serial, n.length = number/1e6, number/1e4%100, number%1e4, len(text)
	return n, digits == bareSSN
}

// issued applies the rules of the Social Security Administration (POMS RM 10201.035, Invalid Social Security
// Numbers), and leaves out the two numbers that were printed in advertisements and belong to nobody.
func (n ssn) issued() bool {
	switch {
	case n.area == 0, n.area == 666, n.area >= 900, n.group == 0, n.serial == 0:
		return false
	case n.area == 78 && n.group == 5 && n.serial == 1120, n.area == 219 && n.group == 9 && n.serial == 9999:
		return false
	}
	return true
}

// evident tells whether the number at s[start:end] is what it looks like.
func (n ssn) evident(s string, start, end int, named bool) bool {
	if !apartFromDigits(s, start, end) {
		return false
	}
	shaped := n.length == regularSSN && (n.separator == '-' || n.separator == '.' && (n.area < 100 || n.group < 10))
	return named || shaped && standsAlone(s, start, end) && !isReferenceNumber(s, start) || mentionsSSN(s, start)
}

// apartFromDigits tells whether no digit adjoins the number, directly or over a sign that joins, and no letter
// follows it.
func apartFromDigits(s string, start, end int) bool {
	if start > 0 && is(s[start-1], classDigit) && !encodes(s[max(0, start-3):start]) {
		return false
	}
	if start > 1 && joins(s[start-1]) && is(s[start-2], classDigit) {
		return false
	}
	if end == len(s) {
		return true
	}
	joined := joins(s[end]) && end+1 < len(s) && is(s[end+1], classDigit)
	return !joined && !is(s[end], classAlnum)
}

// standsAlone tells whether the number is no part of a name, a path or a reference such as #123-45-6789.
func standsAlone(s string, start, end int) bool {
	return (start == 0 || s[start-1] != '#') && cardBeginsAt(s, start, '-') && cardEndsAt(s, end, '-')
}

// references are words that say what a number is when they stand right before it.
var references = []string{
	"order", "invoice", "ticket", "tracking", "part", "sku", "model", "ref", "reference", "po", "case", "phone", "tel", "fax", "isbn",
}

// isReferenceNumber tells whether the number is said to be that of an order, a ticket and the like.
func isReferenceNumber(s string, start int) bool {
	for range 2 { // order 1..., order number 1...
		end := start
		for end > 0 && start-end < 4 && strings.IndexByte(" :=#.\"'_", s[end-1]) >= 0 {
			end--
		}
		start = letterStart(s, end)
		word := s[start:end]
		for _, reference := range references {
			if strings.EqualFold(word, reference) {
				return true
			}
		}
	}
	return false
}

// longestWord bounds how far a word is followed.
const longestWord = 24

// letterStart returns where the letters that end at end begin.
func letterStart(s string, end int) int {
	start := end
	for start > 0 && end-start < longestWord && is(s[start-1], classLetter) {
		start--
	}
	return start
}

// mentionsSSN tells whether a word within ssnContext bytes before start names the number. A word and then another
// number in between say that this one is something else; a list of numbers is one thing. What was masked
// counts like digits, so that masking does not bring the word nearer, and a label is no word.
func mentionsSSN(s string, start int) bool {
	words, digits := false, 0
	for i := start; i > max(0, start-ssnContext); {
		switch c := s[i-1]; {
		case is(c, classLetter):
			from := letterStart(s, i)
			if isSSNWord(s, from, i) {
				return true
			}
			i, words = from, true
			continue
		case c == ']':
			return false
		case words && (c == '*' || is(c, classDigit)):
			if digits++; digits > 3 {
				return false
			}
		}
		i--
	}
	return false
}

// isSSNWord tells whether the letters s[from:to] name a social security number, alone, after the word before
// them, or as part of a key such as userSSN.
func isSSNWord(s string, from, to int) bool {
	switch word := s[from:to]; len(word) {
	case 2:
		return strings.EqualFold(word, "ss") && to < len(s) && s[to] == '#'
	case 3:
		return strings.EqualFold(word, "ssn") || strings.EqualFold(word, "tin") ||
			strings.EqualFold(word, "sec") && strings.EqualFold(s[max(0, from-4):max(0, from-1)], "soc")
	case 4:
		return strings.EqualFold(word, "ssns") || strings.EqualFold(word, "tins")
	case 8:
		return strings.EqualFold(word, "taxpayer") || strings.EqualFold(word, "security") && strings.EqualFold(s[max(0, from-7):max(0, from-1)], "social")
	default:
		return isSSNName(word)
	}
}

func isSSNName(word string) bool {
	const long = "socialsecurity"
	return len(word) >= len(long) && strings.EqualFold(word[:len(long)], long) ||
		strings.HasSuffix(word, "SSN") || strings.HasSuffix(word, "Ssn") ||
		strings.HasPrefix(word, "ssn") && len(word) > 3 && isUpper(word[3])
}

// namesSSN tells whether a key, split by splitKey, names a social security number. A tax id is one: that of a
// person is the social security number.
func namesSSN(words []string) bool {
	before := ""
	for _, word := range words {
		switch word {
		case "ssn", "ssns", "tin", "taxpayer", "taxid", "ssnumber":
			return true
		case "security":
			if before == "social" {
				return true
			}
		case "id", "identification":
			if before == "tax" {
				return true
			}
		}
		if strings.HasPrefix(word, "socialsecurity") {
			return true
		}
		before = word
	}
	return false
}

// loneSSNAt finds a number divided once, 078-051121, in a text that is nothing but numbers (hintAlone): in any other
// text, and under a key, that is how parts and orders are numbered.
func loneSSNAt(s string, i int) (start, end int, ok bool) {
	start, end, ok = ssnAt(s, i, true)
	return start, end, ok && end-start == bareSSN+1 && s[start+3] == '-'
}
