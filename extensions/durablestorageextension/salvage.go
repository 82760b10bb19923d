package durablestorageextension

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"go.etcd.io/bbolt"
)

// salvageOrder is what the child reads: a damaged file, and the name of the file to write. salvageResult is its answer.
type (
	salvageOrder  struct{ From, To string }
	salvageResult struct{ Entries int }
)

// maxSalvageTransaction bounds what the child holds in memory before it writes, in bytes.
const maxSalvageTransaction = 16 << 20

// salvageFile has a child process write what can still be read of a damaged file into a new one, and returns how many
// entries that are. An entry may be older than it should be, which means that data is sent twice; none is made up.
func salvageFile(ctx context.Context, from, to string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*childTime([]string{from}))
	defer cancel()
	var stdout bytes.Buffer
	stderr := head{left: maxChildErrors}
	if err := startChild(ctx, childSalvage, salvageOrder{From: from, To: to}, &stdout, &stderr); err != nil {
		return 0, errors.New(why(ctx, err, stderr.String()))
	}
	var result salvageResult
	if err := json.Unmarshal(stdout.Bytes(), &result); err != nil {
		return 0, errors.New(why(ctx, nil, ""))
	}
	return result.Entries, nil
}

func runSalvage(in io.Reader, out io.Writer) error {
	var order salvageOrder
	if err := json.NewDecoder(in).Decode(&order); err != nil {
		return fmt.Errorf("the order: %w", err)
	}
	entries, err := salvage(order.From, order.To)
	if err != nil {
		return err
	}
	if found := inspect(order.To); found.Verdict != sound {
		return fmt.Errorf("the new file is not sound: %s", found.Reason)
	}
	return json.NewEncoder(out).Encode(salvageResult{Entries: entries})
}

// salvage copies entries in transactions of a bounded size. Nobody uses the new file before it is complete.
func salvage(from, to string) (entries int, err error) {
	file, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer func() { _ = file.Close() }()
	db, err := bbolt.Open(to, 0o600, &bbolt.Options{Timeout: lockTimeout, NoSync: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	c := &copier{db: db}
	if err := errors.Join(walkTree(file, c.add), c.flush(), db.Sync()); err != nil {
		return 0, err
	}
	return c.written, nil
}

// copier writes entries in batches.
type copier struct {
	db      *bbolt.DB
	keys    [][]byte
	values  [][]byte
	bytes   int
	written int
}

func (c *copier) add(key, value []byte) error {
	if len(key) > bbolt.MaxKeySize || bytes.IndexByte(key, 0) >= 0 {
		return nil // no component writes such a key
	}
	c.keys, c.values = append(c.keys, key), append(c.values, value)
	c.bytes += len(value)
	if c.bytes < maxSalvageTransaction && len(c.keys) < 10_000 {
		return nil
	}
	return c.flush()
}

func (c *copier) flush() error {
	err := c.db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte("default"))
		if err != nil {
			return err
		}
		for i, key := range c.keys {
			if err := bucket.Put(key, c.values[i]); err != nil {
				return err
			}
		}
		return nil
	})
	c.written += len(c.keys)
	c.keys, c.values, c.bytes = nil, nil, 0
	return err
}
