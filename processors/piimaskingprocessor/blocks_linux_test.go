package piimaskingprocessor

import (
	"bytes"
	"syscall"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTextAtTheEndOfMemory holds that nothing behind a text is read where it may not be there: the text ends with the
// last page that can be read.
func TestTextAtTheEndOfMemory(t *testing.T) {
	page := syscall.Getpagesize()
	memory, err := syscall.Mmap(-1, 0, 2*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	defer func() { require.NoError(t, syscall.Munmap(memory)) }()
	require.NoError(t, syscall.Mprotect(memory[page:], syscall.PROT_NONE))
	p := newTestPass()
	for n := 20; n < 200; n++ {
		text := memory[page-n : page]
		copy(text, bytes.Repeat([]byte("."), n))
		copy(text[n-17:], "alice@example.com")
		out, _ := p.text(placeLogBody, unsafe.String(&text[0], n))
		assert.Equal(t, "al***@example.com", out[n-17:])
	}
}
