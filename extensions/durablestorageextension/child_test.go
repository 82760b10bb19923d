package durablestorageextension

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

const (
	page       = 4096
	soundItems = 96 // of soundFile
)

// soundFile is a queue of a file_storage with items of several sizes, so that it has branch, leaf and overflow pages.
func soundFile(t testing.TB) []byte {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, queueFile)
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{NoSync: true, NoFreelistSync: true, FreelistType: bbolt.FreelistMapType, PageSize: page})
	require.NoError(t, err)
	for batch := range 8 {
		require.NoError(t, db.Update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("default"))
			require.NoError(t, err)
			for i := range 12 {
				index := batch*12 + i
				value := bytes.Repeat([]byte(record(index)+" "), 1+(index*37)%700)
				require.NoError(t, bucket.Put([]byte(itemKey(uint64(index))), value))
			}
			books := queueMetadata{writeIndex: uint64(12 * (batch + 1))}
			return bucket.Put([]byte(metadataKey), books.marshal())
		}))
	}
	require.NoError(t, db.Close())
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return data
}

// damage is a way to damage a file, and what the check is to say; empty where either is right.
type damage struct {
	name string
	of   func([]byte) []byte
	want verdict
}

func damages() []damage {
	zero := func(from, to int) func([]byte) []byte {
		return func(data []byte) []byte { clear(data[from:to]); return data }
	}
	cut := func(part int) func([]byte) []byte {
		return func(data []byte) []byte { return data[:part] }
	}
	all := []damage{
		{"sound", func(data []byte) []byte { return data }, sound},
		{"empty", cut(0), sound},
		{"one byte", cut(1), corrupt},
		{"below a page", cut(1000), corrupt},
		{"one page", cut(page), corrupt},
		{"both metas only", cut(2 * page), corrupt},
		{"three pages", cut(3 * page), corrupt},
		{"a tenth", func(data []byte) []byte { return data[:len(data)/10] }, corrupt},
		{"both metas zero", zero(0, 2*page), corrupt},
		{"all zero", func(data []byte) []byte { return make([]byte, len(data)) }, corrupt},
		{"text", func([]byte) []byte { return bytes.Repeat([]byte("this is no database\n"), 1000) }, corrupt},
		{"short text", func([]byte) []byte { return []byte("hello\n") }, corrupt},
		{"another version", func(data []byte) []byte {
			for _, at := range []int{16, page + 16} {
				binary.LittleEndian.PutUint32(data[at+4:], 9)
			}
			return data
		}, corrupt},
		{"another checksum", func(data []byte) []byte {
			for _, at := range []int{16, page + 16} {
				data[at+56] ^= 0xff
			}
			return data
		}, corrupt},
		{"one meta zero", zero(0, page), sound},
		{"the other meta zero", zero(page, 2*page), sound},
	}
	return all
}

func TestInspect(t *testing.T) {
	data := soundFile(t)
	dir := t.TempDir()
	var files []string
	for i, d := range damages() {
		file := filepath.Join(dir, fmt.Sprintf("exporter_%02d", i))
		require.NoError(t, os.WriteFile(file, d.of(bytes.Clone(data)), 0o600))
		files = append(files, file)
	}
	found := inspectAll(context.Background(), append(files, filepath.Join(dir, "exporter_missing")))
	require.Len(t, found, len(files)+1)
	for i, d := range damages() {
		assert.Equal(t, d.want, found[i].Verdict, "%s: %s", d.name, found[i].Reason)
		assert.Equal(t, files[i], found[i].File)
		assert.Equal(t, d.want == corrupt, found[i].Reason != "", d.name)
		assert.NotContains(t, found[i].Reason, "record-", "what is stored is not shown")
	}
	assert.Equal(t, sound, found[len(files)].Verdict, found[len(files)].Reason)
}

// TestInspectChangesNothing holds that the check leaves a file byte for byte as it is, its time of change included.
func TestInspectChangesNothing(t *testing.T) {
	file := filepath.Join(t.TempDir(), queueFile)
	data := soundFile(t)
	require.NoError(t, os.WriteFile(file, data, 0o600))
	past := time.Unix(1_700_000_000, 0)
	require.NoError(t, os.Chtimes(file, past, past))
	require.Equal(t, []finding{{File: file, Verdict: sound}}, inspectAll(context.Background(), []string{file}))
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(data, after))
	info, err := os.Stat(file)
	require.NoError(t, err)
	assert.True(t, info.ModTime().Equal(past))
}

func TestInspectCannotTell(t *testing.T) {
	file := filepath.Join(t.TempDir(), queueFile)
	require.NoError(t, os.WriteFile(file, soundFile(t), 0o600))
	t.Run("locked", func(t *testing.T) {
		db, err := bbolt.Open(file, 0o600, nil)
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		assert.Equal(t, []finding{{File: file, Verdict: unknown, Reason: "timeout"}}, inspectAll(context.Background(), []string{file}))
	})
	t.Run("out of time", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		assert.Equal(t, []finding{{File: file, Verdict: unknown, Reason: "the check took too long"}}, inspectAll(ctx, []string{file}))
	})
}

