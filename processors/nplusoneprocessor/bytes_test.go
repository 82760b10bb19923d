package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBytesRoundTrip(t *testing.T) {
	for text, want := range map[string]Bytes{
		"0B": 0, "1B": 1, "1023B": 1023, "1KiB": 1 << 10, "64MiB": 64 << 20, "3GiB": 3 << 30, "1536KiB": 1536 << 10,
	} {
		var got Bytes
		require.NoError(t, got.UnmarshalText([]byte(text)))
		assert.Equal(t, want, got)
		assert.Equal(t, text, got.String())
	}
}

func TestBytesReadsSpacesAndPlainNumbers(t *testing.T) {
	for _, text := range []string{"2048", " 2 KiB ", "2KiB"} {
		var got Bytes
		require.NoError(t, got.UnmarshalText([]byte(text)), text)
		assert.Equal(t, Bytes(2048), got, text)
	}
}

func TestBytesRefuses(t *testing.T) {
	for _, text := range []string{"", "MiB", "64MB", "64M", "-1KiB", "1.5GiB", "9223372036854775807KiB"} {
		var got Bytes
		assert.EqualError(t, got.UnmarshalText([]byte(text)),
			`"`+text+`" is not an amount of memory; write a number with KiB, MiB or GiB, for example 64MiB`)
	}
}
