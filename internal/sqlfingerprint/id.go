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
	if len(text) < 8 {
		return mix(hash, loadFew(text, 0, len(text)))
	}
	i := 0
	for ; i+8 < len(text); i += 8 {
		hash = mix(hash, load(text, i))
	}
	return mix(hash, load(text, len(text)-8)>>(8*uint(i+8-len(text))))
}

// mixPiece is mixText for texts that are most often one byte.
func mixPiece(hash uint64, text string) uint64 {
	if len(text) == 1 {
		return mixByte(hash, text[0])
	}
	return mixText(hash, text)
}

// mixByte is mixText for one byte.
func mixByte(hash uint64, c byte) uint64 { return mix(mix(hash, 1), uint64(c)) }

// codeOf is what is hashed of a text: the text itself where it fits, else its hash as mixText has it.
func codeOf(text string, start, end int) uint64 {
	n := end - start
	if n <= 8 {
		return loadPart(text, start, n)
	}
	hash := mix(seed, uint64(n))
	for ; start+8 < end; start += 8 {
		hash = mix(hash, load(text, start))
	}
	return mix(hash, load(text, end-8)>>(8*uint(start+8-end)))
}

// load reads eight bytes at i, the first in the lowest bits. The compiler makes it one instruction.
func load(text string, i int) uint64 {
	return binary.LittleEndian.Uint64([]byte(text[i : i+8]))
}

// loadPart reads n ≤ 8 bytes at i; the bytes after them are 0.
func loadPart(text string, i, n int) uint64 {
	if len(text) >= 8 {
		return window(text, i) & (1<<(8*uint(n)) - 1)
	}
	return loadFew(text, i, n)
}

// loadFew is loadPart in a text of less than eight bytes. The pieces it reads overlap, so that there is no loop.
func loadFew(text string, i, n int) uint64 {
	switch {
	case n >= 4:
		first, last := load4(text, i), load4(text, i+n-4)
		return first | last<<(8*uint(n-4))
	case n > 0:
		return uint64(text[i]) | uint64(text[i+n/2])<<(8*uint(n/2)) | uint64(text[i+n-1])<<(8*uint(n-1))
	default:
		return 0
	}
}

// load4 reads four bytes at i, the first in the lowest bits.
func load4(text string, i int) uint64 {
	return uint64(binary.LittleEndian.Uint32([]byte(text[i : i+4])))
}
