package sqlfingerprint

import (
	"encoding/binary"
	"encoding/hex"
	"math/bits"
)

// ID identifies a statement. It is stable across processes, machines and releases of the same major version.
type ID uint64

// String writes the id as 16 lower-case hexadecimal digits.
func (id ID) String() string {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], uint64(id))
	return hex.EncodeToString(raw[:])
}

// seed and factor are odd constants with well-spread bits (the fractions of √2 and √3).
const (
	seed   = 0x6a09e667f3bcc909
	factor = 0xbb67ae8584caa73b
)

// mix folds the product of 128 bits, so that every bit of the input moves every bit of the hash.
func mix(hash, chunk uint64) uint64 {
	high, low := bits.Mul64(hash^chunk, factor)
	return high ^ low
}

// mixText mixes a text of any length with its length, eight bytes at a time.
func mixText(hash uint64, text string) uint64 {
	hash = mix(hash, uint64(len(text)))
	for len(text) > 8 {
		hash = mix(hash, load(text, 0))
		text = text[8:]
	}
	return mix(hash, loadPart(text, 0, len(text)))
}

// codeOf is what is hashed of a text: the text itself where it fits, else its hash.
func codeOf(text string, start, end int) uint64 {
	if n := end - start; n <= 8 {
		return loadPart(text, start, n)
	}
	return mixText(seed, text[start:end])
}

// load reads eight bytes at i, the first in the lowest bits. The compiler makes it one instruction.
func load(text string, i int) uint64 {
	t := text[i : i+8]
	return uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
		uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
}

// loadPart reads n ≤ 8 bytes at i; the bytes after them are 0.
func loadPart(text string, i, n int) uint64 {
	if i+8 <= len(text) {
		return load(text, i) & (1<<(8*uint(n)) - 1)
	}
	var chunk uint64
	for k := n - 1; k >= 0; k-- {
		chunk = chunk<<8 | uint64(text[i+k])
	}
	return chunk
}
