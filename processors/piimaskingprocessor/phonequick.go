package piimaskingprocessor

// compactRun is a run of digits and the signs - . and / without a space in it, cut to its first and last digit.
type compactRun struct {
	from, to int
	dots     int
	others   int // hyphens and slashes
}

// compactAt returns the compact run around the digit s[i]; it looks at no more than maxPhoneRunBytes on each side.
func compactAt(s string, i int) compactRun {
	run, dots, others := compactRun{from: i, to: i + 1}, 0, 0
	floor, limit := max(0, i-maxPhoneRunBytes), min(len(s), i+maxPhoneRunBytes)
	for k := i - 1; k >= floor; k-- { // signs count when a digit follows
		switch c := s[k]; {
		case is(c, classDigit):
			run.from, run.dots, run.others = k, dots, others
		case c == '.':
			dots++
		case c == '-' || c == '/':
			others++
		default:
			floor = k + 1
		}
	}
	dots, others = run.dots, run.others
	for k := i + 1; k < limit; k++ {
		switch c := s[k]; {
		case is(c, classDigit):
			run.to, run.dots, run.others = k+1, dots, others
		case c == '.':
			dots++
		case c == '-' || c == '/':
			others++
		default:
			limit = k
		}
	}
	return run
}

// isOther tells whether the run is, at first sight, what most numbers in telemetry are: tied to a name, a
// decimal, padded with zeros, a date with the year first, an IP address or a version, too long. What it lets pass is looked at again.
func (r compactRun) isOther(s string) bool {
	size := r.to - r.from
	if size > maxPhoneRunDigit || size >= 3 && s[r.from:r.from+3] == "000" || r.from > 0 && isNamePart(s[r.from-1]) && !phoneBegins(s, r.from) {
		return true
	}
	switch {
	case r.dots == 0 && r.others == 0:
		return size > maxPhoneDigits
	case r.others == 0:
		return r.dots == 1 || r.dots == 3 && !r.isDialled(s) ||
			r.dots == 2 && (size < minPhoneDigits+2 || beginsWithDate(s[r.from:r.to]))
	default:
		return size >= len("2006-1-2") && beginsWithDate(s[r.from:r.to])
	}
}

// isDialled tells a number in four groups, 1.415.666.7777 or 01.23.45.67, from an IP address and a version.
func (r compactRun) isDialled(s string) bool {
	switch r.to - r.from {
	case len("1.415.666.7777"):
		return s[r.to-5] == '.'
	case len("01.23.45.67"):
		return s[r.from] == '0' && s[r.from+2] == '.' && s[r.from+5] == '.'
	}
	return false
}

// isNamePart tells whether a number right behind the character is hardly ever one of its own.
func isNamePart(c byte) bool {
	return c == '_' || c == ':' || c == '#' || c == '$' || c == '@' || is(c, classLetter)
}

// beginsWithDate looks for a year, a sign, a month and the same sign again.
func beginsWithDate(s string) bool {
	year := s[:2] == "19" || s[:2] == "20"
	return year && isDateSign(s[4]) && (s[6] == s[4] || s[7] == s[4] && (s[5] == '0' || s[5] == '1'))
}

func isDateSign(c byte) bool {
	return c == '-' || c == '/' || c == '.'
}

// isAlone tells whether the run is one group of digits that no other group stands beside.
func (r compactRun) isAlone(s string) bool {
	if r.dots+r.others > 0 || r.from > 0 && (s[r.from-1] == '(' || s[r.from-1] == '%') || dividerBefore(s, r.from) > 0 {
		return false
	}
	width, _ := dividerAt(s, r.to)
	return width == 0
}
