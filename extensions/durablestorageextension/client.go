package durablestorageextension

import (
	"context"
	"errors"
	"sync"

	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"
)

var (
	errNoItem = errors.New("there is no such item: the disk did not take it, and its sender was told")

	// notRead marks the result of a Get that the storage has not reached. The storage replaces it, also by nil.
	notRead = []byte("not read")
)

// queueClient is the client of one exporter's queue. The queue drops an item when a write that only keeps its books
// fails; so that it never learns of one, such writes are owed instead, and reads still answered.
type queueClient struct {
	logger *zap.Logger
	watch  *watch

	maxMoved int // see the constant; less in tests

	mu      sync.Mutex
	storage storage.Client
	owed    owed
	// unread holds the items that the storage could not read out since it failed. The queue gives an item up by a
	// Delete, which must not reach the file then. Mostly empty: each is taken out by that Delete.
	unread map[string]struct{}

	// books are the queue's metadata as it knows them. It must not fail to read them: it would begin with new ones, and
	// write over its items.
	books []byte

	owing, unreadTold bool // what was told
}

var (
	_ storage.Client = (*queueClient)(nil)
	_ storage.Walker = (*queueClient)(nil)
)

func newQueueClient(client storage.Client, logger *zap.Logger, watch *watch) *queueClient {
	return &queueClient{storage: client, logger: logger, watch: watch, maxMoved: maxMoved, unread: map[string]struct{}{}}
}

// Get returns the value of a key, nil where there is none.
func (c *queueClient) Get(ctx context.Context, key string) ([]byte, error) {
	op := storage.GetOperation(key)
	if err := c.Batch(ctx, op); err != nil {
		return nil, err
	}
	return op.Value, nil
}

// Set stores a value. It fails where the storage does, but for the queue's own metadata.
func (c *queueClient) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, storage.SetOperation(key, value))
}

// Delete removes a key.
func (c *queueClient) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, storage.DeleteOperation(key))
}

// Batch carries out the operations in order, in one transaction. A batch with a new item fails where the storage does,
// and nothing of it is stored; any other batch of a queue fails only where an item cannot be read.
func (c *queueClient) Batch(ctx context.Context, ops ...*storage.Operation) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	ops = c.withoutUnread(ops)
	err := c.write(ctx, ops)
	if err == nil {
		c.learn(ops)
		c.settle()
		return missing(ops)
	}
	c.watch.failed(ctx)
	if !keepsBooks(ops) {
		clearNotRead(ops)
		c.tell(err)
		return err
	}
	return c.owe(ctx, ops, err)
}

// learn keeps the books that a batch wrote.
func (c *queueClient) learn(ops []*storage.Operation) {
	for _, op := range ops {
		if op.Type == storage.Set && op.Key == metadataKey {
			c.books = op.Value
		}
	}
}

// write tries a batch together with what is owed.
func (c *queueClient) write(ctx context.Context, ops []*storage.Operation) error {
	if c.owed.len() == 0 {
		return c.try(ctx, ops)
	}
	err := c.try(ctx, append(c.owed.operations(), ops...))
	if err == nil || len(c.owed.deletes) == 0 {
		return err
	}
	// What was sent makes room for what comes: a full file takes the deletions alone when it takes nothing else.
	if c.try(ctx, c.owed.deletions()) != nil {
		return err
	}
	c.owed.deletes = nil
	return c.try(ctx, append(c.owed.operations(), ops...))
}

func (c *queueClient) try(ctx context.Context, ops []*storage.Operation) error {
	for _, op := range ops {
		if op.Type == storage.Get {
			op.Value = notRead
		}
	}
	return c.storage.Batch(ctx, ops...)
}

// settle notes that the storage is up to date.
func (c *queueClient) settle() {
	c.owed = owed{}
	c.tell(nil)
}

// tell reports the first write that is owed, how many there are, and that there are none any more.
func (c *queueClient) tell(cause error) {
	n := c.owed.len()
	switch {
	case n > 0 && !c.owing:
		c.logger.Error("The storage does not take writes. Sending goes on and nothing is lost, but new data is refused, and "+
			"a crash now means that data is sent twice. Free space on the disk, or raise max_size.", zap.Error(cause))
	case n == 0 && c.owing:
		c.logger.Info("The storage takes writes again, and nothing is owed any more.")
		c.watch.settled(c)
	}
	c.owing = n > 0
	if c.owing {
		c.watch.owes(c, n, cause)
	}
}

