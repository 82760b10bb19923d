package durablestorageextension

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/base-14/otelcol-scout/extensions/durablestorageextension/internal/metadatatest"
)

// statusHost keeps the status that a component reports.
type statusHost struct {
	component.Host
	events []*componentstatus.Event
}

func (h *statusHost) Report(event *componentstatus.Event) { h.events = append(h.events, event) }

func TestADamagedFileIsSetAside(t *testing.T) {
	dir := t.TempDir()
	damaged := map[string]string{
		queueFile:                   strings.Repeat("no database ", 1000),
		"receiver_file_log_":        "short",
		strings.Repeat("0af1", 16):  "a name that was too long", // file_storage's name for those
		"exporter_otlp_gone_traces": strings.Repeat("x", 9000),
	}
	kept := map[string]string{
		"notes.txt": "not of a storage",
		"tempdb123": "a compaction that did not end",
		queueFile + ".corrupt-20260102T030405.000Z": "set aside before",
		queueFile + ".20260102T030405.000Z.backup":  "set aside by file_storage",
	}
	for _, files := range []map[string]string{damaged, kept} {
		for name, text := range files {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
		}
	}
	tel := componenttest.NewTelemetry()
	set := metadatatest.NewSettings(tel)
	core, logs := observer.New(zap.InfoLevel)
	set.ID, set.Logger = storageID, zap.New(core)
	cfg := createDefaultConfig().(*Config)
	cfg.Directory = dir
	ext, err := createExtension(context.Background(), set, cfg)
	require.NoError(t, err)
	ext.(*durableStorage).folder.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("CET", 3600)) }
	require.NoError(t, ext.Start(context.Background(), newHost(ext)))

	for name, text := range kept {
		assert.Equal(t, text, content(t, dir, name), name)
	}
	for name, text := range damaged {
		assert.NoFileExists(t, filepath.Join(dir, name))
		assert.Equal(t, text, content(t, dir, name+".corrupt-20260102T020405.000Z"), name)
	}
	entries := logs.FilterMessageSnippet("damaged and was set aside").All()
	require.Len(t, entries, len(damaged))
	fields := entries[0].ContextMap()
	for _, field := range []string{"file", "bytes", "reason", "set_aside"} {
		assert.NotEmpty(t, fields[field], field)
	}
	metadatatest.AssertEqualExtensionDurableStorageFilesSetAside(t, tel, []metricdata.DataPoint[int64]{{Value: 4}}, metricdatatest.IgnoreTimestamp())
	require.NoError(t, ext.Shutdown(context.Background()))
	require.NoError(t, tel.Shutdown(context.Background()))
	assert.Equal(t, 0, open(t, dir), "a new queue")
}

func content(t *testing.T, path ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(raw)
}

// TestSetAsideNeverReplacesAFile: the name has its time in milliseconds, and moves on where it is taken.
func TestSetAsideNeverReplacesAFile(t *testing.T) {
	dir := t.TempDir()
	w, err := newWatch(componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	defer w.shutdown()
	f := newFolder(dir, zap.NewNop(), w)
	f.now = func() time.Time { return time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC) }
	f.inspect = func(_ context.Context, files []string) []finding {
		return []finding{{File: files[0], Verdict: corrupt, Reason: "test"}}
	}
	f.salvage = func(context.Context, string, string) (int, error) { return 0, errDisk }
	for _, text := range []string{"first", "second"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, queueFile), []byte(text), 0o600))
		require.NoError(t, f.check(context.Background()))
	}
	assert.Equal(t, "first", content(t, dir, queueFile+".corrupt-20260102T030405.000Z"))
	assert.Equal(t, "second", content(t, dir, queueFile+".corrupt-20260102T030405.001Z"))
}

// TestALongNameIsSetAside: the longest name that file_storage uses as it is leaves no room for the time.
func TestALongNameIsSetAside(t *testing.T) {
	dir := t.TempDir()
	long := "exporter_" + strings.Repeat("a", 240)
	require.NoError(t, os.WriteFile(filepath.Join(dir, long), []byte("no database"), 0o600))
	w, err := newWatch(componenttest.NewNopTelemetrySettings())
	require.NoError(t, err)
	defer w.shutdown()
	require.NoError(t, newFolder(dir, zap.NewNop(), w).check(context.Background()))
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, entries, 1)
	assert.Regexp(t, `^exporter_a{191}\.corrupt-\d{8}T\d{6}\.\d{3}Z$`, entries[0].Name())
}

// TestWhatCannotBeCheckedIsLeftAlone: a warning, and the stock extension goes on.
func TestWhatCannotBeCheckedIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	core, logs := observer.New(zap.InfoLevel)
	f := newFolder(dir, zap.New(core), nil)
	f.inspect = func(_ context.Context, files []string) []finding {
		return []finding{{File: files[0], Verdict: unknown, Reason: "signal: killed"}}
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, queueFile), []byte("x"), 0o600))
	require.NoError(t, f.check(context.Background()))
	assert.Equal(t, "x", content(t, dir, queueFile))
	require.Equal(t, 1, logs.Len())
	assert.Equal(t, "signal: killed", logs.All()[0].ContextMap()["reason"])
}

