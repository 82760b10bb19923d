package piimaskingprocessor

import (
	"unicode/utf8"
)

// Bounds of the search for a word that says that a number is a telephone number.
const (
	phoneContextBytes   = 48
	maxPhoneWords       = 8
	maxUnrelatedWords   = 3
	maxAbbreviation     = 5 // letters; a longer word before a full stop ends a sentence
	longestBehindSpaces = 2
)

// phoneContext is how firmly the words before a number say that it is a telephone number.
type phoneContext uint8

const (
	_ phoneContext = iota // nothing
	// numberContext: the word number and nothing else.
	numberContext
	// weakContext: a weak word, with nothing but fillers between: call me on.
	weakContext
	// nearContext: a strong word, with others between.
	nearContext
	// directContext: a strong word, with nothing but fillers between.
	directContext
	// labelContext: a strong word as a label: phone:, "phone": ", phone number.
	labelContext
)

// phoneEvidence is what the words before a number say.
type phoneEvidence struct {
	context phoneContext
	// other: the nearest noun names something else, such as an order.
	other bool
}

// phoneContextBefore reads the words before the number at i.
func phoneContextBefore(s string, i int) phoneEvidence {
	return readPhoneContext(s, i, maxUnrelatedWords)
}

// readPhoneContext reads backwards from i, word by word, over no more than unrelated words that say nothing.
func readPhoneContext(s string, i, unrelated int) phoneEvidence {
	reader := phoneReader{direct: true, unrelated: unrelated}
	floor := max(0, i-phoneContextBytes)
	for range maxPhoneWords {
		gap, end := gapBefore(s, i, floor)
		start := identifierBefore(s, end, floor)
		if gap&gapStop != 0 || start == end || reader.stops(gap, s[start:end]) {
			break
		}
		i = start
	}
	return reader.evidence
}

// phoneReader weighs the words before a number, from the nearest on.
type phoneReader struct {
	evidence  phoneEvidence
	direct    bool // nothing but fillers so far
	label     bool // a colon or a quote, or the word number, stood between
	pointed   bool // a preposition stood between
	unrelated int
}

// stops takes one more word and tells whether it decides.
func (r *phoneReader) stops(gap phoneGap, word string) bool {
	class := identifierClass(word)
	if gap&gapSentence != 0 && (utf8.RuneCountInString(word) > maxAbbreviation || class&(wordStrong|wordWeak|wordNumber) == 0) {
		return true
	}
	r.label = r.label || r.direct && gap&(gapLabel|gapQuote) != 0
	switch {
	case class&wordStrong != 0:
		r.evidence.context = r.strength()
		return true
	case class&wordOther != 0:
		r.evidence.other = r.evidence.context < weakContext
		return true
	case class&wordWeak != 0, class&wordAction != 0 && r.pointed:
		r.weak(class&wordBehind != 0)
	case class&wordNumber != 0:
		r.label = r.direct
		r.raise(numberContext)
	case class&wordFiller != 0:
		r.pointed = r.pointed || class&wordPreposition != 0
	default:
		r.direct = false
		r.unrelated--
	}
	return r.unrelated < 0
}

func (r *phoneReader) strength() phoneContext {
	switch {
	case !r.direct:
		return nearContext
	case r.label:
		return labelContext
	}
	return directContext
}

// weak takes a weak word. One that is a label itself may specify a strong one: Phone (home): 781 5991.
// A place, such as office, says little before a number unless it is a label.
func (r *phoneReader) weak(place bool) {
	switch {
	case r.direct && (r.label || !place):
		r.raise(weakContext)
	case r.direct:
		r.raise(numberContext)
	}
	r.direct = r.direct && r.label
}

func (r *phoneReader) raise(to phoneContext) {
	r.evidence.context = max(r.evidence.context, to)
}

// phoneGap is what stands between two words.
type phoneGap uint8

const (
	gapLabel    phoneGap = 1 << iota // a colon or an equals sign, which tie a value to its name
	gapQuote                         // what a value is put in
	gapSentence                      // a full stop
	gapStop                          // what ends a sentence or an item
	gapLine                          // a line break
)

// gapBefore reads the signs between the word before i and i, and returns where the word ends.
func gapBefore(s string, i, floor int) (gap phoneGap, end int) {
	for i > floor {
		width, kind := gapSign(s, i)
		if width == 0 {
			break
		}
		i -= width
		gap |= kind
	}
	if gap&gapLine != 0 && gap&gapLabel == 0 {
		gap |= gapStop
	}
	return gap, max(i, floor)
}

