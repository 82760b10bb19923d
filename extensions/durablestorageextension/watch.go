package durablestorageextension

import (
	"context"
	"fmt"
	"sync"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/otel/metric"

	"github.com/base-14/otelcol-scout/extensions/durablestorageextension/internal/metadata"
)

// watch tells the outside how the storage is: by metrics, and by the status of the component, which is a recoverable
// error as long as any client owes writes.
type watch struct {
	builder *metadata.TelemetryBuilder

	mu    sync.Mutex
	host  component.Host
	owing map[*queueClient]int // writes owed, of the clients that owe any
}

func newWatch(set component.TelemetrySettings) (*watch, error) {
	builder, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	w := &watch{builder: builder, owing: map[*queueClient]int{}}
	return w, builder.RegisterExtensionDurableStorageOwedWritesCallback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(w.owed())
		return nil
	})
}

func (w *watch) start(host component.Host) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.host = host
}

func (w *watch) shutdown() { w.builder.Shutdown() }

func (w *watch) owed() int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	total := 0
	for _, n := range w.owing {
		total += n
	}
	return int64(total)
}

// owes records that a client owes n writes because of err. The status changes with the first client that owes any.
func (w *watch) owes(client *queueClient, n int, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	first := len(w.owing) == 0
	w.owing[client] = n
	if first {
		w.report(componentstatus.NewRecoverableErrorEvent(fmt.Errorf("the storage does not take writes: %w", err)))
	}
}

// settled records that a client owes nothing. The status changes with the last one.
func (w *watch) settled(client *queueClient) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, owed := w.owing[client]; !owed {
		return
	}
	delete(w.owing, client)
	if len(w.owing) == 0 {
		w.report(componentstatus.NewEvent(componentstatus.StatusOK))
	}
}

// report needs the lock, so that an error never overtakes the OK that follows it.
func (w *watch) report(event *componentstatus.Event) {
	if w.host != nil {
		componentstatus.ReportStatus(w.host, event)
	}
}

func (w *watch) failed(ctx context.Context) {
	w.builder.ExtensionDurableStorageWriteFailures.Add(ctx, 1)
}

func (w *watch) unread(ctx context.Context) {
	w.builder.ExtensionDurableStorageItemsUnread.Add(ctx, 1)
}

func (w *watch) putBack(ctx context.Context, items int) {
	w.builder.ExtensionDurableStorageItemsPutBack.Add(ctx, int64(items))
}

func (w *watch) setAside(ctx context.Context) {
	w.builder.ExtensionDurableStorageFilesSetAside.Add(ctx, 1)
}

func (w *watch) salvaged(ctx context.Context, items int) {
	w.builder.ExtensionDurableStorageItemsSalvaged.Add(ctx, int64(items))
}
