package piimaskingprocessor

import "strings"

// isFiller tells whether a person wrote v in place of a secret: two characters or fewer over and over, or a
// row of six x.
func isFiller(v string) bool {
	var seen [2]uint64
	distinct := 0
	row := 0
	for i := range len(v) {
		c := v[i] & 0x7f
		if c == '-' || c == '_' || c == '.' {
			continue
		}
		if seen[c>>6]>>(c&63)&1 == 0 {
			seen[c>>6] |= 1 << (c & 63)
			distinct++
		}
		if c|0x20 == 'x' {
			row++
		} else {
			row = 0
		}
		if row == 6 {
			return true
		}
	}
	return distinct <= 2
}

// isOpaque tells a random text from words, names and versions: letters and digits alternate often in it, or
// small letters and capitals do. In base62 every second pair changes, in camelCase every sixth at most.
func isOpaque(v string) bool {
	changes, digits := 0, 0
	last := byte(0)
	for i := range len(v) {
		kind := kindOf(v[i])
		if kind == 'd' {
			digits++
		}
		if kind != last && last != 0 && kind != 0 && (last != 'A' || kind != 'a') {
			changes++
		}
		last = kind
	}
	if digits == 0 {
		return changes*5 >= len(v)
	}
	return changes >= 3 && changes*7 >= len(v)
}

// kindOf returns d for a digit, A for a capital, a for a small letter, 0 for others.
func kindOf(c byte) byte {
	switch {
	case is(c, classDigit):
		return 'd'
	case isUpper(c):
		return 'A'
	case is(c, classLetter):
		return 'a'
	}
	return 0
}

func hasDigit(v string) bool {
	return strings.ContainsAny(v, "0123456789")
}

func startsWithDigit(v string) bool {
	return v != "" && is(v[0], classDigit)
}

// isMixed holds for what is opaque and has digits, capitals and small letters: a short prefix says little by itself.
func isMixed(v string) bool {
	return isOpaque(v) && hasDigit(v) && strings.ToUpper(v) != v && strings.ToLower(v) != v
}

// isAirtable holds for an id of 14 letters and digits, a dot and 64 hexadecimal digits.
func isAirtable(v string) bool {
	const id = 14
	return base62.runEnd(v, 0, len(v)) == id && v[id] == '.' && lowerHex.runEnd(v, id+1, len(v)) == len(v)
}

// endsInAA holds for the keys of Anthropic: their last byte is padding.
func endsInAA(v string) bool {
	return strings.HasSuffix(v, "AA")
}

// isOpenAI holds for the older keys of OpenAI: "OpenAI" in base64 in the middle.
func isOpenAI(v string) bool {
	return strings.Contains(v, "T3BlbkFJ")
}

// isDatabricks holds for 32 hexadecimal digits, with the number of the version after a hyphen.
func isDatabricks(v string) bool {
	digest := lowerHex.runEnd(v, 0, len(v))
	return digest == 32 && (len(v) == 32 || v[32] == '-' && allDigits(v[33:]))
}

// isAccountKey holds for the secret key of 1Password: groups of capitals and digits.
func isAccountKey(v string) bool {
	return strings.Count(v, "-") >= 4 && v == strings.ToUpper(v) && hasDigit(v)
}
