package durablestorageextension

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// BenchmarkItem takes one item of 10 KB through a queue: offered, taken, finished. file_storage is the rival.
func BenchmarkItem(b *testing.B) {
	for _, of := range []kind{durable, stock} {
		b.Run(of.String(), func(b *testing.B) {
			client := benchmarkClient(b, of)
			ctx, item, books := context.Background(), make([]byte, 10<<10), stockBooks(1, 2, 0)
			b.ReportAllocs()
			index := uint64(0)
			for b.Loop() {
				key := itemKey(index)
				require.NoError(b, client.Batch(ctx, storage.SetOperation(metadataKey, books), storage.SetOperation(key, item)))
				require.NoError(b, client.Batch(ctx, storage.SetOperation(metadataKey, books), storage.GetOperation(key)))
				require.NoError(b, client.Batch(ctx, storage.SetOperation(metadataKey, books), storage.DeleteOperation(key)))
				index++
			}
		})
	}
}

func benchmarkClient(b *testing.B, of kind) storage.Client {
	b.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Directory = b.TempDir()
	ext, err := createStock(context.Background(), settings(), cfg)
	require.NoError(b, err)
	if of == durable {
		own, err := newDurableStorage(settings(), cfg, ext)
		require.NoError(b, err)
		ext = own
	}
	client, err := ext.GetClient(context.Background(), component.KindExporter, backend, "traces")
	require.NoError(b, err)
	b.Cleanup(func() {
		require.NoError(b, client.Close(context.Background()))
		require.NoError(b, ext.Shutdown(context.Background()))
	})
	return client
}

// BenchmarkCheck reads a folder with one queue of 400 KB, the start of the child included.
func BenchmarkCheck(b *testing.B) {
	dir := b.TempDir()
	require.NoError(b, os.WriteFile(filepath.Join(dir, queueFile), soundFile(b), 0o600))
	f := newFolder(dir, settings().Logger, nil)
	for b.Loop() {
		require.NoError(b, f.check(context.Background()))
	}
}