func TestAMissingFolderIsNoErrorOfTheCheck(t *testing.T) {
	require.NoError(t, newFolder(filepath.Join(t.TempDir(), "none"), zap.NewNop(), nil).check(context.Background()))
}

// TestOtherComponentsGetTheClientOfFileStorage: only an exporter has a queue.
func TestOtherComponentsGetTheClientOfFileStorage(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Directory, cfg.FSync = t.TempDir(), true
	ext, err := createExtension(context.Background(), settings(), cfg)
	require.NoError(t, err)
	for _, kind := range []component.Kind{component.KindReceiver, component.KindExporter} {
		client, err := ext.(storage.Extension).GetClient(context.Background(), kind, backend, "")
		require.NoError(t, err)
		_, wrapped := client.(*queueClient)
		assert.Equal(t, kind == component.KindExporter, wrapped)
		assert.Implements(t, (*storage.Walker)(nil), client)
		require.NoError(t, client.Close(context.Background()))
	}
	assert.FileExists(t, filepath.Join(cfg.Directory, "receiver_backend_"), "the name that file_storage gives")
	require.NoError(t, ext.Shutdown(context.Background()))
}

// TestTwoCollectorsOnOneDirectory: the second is told what is wrong, and does the first no harm.
func TestTwoCollectorsOnOneDirectory(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Directory, cfg.Timeout = t.TempDir(), time.Millisecond
	extensions := make([]storage.Extension, 2)
	for i := range extensions {
		ext, err := createExtension(context.Background(), settings(), cfg)
		require.NoError(t, err)
		extensions[i] = ext.(storage.Extension)
	}
	first, err := extensions[0].GetClient(context.Background(), component.KindExporter, backend, "traces")
	require.NoError(t, err)
	require.NoError(t, first.Set(context.Background(), "0", []byte("a")))
	_, err = extensions[1].GetClient(context.Background(), component.KindExporter, backend, "traces")
	require.EqualError(t, err, "the storage of backend (traces) is open in another process: each collector needs a directory of its own, this one has "+cfg.Directory+": timeout")
	value, err := first.Get(context.Background(), "0")
	require.NoError(t, err)
	assert.Equal(t, "a", string(value))
	require.NoError(t, first.Close(context.Background()))
	for _, ext := range extensions {
		require.NoError(t, ext.Shutdown(context.Background()))
	}
}

// TestTelemetry follows a disk that fills and is freed again, by the status of the component and by its metrics.
func TestTelemetry(t *testing.T) {
	tel := componenttest.NewTelemetry()
	w, err := newWatch(tel.NewTelemetrySettings())
	require.NoError(t, err)
	h := &statusHost{Host: componenttest.NewNopHost()}
	w.start(h)
	on := newMemory(map[string]string{metadataKey: string(stockBooks(1, 3, 0)), "0": "a", "1": "b", "2": "c"})
	core, logs := observer.New(zap.InfoLevel)
	c := newQueueClient(on, zap.New(core), w)
	require.NoError(t, c.putBack(context.Background()))
	on.refuse = storage.ErrStorageFull
	for index := range uint64(2) {
		_, err = takeItem(c, index, stockBooks(index+1, 3, index))
		require.NoError(t, err)
		require.NoError(t, finish(c, index, stockBooks(index+1, 3)))
	}
	same := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualExtensionDurableStorageItemsPutBack(t, tel, []metricdata.DataPoint[int64]{{Value: 1}}, same)
	metadatatest.AssertEqualExtensionDurableStorageOwedWrites(t, tel, []metricdata.DataPoint[int64]{{Value: 3}}, same)
	metadatatest.AssertEqualExtensionDurableStorageWriteFailures(t, tel, []metricdata.DataPoint[int64]{{Value: 4}}, same)
	require.Len(t, h.events, 1)
	assert.Equal(t, componentstatus.StatusRecoverableError, h.events[0].Status())
	require.EqualError(t, h.events[0].Err(), "the storage does not take writes: the storage extension has run out of available space")

	on.refuse = nil
	_, err = takeItem(c, 2, stockBooks(3, 3, 2))
	require.NoError(t, err)
	metadatatest.AssertEqualExtensionDurableStorageOwedWrites(t, tel, []metricdata.DataPoint[int64]{{Value: 0}}, same)
	require.Len(t, h.events, 2)
	assert.Equal(t, componentstatus.StatusOK, h.events[1].Status())
	assert.Equal(t, 1, logs.FilterMessageSnippet("does not take writes").Len(), "told once")
	assert.Equal(t, 1, logs.FilterMessageSnippet("takes writes again").Len())

	on.refuse = errClosed
	_, err = takeItem(c, 2, stockBooks(3, 3, 2))
	require.Error(t, err)
	metadatatest.AssertEqualExtensionDurableStorageItemsUnread(t, tel, []metricdata.DataPoint[int64]{{Value: 1}}, same)
	w.shutdown()
	require.NoError(t, tel.Shutdown(context.Background()))
}
