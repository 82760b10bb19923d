package durablestorageextension

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// takeItem is what the queue does to send the next item.
func takeItem(c *queueClient, index uint64, books []byte) ([]byte, error) {
	get := storage.GetOperation(itemKey(index))
	err := c.Batch(context.Background(), storage.SetOperation(metadataKey, books), get)
	return get.Value, err
}

// finish is what it does when the item is sent.
func finish(c *queueClient, index uint64, books []byte) error {
	return c.Batch(context.Background(), storage.SetOperation(metadataKey, books), storage.DeleteOperation(itemKey(index)))
}

func TestBooksAreOwedAndItemsRefused(t *testing.T) {
	ctx := context.Background()
	on := newMemory(map[string]string{"0": "a", "1": "b"})
	on.refuse = storage.ErrStorageFull
	c := newQueue(t, on)

	value, err := takeItem(c, 0, stockBooks(1, 2, 0))
	require.NoError(t, err)
	assert.Equal(t, "a", string(value))
	require.NoError(t, finish(c, 0, stockBooks(1, 2)))
	value, err = c.Get(ctx, "0")
	require.NoError(t, err)
	assert.Nil(t, value, "what is sent is gone for the queue")
	assert.Equal(t, int64(2), c.watch.owed())
	assert.Contains(t, on.values, "0", "but not yet for the file")

	books := stockBooks(1, 3)
	err = c.Batch(ctx, storage.SetOperation(metadataKey, books), storage.SetOperation("2", []byte("c")))
	require.ErrorIs(t, err, storage.ErrStorageFull)
	require.ErrorIs(t, c.Set(ctx, "other", nil), storage.ErrStorageFull)
	require.ErrorIs(t, c.Delete(ctx, "other"), storage.ErrStorageFull)
	require.ErrorIs(t, c.Walk(ctx, nil), storage.ErrStorageFull)

	on.refuse = nil
	require.NoError(t, c.Set(ctx, "3", []byte("d")))
	assert.Equal(t, 1, on.writes, "all in one transaction")
	assert.Equal(t, stockBooks(1, 2), on.values[metadataKey])
	assert.NotContains(t, on.values, "0")
	assert.NotContains(t, on.values, "2", "its sender was told")
	assert.Zero(t, c.watch.owed())
}

// TestNewBooksGoBeforeOwedOnes: the last value wins, in the file too.
func TestNewBooksGoBeforeOwedOnes(t *testing.T) {
	on := newMemory(map[string]string{"0": "a"})
	on.refuse = storage.ErrStorageFull
	c := newQueue(t, on)
	_, err := takeItem(c, 0, stockBooks(1, 1, 0))
	require.NoError(t, err)
	on.refuse = nil
	require.NoError(t, c.Batch(context.Background(), storage.SetOperation(metadataKey, stockBooks(1, 2, 0)), storage.SetOperation("1", []byte("b"))))
	assert.Equal(t, stockBooks(1, 2, 0), on.values[metadataKey])
}

// TestAHoleIsNoItem: an index that a refused item used up is stepped over; without the error the queue would send an
// empty request.
func TestAHoleIsNoItem(t *testing.T) {
	on := newMemory(map[string]string{"1": "b"})
	c := newQueue(t, on)
	_, err := takeItem(c, 0, stockBooks(1, 2, 0))
	require.ErrorIs(t, err, errNoItem)
	require.NoError(t, finish(c, 0, stockBooks(1, 2)))
	value, err := takeItem(c, 1, stockBooks(2, 2, 1))
	require.NoError(t, err)
	assert.Equal(t, "b", string(value))
}

// TestAnItemThatCannotBeReadStays: the queue gives it up with a Delete, which does not reach the file; a later start
// puts the item back.
func TestAnItemThatCannotBeReadStays(t *testing.T) {
	for _, healsBetween := range []bool{false, true} {
		on := newMemory(map[string]string{metadataKey: string(stockBooks(0, 1)), "0": "a"})
		c := newQueue(t, on)
		require.NoError(t, c.putBack(context.Background()))
		on.refuse = errClosed
		_, err := takeItem(c, 0, stockBooks(1, 1, 0))
		require.ErrorIs(t, err, errClosed)
		if healsBetween {
			on.refuse = nil
		}
		require.NoError(t, finish(c, 0, stockBooks(1, 1)))
		on.refuse = nil
		require.NoError(t, c.Close(context.Background()))

		c = newQueue(t, on)
		require.NoError(t, c.putBack(context.Background()))
		readIndex, writeIndex, items := view(t, c, on)
		assert.Equal(t, []uint64{0, 1}, []uint64{readIndex, writeIndex})
		assert.Equal(t, map[string]string{"0": "a"}, items)
	}
}

// TestDeletionsMakeRoom: a file that is too full for all that is owed takes the deletions alone.
func TestDeletionsMakeRoom(t *testing.T) {
	on := &tight{memory: newMemory(map[string]string{"0": "a", "1": "b"})}
	c := newQueue(t, on.memory)
	c.storage = on
	on.refuse = storage.ErrStorageFull
	_, err := takeItem(c, 0, stockBooks(1, 2, 0))
	require.NoError(t, err)
	require.NoError(t, finish(c, 0, stockBooks(1, 2)))
	on.refuse, on.full = nil, true
	require.NoError(t, c.Set(context.Background(), "2", []byte("c")))
	assert.Contains(t, on.values, "2")
	assert.NotContains(t, on.values, "0")
	assert.Zero(t, c.watch.owed())
}

// tight refuses everything until a transaction only deletes.
type tight struct {
	*memory
	full bool
}

func (s *tight) Batch(ctx context.Context, ops ...*storage.Operation) error {
	for _, op := range ops {
		if s.full && op.Type != storage.Delete {
			return storage.ErrStorageFull
		}
	}
	s.full = false
	return s.memory.Batch(ctx, ops...)
}

func TestWalk(t *testing.T) {
	on := newMemory(map[string]string{"0": "a"})
	c := newQueue(t, on)
	seen := 0
	require.NoError(t, c.Walk(context.Background(), func(string, []byte) ([]*storage.Operation, error) { seen++; return nil, nil }))
	assert.Equal(t, 1, seen)
}
