package piimaskingprocessor

import "math/bits"

// blockScan is what the blocks of a text pass on to the next one: the characters that are the second, fourth and so
// on in a row, of runs and of tokens.
type blockScan struct {
	classes                       blockClasses
	run, run2, run4, run8         uint64
	token, token2, token4, token8 uint64
	token15                       uint64
	space, digit                  uint64
}

// findBlocks collects what the detectors see at the marks of s, 64 characters at a time. It knows the marks better than
// findWords, so there are fewer: a space is one only between two digits, a token only from its fifteenth character, a
// semicolon only behind a digit.
func (p *pass) findBlocks(s string) {
	var b blockScan
	for base := 0; base < len(s); base += blockBytes {
		b.classes.classify(s, base, min(blockBytes, len(s)-base))
		marks, gaps, tokens := b.next(p.fine)
		for ; tokens != 0; tokens &= tokens - 1 {
			if i := base + bits.TrailingZeros64(tokens) - 7; i >= p.done.token {
				p.token(s, i)
			}
		}
		for all := marks | gaps; all != 0; all &= all - 1 {
			i := base + bits.TrailingZeros64(all)
			switch {
			case gaps&all&-all != 0:
				p.gap(s, i-1)
			case i >= p.done.run:
				p.mark(s, i)
			}
		}
	}
}

// next returns the marks of the block: signs and runs, the digits behind a space between two, and the fifteenth
// characters of tokens.
func (b *blockScan) next(fine bool) (marks, gaps, tokens uint64) {
	c := &b.classes
	run2 := c.run & follow(c.run, b.run, 1)
	run4 := run2 & follow(run2, b.run2, 2)
	run8 := run4 & follow(run4, b.run4, 4)
	long := run8 &^ follow(run8, b.run8, 1)
	if fine {
		long = run4 // the eighth of those may be no mark if the fourth belongs to another run
	}
	token2 := c.token & follow(c.token, b.token, 1)
	token4 := token2 & follow(token2, b.token2, 2)
	token8 := token4 & follow(token4, b.token4, 4)
	token15 := token8 & follow(token8, b.token8, 7)
	tokens = token15 &^ follow(token15, b.token15, 1)
	gaps = c.digit & follow(c.space, b.space, 1) & follow(c.digit, b.digit, 2)
	marks = c.sign | c.semicolon&follow(c.digit, b.digit, 1) | long
	b.run, b.run2, b.run4, b.run8 = c.run, run2, run4, run8
	b.token, b.token2, b.token4, b.token8, b.token15 = c.token, token2, token4, token8, token15
	b.space, b.digit = c.space, c.digit
	return marks, gaps, tokens
}

// follow moves a class n characters on; what leaves the last block comes into this one.
func follow(class, last uint64, n int) uint64 {
	return class<<n | last>>(64-n)
}
