package piimaskingprocessor

import "strings"

// Bounds of a telephone number in digits. The upper one is that of ITU-T E.164, 6.1, country code included;
// the lower one is that of the shortest subscriber numbers written without an area code.
const (
	minPhoneDigits = 7
	maxPhoneDigits = 15
	// minNamedDigits is enough where a key says that the value is a telephone number, or where a word right
	// before it does and it is divided twice: call 33 93 31.
	minNamedDigits = 6
	// minSignedDigits is enough for digits behind a plus sign that are neither divided nor announced: a
	// shorter one is as likely a signed integer.
	minSignedDigits = 9
	// minUnlabelledDigits is enough for undivided digits that follow a word such as phone without a colon.
	minUnlabelledDigits = 9
	// minRegionDigits is enough for a number of a region that nothing announces.
	minRegionDigits = 8
)

// phoneFinder finds telephone numbers. It is safe for concurrent use.
type phoneFinder struct {
	regions []phoneRegion
	seen    phoneVerdicts
}

// newPhoneFinder returns a finder that also takes numbers written as people in these regions write them.
// The regions are ISO 3166 codes (checkRegion); unknown ones are ignored.
func newPhoneFinder(regions []string) *phoneFinder {
	return &phoneFinder{regions: phoneRegions(regions), seen: newPhoneVerdicts()}
}

// internationalAt finds the number written with an international prefix whose plus sign is at s[i]: '+', the
// full-width U+FF0B or %2B. The number has to be valid; where a word near by says that it is a telephone
// number, one of a possible length is enough. It looks at no more than maxPhoneRunBytes after the sign and
// phoneContextBytes before it.
func (f *phoneFinder) internationalAt(s string, i int) (start, end int, ok bool) {
	start, digits := plusAt(s, i)
	if digits == 0 || digits >= len(s) || !plusBegins(s, start) {
		return 0, 0, false
	}
	run, ok := phoneRunFrom(s, digits)
	if !ok || s[run.groups[0].start] == '0' || run.digits < minPhoneDigits || run.isPlace() {
		return 0, 0, false
	}
	if start > 0 && s[start-1] == '(' && run.count > 1 && run.groups[1].before&signClose != 0 {
		start-- // (+44) 20 7946 0958
	}
	run.start = start
	for ; run.digits >= minPhoneDigits; run = run.withoutLast() {
		if end, ok := f.internationalEnd(s, &run); ok {
			return start, end, true
		}
	}
	return 0, 0, false
}

// plusAt returns where the plus sign at i begins and where the digits after it do, or 0 if none follow. Of
// two signs in a row both belong to the number.
func plusAt(s string, i int) (start, digits int) {
	if i < 0 || i >= len(s) {
		return 0, 0
	}
	width := plusWidth(s[i:])
	if width == 0 {
		return 0, 0
	}
	start, digits = i, i+width
	if digits < len(s) && width == 1 && s[digits] == '+' {
		digits++
	} else if width == 1 && i > 0 && s[i-1] == '+' {
		start--
	}
	if digits < len(s) && s[digits] == '(' {
		digits++
	}
	if digits >= len(s) || !is(s[digits], classDigit) {
		return 0, 0
	}
	return start, digits
}

func plusWidth(s string) int {
	switch {
	case s[0] == '+':
		return 1
	case len(s) >= 3 && s[0] == '%' && s[1] == '2' && s[2]|0x20 == 'b', strings.HasPrefix(s, "\uff0b"):
		return 3
	}
	return 0
}

// plusBegins tells whether the plus sign at i can begin a number. After a letter or a digit it belongs to an
// address, a version, an exponent or a time zone; after a bracket, to arithmetic.
func plusBegins(s string, i int) bool {
	if i == 0 || endsEscape(s, i) || encodes(s[max(0, i-3):i]) {
		return true
	}
	switch c := s[i-1]; c {
	case ')', ']', '}', '+', '*', '%', '$', '^', '~', '-':
		return false
	default:
		return !is(c, classAlnum)
	}
}

// internationalEnd tells whether the run is a number, and where it ends with its extension.
func (f *phoneFinder) internationalEnd(s string, run *phoneRun) (int, bool) {
	end, ok := signedPhoneEnd(s, run.end)
	if !ok || run.digits > maxPhoneDigits {
		return 0, false
	}
	var number e164
	number.read(s, run)
	if !number.possible() {
		return 0, false
	}
	if run.plainSigned() && f.validNumber(number) || f.announced(s, run, end) {
		return end, true
	}
	return 0, false
}

// plainSigned tells whether nothing about the writing is in doubt: enough digits, and no decimal fraction. A
// single dot after the country code is how registries of domains write numbers (RFC 5733, 2.5), and how
// signed decimals are written.
func (r *phoneRun) plainSigned() bool {
	decimal := r.count == 2 && r.groups[1].before == signDot
	return !decimal && (r.count > 1 || r.digits >= minSignedDigits)
}

func (f *phoneFinder) announced(s string, run *phoneRun, end int) bool {
	return phoneContextBefore(s, run.start).context >= weakContext || phoneContextAfter(s, end)
}

// nationalAt finds the number that covers the digit s[i]. named says that a key right before it says that
// it is a telephone number. Otherwise a word near by has to say so, or the number has to be valid in one of
// the regions and divided as it is there. It looks at no more than maxPhoneRunBytes on each side and at
// phoneContextBytes before the number, and does not allocate unless it asks whether a number is valid.
func (f *phoneFinder) nationalAt(s string, i int, named bool) (start, end int, ok bool) {
	if i < 0 || i >= len(s) || !is(s[i], classDigit) {
		return 0, 0, false
	}
	compact := compactAt(s, i)
	if compact.isOther(s) {
		return 0, 0, false
	}
	if !named && compact.isAlone(s) {
		return compact.bare(s)
	}
	run, ok := phoneRunAt(s, i)
	if !ok || !run.trim(s, i) || run.isOther(s) {
		return 0, 0, false
	}
	for _, part := range [...]phonePart{wholePart, headPart, tailPart} {
		if candidate, ok := run.part(part); ok && candidate.covers(i) {
			if end, ok := f.nationalEnd(s, &candidate, named); ok {
				return candidate.start, end, true
			}
		}
	}
	return 0, 0, false
}

// nationalEnd tells whether the run is a number, and where it ends with its extension.
func (f *phoneFinder) nationalEnd(s string, run *phoneRun, named bool) (int, bool) {
	least := minPhoneDigits
	if named || run.count >= 3 {
		least = minNamedDigits
	}
	if run.digits < least || run.digits > maxPhoneDigits || !phoneBegins(s, run.start) {
		return 0, false
	}
	end, ok := phoneEnd(s, run.end)
	switch {
	case !ok || run.isOther(s):
		return 0, false
	case named:
		return end, true
	case run.count == 1:
		return end, bareAnnounced(s, run.start, run.end, end)
	case run.plausible(s) && (run.announced(s, end) || run.isUnmistakable(s)):
		return end, true
	}
	return end, f.validInRegion(s, run, end)
}

// bare tells whether the run, a group of digits that stands alone, is a number. Most numbers in telemetry are
// not announced, so the words before it are looked at first.
func (r compactRun) bare(s string) (start, end int, ok bool) {
	if size := r.to - r.from; size < minPhoneDigits || size > maxPhoneDigits || !phoneBegins(s, r.from) {
		return 0, 0, false
	}
	end, ok = phoneEnd(s, r.to)
	if !ok || !bareAnnounced(s, r.from, r.to, end) {
		return 0, 0, false
	}
	return r.from, end, true
}
