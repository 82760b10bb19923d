package durablestorageextension

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// disk notes which folders are synced, and what a folder holds at that time; it can fail.
type disk struct {
	mu     sync.Mutex
	synced []string
	held   [][]string // the names in each of them, without those of parents of a folder that was synced
	fails  error
}

func (d *disk) sync(folder string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.synced = append(d.synced, folder)
	if entries, err := os.ReadDir(folder); err == nil {
		var names []string
		for _, entry := range entries {
			names = append(names, entry.Name())
		}
		d.held = append(d.held, names)
	}
	return d.fails
}

func (d *disk) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fails = err
}

// count is how often a folder was synced.
func (d *disk) count(folder string) (times int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, synced := range d.synced {
		if synced == folder {
			times++
		}
	}
	return times
}

// onDisk opens a queue in a folder of a disk.
func onDisk(t *testing.T, d *disk, dir string, change func(*filestorage.Config)) storage.Client {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Directory, cfg.FSync = dir, true
	if change != nil {
		change((*filestorage.Config)(cfg))
	}
	ext, err := createExtension(context.Background(), settings(), cfg)
	require.NoError(t, err)
	ext.(*durableStorage).sync = d.sync
	client, err := ext.(storage.Extension).GetClient(context.Background(), component.KindExporter, backend, "traces")
	require.NoError(t, err)
	t.Cleanup(func() {
		assert.NoError(t, client.Close(context.Background()))
		assert.NoError(t, ext.Shutdown(context.Background()))
	})
	return client
}

func set(t *testing.T, client storage.Client, key string, size int) {
	t.Helper()
	require.NoError(t, client.Set(context.Background(), key, make([]byte, size)))
}

// TestTheNameOfANewFileIsSynced, and those of the folders that it is in, before anything in it is acknowledged.
func TestTheNameOfANewFileIsSynced(t *testing.T) {
	d, dir := &disk{}, filepath.Join(t.TempDir(), "new", "queue")
	client := onDisk(t, d, dir, func(cfg *filestorage.Config) { cfg.CreateDirectory = true })
	set(t, client, "0", 1)
	for folder := dir; ; folder = filepath.Dir(folder) {
		assert.Equal(t, 1, d.count(folder), folder)
		if folder == filepath.Dir(folder) {
			break
		}
	}
	set(t, client, "1", 1)
	_, err := client.Get(context.Background(), "1")
	require.NoError(t, err)
	assert.Equal(t, 1, d.count(dir), "the file is the same")
}

func TestWithoutFsyncNoFolderIsSynced(t *testing.T) {
	d := &disk{}
	set(t, onDisk(t, d, t.TempDir(), func(cfg *filestorage.Config) { cfg.FSync = false }), "0", 1)
	assert.Empty(t, d.synced)
}

// TestTheNameOfACompactedFileIsSynced before the first write after the compaction is acknowledged.
func TestTheNameOfACompactedFileIsSynced(t *testing.T) {
	d, dir := &disk{}, t.TempDir()
	client := onDisk(t, d, dir, func(cfg *filestorage.Config) {
		cfg.Compaction.OnRebound, cfg.Compaction.Directory = true, dir
		cfg.Compaction.ReboundNeededThresholdMiB, cfg.Compaction.ReboundTriggerThresholdMiB = 2, 1
		cfg.Compaction.CheckInterval = time.Millisecond
	})
	file := filepath.Join(dir, queueFile)
	for key := range 4 {
		set(t, client, strconv.Itoa(key), 1<<20)
	}
	require.Equal(t, 1, d.count(dir))
	before, err := os.Stat(file)
	require.NoError(t, err)
	var ops []*storage.Operation
	for key := range 4 {
		ops = append(ops, storage.DeleteOperation(strconv.Itoa(key)))
	}
	require.NoError(t, client.Batch(context.Background(), ops...))
	require.Eventually(t, func() bool {
		after, err := os.Stat(file)
		return err == nil && !os.SameFile(before, after)
	}, waitFor, tick, "a compaction")
	set(t, client, "4", 1)
	assert.Equal(t, 2, d.count(dir), "before the write counts as done")
	set(t, client, "5", 1)
	assert.Equal(t, 2, d.count(dir))
}

