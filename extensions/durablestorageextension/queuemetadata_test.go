package durablestorageextension

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"google.golang.org/protobuf/encoding/protowire"
)

// books as the queue writes them, with a field 9 that is not known here.
func stockBooks(readIndex, writeIndex uint64, dispatched ...uint64) []byte {
	raw := protowire.AppendFixed64(protowire.AppendTag(nil, 1, protowire.Fixed64Type), 11)
	raw = protowire.AppendFixed64(protowire.AppendTag(raw, fieldBytesSize, protowire.Fixed64Type), 22)
	raw = appendIndex(raw, fieldReadIndex, readIndex)
	raw = appendIndex(raw, fieldWriteIndex, writeIndex)
	if len(dispatched) > 0 {
		var packed []byte
		for _, index := range dispatched {
			packed = protowire.AppendFixed64(packed, index)
		}
		raw = protowire.AppendBytes(protowire.AppendTag(raw, fieldDispatched, protowire.BytesType), packed)
	}
	return protowire.AppendString(protowire.AppendTag(raw, 9, protowire.BytesType), "later")
}

func TestMetadataKeepsWhatItDoesNotKnow(t *testing.T) {
	books, err := parseMetadata(stockBooks(5, 9, 3, 4))
	require.NoError(t, err)
	assert.Equal(t, uint64(5), books.readIndex)
	assert.Equal(t, uint64(9), books.writeIndex)
	assert.True(t, books.dispatched)

	again, err := parseMetadata(books.marshal())
	require.NoError(t, err)
	assert.Equal(t, books.rest, again.rest)
	assert.False(t, again.dispatched)
	assert.Contains(t, string(again.rest), "later")
}

func TestMetadataDamaged(t *testing.T) {
	for name, raw := range map[string][]byte{
		"cut":          stockBooks(1, 2)[:12],
		"text":         []byte("not a message"),
		"another type": protowire.AppendVarint(protowire.AppendTag(nil, fieldReadIndex, protowire.VarintType), 3),
	} {
		_, err := parseMetadata(raw)
		assert.ErrorIs(t, err, errMetadata, name)
	}
}

// FuzzParseMetadata: any bytes are read or refused, and what is read is written so that it reads the same.
func FuzzParseMetadata(f *testing.F) {
	f.Add(stockBooks(1, 2, 0))
	f.Add([]byte{0x19})
	f.Fuzz(func(t *testing.T, raw []byte) {
		books, err := parseMetadata(raw)
		if err != nil {
			return
		}
		again, err := parseMetadata(books.marshal())
		require.NoError(t, err)
		books.dispatched = false
		assert.Equal(t, books, again)
	})
}
