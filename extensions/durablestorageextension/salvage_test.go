package durablestorageextension

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
)

// entries are those of a bbolt file.
func entries(t *testing.T, file string) map[string]string {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	found := map[string]string{}
	require.NoError(t, db.View(func(tx *bbolt.Tx) error {
		return tx.Bucket([]byte("default")).ForEach(func(key, value []byte) error {
			found[string(key)] = string(value)
			return nil
		})
	}))
	return found
}

func write(t *testing.T, data []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), queueFile)
	require.NoError(t, os.WriteFile(file, data, 0o600))
	return file
}

func TestSalvageOfASoundFileIsAll(t *testing.T) {
	file := write(t, soundFile(t))
	next := file + ".next"
	n, err := salvageFile(context.Background(), file, next)
	require.NoError(t, err)
	assert.Equal(t, soundItems+1, n, "the items and the books")
	assert.Equal(t, entries(t, file), entries(t, next))
}

func TestSalvageOfASmallBucket(t *testing.T) {
	file := filepath.Join(t.TempDir(), queueFile)
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{NoFreelistSync: true})
	require.NoError(t, err)
	require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucket([]byte("default"))
		require.NoError(t, err)
		return bucket.Put([]byte("0"), []byte("a"))
	}))
	require.NoError(t, db.Close())
	n, err := salvageFile(context.Background(), file, file+".next")
	require.NoError(t, err)
	assert.Equal(t, 1, n)
	assert.Equal(t, map[string]string{"0": "a"}, entries(t, file+".next"))
}

// TestSalvageMakesNothingUp zeroes each page in turn and cuts the file at each page: an entry that comes out was there,
// and no other; a value that lost a part is that value with zeros.
func TestSalvageMakesNothingUp(t *testing.T) {
	data := soundFile(t)
	all := entries(t, write(t, data))
	kept, tries := 0, 0
	for at := 2 * page; at < len(data); at += page * stride(8) {
		zeroed := bytes.Clone(data)
		clear(zeroed[at:min(at+page, len(data))])
		for _, damaged := range [][]byte{zeroed, data[:at]} {
			file := write(t, damaged)
			_, err := salvage(file, file+".next")
			require.NoError(t, err)
			for key, value := range entries(t, file+".next") {
				require.Contains(t, all, key)
				require.Len(t, value, len(all[key]))
				if value == all[key] {
					kept++
				}
			}
			tries++
		}
	}
	t.Logf("one page zeroed, or the file cut: %d files, %d of %d entries whole", tries, kept, tries*len(all))
	assert.Positive(t, kept)
}

func TestSalvageNeedsAMeta(t *testing.T) {
	for name, data := range map[string][]byte{
		"text":  bytes.Repeat([]byte("this is no database\n"), 1000),
		"zeros": make([]byte, 20*page),
		"short": []byte("x"),
	} {
		_, err := salvageFile(context.Background(), write(t, data), filepath.Join(t.TempDir(), "next"))
		assert.EqualError(t, err, "exit status 1: no meta page is left: there is no way to the entries", name)
	}
}

// FuzzSalvage: no file ends the reader or keeps it for ever, and the new file is sound.
func FuzzSalvage(f *testing.F) {
	data := soundFile(f)
	f.Add(page*3+8, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add(page*4+16, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, at int, with []byte) {
		damaged := bytes.Clone(data)
		if at >= 2*page && at < len(damaged) {
			copy(damaged[at:], with)
		}
		file := write(t, damaged)
		_, err := salvage(file, file+".next")
		require.NoError(t, err)
		assert.Equal(t, sound, inspect(file+".next").Verdict)
	})
}

// TestSalvageReadsNoMoreThanThePageHolds: a damaged count of overflow pages claims the whole rest of the file.
func TestSalvageReadsNoMoreThanThePageHolds(t *testing.T) {
	data := soundFile(t)
	for at := 2 * page; at+page <= len(data); at += page {
		if native.Uint64(data[at:]) == uint64(at/page) && native.Uint16(data[at+8:]) == leafPage {
			before := (&tree{file: bytes.NewReader(data), size: int64(len(data)), pageSize: page}).page(uint64(at / page))
			native.PutUint32(data[at+12:], uint32((len(data)-at)/page-1))
			after := (&tree{file: bytes.NewReader(data), size: int64(len(data)), pageSize: page}).page(uint64(at / page))
			require.True(t, bytes.Equal(before[pageHead:], after[pageHead:]), "page %d: %d bytes, then %d", at/page, len(before), len(after))
		}
	}
}
