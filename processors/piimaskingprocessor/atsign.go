package piimaskingprocessor

import "strings"

// atSigns are the ways in which an at sign is written: plain, percent-encoded once and twice (RFC 3986), as a
// character reference of HTML and XML, and as JSON and program source may escape it.
var atSigns = []string{"@", "%40", "%2540", "&#64;", "&#x40;", "&commat;", escapedAtSign}

const escapedAtSign = `\u0040`

// atSignAt returns the offset and the width of the at sign of which s[i] is a mark: the first character, or the
// semicolon that ends a character reference. The width is 0 if there is none.
func atSignAt(s string, i int) (at, width int) {
	switch rest := s[i:]; rest[0] {
	case '@':
		return i, 1
	case '%':
		if strings.HasPrefix(rest, "%40") {
			return i, len("%40")
		}
		if strings.HasPrefix(rest, "%2540") {
			return i, len("%2540")
		}
	case ';':
		if c := s[max(0, i-1)]; c != '4' && c != '0' && c != 't' {
			return i, 0
		}
		for _, reference := range atSigns[3:6] {
			if strings.HasSuffix(s[:i+1], reference) {
				return i + 1 - len(reference), len(reference)
			}
		}
	}
	return i, 0
}

// decodeAtSign returns an address with a plain at sign.
func decodeAtSign(address string) string {
	for _, sign := range atSigns[1:] {
		if before, after, ok := strings.Cut(address, sign); ok {
			return before + "@" + after
		}
	}
	return address
}

// encodesByte tells whether s begins with the percent-encoded byte, given as two small hexadecimal digits.
func encodesByte(s, hex string) bool {
	return len(s) >= 3 && s[0] == '%' && strings.EqualFold(s[1:3], hex)
}
