package sqlfingerprint

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestBytesOfChunks holds what is said of each byte, whatever stands beside it.
func TestBytesOfChunks(t *testing.T) {
	for _, beside := range []byte{0, 'a', 'Z', '5', 0x7f, 0xff} {
		for c := range 256 {
			text := []byte{beside, beside, beside, byte(c), beside, beside, beside, beside}
			upper := load(string(text), 0)
			for i, b := range text {
				if b >= 'a' && b <= 'z' {
					text[i] -= 'a' - 'A'
				}
			}
			assert.Equal(t, load(string(text), 0), upperCase(upper), "%q", text)
		}
	}
	for c := range 256 {
		text := "abc" + string([]byte{byte(c)}) + "defg"
		if c < 0x80 {
			assert.Equal(t, c >= '0' && c <= '@', from0ToAt(load(text, 0)) != 0, "%q", text)
		}
		assert.Equal(t, c <= ' ' || c == ';', firstOf(endsArgument(load(text, 0))) == 3, "%q", text)
	}
}

// TestLoadFew holds that short texts are read as the start of longer ones are.
func TestLoadFew(t *testing.T) {
	text := []byte{1, 2, 0x83, 4, 0xff, 6, 7}
	for n := range len(text) + 1 {
		whole := append(bytes.Clone(text[:n]), make([]byte, 8)...)
		assert.Equal(t, load(string(whole), 0), loadFew(string(text), 0, n), n)
	}
	for i := range text {
		assert.Equal(t, uint64(text[i]), loadFew(string(text), i, 1), i)
	}
}
