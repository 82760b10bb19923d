package piimaskingprocessor

import "strings"

// Bounds of an extension: its digits, and the spaces before its sign.
const (
	maxExtensionDigits = 7
	maxExtensionSpaces = 4
)

// extensionSigns introduce an extension; the longest come first. ;ext= is that of RFC 3966, 5.3.
var extensionSigns = [...]string{";extension=", ";ext=", "extension", "extn", "ext", "x", "#", "~"}

// extensionEnd returns where the extension that follows the number ending at i ends, or i if there is none:
// x123, ext. 12, ;ext=12, #123.
func extensionEnd(s string, i int) int {
	from := skipSpaces(s, i)
	if from < len(s) && s[from] == ',' {
		from = skipSpaces(s, from+1)
	}
	if from >= len(s) || s[from]|0x20 != 'e' && s[from]|0x20 != 'x' && s[from] != ';' && s[from] != '#' && s[from] != '~' {
		return i
	}
	for _, sign := range extensionSigns {
		if len(s)-from > len(sign) && equalFold(s[from:from+len(sign)], sign) {
			return extensionDigits(s, from+len(sign), i, (sign == "#" || sign == "~") && from == i)
		}
	}
	return i
}

// extensionDigits returns where the digits of the extension after its sign end, or none if there are none. A
// hash sign that is glued to the number belongs to an anchor or an issue.
func extensionDigits(s string, from, none int, glued bool) int {
	if from < len(s) && (s[from] == '.' || s[from] == ':') {
		from++
	}
	from = skipSpaces(s, from)
	end := digitsEnd(s, from)
	if glued || end == from || end-from > maxExtensionDigits || end < len(s) && (is(s[end], classLetter) || s[end] == '_') {
		return none
	}
	return end
}

// namesExtension tells whether what stands behind a number is an extension written as a word; nothing but
// telephone numbers has one.
func namesExtension(extension string) bool {
	return strings.ContainsAny(extension, "eE")
}

func skipSpaces(s string, i int) int {
	limit := min(len(s), i+maxExtensionSpaces)
	for i < limit && s[i] == ' ' {
		i++
	}
	return i
}

// equalFold compares with an ASCII text in lower case.
func equalFold(s, lower string) bool {
	for i := range len(lower) {
		c := s[i]
		if isUpper(c) {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}