// gapSign returns how wide the sign before i is, 0 if it belongs to a word, and what it says.
func gapSign(s string, i int) (width int, kind phoneGap) {
	if i >= 3 && encodes(s[i-3:i]) {
		return 3, encodedGap(s[i-2], s[i-1])
	}
	switch c := s[i-1]; c {
	case ' ', '\t', '\r', '-', '\\', '#', '(', '[', '{', '*', '/':
		return 1, 0
	case ':', '=':
		return 1, gapLabel
	case '"', '\'', '`', '>', '|':
		return 1, gapQuote
	case '\n':
		return 1, gapLine
	case '.':
		if i >= 2 && s[i-2] == '.' {
			return 1, gapStop
		}
		return 1, gapSentence
	case ')':
		return 1, closesLabel(s, i)
	case '_':
		return 0, 0
	default:
		return wideGap(s, i, c)
	}
}

// wideGap serves what is left: letters, digits, other signs, and characters outside ASCII.
func wideGap(s string, i int, c byte) (int, phoneGap) {
	if c < utf8.RuneSelf {
		switch {
		case !is(c, classAlnum):
			return 1, gapStop
		case endsEscape(s, i) && c == 'n':
			return 2, gapLine
		case endsEscape(s, i) && c == 't':
			return 2, 0
		}
		return 0, 0
	}
	switch r, size := utf8.DecodeLastRuneInString(s[:i]); {
	case wordRune(r):
		return 0, 0
	case r == '\uff1a':
		return size, gapLabel
	default:
		return size, 0
	}
}

// closesLabel admits the bracket of Phone (home): and of nothing else.
func closesLabel(s string, i int) phoneGap {
	if i < len(s) && s[i] == ':' {
		return 0
	}
	return gapStop
}

func encodedGap(hi, lo byte) phoneGap {
	c, _ := unhex(hi, lo)
	switch c {
	case ' ':
		return 0
	case ':', '=':
		return gapLabel
	case '"', '\'':
		return gapQuote
	}
	return gapStop
}

// identifierBefore returns where the identifier that ends before end begins. It returns end if there is none,
// or if it goes on before floor: half a word says nothing.
func identifierBefore(s string, end, floor int) int {
	i := end
	for i > floor {
		c := s[i-1]
		switch {
		case is(c, classAlnum) || c == '_':
			i--
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeLastRuneInString(s[:i])
			if !wordRune(r) {
				return i
			}
			i -= size
		case isInnerSign(s, i, end):
			i--
		default:
			return min(afterEscape(s, i), end)
		}
	}
	if i < floor || i > 0 && is(s[i-1], classAlnum) {
		return end
	}
	return i
}

// isInnerSign tells whether the sign before i joins the parts of a name or of a date: phone.home, 06/21/84.
func isInnerSign(s string, i, end int) bool {
	if i < 2 || i == end || !is(s[i-2], classAlnum) || !is(s[i], classAlnum) {
		return false
	}
	switch s[i-1] {
	case '-', '.':
		return true
	case '/':
		return is(s[i-2], classDigit) && is(s[i], classDigit)
	}
	return false
}

// identifierClass judges a word or a key such as phoneNumber, home.phone or phone-id. A date may stand where a
// filler may.
func identifierClass(word string) phoneWord {
	if is(word[0], classDigit) && is(word[len(word)-1], classDigit) {
		return dateClass(word)
	}
	if equalFoldAll(word, "iphone") {
		return 0
	}
	end := len(word)
	if class := phoneWordOf(word); class&wordStrong != 0 || wordByte(word[end-1]) && partStart(word, end) == 0 {
		return class // also of a name such as WhatsApp
	}
	var key phoneKey
	for end > 0 && !key.done {
		if !wordByte(word[end-1]) {
			end--
			continue
		}
		start := partStart(word, end)
		key.add(word[start:end])
		end = start
	}
	return key.finish()
}

// dateClass takes a date for a filler: call me on 06/21/84 at.
func dateClass(word string) phoneWord {
	signs := 0
	for i := range len(word) {
		if word[i] == '/' || word[i] == '.' {
			signs++
		}
	}
	if signs > 0 && len(word) <= len("2006/01/02") {
		return wordFiller
	}
	return 0
}

func equalFoldAll(s, lower string) bool {
	return len(s) == len(lower) && equalFold(s, lower)
}

func wordByte(c byte) bool {
	return is(c, classLetter) || c >= utf8.RuneSelf
}

// partStart returns where the part of a key that ends at end begins: at a sign or a digit, or at a capital.
func partStart(key string, end int) int {
	i := end - 1
	for i > 0 && wordByte(key[i-1]) && !beginsWord(key, i) {
		i--
	}
	return i
}

