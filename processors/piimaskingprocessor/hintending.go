package piimaskingprocessor

import "strings"

// hintEndings has a bit for every three last letters of a key that gives a hint, so that most of the names before
// the colons and equals signs of a text are turned down at one look (endingOf).
var hintEndings = buildHintEndings()

func buildHintEndings() (codes [1 << 15 / 64]uint64) {
	set := func(word string) {
		code := endingOf(word, len(word))
		codes[code>>6] |= 1 << (code & 63)
	}
	add := func(word string) {
		set(word)
		for c := 'a'; c <= 'z' && len(word) == 2; c++ { // clientIp
			set(string(c) + word)
		}
	}
	for word, class := range phoneWords {
		if class&(wordStrong|wordValue) != 0 {
			add(word)
		}
	}
	for word := range addressWords {
		add(word)
	}
	for _, word := range strings.Fields("for forwarded ssn security number no num nr tin itin taxpayer taxid") {
		add(word)
	}
	return codes
}

// mayGiveHint tells whether the key before the separator at sep may give a hint.
func mayGiveHint(s string, sep int) bool {
	end := sep
	for end > 0 && sep-end < 3 && s[end-1] < 0x80 && !is(s[end-1], classLetter) {
		end--
	}
	if end == 0 {
		return false
	}
	if s[end-1] >= 0x80 {
		return true
	}
	code := endingOf(s, end)
	return code != 0 && hintEndings[code>>6]>>(code&63)&1 == 1 || endsInTaxID(s, end)
}

// endsInTaxID tells a tax id from the many other ids.
func endsInTaxID(s string, end int) bool {
	return end > 3 && s[end-1]|0x20 == 'd' && s[end-2]|0x20 == 'i' && (s[end-3]|0x20 == 'x' || s[end-4]|0x20 == 'x')
}
