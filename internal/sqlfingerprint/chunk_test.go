package sqlfingerprint

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestChunks asks for every byte at every place of a chunk, with a plain word before it.
func TestChunks(t *testing.T) {
	const letters = "aZ_09zAa"
	for c := range 256 {
		isWord := isWordByte(byte(c))
		for n := range 8 {
			text := []byte(letters)
			text[n] = byte(c)
			chunk := load(string(text), 0)
			assert.Equal(t, !isWord, firstOf(notWord(chunk)) == n, "%q: not of a word", text)
			assert.Equal(t, c < '0', firstOf(below0(chunk)) == n, "%q: below 0", text)
			if c >= '0' {
				assert.Equal(t, !isWord, oddInWord(chunk) != 0, "%q: odd", text)
			}
			found := below0(chunk)
			if found != 0 {
				assert.Equal(t, n, lengthOf(found&-found), "%q: length", text)
			}
			assert.Equal(t, load("bbbbbbbb"[:n]+"x"+"bbbbbbbb"[n+1:], 0), load("bbbbbbbb", 0)^uint64('b'^'x')<<(8*n))
			assert.Equal(t, n, firstOf(equals(load("bbbbbbbb"[:n]+"x"+"bbbbbbbb"[n+1:], 0), 'x'*everyByte)))
		}
	}
	assert.Equal(t, 8, firstOf(notWord(load(letters, 0))))
	assert.Equal(t, 8, firstOf(equals(load(letters, 0), 'x'*everyByte)))
}

// TestWindow reads up to the end of the text and behind it.
func TestWindow(t *testing.T) {
	const text = "0123456789"
	for i := range 20 {
		want := uint64(0)
		for k := 7; k >= 0; k-- {
			want <<= 8
			if i+k < len(text) {
				want |= uint64(text[i+k])
			}
		}
		assert.Equal(t, want, window(text, i), i)
		assert.Equal(t, want, windowOf([]byte(text), i), i)
	}
}

// TestKeywordsAreFound holds that each keyword is found in both letter cases, and no name is.
func TestKeywordsAreFound(t *testing.T) {
	for i, text := range keywordTexts {
		info := findText(text)
		if assert.NotNil(t, info, text) {
			assert.Equal(t, i, int(info.text), text)
		}
		assert.Nil(t, findText(text[:len(text)-1]+"é"), text)
	}
	for _, name := range []string{"id", "created_at", "customer_account", "SELEC", "INTERSECTX"} {
		assert.Nil(t, findText(name), name)
	}
}

func findText(text string) *wordInfo {
	first, rest := foldKeyword(text)
	return keywords.find(first, rest, len(text))
}
