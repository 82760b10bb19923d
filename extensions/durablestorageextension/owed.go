package durablestorageextension

import (
	"maps"
	"slices"
	"strconv"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// owed is what the file lacks: the books of the queue as they are now, and the items that were sent and still stand
// in it. Both may be written in any order and at any time, because a file that lacks them only holds an older state:
// items that were sent are sent again after a crash. It holds the newest books and one key for each item that was
// sent, so it never has more entries than the file has items.
type owed struct {
	metadata []byte
	deletes  map[string]struct{}
}

func (o *owed) len() int {
	n := len(o.deletes)
	if o.metadata != nil {
		n++
	}
	return n
}

// add takes over one operation of a batch that only keeps the books. See keepsBooks.
func (o *owed) add(op *storage.Operation) {
	switch op.Type {
	case storage.Set:
		o.metadata = op.Value
	case storage.Delete:
		if o.deletes == nil {
			o.deletes = map[string]struct{}{}
		}
		o.deletes[op.Key] = struct{}{}
	}
}

// deleted tells whether the file has an item that it should not have.
func (o *owed) deleted(key string) bool {
	_, ok := o.deletes[key]
	return ok
}

// operations are the writes to make good, in a fixed order.
func (o *owed) operations() []*storage.Operation {
	ops := o.deletions()
	if o.metadata != nil {
		ops = append(ops, storage.SetOperation(metadataKey, o.metadata))
	}
	return ops
}

func (o *owed) deletions() []*storage.Operation {
	ops := make([]*storage.Operation, 0, len(o.deletes)+1)
	for _, key := range slices.Sorted(maps.Keys(o.deletes)) {
		ops = append(ops, storage.DeleteOperation(key))
	}
	return ops
}

// keepsBooks tells whether a batch brings nothing new: it reads, writes the queue's metadata, deletes items.
func keepsBooks(ops []*storage.Operation) bool {
	for _, op := range ops {
		if op.Type == storage.Set && op.Key != metadataKey || op.Type == storage.Delete && !isItem(op.Key) {
			return false
		}
	}
	return true
}

func isItem(key string) bool {
	_, ok := itemIndex(key)
	return ok
}

// itemIndex is the index of the item under a key of the queue: a decimal number as strconv writes it.
func itemIndex(key string) (uint64, bool) {
	index, err := strconv.ParseUint(key, 10, 64)
	return index, err == nil && itemKey(index) == key
}

func itemKey(index uint64) string { return strconv.FormatUint(index, 10) }
