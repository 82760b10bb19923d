package durablestorageextension

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exporterhelper"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/extension/xextension/storage"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/extensions/durablestorageextension/internal/metadata"
)

// queueFile is the name that file_storage gives to the queue of the exporters in these tests.
const queueFile = "exporter_backend__traces"

var (
	backend    = component.MustNewID("backend")
	storageID  = component.NewID(metadata.Type)
	recordName = regexp.MustCompile(`record-\d+`)

	errDisk   = errors.New("no space left on device")
	errRefuse = errors.New("the backend is away")
)

// A child with the race detector waits a second at its end unless it is told not to.
func init() { _ = os.Setenv("GORACE", "atexit_sleep_ms=0") }

// kind is a storage under test.
type kind int

const (
	durable kind = iota
	stock        // the control
)

func (k kind) String() string { return [...]string{"durable_storage", "file_storage"}[k] }

// tape sits between the storage under test and its file. It sees every transaction that reaches the file, keeps what
// the file is like after each, and can let transactions fail.
type tape struct {
	file string

	mu        sync.Mutex
	recording bool
	snapshots []snapshot
	stored    map[string]bool // records that a transaction brought into the file: acknowledged, or about to be
	delivered map[string]int
	attempts  int // transactions that write
	fail      func(attempt int) fault
	client    storage.Client
}

// snapshot is the world after one transaction, as a crash would leave it.
type snapshot struct {
	data      []byte
	stored    map[string]bool
	delivered map[string]int
}

// fault is what happens to a transaction.
type fault int

const (
	none   fault = iota
	before       // it fails, and nothing is stored
	after        // it fails, and yet everything is stored: an error of fsync
	closed       // it fails before it reads anything, as every one does after a compaction that failed
)

func newTape(dir string) *tape {
	return &tape{file: filepath.Join(dir, queueFile), stored: map[string]bool{}, delivered: map[string]int{}}
}

func (t *tape) deliver(records []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, record := range records {
		t.delivered[record]++
	}
}

func (t *tape) snapshot() snapshot {
	data, err := os.ReadFile(t.file)
	if err != nil {
		panic(err)
	}
	return snapshot{data: data, stored: maps.Clone(t.stored), delivered: maps.Clone(t.delivered)}
}

func (t *tape) record(on bool) []snapshot {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.recording = on
	return t.snapshots
}

func (t *tape) count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.attempts
}

// tapedStorage gives out clients on a tape.
type tapedStorage struct {
	storage.Extension
	tape *tape
}

func (s *tapedStorage) GetClient(ctx context.Context, kind component.Kind, id component.ID, name string) (storage.Client, error) {
	client, err := s.Extension.GetClient(ctx, kind, id, name)
	if err != nil {
		return nil, err
	}
	s.tape.client = client
	return &tapedClient{Client: client, tape: s.tape}, nil
}

type tapedClient struct {
	storage.Client
	tape *tape
}

func (c *tapedClient) Get(ctx context.Context, key string) ([]byte, error) {
	op := storage.GetOperation(key)
	err := c.Batch(ctx, op)
	return op.Value, err
}

func (c *tapedClient) Set(ctx context.Context, key string, value []byte) error {
	return c.Batch(ctx, storage.SetOperation(key, value))
}

func (c *tapedClient) Delete(ctx context.Context, key string) error {
	return c.Batch(ctx, storage.DeleteOperation(key))
}

func (c *tapedClient) Walk(ctx context.Context, fn storage.WalkFunc) error {
	return c.Client.(storage.Walker).Walk(ctx, fn)
}

func (c *tapedClient) Batch(ctx context.Context, ops ...*storage.Operation) error {
	c.tape.mu.Lock()
	defer c.tape.mu.Unlock()
	return c.tape.batch(ctx, c.Client, ops)
}

func (t *tape) batch(ctx context.Context, client storage.Client, ops []*storage.Operation) error {
	what := none
	if writes(ops) || t.isClosed() {
		t.attempts++
		if t.fail != nil {
			what = t.fail(t.attempts)
		}
	}
	if what == before || what == closed {
		if what == before {
			readOnly(ctx, client, ops)
		}
		return errDisk
	}
	if err := client.Batch(ctx, ops...); err != nil {
		return err
	}
	if writes(ops) {
		t.keep(ops)
	}
	if what == after {
		return errDisk
	}
	return nil
}

