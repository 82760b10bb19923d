package piimaskingprocessor

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// blockBytes is how much of a text is looked at in one piece where the processor has AVX2.
const blockBytes = 64

// minBlockText is the length in bytes of the shortest text for which that is worth its start.
const minBlockText = 32

// pageBytes is the smallest size of a page of memory: reading on within one cannot fail.
const pageBytes = 4096

// hasBlocks is set if the processor can do it (SSE's successor of 2013; every server since).
var hasBlocks = cpu.X86.HasAVX2

// blockClasses has a bit for each of 64 characters, the first as the lowest, in each class.
type blockClasses struct {
	// run: digits - . /; sign: : < = @ % +; token: letters, digits, - and _.
	run, sign, token, space, semicolon, digit uint64
}

// classifyAVX2 classifies the 32 bytes at p, and if both is set the 32 behind them. A byte's class is looked up by its
// two halves in two tables of sixteen, of which the bits that both have count: 1 digits, 2 dot and slash, 4 hyphen,
// 8 colon, less-than and equals sign, 16 percent and plus sign, 32 at sign, 64 and 128 letters.
//
//go:noescape
func classifyAVX2(p *byte, both bool, classes *blockClasses)

// classify classifies the n characters of the text at i, at most 64.
func (c *blockClasses) classify(s string, i, n int) {
	p := unsafe.StringData(s[i:]) //nolint:gosec // read only, and only where a page of memory is sure to be there
	width := (n + 31) &^ 31
	if n < width && uintptr(unsafe.Pointer(p))%pageBytes > pageBytes-uintptr(width) { //nolint:gosec // not dereferenced
		var copied [blockBytes]byte // what is behind the end may not be there
		copy(copied[:], s[i:i+n])
		p = &copied[0]
	}
	classifyAVX2(p, n > 32, c)
	if n < blockBytes {
		c.cut(n)
	}
}

// cut forgets what is behind the first n characters.
func (c *blockClasses) cut(n int) {
	keep := uint64(1)<<n - 1
	c.run &= keep
	c.sign &= keep
	c.token &= keep
	c.space &= keep
	c.semicolon &= keep
	c.digit &= keep
}
