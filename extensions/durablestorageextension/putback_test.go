package durablestorageextension

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"
)

// memory is a storage in memory that counts the transactions that write, and can refuse them.
type memory struct {
	values map[string][]byte
	writes int
	moved  int // the most bytes of items that one transaction wrote
	refuse error
	after  func() // each transaction that writes
}

var errClosed = errors.New("closed")

func newMemory(values map[string]string) *memory {
	m := &memory{values: map[string][]byte{}}
	for key, value := range values {
		m.values[key] = []byte(value)
	}
	return m
}

func (m *memory) Get(context.Context, string) ([]byte, error) { panic("by Batch") }
func (m *memory) Set(context.Context, string, []byte) error   { panic("by Batch") }
func (m *memory) Delete(context.Context, string) error        { panic("by Batch") }
func (m *memory) Close(context.Context) error                 { return nil }
func (m *memory) Walk(_ context.Context, fn storage.WalkFunc) error {
	for key, value := range m.values {
		if _, err := fn(key, value); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) Batch(_ context.Context, ops ...*storage.Operation) error {
	if m.refuse != nil && (writes(ops) || errors.Is(m.refuse, errClosed)) {
		return m.refuse
	}
	if writes(ops) {
		m.writes++
		m.moved = max(m.moved, itemBytes(ops))
		defer m.told()
	}
	for _, op := range ops {
		switch op.Type {
		case storage.Get:
			op.Value = m.values[op.Key]
		case storage.Set:
			m.values[op.Key] = op.Value
		default:
			delete(m.values, op.Key)
		}
	}
	return nil
}

func (m *memory) told() {
	if m.after != nil {
		m.after()
	}
}

func itemBytes(ops []*storage.Operation) (bytes int) {
	for _, op := range ops {
		if op.Type == storage.Set && isItem(op.Key) {
			bytes += len(op.Value)
		}
	}
	return bytes
}

func newQueue(t *testing.T, on *memory) *queueClient {
	t.Helper()
	w, err := newWatch(componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	t.Cleanup(w.shutdown)
	return newQueueClient(on, zap.NewNop(), w)
}

// view is what the queue sees: the indices of its books, and its items.
func view(t *testing.T, c *queueClient, on *memory) (readIndex, writeIndex uint64, items map[string]string) {
	t.Helper()
	raw, err := c.Get(context.Background(), metadataKey)
	require.NoError(t, err)
	books, err := parseMetadata(raw)
	require.NoError(t, err)
	assert.False(t, books.dispatched)
	items = map[string]string{}
	for key := range maps.Keys(on.values) {
		if isItem(key) {
			items[key] = string(on.values[key])
		}
	}
	return books.readIndex, books.writeIndex, items
}

func legacy(index uint64) string {
	return string(binary.LittleEndian.AppendUint64(nil, index))
}

func TestPutBack(t *testing.T) {
	damaged := "not a message"
	tests := []struct {
		name                  string
		values                map[string]string
		readIndex, writeIndex uint64
		items                 map[string]string
		writes                int
	}{
		{"nothing was being sent", map[string]string{metadataKey: string(stockBooks(3, 5)), "3": "c", "4": "d"},
			3, 5, map[string]string{"3": "c", "4": "d"}, 0},
		{"side by side: only the books change", map[string]string{metadataKey: string(stockBooks(3, 5, 2, 1)), "1": "a", "2": "b", "3": "c", "4": "d"},
			1, 5, map[string]string{"1": "a", "2": "b", "3": "c", "4": "d"}, 1},
		{"with a gap", map[string]string{metadataKey: string(stockBooks(7, 8, 6, 2)), "2": "a", "6": "b", "7": "c"},
			5, 8, map[string]string{"5": "a", "6": "b", "7": "c"}, 1},
		{"listed, but gone", map[string]string{metadataKey: string(stockBooks(7, 8, 6, 2)), "7": "c"},
			7, 8, map[string]string{"7": "c"}, 1},
		{"left behind, and not listed", map[string]string{metadataKey: string(stockBooks(7, 8)), "6": "a", "7": "c"},
			6, 8, map[string]string{"6": "a", "7": "c"}, 1},
		{"damaged books", map[string]string{metadataKey: damaged, "6": "a", "7": "c"},
			6, 8, map[string]string{"6": "a", "7": "c"}, 1},
		{"a read index beyond the write index", map[string]string{metadataKey: string(stockBooks(9, 8)), "6": "a", "7": "c"},
			6, 8, map[string]string{"6": "a", "7": "c"}, 1},
		{"indices that leave no room", map[string]string{metadataKey: string(stockBooks(math.MaxUint64-1, math.MaxUint64)), "6": "a", "7": "c"},
			6, 8, map[string]string{"6": "a", "7": "c"}, 1},
		{"no books", map[string]string{"6": "a", "9": "c"}, 6, 10, map[string]string{"6": "a", "9": "c"}, 1},
		{"books that miss items", map[string]string{metadataKey: string(stockBooks(3, 4)), "3": "a", "9": "c"},
			3, 10, map[string]string{"3": "a", "9": "c"}, 1},
		{"the old form", map[string]string{"ri": legacy(7), "wi": legacy(8), "di": "", "5": "a", "7": "c"},
			6, 8, map[string]string{"6": "a", "7": "c"}, 1},
		{"keys that are no items", map[string]string{metadataKey: string(stockBooks(3, 5)), "3": "c", "4": "d", "007": "x", "offset": "y"},
			3, 5, map[string]string{"3": "c", "4": "d"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			on := newMemory(tt.values)
			c := newQueue(t, on)
			require.NoError(t, c.putBack(context.Background()))
			assert.Equal(t, tt.writes, on.writes)
			readIndex, writeIndex, items := view(t, c, on)
			assert.Equal(t, []uint64{tt.readIndex, tt.writeIndex}, []uint64{readIndex, writeIndex})
			assert.Equal(t, tt.items, items)
			assert.NotContains(t, on.values, legacyReadIndexKey)
		})
	}
}

// TestPutBackInSteps moves more than one transaction may hold. After each of them a crash leaves a queue with all items in
// their order, and the next start moves the rest.
func TestPutBackInSteps(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		values, order := scattered(random)
		on := newMemory(values)
		var crashes []map[string]string
		on.after = func() { crashes = append(crashes, text(on.values)) }
		c := newQueue(t, on)
		c.maxMoved = 25
		require.NoError(t, c.putBack(context.Background()))
		require.NotContains(t, on.values, legacyReadIndexKey)
		require.LessOrEqual(t, on.moved, 25)
		require.NotEmpty(t, crashes)
		for _, crash := range crashes {
			require.Equal(t, order, inQueue(t, crash))
			again := newMemory(crash)
			require.NoError(t, newQueue(t, again).putBack(context.Background()))
			require.Equal(t, order, inQueue(t, text(again.values)))
			require.Equal(t, inQueue(t, text(on.values)), inQueue(t, text(again.values)))
		}
	}
}

// scattered is a queue with items of some 10 bytes that were being sent when a run ended, and its items in order.
func scattered(random *rand.Rand) (values map[string]string, order []string) {
	const readIndex, writeIndex = 20, 25
	values = map[string]string{metadataKey: string(stockBooks(readIndex, writeIndex, 1)), legacyReadIndexKey: legacy(3)}
	for index := range uint64(writeIndex) {
		if index >= readIndex || random.IntN(2) == 0 {
			value := fmt.Sprintf("item %02d%s", index, strings.Repeat(".", random.IntN(8)))
			values[itemKey(index)], order = value, append(order, value)
		}
	}
	return values, order
}

func text(values map[string][]byte) map[string]string {
	copied := map[string]string{}
	for key, value := range values {
		copied[key] = string(value)
	}
	return copied
}

// inQueue are the items between the indices of the books, in order: what the queue would send. No other may be there.
func inQueue(t *testing.T, values map[string]string) (items []string) {
	t.Helper()
	books, err := parseMetadata([]byte(values[metadataKey]))
	require.NoError(t, err)
	require.False(t, books.dispatched)
	for index := books.readIndex; index < books.writeIndex; index++ {
		if value, ok := values[itemKey(index)]; ok {
			items = append(items, value)
		}
	}
	return items
}

// TestPutBackFailsBetweenSteps: the disk takes the first steps and no more; the queue sees all items all the same.
func TestPutBackFailsBetweenSteps(t *testing.T) {
	values, order := scattered(rand.New(rand.NewPCG(5, 6)))
	for taken := range 3 {
		on := newMemory(values)
		on.after = func() {
			if on.writes > taken {
				on.refuse = storage.ErrStorageFull
			}
		}
		c := newQueue(t, on)
		c.maxMoved = 25
		require.NoError(t, c.putBack(context.Background()))
		require.Equal(t, taken+1, on.writes)
		books, err := c.Get(context.Background(), metadataKey)
		require.NoError(t, err)
		seen := text(on.values)
		seen[metadataKey] = string(books)
		assert.Equal(t, order, inQueue(t, seen))
	}
}

func TestPutBackLeavesWhatIsNoQueue(t *testing.T) {
	for name, values := range map[string]map[string]string{
		"new":                       {},
		"another use of a storage":  {"offset": "7"},
		"an empty one, of old form": {"ri": legacy(4), "wi": legacy(4)},
	} {
		on := newMemory(values)
		require.NoError(t, newQueue(t, on).putBack(context.Background()))
		assert.Zero(t, on.writes, name)
	}
}

// TestPutBackOnAFullDisk: the queue sees its items in place although nothing could be written, also when the storage
// does not even read any more.
func TestPutBackOnAFullDisk(t *testing.T) {
	for _, cause := range []error{storage.ErrStorageFull, errClosed} {
		on := newMemory(map[string]string{metadataKey: string(stockBooks(7, 8, 6, 2)), "2": "a", "6": "b", "7": "c"})
		on.refuse = cause
		c := newQueue(t, on)
		require.NoError(t, c.putBack(context.Background()))
		readIndex, writeIndex, items := view(t, c, on)
		assert.Equal(t, []uint64{2, 8}, []uint64{readIndex, writeIndex}, "the queue steps over the gaps")
		assert.Equal(t, map[string]string{"2": "a", "6": "b", "7": "c"}, items)
		assert.Equal(t, int64(1), c.watch.owed())

		on.refuse = nil
		require.NoError(t, c.Close(context.Background()))
		books, err := parseMetadata(on.values[metadataKey])
		require.NoError(t, err)
		assert.Equal(t, uint64(2), books.readIndex)
		assert.Zero(t, c.watch.owed())
	}
}

func TestPutBackRefusesAnIndexWithoutANext(t *testing.T) {
	on := newMemory(map[string]string{metadataKey: string(stockBooks(7, 8)), "18446744073709551615": "a"})
	assert.EqualError(t, newQueue(t, on).putBack(context.Background()), "an item has the highest index there is; move the file away")
}