// TestTheNameOfAFileCompactedAtStartIsSynced: the first write comes after the compaction.
func TestTheNameOfAFileCompactedAtStartIsSynced(t *testing.T) {
	d, dir := &disk{}, t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, queueFile), soundFile(t), 0o600))
	before, err := os.Stat(filepath.Join(dir, queueFile))
	require.NoError(t, err)
	client := onDisk(t, d, dir, func(cfg *filestorage.Config) {
		cfg.Compaction.OnStart, cfg.Compaction.Directory = true, dir
	})
	after, err := os.Stat(filepath.Join(dir, queueFile))
	require.NoError(t, err)
	require.False(t, os.SameFile(before, after), "it was compacted")
	set(t, client, "100000", 1)
	assert.Equal(t, 1, d.count(dir))
}

// TestAFolderThatCannotBeSyncedTakesNoData: the sender is told, and the next write tries again.
func TestAFolderThatCannotBeSyncedTakesNoData(t *testing.T) {
	d, dir := &disk{fails: syscall.EIO}, t.TempDir()
	client := onDisk(t, d, dir, nil)
	for range 2 {
		err := client.Set(context.Background(), "0", []byte("a"))
		assert.EqualError(t, err, "the folder of the storage cannot be synced: input/output error")
	}
	assert.Equal(t, 2, d.count(dir))
	d.fail(nil)
	set(t, client, "0", 1)
	assert.Equal(t, 3, d.count(dir))
}

// TestAFileThatIsGoneTakesNoData: what is written goes where the next start does not find it. What is in it is still sent.
func TestAFileThatIsGoneTakesNoData(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, queueFile)
	client := onDisk(t, &disk{}, dir, nil)
	books := storage.SetOperation(metadataKey, stockBooks(0, 1))
	require.NoError(t, client.Batch(context.Background(), books, storage.SetOperation("0", []byte("a"))))
	require.NoError(t, os.Rename(file, file+".moved"))
	err := client.Batch(context.Background(), books, storage.SetOperation("1", []byte("b")))
	require.ErrorIs(t, err, os.ErrNotExist)
	assert.ErrorContains(t, err, "the storage file is not where it was opened; put it back, or restart the collector: ")
	item := storage.GetOperation("0")
	require.NoError(t, client.Batch(context.Background(), storage.SetOperation(metadataKey, stockBooks(1, 1, 0)), item))
	assert.Equal(t, "a", string(item.Value))
	require.NoError(t, os.Rename(file+".moved", file))
	set(t, client, "1", 1)
}

// TestFileOf holds that files are found under the names that file_storage gives them.
func TestFileOf(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Directory = t.TempDir()
	files, err := createStock(context.Background(), settings(), cfg)
	require.NoError(t, err)
	for _, c := range []struct {
		kind component.Kind
		id   component.ID
		name string
	}{
		{component.KindReceiver, component.MustNewID("filelog"), ""},
		{component.KindProcessor, component.MustNewIDWithName("p", "a b/c~d"), "x"},
		{component.KindExporter, component.MustNewIDWithName("otlp_http", "scout"), "traces"},
		{component.KindExporter, component.MustNewIDWithName("otlp_http", "späte.Daten-😀"), "logs"},
		{component.KindExporter, component.MustNewIDWithName("otlp_http", strings.Repeat("long", 70)), "logs"},
		{component.KindExtension, component.MustNewID("e"), ""},
		{component.KindConnector, component.MustNewID("c"), "_"},
	} {
		before, err := os.ReadDir(cfg.Directory)
		require.NoError(t, err)
		_, err = fileOf(cfg.Directory, c.kind, c.id, c.name)
		require.ErrorContains(t, err, "file_storage has not opened the file that it should have: this version of it does not fit durable_storage: ", "%v", c)
		client, err := files.GetClient(context.Background(), c.kind, c.id, c.name)
		require.NoError(t, err)
		file, err := fileOf(cfg.Directory, c.kind, c.id, c.name)
		require.NoError(t, err)
		assert.FileExists(t, file)
		require.NoError(t, client.Close(context.Background()))
		after, err := os.ReadDir(cfg.Directory)
		require.NoError(t, err)
		assert.Len(t, after, len(before)+1)
	}
}