func (t *tape) isClosed() bool { return t.fail != nil && t.fail(t.attempts+1) == closed }

func (t *tape) keep(ops []*storage.Operation) {
	for _, op := range ops {
		if op.Type == storage.Set {
			for _, record := range recordName.FindAllString(string(op.Value), -1) {
				t.stored[record] = true
			}
		}
	}
	if t.recording {
		t.snapshots = append(t.snapshots, t.snapshot())
	}
}

// readOnly answers the Gets of a transaction that is going to fail, as bbolt does when its commit fails.
func readOnly(ctx context.Context, client storage.Client, ops []*storage.Operation) {
	for _, op := range ops {
		if op.Type == storage.Get {
			op.Value, _ = client.Get(ctx, op.Key)
		}
	}
}

func writes(ops []*storage.Operation) bool {
	for _, op := range ops {
		if op.Type != storage.Get {
			return true
		}
	}
	return false
}

// sink is a backend that takes the first calls and holds the others until it is let go.
type sink struct {
	tape    *tape
	takes   int // calls that it takes before it holds; negative for all
	mu      sync.Mutex
	release chan struct{}
	refuse  bool // what it answers to those it held
}

func newSink(t *tape, takes int) *sink {
	return &sink{tape: t, takes: takes, release: make(chan struct{})}
}

func (s *sink) push(ctx context.Context, td ptrace.Traces) error {
	if !s.takesNow() {
		select {
		case <-s.release:
			if s.refuse {
				return errRefuse
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	var records []string
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				records = append(records, span.Name())
			}
		}
	}
	s.tape.deliver(records)
	return nil
}

func (s *sink) takesNow() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.takes == 0 {
		return false
	}
	s.takes--
	return true
}

// world is one run of a collector as far as the queue is concerned.
type world struct {
	t         *testing.T
	tape      *tape
	extension storage.Extension
	exporter  exporter.Traces
	sink      *sink
}

// shape is a way to set up a queue.
type shape struct {
	batch     bool
	consumers int
}

func (s shape) String() string {
	if s.batch {
		return fmt.Sprintf("batch on, %d consumers", s.consumers)
	}
	return fmt.Sprintf("batch off, %d consumers", s.consumers)
}

func (s shape) config() exporterhelper.QueueBatchConfig {
	cfg := exporterhelper.NewDefaultQueueConfig()
	cfg.StorageID, cfg.NumConsumers, cfg.BlockOnOverflow = &storageID, s.consumers, true
	cfg.Batch = configoptional.None[exporterhelper.BatchConfig]()
	if s.batch {
		cfg.Batch = configoptional.Some(exporterhelper.BatchConfig{
			FlushTimeout: 2 * time.Millisecond, MinSize: 3, MaxSize: 4, Sizer: exporterhelper.RequestSizerTypeItems})
	}
	return cfg
}

type host struct {
	component.Host
	extensions map[component.ID]component.Component
}

func (h *host) GetExtensions() map[component.ID]component.Component { return h.extensions }

func newHost(ext component.Component) component.Host {
	return &host{Host: componenttest.NewNopHost(), extensions: map[component.ID]component.Component{storageID: ext}}
}

func settings() extension.Settings {
	set := extensiontest.NewNopSettings(metadata.Type)
	set.ID = storageID
	return set
}

// newStorage makes a storage under test on a tape. The check of the files is left out: it has tests of its own.
func newStorage(t *testing.T, of kind, on *tape, change func(*filestorage.Config)) storage.Extension {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	cfg.Directory = filepath.Dir(on.file)
	if change != nil {
		change((*filestorage.Config)(cfg))
	}
	files, err := createStock(context.Background(), settings(), cfg)
	require.NoError(t, err)
	taped := &tapedStorage{Extension: files, tape: on}
	if of == stock {
		return taped
	}
	ext, err := newDurableStorage(settings(), cfg, taped)
	require.NoError(t, err)
	ext.folder.inspect = func(context.Context, []string) []finding { return nil }
	return ext
}

