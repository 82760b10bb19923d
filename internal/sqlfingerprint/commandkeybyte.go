package sqlfingerprint

import (
	"strings"
	"unicode"
)

// keyByte is what a byte of a key is, or which ones a part of it has.
type keyByte uint8

const (
	keyLetter    keyByte = 1 << iota // an ASCII letter
	keyDash                          // `-`
	keyJoint                         // `_`
	keyNumber                        // a digit, or ? for some
	keyWide                          // a byte of another character than ASCII has
	keyOdd                           // any other
	keySeparator                     // what stands between the parts
)

var keyBytes = buildKeyBytes()

func buildKeyBytes() (table [256]keyByte) {
	for c := range table {
		switch c := byte(c); {
		case c == '_':
			table[c] = keyJoint
		case c == '-':
			table[c] = keyDash
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			table[c] = keyLetter
		case c == '?', c >= '0' && c <= '9':
			table[c] = keyNumber
		case c >= 0x80:
			table[c] = keyWide
		case c == '.', strings.IndexByte(keyBreaks, c) >= 0:
			table[c] = keySeparator
		default:
			table[c] = keyOdd
		}
	}
	return table
}

// keyPartEnd is the length of what stands before the next separator, and which bytes it has.
func keyPartEnd(key string) (n int, has keyByte) {
	for ; n < len(key); n++ {
		b := keyBytes[key[n]]
		if b == keySeparator {
			break
		}
		has |= b
	}
	return n, has
}

// plain tells a part of the bytes that names are made of.
func (has keyByte) plain(part string) bool {
	const longest = 32
	if len(part) > longest || has&(keyNumber|keyOdd|keySeparator) != 0 {
		return false
	}
	return has&keyWide == 0 || strings.IndexFunc(part, isNoLetter) < 0
}

func isNoLetter(r rune) bool { return !unicode.IsLetter(r) && r != '_' && r != '-' }