// aside is a folder with a damaged file of which something can be salvaged.
func aside(t *testing.T, d *disk) (*folder, string, *observer.ObservedLogs) {
	t.Helper()
	dir := t.TempDir()
	w, err := newWatch(componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	t.Cleanup(w.shutdown)
	core, logs := observer.New(zap.WarnLevel)
	f := newFolder(dir, zap.New(core), w)
	f.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	f.inspect = func(_ context.Context, files []string) []finding {
		return []finding{{File: files[0], Verdict: corrupt, Reason: "test"}}
	}
	f.salvage = func(_ context.Context, _, to string) (int, error) {
		return 3, os.WriteFile(to, []byte("salvaged"), 0o600)
	}
	f.sync = d.sync
	require.NoError(t, os.WriteFile(filepath.Join(dir, queueFile), []byte("damaged"), 0o600))
	return f, dir, logs
}

const asideName = queueFile + ".corrupt-20260102T030405.000Z"

// TestTheNamesOfAFileSetAsideAreSynced in an order in which no power cut takes the damaged file's only name.
func TestTheNamesOfAFileSetAsideAreSynced(t *testing.T) {
	for name, link := range map[string]func(string, string) error{
		"links":    os.Link,
		"no links": func(string, string) error { return syscall.EPERM },
	} {
		t.Run(name, func(t *testing.T) {
			d := &disk{}
			f, dir, _ := aside(t, d)
			f.link = link
			require.NoError(t, f.check(context.Background()))
			assert.Equal(t, "damaged", content(t, dir, asideName))
			assert.Equal(t, "salvaged", content(t, dir, queueFile))
			require.Equal(t, 2, d.count(dir))
			assert.Equal(t, []string{queueFile, asideName, "tempdb-" + asideName}, d.held[0], "both names, before the new file takes one")
			assert.Equal(t, []string{queueFile, asideName}, d.held[len(d.held)/2], "and at the end")
		})
	}
}

// TestADamagedFileBehindALink: the link is set aside, and what it leads to stays as it is.
func TestADamagedFileBehindALink(t *testing.T) {
	f, dir, _ := aside(t, &disk{})
	elsewhere := filepath.Join(t.TempDir(), "data")
	require.NoError(t, os.Rename(filepath.Join(dir, queueFile), elsewhere))
	require.NoError(t, os.Symlink(elsewhere, filepath.Join(dir, queueFile)))
	require.NoError(t, f.check(context.Background()))
	assert.Equal(t, "damaged", content(t, elsewhere))
	assert.Equal(t, "damaged", content(t, dir, asideName))
	assert.Equal(t, "salvaged", content(t, dir, queueFile))
}

// TestAFolderThatCannotBeSyncedStopsNoStart: the files are where they should be.
func TestAFolderThatCannotBeSyncedStopsNoStart(t *testing.T) {
	f, dir, logs := aside(t, &disk{fails: syscall.EIO})
	require.NoError(t, f.check(context.Background()))
	assert.Equal(t, "salvaged", content(t, dir, queueFile))
	assert.Equal(t, 2, logs.FilterMessageSnippet("The folder of the storage could not be synced").Len())
}

// TestNoLinksAndNoRoom: the file is set aside all the same, in two steps.
func TestNoLinksAndNoRoom(t *testing.T) {
	f, dir, _ := aside(t, &disk{})
	f.link = func(_, name string) error {
		require.NoError(t, os.WriteFile(name, []byte("in the way"), 0o600)) // so that it cannot be copied
		return syscall.EPERM
	}
	require.NoError(t, f.check(context.Background()))
	assert.Equal(t, "damaged", content(t, dir, asideName))
	assert.Equal(t, "salvaged", content(t, dir, queueFile))
}

func TestSyncDirectory(t *testing.T) {
	require.NoError(t, syncDirectory(t.TempDir()))
	assert.ErrorIs(t, syncDirectory(filepath.Join(t.TempDir(), "none")), os.ErrNotExist)
}
