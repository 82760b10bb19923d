//go:build !amd64

package piimaskingprocessor

// minBlockText and hasBlocks say that texts are looked at eight bytes at a time: see scan_amd64.go.
const minBlockText = 0

var hasBlocks = false

type blockClasses struct {
	run, sign, token, space, semicolon, digit uint64
}

const blockBytes = 64

func (c *blockClasses) classify(string, int, int) {}
