package durablestorageextension

import (
	"context"
	"errors"
	"fmt"
	"sync"

	berrors "go.etcd.io/bbolt/errors"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.uber.org/zap"
)

// durableStorage is file_storage with a check before and a queueClient behind.
type durableStorage struct {
	stock  storage.Extension
	cfg    *Config
	logger *zap.Logger
	watch  *watch
	folder *folder
	sync   func(directory string) error

	checked  sync.Once
	checkErr error
}

var _ storage.Extension = (*durableStorage)(nil)

func newDurableStorage(set extension.Settings, cfg *Config, stock storage.Extension) (*durableStorage, error) {
	watch, err := newWatch(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	logger := set.Logger.WithOptions(zap.AddStacktrace(zap.DPanicLevel)) // a stack says nothing about a disk
	return &durableStorage{
		stock: stock, cfg: cfg, logger: logger, watch: watch,
		folder: newFolder(cfg.Directory, logger, watch), sync: syncDirectory,
	}, nil
}

// Start checks the files of the folder and starts the stock extension. It fails where a damaged file cannot be set
// aside: the collector would end as soon as an exporter opened it.
func (s *durableStorage) Start(ctx context.Context, host component.Host) error {
	s.watch.start(host)
	s.warnAboutFolders()
	if err := s.check(ctx); err != nil {
		return err
	}
	return s.stock.Start(ctx, host)
}

// check runs once, before any file of the folder is opened: exporters start after extensions, but an extension that
// stores something may ask for its client before Start.
func (s *durableStorage) check(ctx context.Context) error {
	s.checked.Do(func() { s.checkErr = s.folder.check(ctx) })
	return s.checkErr
}

// warnAboutFolders tells of a setting with which the stock extension can lose a whole file: it cannot move a compacted
// file to another file system in one step, and copies it over the old one instead.
func (s *durableStorage) warnAboutFolders() {
	compaction := s.cfg.Compaction
	if (compaction.OnStart || compaction.OnRebound) && onOtherDevice(s.cfg.Directory, compaction.Directory) {
		s.logger.Warn("compaction::directory is on another file system than directory: a crash or a full disk during a "+
			"compaction destroys the queue. Set compaction::directory to a folder beside directory.",
			zap.String("directory", s.cfg.Directory), zap.String("compaction_directory", compaction.Directory))
	}
}

// Shutdown stops the stock extension. The exporters have closed their clients by then.
func (s *durableStorage) Shutdown(ctx context.Context) error {
	err := s.stock.Shutdown(ctx)
	s.watch.shutdown()
	return err
}

// GetClient opens the file of a component. That of an exporter is taken for a queue, and what was being sent when the
// last run ended is put back; every other component gets the client of file_storage,
// which knows no queue.
func (s *durableStorage) GetClient(ctx context.Context, kind component.Kind, id component.ID, name string) (storage.Client, error) {
	if err := s.check(ctx); err != nil {
		return nil, err
	}
	client, err := s.open(ctx, kind, id, name)
	if err != nil {
		return nil, err
	}
	if kind != component.KindExporter {
		return client, nil
	}
	queue := newQueueClient(client, s.logger.With(zap.Stringer("exporter", id), zap.String("signal", name)), s.watch)
	if err := queue.putBack(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("cannot read the queue of %s (%s) in %s: %w", id, name, s.cfg.Directory, err), client.Close(ctx))
	}
	return queue, nil
}

// open lets the stock extension open the file.
func (s *durableStorage) open(ctx context.Context, kind component.Kind, id component.ID, name string) (storage.Client, error) {
	client, err := s.stock.GetClient(ctx, kind, id, name)
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("the storage of %s (%s) is open in another process: each collector needs a directory of its own, this one has %s: %w",
			id, name, s.cfg.Directory, err)
	}
	if err != nil {
		return nil, err
	}
	file, err := fileOf(s.cfg.Directory, kind, id, name)
	if err != nil {
		return nil, errors.Join(err, client.Close(ctx))
	}
	return &syncedClient{Client: client, file: file, sync: s.syncFolder}, nil
}

// syncFolder makes the names of the folder as durable as the content of the files.
func (s *durableStorage) syncFolder() error {
	if !s.cfg.FSync {
		return nil
	}
	return syncNames(s.cfg.Directory, s.sync)
}