// owe answers a batch that only keeps the books without the storage's help.
func (c *queueClient) owe(ctx context.Context, ops []*storage.Operation, cause error) error {
	var unanswered []*storage.Operation
	c.learn(ops)
	for _, op := range ops {
		if op.Type != storage.Get {
			c.owed.add(op)
			continue
		}
		switch {
		case op.Key == metadataKey:
			op.Value = c.books
		case c.owed.deleted(op.Key):
			op.Value = nil
		case isNotRead(op.Value):
			unanswered = append(unanswered, op)
		}
	}
	err := c.read(ctx, unanswered, cause)
	c.tell(cause)
	if err != nil {
		return err
	}
	return missing(ops)
}

// read reads alone what a failed transaction did not reach, because writing is what mostly fails. An item that cannot
// be read is left in the file: no Delete of it gets there, and the next start finds it.
func (c *queueClient) read(ctx context.Context, ops []*storage.Operation, cause error) error {
	if len(ops) == 0 || c.storage.Batch(ctx, ops...) == nil {
		return nil
	}
	var err error
	for _, op := range ops {
		if !isNotRead(op.Value) {
			continue // reached, before the transaction failed
		}
		op.Value, err = nil, cause
		if isItem(op.Key) {
			c.giveUp(ctx, op.Key, cause)
		}
	}
	return err
}

func (c *queueClient) giveUp(ctx context.Context, key string, cause error) {
	if !c.unreadTold {
		c.logger.Error("Items cannot be read from the storage. They stay in the file, and are sent after the next start. "+
			"Restart the collector when the disk works again.", zap.String("first_item", key), zap.Error(cause))
	}
	c.unreadTold = true
	c.unread[key] = struct{}{}
	c.watch.unread(ctx)
}

// withoutUnread takes out the Deletes of items that could not be read.
func (c *queueClient) withoutUnread(ops []*storage.Operation) []*storage.Operation {
	if len(c.unread) == 0 {
		return ops
	}
	kept := make([]*storage.Operation, 0, len(ops))
	for _, op := range ops {
		if _, unread := c.unread[op.Key]; unread && op.Type == storage.Delete {
			delete(c.unread, op.Key)
			continue
		}
		kept = append(kept, op)
	}
	return kept
}

// missing is an error for a batch that takes an item for sending where there is none. The item was refused when it was
// offered, but its index was used up; without the error the queue sends an empty request.
func missing(ops []*storage.Operation) error {
	if len(ops) == 2 && ops[0].Type == storage.Set && ops[1].Type == storage.Get && isItem(ops[1].Key) && ops[1].Value == nil {
		return errNoItem
	}
	return nil
}

func isNotRead(value []byte) bool { return len(value) > 0 && &value[0] == &notRead[0] }

func clearNotRead(ops []*storage.Operation) {
	for _, op := range ops {
		if isNotRead(op.Value) {
			op.Value = nil
		}
	}
}

// Walk visits all entries of the storage, after what is owed is written; it fails where that fails. As with
// file_storage, fn must not call the client.
func (c *queueClient) Walk(ctx context.Context, fn storage.WalkFunc) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	walker, ok := c.storage.(storage.Walker)
	if !ok {
		return errNoWalker
	}
	if err := c.flush(ctx); err != nil {
		return err
	}
	return walker.Walk(ctx, fn)
}

// Close writes what is owed and closes the file. Where it cannot be written, the file holds an older state, and the
// next start sends again what was sent.
func (c *queueClient) Close(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.flush(ctx); err != nil {
		c.logger.Warn("The storage did not take the last writes. Nothing is lost, but data that was sent is sent again after the next start.",
			zap.Int("writes", c.owed.len()), zap.Error(err))
		c.watch.settled(c)
	}
	return c.storage.Close(ctx)
}

func (c *queueClient) flush(ctx context.Context) error {
	if c.owed.len() == 0 {
		return nil
	}
	if err := c.write(ctx, nil); err != nil {
		c.watch.failed(ctx)
		return err
	}
	c.settle()
	return nil
}
