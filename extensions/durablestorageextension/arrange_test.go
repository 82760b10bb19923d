package durablestorageextension

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func itemsAt(indices ...uint64) []item {
	items := make([]item, len(indices))
	for i, index := range indices {
		items[i] = item{index: index, size: 10}
	}
	return items
}

func TestArrange(t *testing.T) {
	tests := []struct {
		name      string
		items     []item
		readIndex uint64
		mayMove   bool
		want      layout
	}{
		{"empty", nil, 7, true, layout{readIndex: 7, writeIndex: 7}},
		{"nothing was being sent", itemsAt(7, 8, 9), 7, true, layout{readIndex: 7, writeIndex: 10}},
		{"in place already", itemsAt(5, 6, 7, 8), 7, true, layout{readIndex: 5, writeIndex: 9, putBack: 2}},
		{"a gap", itemsAt(3, 6, 7), 7, true, layout{readIndex: 5, writeIndex: 8, moves: []move{{3, 5, 10}}, putBack: 2}},
		{"into the place of another", itemsAt(1, 4, 5, 9), 7, true, layout{readIndex: 4, writeIndex: 10, moves: []move{{1, 4, 10}, {4, 5, 10}, {5, 6, 10}}, putBack: 3}},
		{"only those being sent", itemsAt(0, 2), 4, true, layout{readIndex: 2, writeIndex: 4, moves: []move{{0, 2, 10}, {2, 3, 10}}, putBack: 2}},
		{"nothing may be written", itemsAt(1, 4, 9), 7, false, layout{readIndex: 1, writeIndex: 10, putBack: 2}},
		{"gaps at both ends are left out", itemsAt(20, 21), 7, true, layout{readIndex: 20, writeIndex: 22}},
		{"a read index that cannot be", itemsAt(1, 2), 1 << 60, false, layout{readIndex: 1, writeIndex: 3, putBack: 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			assert.Equal(t, tt.want, arrange(tt.items, tt.readIndex, tt.mayMove))
		})
	}
}

func TestHighest(t *testing.T) {
	moves := []move{{0, 1, 4}, {1, 2, 9}, {2, 3, 2}, {3, 4, 2}}
	for maxBytes, want := range map[int]int{0: 3, 3: 3, 4: 2, 12: 2, 13: 1, 16: 1, 17: 0, 99: 0} {
		before, last := highest(moves, maxBytes)
		assert.Equal(t, moves[:want], before, maxBytes)
		assert.Equal(t, moves[want:], last, maxBytes)
	}
	before, last := highest(nil, 10)
	assert.Empty(t, before)
	assert.Empty(t, last)
}

// TestArrangeKeepsAll holds for any queue: after the moves, carried out from the highest, every item is there once, in
// the order it had, between the read and the write index.
func TestArrangeKeepsAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		file := map[uint64]uint64{}
		for range random.IntN(12) {
			index := uint64(random.IntN(30))
			file[index] = index // an item's value is where it was
		}
		items := itemsAt(sortedKeys(file)...)
		place := arrange(items, uint64(random.IntN(30)), random.IntN(4) > 0)
		values := make([]uint64, len(place.moves))
		for i, m := range place.moves {
			values[i] = file[m.from]
		}
		for i, m := range slices.Backward(place.moves) {
			file[m.to] = values[i]
			delete(file, m.from)
		}
		require.Len(t, file, len(items))
		for i, index := range sortedKeys(file) {
			require.Equal(t, items[i].index, file[index], "order")
			require.GreaterOrEqual(t, index, place.readIndex)
			require.Less(t, index, place.writeIndex)
		}
	}
}

func sortedKeys(file map[uint64]uint64) []uint64 {
	keys := make([]uint64, 0, len(file))
	for key := range file {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