// phoneContextAfter tells whether the word right behind the number ending at i says that it is a telephone
// number, and ends its line or item: 781 1704 office, 833-719-3994-fax; or whether the sentence goes on with
// to call or to reach.
func phoneContextAfter(s string, i int) bool {
	from := behindStart(s, i)
	end := from
	for end < len(s) && is(s[end], classLetter) {
		end++
	}
	if from == i || end == from {
		return false
	}
	if equalFoldAll(s[from:end], "to") {
		return hasVerb(s[end:], " call") || hasVerb(s[end:], " reach")
	}
	return phoneWordOf(s[from:end])&wordBehind != 0 && endsItem(s, end)
}

// behindStart skips what may stand between a number and the word behind it.
func behindStart(s string, i int) int {
	if i < len(s) && s[i] == '-' {
		return i + 1
	}
	from := i
	for from < len(s) && from-i < longestBehindSpaces && s[from] == ' ' {
		from++
	}
	if from > i && from < len(s) && s[from] == '(' {
		from++
	}
	return from
}

func hasVerb(s, verb string) bool {
	return len(s) >= len(verb) && equalFold(s[:len(verb)], verb) && (len(s) == len(verb) || !is(s[len(verb)], classLetter))
}

func endsItem(s string, i int) bool {
	if i == len(s) {
		return true
	}
	switch s[i] {
	case '\n', '\r', ',', ';', '.', ')', ']', '\\', '|', '"', '\'', '<':
		return true
	}
	return false
}

// announced tells whether words near by say that the divided number is a telephone number. The less they
// say, the more its shape has to: digits divided by nothing but spaces may be several numbers.
func (r *phoneRun) announced(s string, end int) bool {
	evidence := phoneContextBefore(s, r.start)
	if evidence.other || evidence.context < labelContext && unitFollows(s, end) {
		return false
	}
	if namesExtension(s[r.end:end]) {
		return true
	}
	if r.digits < minPhoneDigits && evidence.context == nearContext {
		return false
	}
	switch evidence.context {
	case labelContext, directContext:
		return true
	case nearContext:
		if r.signs() != signSpace {
			return true
		}
	case weakContext:
		if r.signs() != signSpace || phraseEnds(s, end) {
			return true
		}
	case numberContext:
		if r.isNorthAmerican() {
			return true
		}
	}
	return r.digits >= minPhoneDigits && phoneContextAfter(s, end)
}

// isNorthAmerican tells whether the groups are those of the North American Numbering Plan, 3-3-4, also after
// its country code.
func (r *phoneRun) isNorthAmerican() bool {
	groups := r.groups[:r.count]
	if len(groups) == 4 && groups[0].size() == 1 {
		groups = groups[1:]
	}
	return len(groups) == 3 && groups[0].size() == 3 && groups[1].size() == 3 && groups[2].size() == 4
}

// bareAnnounced tells whether words right beside undivided digits say that they are a telephone number. Ids,
// times and sizes look the same, so that the words have to be firm.
func bareAnnounced(s string, start, digitEnd, end int) bool {
	evidence := readPhoneContext(s, start, 0)
	switch digits := s[start:digitEnd]; {
	case evidence.context == labelContext, namesExtension(s[digitEnd:end]):
		return true
	case evidence.context == directContext:
		return len(digits) >= minUnlabelledDigits && !isEpoch(digits) && !unitFollows(s, end)
	case evidence.context == weakContext:
		return len(digits) >= minUnlabelledDigits && digits[0] == '0' && !unitFollows(s, end)
	}
	return end < len(s) && s[end] == '-' && phoneContextAfter(s, end)
}

// isEpoch tells whether the digits are a time since 1970, in seconds to nanoseconds, between 2014 and 2033.
func isEpoch(digits string) bool {
	return digits[0] == '1' && digits[1] >= '4' && (len(digits) == 10 || len(digits) == 13)
}

// unitFollows tells whether the digits that end at i are a quantity: 1024 2048 bytes.
func unitFollows(s string, i int) bool {
	from := skipSpaces(s, i)
	end := from
	for end < len(s) && is(s[end], classLetter) {
		end++
	}
	return end > from && phoneWordOf(s[from:end])&wordUnit != 0
}

// phraseEnds tells whether the sentence ends after the number, or goes on as it does after a number to call.
func phraseEnds(s string, i int) bool {
	if i == len(s) || s[i] != ' ' {
		return true
	}
	end := i + 1
	for end < len(s) && is(s[end], classLetter) {
		end++
	}
	return end == i+1 || phoneWordOf(s[i+1:end])&wordAfter != 0
}
