package sqlfingerprint

import (
	"encoding/binary"
	"math/bits"
)

// Texts are read eight bytes at a time, as a number with the first byte in the lowest bits. What is asked of
// the bytes is answered in their highest bits: 0x80 says yes.

const (
	everyByte     = 0x0101010101010101
	highBits      = 0x80 * everyByte
	lowerCaseBits = 0x20 * everyByte
)

// window reads the eight bytes at i of a text of at least eight; behind its end they are 0.
func window(text string, i int) uint64 {
	if i+8 <= len(text) {
		return load(text, i)
	}
	return load(text, len(text)-8) >> (8 * uint(i+8-len(text)))
}

// windowOf is window for the hot path, where the text is a slice of bytes. Both need a text of eight bytes at least.
func windowOf(text []byte, i int) uint64 {
	if uint(i)+8 <= uint(len(text)) {
		return binary.LittleEndian.Uint64(text[i : i+8])
	}
	return binary.LittleEndian.Uint64(text[len(text)-8:]) >> (8 * uint(i+8-len(text)))
}

// below0 finds the bytes below '0': blanks and by far most bytes that end words and numbers. It is right up
// to and including the first.
func below0(chunk uint64) uint64 {
	return (chunk - '0'*everyByte) &^ chunk & highBits
}

// equals finds the bytes that are c; what is repeated is c in every byte. It is right up to and including the
// first.
func equals(chunk, repeated uint64) uint64 {
	x := chunk ^ repeated
	return (x - everyByte) &^ x & highBits
}

// notWord finds the bytes that are neither an ASCII letter, a digit nor `_`. Each term is a threshold that a
// byte has passed or not; of a byte of a word it has passed an odd number.
func notWord(chunk uint64) uint64 {
	plain := chunk &^ highBits
	lower := plain | lowerCaseBits
	passed := (plain + (0x80-'0')*everyByte) ^ (plain + (0x80-'9'-1)*everyByte) ^
		(lower + (0x80-'a')*everyByte) ^ (lower + (0x80-'z'-1)*everyByte) ^
		(lower + (0x80-('_'|0x20))*everyByte) ^ (plain + (0x80-0x7f)*everyByte) // `_` folds to DEL
	return (^passed | chunk) & highBits
}

// oddInWord finds whether there is a byte that is not of a word in a chunk where no byte is below '0' but those behind
// the word, which are 0. The terms are those of notWord; a byte from 0x80 on, which may carry into the next, is
// odd itself.
func oddInWord(chunk uint64) uint64 {
	lower := chunk | lowerCaseBits
	passed := (chunk + (0x80-'9'-1)*everyByte) ^ (lower + (0x80-'a')*everyByte) ^ (lower + (0x80-'z'-1)*everyByte) ^
		(lower + (0x80-('_'|0x20))*everyByte) ^ (chunk + (0x80-0x7f)*everyByte)
	return (passed | chunk) & highBits
}

// beforeFirst keeps the bytes of a chunk that stand before the first one found, all where none is.
func beforeFirst(chunk, found uint64) uint64 {
	return chunk & ((found&-found)>>7 - 1)
}

// firstOf is the position of the first byte found, 8 where none is. It counts the bits below, as processors do that at
// once, while some take long to find a bit.
func firstOf(found uint64) int {
	return bits.OnesCount64((found&-found)-1) >> 3
}

// lengthOf is the position of the only byte found: the bit shifts that of the eight bytes to the top which says so.
func lengthOf(found uint64) int {
	return int(found >> 7 * 0x0001020304050607 >> 56)
}

// from0ToAt finds the bytes from '0' to '@': digits, ? and @ among them. It finds some that are not ASCII, too.
func from0ToAt(chunk uint64) uint64 {
	plain := chunk &^ highBits
	return (plain + (0x80-'0')*everyByte) &^ (plain + (0x80-'@'-1)*everyByte) & highBits
}

// upperCase writes the ASCII letters among the bytes in upper case.
func upperCase(chunk uint64) uint64 {
	plain := chunk &^ highBits
	letters := (plain + (0x80-'a')*everyByte) &^ (plain + (0x80-'z'-1)*everyByte) &^ chunk & highBits
	return chunk ^ letters>>2
}

// endsArgument finds blanks, control bytes and `;`. It is right up to and including the first.
func endsArgument(chunk uint64) uint64 {
	return (chunk-(' '+1)*everyByte)&^chunk&highBits | equals(chunk, ';'*everyByte)
}
