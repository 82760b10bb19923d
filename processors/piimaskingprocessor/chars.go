package piimaskingprocessor

import (
	"unicode"
	"unicode/utf8"
)

// charClass is a set of properties of an ASCII character.
type charClass uint16

const (
	classDigit charClass = 1 << iota
	classLetter
	classHex
	// classLocal holds what may stand inside the local part of an address (RFC 5322 atext and the dot),
	// without the characters that end a value in URLs, SQL, JSON and log lines: / = ? & ' ` { | } *
	classLocal
	// classURLEnd holds what ends the part of a URL in which user info may stand.
	classURLEnd
	// classToken holds what tokens and ids are written in: letters, digits, the underscore and the hyphen.
	classToken
	// classRun holds digits and the signs that divide them.
	classRun
	// classLone holds digits and what divides those of a number that is a text of its own.
	classLone

	classAlnum = classDigit | classLetter
)

var classes = buildClasses()

func buildClasses() (table [256]charClass) {
	set := func(chars string, class charClass) {
		for i := range len(chars) {
			table[chars[i]] |= class
		}
	}
	for c := 'a'; c <= 'z'; c++ {
		set(string(c)+string(unicode.ToUpper(c)), classLetter|classLocal|classToken)
	}
	set("0123456789", classDigit|classHex|classLocal|classToken)
	set("_-", classToken)
	set("0123456789-./", classRun)
	set("0123456789- ()", classLone)
	set("abcdefABCDEF", classHex)
	set("._%+-!#$^~", classLocal)
	set(" \t\r\n/?#@\"'<>", classURLEnd)
	return table
}

func is(c byte, class charClass) bool {
	return classes[c]&class != 0
}

// wordRune tells whether a character outside ASCII belongs to a name: a letter, a mark or a number.
func wordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsNumber(r))
}

func unhex(hi, lo byte) (byte, bool) {
	if !is(hi, classHex) || !is(lo, classHex) {
		return 0, false
	}
	return nibble(hi)<<4 | nibble(lo), true
}

func nibble(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&0xf + 9
}
