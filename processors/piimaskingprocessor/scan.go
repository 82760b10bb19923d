package piimaskingprocessor

import "math/bits"

// Eight bytes are looked at in one 64-bit word: a class is a word with the top bit of every byte that
// belongs to it set.
const (
	lowBits  = 0x7f7f7f7f7f7f7f7f
	topBits  = 0x8080808080808080
	everyOne = 0x0101010101010101
)

// minScanned is the length of the shortest text that can hold a match; shorter ones are not looked at.
const minScanned = 4

// scanner goes once over a text and stops where a detector has to look. Those places are marks:
//
//   - every character from the colon to the at sign (: ; < = > ? @), the percent sign and the plus sign;
//   - the eighth and every further character of a run of digits and the signs that divide numbers (- . /): numbers
//     of all kinds, but not the versions and small numbers that texts are full of;
//   - a space behind such a character: another group of a number may follow;
//   - eight characters of a token (letters, digits, - and _) that fill a word. Of any token of fifteen
//     characters they fill at least one.
//
// A text without a mark holds nothing that a detector finds, but for what the key of the value tells (hint.go), and what
// find looks up by name.
type scanner struct {
	text string
	// fine makes the fourth character of a run a mark: an IP address may be as short as that.
	fine bool
	// next is the offset of the next word.
	next int
	// runs, pairs and quads are the classes of the last word: characters of runs, and those that follow one and three.
	runs, pairs, quads uint64
}

// word is a word with marks.
type word struct {
	// at is its offset in the text.
	at int
	// marks has the top bit of every marked byte set.
	marks uint64
	// token is set if a token fills it.
	token bool
}

// step returns the next word that has marks.
func (c *scanner) step() (word, bool) {
	s, i, runs, pairs, quads := c.text, c.next, c.runs, c.pairs, c.quads
	for ; i < len(s); i += 8 {
		var w uint64
		if i+8 <= len(s) {
			w = load64(s, i)
		} else {
			w = loadRest(s, i)
		}
		low := w & lowBits
		from2D := low + (0x80-'-')*everyOne
		from3A := low + (0x80-':')*everyOne
		run := from2D &^ from3A &^ w & topBits
		pair := run & (run<<8 | runs>>56)
		quad := pair & (pair<<16 | pairs>>48)
		long := quad & (quad<<32 | quads>>32)
		last := runs
		runs, pairs, quads = run, pair, quad
		if c.fine {
			long = quad
		}

		from41 := low + (0x80-'A')*everyOne
		marks := (long | from3A&^from41) &^ w & topBits
		token := false
		if from2D&topBits == topBits { // no space, no comma: it may be a token, but holds no % and no +
			token = isToken(w, low)
		} else {
			signs := (low ^ '%'*everyOne + lowBits) & (low ^ '+'*everyOne + lowBits)
			spaces := ^(low ^ ' '*everyOne + lowBits) & (run<<8 | last>>56)
			marks |= (^signs | spaces) &^ w & topBits
		}
		if marks != 0 || token {
			c.next, c.runs, c.pairs, c.quads = i+8, runs, pairs, quads
			return word{at: i, marks: marks, token: token}, true
		}
	}
	c.next = i
	return word{}, false
}

// isToken tells whether all eight characters are letters, digits, hyphens or underscores. low is w without
// its top bits.
func isToken(w, low uint64) bool {
	const space = 0x20 * everyOne // makes a letter small
	letters := (low | space) + (0x80-'a')*everyOne
	letters &^= (low | space) + (0x80-'z'-1)*everyOne
	digits := (low + (0x80-'0')*everyOne) &^ (low + (0x80-':')*everyOne)
	others := (low ^ '-'*everyOne + lowBits) & (low ^ '_'*everyOne + lowBits)
	return (letters|digits|^others)&^w&topBits == topBits
}

// pop takes the first mark out of the word and returns its offset in the text.
func (w *word) pop() int {
	i := w.at + bits.TrailingZeros64(w.marks)>>3
	w.marks &= w.marks - 1
	return i
}

// load64 reads eight bytes, the first as the lowest; the compiler makes it one load.
func load64(s string, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}

// loadRest reads the fewer than eight bytes from i to the end; what is behind the end is zero.
func loadRest(s string, i int) uint64 {
	if len(s) >= 8 {
		return load64(s, len(s)-8) >> (8 * uint(8-(len(s)-i)))
	}
	var w uint64
	for j := len(s) - 1; j >= i; j-- {
		w = w<<8 | uint64(s[j])
	}
	return w
}
