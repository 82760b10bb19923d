package piimaskingprocessor

import "strings"

// laterWords may stand at the end of a secret's name, behind the word that makes it one (token_value,
// secret_key_base, accessKeyId), or lead to the rules that look further ("value", "string").
const laterWords = `value hash text string data base confirmation plain raw prod production live test staging
	header json encoded pass passe secure keyid`

// endings holds how names of secrets end, so that most keys are turned down by one look at their last three
// letters, and nearly all others by their last word.
var endings = buildEndings()

type endingTable struct {
	// codes has a bit for every last three letters; groups holds the words that end in them.
	codes  [1 << 15 / 64]uint64
	groups map[uint][]string
}

func buildEndings() *endingTable {
	t := &endingTable{groups: map[uint][]string{}}
	for _, secret := range secretWords {
		t.add(secret)
		t.add(secret + "s")
	}
	for _, joined := range joinedWords {
		t.add(joined)
	}
	for parameter := range secretParameters {
		t.add(parameter[strings.LastIndexAny(parameter, "-_")+1:])
	}
	for _, later := range strings.Fields(laterWords) {
		t.add(later)
	}
	t.add("key") // api_key, x-api-key: two words
	t.add("keys")
	return t
}

func (t *endingTable) add(word string) {
	code := endingOf(word, len(word))
	t.codes[code>>6] |= 1 << (code & 63)
	t.groups[code] = append(t.groups[code], word)
}

// endingOf packs the letters before end, up to three and in any case, into 15 bits. Letters count from 1, so
// that a word of two letters has an ending as well.
func endingOf(s string, end int) uint {
	code := uint(0)
	for i := end - 1; i >= 0 && i >= end-3 && is(s[i], classLetter); i-- {
		code |= uint(s[i]&0x1f) << (5 * uint(end-1-i))
	}
	return code
}

// endsLikeSecret tells whether the text before end may be the end of a secret's name.
func endsLikeSecret(s string, end int) bool {
	if end >= 6 && s[end-1]|0x20 == 'd' && s[end-2]|0x20 == 'i' && !is(s[end-3], classAlnum) {
		return hasSuffixFold(s[:end-3], "key") // access_key_id
	}
	code := endingOf(s, end)
	return endings.codes[code>>6]>>(code&63)&1 == 1 && endsInOneOf(s[:end], endings.groups[code])
}

func endsInOneOf(s string, words []string) bool {
	for _, word := range words {
		if hasSuffixFold(s, word) {
			return true
		}
	}
	return false
}
