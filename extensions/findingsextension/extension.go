package findingsextension

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/base-14/otelcol-scout/extensions/findingsextension/internal/metadata"
	"github.com/base-14/otelcol-scout/internal/finding"
)

var (
	_ extension.Extension                         = (*findings)(nil)
	_ extensioncapabilities.ConfigSnapshotWatcher = (*findings)(nil)
	_ finding.Sink                                = (*findings)(nil)
	_ finding.MaskingSink                         = (*findings)(nil)
	_ finding.StatementSink                       = (*findings)(nil)
)

const (
	// pumpPeriod is how often an open page is told what is new.
	pumpPeriod = time.Second
	// statementsPeriod and exportPeriod bound how often processors and the collector's metrics are asked.
	statementsPeriod = time.Second
	exportPeriod     = 2 * time.Second
	// shutdownGrace is how long answers under way may take when the collector ends; it is less than the time that service
	// managers give a process (10 s at Docker).
	shutdownGrace = 5 * time.Second
)

// findings is the extension: sinks for the processors, and a server for people.
type findings struct {
	cfg       *Config
	telemetry component.TelemetrySettings
	metrics   *metadata.TelemetryBuilder

	store   *store
	masking *masking
	tables  *tables
	exports *exports
	api     *api

	server  *http.Server
	address net.Addr
	grace   time.Duration
	stop    context.CancelFunc
	running sync.WaitGroup
}

func newExtension(set extension.Settings, cfg *Config) (*findings, error) {
	metrics, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	e := &findings{
		cfg: cfg, telemetry: set.TelemetrySettings, metrics: metrics,
		store: newStore(cfg.MaxFindings, cfg.MaxBytes, time.Now), masking: newMasking(time.Now),
		tables: &tables{}, exports: newExports(cfg.MetricsEndpoint, time.Now), grace: shutdownGrace,
	}
	e.api = &api{
		store: e.store, masking: e.masking, hub: newHub(cfg.MaxClients), writer: writer{cfg.TraceLink}, since: time.Now(), dropped: e.dropped,
		statements: &cached[statementTable]{period: statementsPeriod, clock: time.Now, load: func(context.Context) statementTable { return e.tables.read() }},
		export:     &cached[exportState]{period: exportPeriod, clock: time.Now, load: e.exports.read},
	}
	return e, e.observe()
}

// Found implements finding.Sink: a map update for each.
func (e *findings) Found(_ context.Context, found []finding.Finding) { e.store.add(found) }

// Masked implements finding.MaskingSink: a map update for each.
func (e *findings) Masked(_ context.Context, counts []finding.MaskingCount) { e.masking.add(counts) }

// AddStatements implements finding.StatementSink.
func (e *findings) AddStatements(source finding.StatementSource) (remove func()) {
	return e.tables.add(source)
}

// NotifyConfigSnapshot implements extensioncapabilities.ConfigSnapshotWatcher: it learns where the collector shows its
// own metrics.
func (e *findings) NotifyConfigSnapshot(_ context.Context, snapshot extensioncapabilities.ConfigSnapshot) error {
	e.exports.configured(snapshot.Effective(), snapshot.Unexpanded())
	return nil
}

// Start implements component.Component: it opens the page.
func (e *findings) Start(ctx context.Context, host component.Host) error {
	listener, err := e.cfg.Server.ToListener(ctx)
	if err != nil {
		return fmt.Errorf("endpoint: %w; free the address or set another", err)
	}
	e.server, err = e.cfg.Server.ToServer(ctx, host.GetExtensions(), e.telemetry, e.api.handler(), confighttp.WithErrorHandler(
		func(w http.ResponseWriter, _ *http.Request, text string, status int) {
			(&problem{status, text}).write(w)
		}))
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	e.server.Handler = newGuard(e.cfg.Server.NetAddr.Endpoint, e.cfg.Hosts, e.server.Handler)
	e.address = listener.Addr()
	e.serve(listener)
	e.tell()
	return nil
}

func (e *findings) serve(listener net.Listener) {
	ctx, cancel := context.WithCancel(context.Background())
	e.stop = cancel
	e.running.Go(func() { (&pump{api: e.api}).run(ctx, pumpPeriod) })
	e.running.Go(func() { every(ctx, lossPeriod, func(ctx context.Context) { e.api.export.get(ctx) }) })
	e.running.Go(func() {
		if err := e.server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			e.telemetry.Logger.Error("The findings page has stopped; the pipelines go on", zap.Error(err))
		}
	})
}

func (e *findings) tell() {
	scheme := "http"
	if e.cfg.Server.TLS.HasValue() {
		scheme = "https"
	}
	e.telemetry.Logger.Info("The findings page is open", zap.String("url", scheme+"://"+e.address.String()))
	if tcp, ok := e.address.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() && !e.cfg.Server.Auth.HasValue() {
		e.telemetry.Logger.Warn("The findings page can be reached from other machines without authentication; set auth, or let endpoint listen on localhost")
	}
}

// Shutdown implements component.Component: streams end at once, other answers are finished for some seconds, or until ctx
// ends. Who is not done then is cut off, which is no error: no reader of a page may keep the collector from ending.
func (e *findings) Shutdown(ctx context.Context) (err error) {
	e.api.hub.close()
	if e.server != nil {
		err = e.closeServer(ctx)
	}
	if e.stop != nil {
		e.stop()
	}
	e.running.Wait()
	e.exports.close()
	e.metrics.Shutdown()
	return err
}

func (e *findings) closeServer(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, e.grace)
	defer cancel()
	err := e.server.Shutdown(ctx)
	if err == nil {
		return nil
	}
	if errors.Is(err, ctx.Err()) {
		err = nil
	}
	return errors.Join(err, e.server.Close())
}

func (e *findings) dropped(ctx context.Context, reason string, n int) {
	e.metrics.ExtensionFindingsClientsDropped.Add(ctx, int64(n), metric.WithAttributes(attribute.String("reason", reason)))
}

func (e *findings) observe() error {
	observe := func(value func() int64) metric.Int64Callback {
		return func(_ context.Context, o metric.Int64Observer) error { o.Observe(value()); return nil }
	}
	return errors.Join(
		e.metrics.RegisterExtensionFindingsClientsCallback(observe(func() int64 { return int64(e.api.hub.size()) })),
		e.metrics.RegisterExtensionFindingsEvictionsCallback(observe(func() int64 { return e.store.totals().evicted })),
		e.metrics.RegisterExtensionFindingsStoredCallback(observe(func() int64 { return int64(e.store.totals().groups) })),
		e.metrics.RegisterExtensionFindingsStoredBytesCallback(observe(func() int64 { return int64(e.store.totals().bytes) })),
	)
}