// TestInspectWhatCannotBeLookedAt: an error of the file system says nothing about what is in the file.
func TestInspectWhatCannotBeLookedAt(t *testing.T) {
	file := filepath.Join(t.TempDir(), "exporter_x")
	require.NoError(t, os.WriteFile(file, []byte("x"), 0o600))
	for _, path := range []string{filepath.Join(t.TempDir(), "exporter_"+strings.Repeat("x", 300)), filepath.Join(file, "exporter_y")} {
		found := inspectAll(context.Background(), []string{path})
		assert.Equal(t, unknown, found[0].Verdict, found[0].Reason)
	}
}

func TestEndedByFile(t *testing.T) {
	tests := map[string]bool{
		"panic: page 7 already freed":                                                                true,
		"unexpected fault address 0x7f\nfatal error: fault":                                          true,
		"fatal error: stack overflow":                                                                true,
		"fatal error: runtime: out of memory":                                                        false,
		"fatal error: runtime: cannot allocate memory":                                               false,
		"runtime: failed to create new OS thread (have 5 already; errno=11)\nfatal error: newosproc": false,
		"usage: other program":                                                                       false,
		"":                                                                                           false,
	}
	for stderr, want := range tests {
		assert.Equal(t, want, endedByFile(exitError(t, 2), stderr), stderr)
		assert.False(t, endedByFile(exitError(t, 1), stderr), stderr)
		assert.False(t, endedByFile(context.Canceled, stderr), stderr)
	}
}

// open opens a queue as an exporter does and reads all of it.
func open(t testing.TB, dir string) (items int) {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Directory = dir
	ext, err := createExtension(context.Background(), settings(), cfg)
	require.NoError(t, err)
	require.NoError(t, ext.Start(context.Background(), newHost(ext)))
	client, err := ext.(storage.Extension).GetClient(context.Background(), component.KindExporter, backend, "traces")
	require.NoError(t, err)
	require.NoError(t, client.(storage.Walker).Walk(context.Background(), func(key string, value []byte) ([]*storage.Operation, error) {
		if isItem(key) && strings.Count(string(value), "") > 0 {
			items++
		}
		return nil, nil
	}))
	require.NoError(t, client.Set(context.Background(), "1000", []byte("new")))
	require.NoError(t, client.Close(context.Background()))
	require.NoError(t, ext.Shutdown(context.Background()))
	return items
}

// TestADamagedFileNeverStopsTheStart damages each page in turn, and many single bytes: either the file is read, or it
// is set aside, and in both cases the queue takes data.
func TestADamagedFileNeverStopsTheStart(t *testing.T) {
	data := soundFile(t)
	random := rand.New(rand.NewPCG(6, 6))
	t.Run("zeroed pages", func(t *testing.T) {
		tries, kept, least := 0, 0, soundItems
		for at := 0; at < len(data); at += page * stride(8) {
			items := startWith(t, data, func(data []byte) []byte { clear(data[at:min(at+page, len(data))]); return data })
			tries, kept, least = tries+1, kept+items, min(least, items)
		}
		t.Logf("one page zeroed: %d files of %d items: kept %d of %d, at least %d", tries, soundItems, kept, tries*soundItems, least)
		one := startWith(t, data, func(data []byte) []byte { clear(data[:page]); return data })
		other := startWith(t, data, func(data []byte) []byte { clear(data[page : 2*page]); return data })
		assert.Equal(t, []int{soundItems - 12, soundItems}, []int{min(one, other), max(one, other)},
			"one meta page is enough; without the newer one the last transaction is gone")
	})
	t.Run("cut", func(t *testing.T) {
		for range 40 / stride(8) {
			end := random.IntN(len(data))
			startWith(t, data, func(data []byte) []byte { return data[:end] })
		}
	})
	t.Run("flipped bytes in page heads", func(t *testing.T) {
		for range 120 / stride(8) {
			at, mask := random.IntN(len(data)/page)*page+random.IntN(64), byte(1+random.IntN(255))
			startWith(t, data, func(data []byte) []byte { data[at] ^= mask; return data })
		}
	})
}

func stride(short int) int {
	if testing.Short() {
		return short
	}
	return 1
}

func startWith(t testing.TB, data []byte, change func([]byte) []byte) (items int) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, queueFile)
	require.NoError(t, os.WriteFile(file, change(bytes.Clone(data)), 0o600))
	return open(t, dir)
}

// FuzzADamagedFileNeverStopsTheStart writes bytes anywhere into a sound file and cuts it anywhere.
func FuzzADamagedFileNeverStopsTheStart(f *testing.F) {
	data := soundFile(f)
	f.Add(0, []byte("x"), len(data))
	f.Add(page*2+8, []byte{0xff, 0xff, 0xff, 0xff}, len(data))
	f.Add(page*5+10, []byte{0xff, 0xff}, len(data)-page)
	f.Fuzz(func(t *testing.T, at int, bytes []byte, end int) {
		startWith(t, data, func(data []byte) []byte {
			if at >= 0 && at < len(data) {
				copy(data[at:], bytes)
			}
			return data[:min(max(end, 0), len(data))]
		})
	})
}
