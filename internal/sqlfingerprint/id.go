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

// mix folds the product of 128 bits, so that every bit of the input moves every bit of the hash. n, the length of the
// token, keeps one long token apart from two short ones.
func mix(hash, chunk uint64, n int) uint64 {
	high, low := bits.Mul64(hash^chunk, factor^uint64(n))
	return high ^ low ^ hash
}

// mixText mixes a text of any length, eight bytes at a time.
func mixText(hash uint64, text string) uint64 {
	n := len(text)
	for len(text) > 8 {
		hash = mix(hash, load(text, 0, 8), n)
		text = text[8:]
	}
	return mix(hash, load(text, 0, len(text)), n)
}

// load reads n ≤ 8 bytes at i, the first in the lowest bits; bytes after them are 0.
func load(text string, i, n int) uint64 {
	if i+8 <= len(text) {
		t := text[i : i+8]
		chunk := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		return chunk & (1<<(8*uint(n)) - 1)
	}
	var chunk uint64
	for k := n - 1; k >= 0; k-- {
		chunk = chunk<<8 | uint64(text[i+k])
	}
	return chunk
}
