package durablestorageextension

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"

	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"
)

// maxMoved bounds the values that one transaction of a start moves, and with it what the start holds in memory, in bytes.
// An item that is larger goes alone.
const maxMoved = 4 << 20

// survey is what the file of a queue holds when it is opened.
type survey struct {
	metadata []byte // nil where there is none
	legacy   map[string][]byte
	items    []item
	bytes    int
}

// putBack makes the queue's start atomic. The queue itself would delete every item that was being sent when the last
// run ended, and then append one after the other: a crash in between loses them. It finds none to do that with,
// because they stand in the queue again, from the first transaction on.
func (c *queueClient) putBack(ctx context.Context) error {
	found, err := c.survey(ctx)
	if err != nil {
		return err
	}
	if len(found.items) > 0 && found.items[len(found.items)-1].index == math.MaxUint64 {
		return errors.New("an item has the highest index there is; move the file away")
	}
	c.books = found.metadata
	books, sound := c.booksOf(found)
	if books == nil {
		return nil // a new queue
	}
	place := arrange(found.items, books.readIndex, true)
	same := place.readIndex == books.readIndex && place.writeIndex == books.writeIndex
	if same && !books.dispatched && sound {
		return nil
	}
	before := books.readIndex
	books.readIndex, books.writeIndex = place.readIndex, place.writeIndex
	if err := c.rearrange(ctx, found, *books, place.moves); err != nil {
		c.oweStart(ctx, found, *books, before, err)
	}
	c.tellPutBack(ctx, place)
	return nil
}

func (c *queueClient) tellPutBack(ctx context.Context, place layout) {
	if place.putBack == 0 {
		return
	}
	c.watch.putBack(ctx, place.putBack)
	c.logger.Info("What was being sent when the last run ended is back in the queue.", zap.Int("items", place.putBack),
		zap.Uint64("read_index", place.readIndex), zap.Uint64("write_index", place.writeIndex))
}

// survey lists the items. It copies no values.
func (c *queueClient) survey(ctx context.Context) (*survey, error) {
	found := &survey{legacy: map[string][]byte{}}
	walker, ok := c.storage.(storage.Walker)
	if !ok {
		return nil, errNoWalker
	}
	err := walker.Walk(ctx, func(key string, value []byte) ([]*storage.Operation, error) {
		found.add(key, value)
		return nil, nil
	})
	slices.SortFunc(found.items, func(a, b item) int { return cmp.Compare(a.index, b.index) })
	return found, err
}

func (s *survey) add(key string, value []byte) {
	switch key {
	case metadataKey:
		s.metadata = slices.Clone(value)
	case legacyReadIndexKey, legacyWriteIndexKey, legacyDispatchedKey:
		s.legacy[key] = slices.Clone(value)
	default:
		if index, ok := itemIndex(key); ok {
			s.items = append(s.items, item{index: index, size: len(value)})
			s.bytes += len(value)
		}
	}
}

// booksOf are the queue's metadata, or what stands for it where it is damaged, gone or of the old form; nil for a queue
// that is new. The queue would begin again at index 0 and write over the items that are there. Not sound means that
// they are to be written in any case.
func (c *queueClient) booksOf(found *survey) (books *queueMetadata, sound bool) {
	if len(found.metadata) > 0 {
		parsed, err := parseMetadata(found.metadata)
		if err == nil && parsed.plausible() {
			return &parsed, true
		}
	}
	if len(found.metadata) == 0 && len(found.items) == 0 {
		return nil, true // also an empty queue of the old form, which the queue takes over itself
	}
	rebuilt := rebuiltMetadata(found.bytes)
	rebuilt.readIndex = legacyIndex(found.legacy[legacyReadIndexKey])
	if len(found.legacy) == 0 {
		c.logger.Warn("The books of the queue are damaged or gone. They are written anew from the items that are there.",
			zap.Int("items", len(found.items)))
	}
	return &rebuilt, false
}

// rearrange moves the items, from the highest, and writes the books: in one transaction, or, where that would hold too
// much in memory, in several. After each of them all items stand in the queue, in their order: those that are yet to be
// moved are those with the lowest indices, and the read index stays with them.
func (c *queueClient) rearrange(ctx context.Context, found *survey, books queueMetadata, moves []move) error {
	var others []*storage.Operation
	for key := range found.legacy {
		others = append(others, storage.DeleteOperation(key))
	}
	end := books.readIndex
	for {
		before, step := highest(moves, c.maxMoved)
		books.readIndex = end
		if len(before) > 0 {
			books.readIndex = before[0].from
		}
		if err := c.moveUp(ctx, step, books, others); err != nil || len(before) == 0 {
			return err
		}
		moves, others = before, nil
	}
}

// moveUp is one transaction: items go up, and the books say so.
func (c *queueClient) moveUp(ctx context.Context, moves []move, books queueMetadata, others []*storage.Operation) error {
	values := make([]*storage.Operation, len(moves))
	for i, m := range moves {
		values[i] = storage.GetOperation(itemKey(m.from))
	}
	if len(values) > 0 {
		if err := c.storage.Batch(ctx, values...); err != nil {
			return err
		}
	}
	ops := []*storage.Operation{storage.SetOperation(metadataKey, books.marshal())}
	for i, m := range slices.Backward(moves) { // from the highest: an index is left before it is taken
		ops = append(ops, storage.SetOperation(itemKey(m.to), values[i].Value), storage.DeleteOperation(itemKey(m.from)))
	}
	if err := c.storage.Batch(ctx, append(ops, others...)...); err != nil {
		return err
	}
	c.learn(ops)
	return nil
}

// oweStart starts on a disk that takes no writes: the items stay where they are, and the books that take them in are
// owed. A transaction that failed may still have moved them (an error of fsync leaves that open), so the books reach to
// where they would stand. Keys of the old form stay in the file; the new books go before them.
func (c *queueClient) oweStart(ctx context.Context, found *survey, books queueMetadata, before uint64, cause error) {
	c.watch.failed(ctx)
	place := arrange(found.items, before, false)
	books.readIndex, books.writeIndex = place.readIndex, max(place.writeIndex, before)
	c.books = books.marshal()
	c.owed.metadata = c.books
	c.tell(cause)
}
