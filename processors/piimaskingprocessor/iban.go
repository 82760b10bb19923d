package piimaskingprocessor

import "strings"

const (
	// maxIBAN is the length of the longest IBAN without separators: ISO 13616-1, 5.
	maxIBAN = 34
	// ibanGroup is how many characters stand together when an IBAN is printed.
	ibanGroup = 4
)

// ibanAt finds the IBAN that covers the digit s[i] (or, if s[i] belongs to an encoded space, the digit after it).
//
// It is two letters of a country, two check digits and an account number of that country's length and
// structure, right modulo 97; undivided, or in fours with one and the same separator; in either case. The work is
// bounded: at most nine groups back, and for each that begins like an IBAN 34 characters and their separators.
func ibanAt(s string, i int) (start, end int, ok bool) {
	if i >= len(s) || !is(s[i], classDigit) {
		return 0, 0, false
	}
	group := tokenStart(s, i, maxIBAN)
	if end, ok := ibanFrom(s, group, ""); ok && end > i {
		return group, end, true
	}
	if i-group >= ibanGroup {
		return 0, 0, false
	}
	separator := separatorBefore(s[:group])
	for separator != "" && strings.HasSuffix(s[:group], separator) {
		group -= len(separator) + ibanGroup
		if group < 0 || !allAlnum(s[group:group+ibanGroup]) {
			break
		}
		if end, ok := ibanFrom(s, group, separator); ok && end > i {
			return group, end, true
		}
		if i-group > maxIBAN*2 {
			break
		}
	}
	return 0, 0, false
}

// tokenStart returns where the letters and digits around i begin, at most limit bytes before it. An escape
// sequence and the digits of an encoded character before them are no part of them.
func tokenStart(s string, i, limit int) int {
	start := i
	for start > 0 && i-start < limit && is(s[start-1], classAlnum) {
		start--
	}
	switch {
	case start == 0:
		return start
	case s[start-1] == '%' && encodes(s[start-1:]):
		return start + 2
	case s[start-1] == '\\':
		return afterEscape(s, start)
	}
	return start
}

// What may divide the groups beside a single sign: a space as a URL encodes it, and one at which no line breaks.
const (
	encodedSpace  = "%20"
	noBreakSpace  = "\u00a0"
	separatorSign = " -+"
)

// separatorBefore returns what divides groups at the end of s.
func separatorBefore(s string) string {
	if s == "" {
		return ""
	}
	switch c := s[len(s)-1]; {
	case strings.IndexByte(separatorSign, c) >= 0:
		return s[len(s)-1:]
	case c == '0' && strings.HasSuffix(s, encodedSpace):
		return encodedSpace
	case c == noBreakSpace[1] && strings.HasSuffix(s, noBreakSpace):
		return noBreakSpace
	}
	return ""
}

// separatorAfter returns what divides groups at the beginning of s.
func separatorAfter(s string) string {
	switch {
	case s != "" && strings.IndexByte(separatorSign, s[0]) >= 0:
		return s[:1]
	case strings.HasPrefix(s, encodedSpace):
		return encodedSpace
	case strings.HasPrefix(s, noBreakSpace):
		return noBreakSpace
	}
	return ""
}

func allAlnum(s string) bool {
	for i := range len(s) {
		if !is(s[i], classAlnum) {
			return false
		}
	}
	return true
}

// ibanFrom returns where the IBAN that begins at start ends. If the separator is empty, the first one found
// divides all groups.
func ibanFrom(s string, start int, separator string) (end int, ok bool) {
	if start+ibanGroup >= len(s) || !is(s[start], classLetter) || !is(s[start+1], classLetter) ||
		!is(s[start+2], classDigit) || !is(s[start+3], classDigit) {
		return 0, false
	}
	form := ibanForm(s[start], s[start+1])
	if form == "" || !ibanBeginsAt(s, start) {
		return 0, false
	}
	end = start + ibanGroup
	if separator == "" && !is(s[end], classAlnum) {
		separator = separatorAfter(s[end:])
	}
	end, rest := readIBAN(s, end, form, separator)
	if end == 0 || !ibanEndsAt(s, end, separator) {
		return 0, false
	}
	for _, c := range []byte(s[start : start+ibanGroup]) {
		rest = mod97(rest, c)
	}
	return end, rest == 1
}

// readIBAN reads the account number at i. It returns where that ends and its remainder modulo 97, or 0 if it
// does not have the form.
func readIBAN(s string, i int, form, separator string) (end, rest int) {
	for n := range len(form) {
		if n%ibanGroup == 0 {
			if !strings.HasPrefix(s[i:], separator) {
				return 0, 0
			}
			i += len(separator)
		}
		if i == len(s) || !fits(s[i], form[n]) {
			return 0, 0
		}
		rest = mod97(rest, s[i])
		i++
	}
	return i, rest
}

func fits(c, kind byte) bool {
	switch kind {
	case 'n':
		return is(c, classDigit)
	case 'a':
		return is(c, classLetter)
	}
	return is(c, classAlnum)
}

// mod97 goes on with one character; letters stand for 10 to 35 (ISO 7064, MOD 97-10).
func mod97(rest int, c byte) int {
	if is(c, classDigit) {
		return (rest*10 + int(c-'0')) % 97
	}
	return (rest*100 + int(c|0x20-'a') + 10) % 97
}

// ibanBeginsAt tells whether no longer word, and no longer number in groups, begins before start.
func ibanBeginsAt(s string, start int) bool {
	if start == 0 || !is(s[start-1], classAlnum) {
		return true
	}
	return encodes(s[max(0, start-3):start]) || endsEscape(s, start)
}

// ibanEndsAt tells whether the IBAN can end at end. Groups that go on after a hyphen belong to another number.
func ibanEndsAt(s string, end int, separator string) bool {
	if end == len(s) {
		return true
	}
	if is(s[end], classAlnum) {
		return false
	}
	return separator != "-" || s[end] != '-' || end+1 == len(s) || !is(s[end+1], classAlnum)
}
