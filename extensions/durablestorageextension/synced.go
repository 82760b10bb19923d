package durablestorageextension

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// syncedClient makes sure that what a transaction wrote can be found again: under the name of its file. file_storage puts a
// compacted file in the place of the old one, now and then and in the background, and does not sync the folder: after a
// power cut the name may be that of the old file, without all that was acknowledged since.
//
// So the file under the name is looked at after each transaction. Where it is another one than before, the folder is
// synced before the transaction counts as done. A file that was moved away or deleted takes no data any more.
type syncedClient struct {
	storage.Client
	file string
	sync func() error // the names in the folder

	mu    sync.Mutex
	known os.FileInfo // the file whose name is on the disk; nil before the first transaction
}

// Get returns the value of a key, nil where there is none.
func (c *syncedClient) Get(ctx context.Context, key string) ([]byte, error) {
	return c.Client.Get(ctx, key)
}

// Set stores a value.
func (c *syncedClient) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, storage.SetOperation(key, value))
}

// Delete removes a key.
func (c *syncedClient) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, storage.DeleteOperation(key))
}

// Batch carries out the operations in order, in one transaction. An error that comes after it leaves it written.
func (c *syncedClient) Batch(ctx context.Context, ops ...*storage.Operation) error {
	if err := c.Client.Batch(ctx, ops...); err != nil || !changes(ops) {
		return err
	}
	return c.confirm()
}

// Walk visits all entries; what fn returns is written.
func (c *syncedClient) Walk(ctx context.Context, fn storage.WalkFunc) error {
	walker, ok := c.Client.(storage.Walker)
	if !ok {
		return errNoWalker
	}
	wrote := false
	err := walker.Walk(ctx, func(key string, value []byte) ([]*storage.Operation, error) {
		ops, err := fn(key, value)
		wrote = wrote || len(ops) > 0
		return ops, err
	})
	if err != nil || !wrote {
		return err
	}
	return c.confirm()
}

var errNoWalker = errors.New("the storage cannot be walked")

func (c *syncedClient) confirm() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	now, err := os.Stat(c.file)
	if err != nil {
		return fmt.Errorf("the storage file is not where it was opened; put it back, or restart the collector: %w", err)
	}
	if c.known != nil && os.SameFile(c.known, now) {
		return nil
	}
	if err := c.sync(); err != nil {
		return fmt.Errorf("the folder of the storage cannot be synced: %w", err)
	}
	c.known = now
	return nil
}

func changes(ops []*storage.Operation) bool {
	for _, op := range ops {
		if op.Type != storage.Get {
			return true
		}
	}
	return false
}

// syncNames makes the names in a folder durable, and the folder's own, up to the root: it may be new as well.
func syncNames(folder string, sync func(string) error) error {
	path, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	err = sync(path)
	for parent := filepath.Dir(path); parent != path; path, parent = parent, filepath.Dir(parent) {
		_ = sync(parent) // not always ours to read, and then not ours to have made
	}
	return err
}

// syncDirectory fails where the disk does. Not every file system and not every operating system can sync a folder; none is
// worse off for the attempt.
func syncDirectory(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	err = dir.Sync()
	for _, failure := range []error{syscall.EIO, syscall.ENOSPC, syscall.EDQUOT} {
		if errors.Is(err, failure) {
			return errors.Join(err, dir.Close())
		}
	}
	return dir.Close()
}