func startWorld(t *testing.T, of kind, how shape, on *tape, backs *sink) *world {
	t.Helper()
	return startWorldOn(t, newStorage(t, of, on, nil), how, on, backs)
}

func startWorldOn(t *testing.T, ext storage.Extension, how shape, on *tape, backs *sink) *world {
	t.Helper()
	h := newHost(ext)
	require.NoError(t, ext.Start(context.Background(), h))
	set := exportertest.NewNopSettings(backend.Type())
	set.ID = backend
	exp, err := exporterhelper.NewTraces(context.Background(), set, struct{}{}, backs.push,
		exporterhelper.WithQueue(configoptional.Some(how.config())), exporterhelper.WithTimeout(exporterhelper.TimeoutConfig{}))
	require.NoError(t, err)
	require.NoError(t, exp.Start(context.Background(), h))
	return &world{t: t, tape: on, extension: ext, exporter: exp, sink: backs}
}

// offer sends one record, and returns what its sender is told.
func (w *world) offer(number, padding int) error {
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName(record(number))
	if padding > 0 {
		span.Attributes().PutEmptyBytes("padding").FromRaw(make([]byte, padding))
	}
	return w.exporter.ConsumeTraces(context.Background(), td)
}

func record(number int) string { return fmt.Sprintf("record-%d", number) }

// quiet waits until the queue does no more by itself, because everything is sent or the backend holds all it can.
func (w *world) quiet() {
	last, same := -1, 0
	require.Eventually(w.t, func() bool {
		now := w.tape.count()
		if now != last {
			last, same = now, 0
			return false
		}
		same++
		return same >= 6
	}, waitFor, tick)
}

// drained waits until the file holds no item. The books are no evidence: file_storage leaves items in them that are gone.
func (w *world) drained() {
	w.t.Helper()
	require.Eventually(w.t, func() bool { return len(w.items()) == 0 }, waitFor, tick, "the queue does not drain")
}

// drainedOrStuck is for the control, which leaves items in the file that it never sends.
func (w *world) drainedOrStuck() {
	w.t.Helper()
	last, same := -1, 0
	require.Eventually(w.t, func() bool {
		if now := w.tape.count(); now != last {
			last, same = now, 0
		}
		same++
		return len(w.items()) == 0 || same > 50
	}, waitFor, tick)
}

func (w *world) items() []uint64 {
	var found []uint64
	_ = w.tape.client.(storage.Walker).Walk(context.Background(), func(key string, _ []byte) ([]*storage.Operation, error) {
		if index, ok := itemIndex(key); ok {
			found = append(found, index)
		}
		return nil, nil
	})
	return found
}

// kill ends the run without letting it do anything more to the snapshots that were taken, or to what was delivered.
func (w *world) kill() []snapshot {
	w.sink.refuse = true
	snapshots := w.tape.record(false)
	close(w.sink.release)
	w.stop()
	return snapshots
}

func (w *world) stop() {
	require.NoError(w.t, w.exporter.Shutdown(context.Background()))
	require.NoError(w.t, w.extension.Shutdown(context.Background()))
}

// continueFrom is a tape for a run that begins with the file as a crash left it.
func continueFrom(t *testing.T, from snapshot) *tape {
	t.Helper()
	on := newTape(t.TempDir())
	require.NoError(t, os.WriteFile(on.file, from.data, 0o600))
	on.stored, on.delivered = maps.Clone(from.stored), maps.Clone(from.delivered)
	return on
}

// tally counts by record.
type tally struct{ points, acknowledged, delivered, duplicated, lost int }

func (y *tally) add(stored map[string]bool, delivered map[string]int) {
	y.points++
	y.acknowledged += len(stored)
	for record := range stored {
		if delivered[record] == 0 {
			y.lost++
		}
	}
	for _, times := range delivered {
		y.delivered++
		y.duplicated += times - 1
	}
}

func (y *tally) String() string {
	return fmt.Sprintf("crash points %d, acknowledged %d, delivered %d, duplicated %d, lost %d",
		y.points, y.acknowledged, y.delivered, y.duplicated, y.lost)
}

const (
	waitFor = 20 * time.Second
	tick    = time.Millisecond
)
