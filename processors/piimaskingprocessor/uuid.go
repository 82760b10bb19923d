package piimaskingprocessor

import "strings"

// uuidLength is the length of a UUID in its text form, 8-4-4-4-12: RFC 9562, 4.
const uuidLength = 36

// Nil and max UUID identify nothing: RFC 9562, 5.9 and 5.10.
const (
	nilUUID = "00000000-0000-0000-0000-000000000000"
	maxUUID = "ffffffff-ffff-ffff-ffff-ffffffffffff"
)

// uuidAt finds the first UUID of the token s[start:end], which consists of letters, digits, hyphens and underscores.
// A name may stand before and after it: pod8c5f…, req-8c5f…-retry. Linear in the token.
func uuidAt(s string, start, end int) (int, int, bool) {
	for from := start; end-from >= uuidLength; {
		hyphen := strings.IndexByte(s[from+8:end], '-')
		if hyphen < 0 {
			break
		}
		from += hyphen
		if v := s[from:min(end, from+uuidLength)]; isUUID(v) && identifies(v) && uuidApart(s, from, start, end) {
			return from, from + uuidLength, true
		}
		from++
	}
	return 0, 0, false
}

// isUUID holds for the text form of RFC 9562, 4.
func isUUID(v string) bool {
	if len(v) != uuidLength {
		return false
	}
	for i := range len(v) {
		hyphen := i == 8 || i == 13 || i == 18 || i == 23
		if hyphen != (v[i] == '-') || !hyphen && !is(v[i], classHex) {
			return false
		}
	}
	return true
}

// identifies tells whether a UUID is that of something: not the nil one and not the greatest one.
func identifies(v string) bool {
	return v != nilUUID && !strings.EqualFold(v, maxUUID)
}

// uuidApart tells whether the first group is not the end of a longer number, and the last one not the
// beginning of another.
func uuidApart(s string, from, start, end int) bool {
	if from > start && is(s[from-1], classDigit) {
		return false
	}
	after := from + uuidLength
	return after >= end || !is(s[after], classAlnum)
}
