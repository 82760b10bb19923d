package piimaskingprocessor

// macDigits is the number of hexadecimal digits of a MAC address: IEEE 802, 8.1.
const macDigits = 12

// macAt finds the MAC address that covers s[i], a hexadecimal digit or a separator: six pairs divided by colons
// or hyphens, or, as Cisco writes it, three fours divided by dots.
//
// Longer rows, such as fingerprints and EUI-64, are none, and neither are the broadcast address and the one of
// zeros, which no device has. Hyphens and dots divide dates and phone numbers too, so there one digit has to
// be a letter. Looks at no more than two groups beyond an address on either side.
func macAt(s string, i int) (start, end int, ok bool) {
	at := i
	if i < len(s) && i > 0 && !is(s[i], classAlnum) {
		at--
	}
	from, to := hexGroup(s, at)
	switch to - from {
	case 2:
		start, end = macRow(s, from, to, ':')
		if end == 0 {
			start, end = macRow(s, from, to, '-')
		}
	case 4:
		start, end = macRow(s, from, to, '.')
	}
	if end <= i {
		return 0, 0, false
	}
	return start, end, true
}

// macRow returns the address whose groups are as wide as s[from:to] and which covers it.
func macRow(s string, from, to int, separator byte) (start, end int) {
	width := to - from
	groups, most := 1, macDigits/width
	for groups <= most && from > width && s[from-1] == separator && isHexGroup(s, from-1-width, width) {
		from -= width + 1
		groups++
	}
	for groups <= most && to < len(s) && s[to] == separator && isHexGroup(s, to+1, width) {
		to += width + 1
		groups++
	}
	if groups != most || goesOn(s, from, to, separator) || !namesDevice(s[from:to], separator) {
		return 0, 0
	}
	return from, to
}

// hexGroup returns the hexadecimal digits around i, or an empty range if there are more than four or letters
// adjoin that are none.
func hexGroup(s string, i int) (from, to int) {
	if i >= len(s) || !is(s[i], classHex) {
		return 0, 0
	}
	from, to = tokenStart(s, i, 5), i
	for to < len(s) && to-from < 5 && is(s[to], classAlnum) {
		to++
	}
	if to <= from || to-from > 4 || !isHex(s[from:to]) {
		return 0, 0
	}
	return from, to
}

func isHex(s string) bool {
	for i := range len(s) {
		if !is(s[i], classHex) {
			return false
		}
	}
	return true
}

// isHexGroup tells whether a group of that width, neither more nor less, begins at from.
func isHexGroup(s string, from, width int) bool {
	start, end := hexGroup(s, from)
	return start == from && end == from+width
}

// goesOn tells whether the row goes on before from or after to.
func goesOn(s string, from, to int, separator byte) bool {
	if to+1 < len(s) && s[to] == separator && is(s[to+1], classAlnum) {
		return true
	}
	if from < 2 || s[from-1] != separator {
		return false
	}
	_, end := hexGroup(s, from-2)
	return end > 0
}

// namesDevice leaves out what no device has, and rows of decimal digits that may be something else.
func namesDevice(address string, separator byte) bool {
	zeros, ones, letters := true, true, false
	for i := range len(address) {
		c := address[i]
		if c == separator {
			continue
		}
		zeros = zeros && c == '0'
		ones = ones && c|0x20 == 'f'
		letters = letters || is(c, classLetter)
	}
	return !zeros && !ones && (letters || separator == ':')
}
