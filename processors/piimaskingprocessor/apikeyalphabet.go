package piimaskingprocessor

// alphabet is what the random part of a key is written in.
type alphabet uint16

const (
	lowerHex alphabet = 1 << iota
	anyHex
	base32     // A to Z, 2 to 7: RFC 4648, 6
	upperAlnum // capitals and digits
	lowerAlnum // small letters and digits
	base62     // letters and digits
	wordly     // letters, digits and the underscore
	urlSafe    // letters, digits, the underscore and the hyphen
	dotted     // the same and the dot
	padded     // what base64 and base64url are written in, with the padding
	hyphened   // letters, digits and the hyphen
)

var alphabets = buildAlphabets()

func buildAlphabets() (table [256]alphabet) {
	for c := range table {
		c := byte(c)
		lower, upper, digit := 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9'
		set := func(member bool, a alphabet) {
			if member {
				table[c] |= a
			}
		}
		alnum := lower || upper || digit
		set(digit || 'a' <= c && c <= 'f', lowerHex)
		set(is(c, classHex), anyHex)
		set(upper || '2' <= c && c <= '7', base32)
		set(upper || digit, upperAlnum)
		set(lower || digit, lowerAlnum)
		set(alnum, base62)
		set(alnum || c == '_', wordly)
		set(alnum || c == '-', hyphened)
		set(alnum || c == '_' || c == '-', urlSafe)
		set(alnum || c == '_' || c == '-' || c == '.', dotted)
		set(alnum || c == '_' || c == '-' || c == '+' || c == '/' || c == '=', padded)
	}
	return table
}

// runEnd returns where the run of characters of the alphabet that begins at i ends, or limit.
func (a alphabet) runEnd(s string, i, limit int) int {
	for i < limit && alphabets[s[i]]&a != 0 {
		i++
	}
	return i
}
