package piimaskingprocessor

import "math/bits"

// Eight bytes are looked at in one 64-bit word: a class is a word with the top bit of every byte that
// belongs to it set. The lowest such byte is always right; those above an at sign or a percent sign may be wrong.
const (
	lowBits  = 0x7f7f7f7f7f7f7f7f
	topBits  = 0x8080808080808080
	everyOne = 0x0101010101010101
)

// minScanned is the length of the shortest text that can hold a match: a@b.co.
const minScanned = 6

// nextMark returns the offset of the first mark at or after from, or len(s) if there is none. A mark is an
// at sign, a percent sign (the address may be encoded) or the first of four digits in a row.
//
// Four digits that straddle two words are not a mark. That is enough for a card number, whose groups fall
// differently on the words: whichever way a number of 12 digits or more is written (issuer.go), four
// digits in a row stand within one word, wherever the number begins. The caller widens the mark to the run.
func nextMark(s string, from int) int {
	if len(s) < minScanned {
		return len(s)
	}
	if len(s) < 8 {
		return nextMarkShort(s, from)
	}
	i := from
	for ; i+8 <= len(s); i += 8 {
		if marks := marksOf(load64(s, i)); marks != 0 {
			return i + bits.TrailingZeros64(marks)>>3
		}
	}
	if i < len(s) {
		back := len(s) - 8
		seen := uint(i-back) << 3
		if marks := marksOf(load64(s, back)) >> seen << seen; marks != 0 {
			return back + bits.TrailingZeros64(marks)>>3
		}
	}
	return len(s)
}

// nextMarkShort serves texts of less than a word: too short for a card number.
func nextMarkShort(s string, from int) int {
	for i := from; i < len(s); i++ {
		if s[i] == '@' || s[i] == '%' {
			return i
		}
	}
	return len(s)
}

// marksOf is written in one piece so that the compiler puts it into the loop.
func marksOf(w uint64) uint64 {
	low := w & lowBits
	d := (low + (0x80-'0')*everyOne) &^ (low + (0x80-'9'-1)*everyOne) &^ w // digits
	d &= d >> 8
	d &= d >> 16
	at := w ^ '@'*everyOne
	percent := w ^ '%'*everyOne
	return (d | (at-everyOne)&^at | (percent-everyOne)&^percent) & topBits
}

// load64 reads eight bytes, the first as the lowest; the compiler makes it one load.
func load64(s string, i int) uint64 {
	_ = s[i+7]
	return uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
		uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
}
