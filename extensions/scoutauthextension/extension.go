package scoutauthextension

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/oauth2clientauthextension"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensionauth"
	"go.opentelemetry.io/collector/extension/extensionmiddleware"
	"go.opentelemetry.io/otel/metric"
	"golang.org/x/oauth2"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/base-14/otelcol-scout/extensions/scoutauthextension/internal/metadata"
)

var (
	_ extension.Extension                          = (*scoutAuth)(nil)
	_ extensionauth.HTTPClient                     = (*scoutAuth)(nil)
	_ extensionauth.GRPCClient                     = (*scoutAuth)(nil)
	_ extensionmiddleware.GRPCClient               = (*scoutAuth)(nil)
	_ oauth2clientauthextension.ContextTokenSource = (*scoutAuth)(nil)
)

// scoutAuth is the extension: a client authenticator whose tokens a keeper keeps.
type scoutAuth struct {
	keeper  *keeper
	report  *reporter
	metrics *metadata.TelemetryBuilder
	warned  sync.Once
	stop    context.CancelFunc
	running sync.WaitGroup
}

// newExtension fails for certificates and keys that a restart alone can mend.
func newExtension(ctx context.Context, set extension.Settings, cfg *Config) (*scoutAuth, error) {
	fetcher, err := newFetcher(ctx, cfg)
	if err != nil {
		return nil, err
	}
	report, err := newReporter(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	e := &scoutAuth{report: report, metrics: report.metrics, keeper: newKeeper(cfg, fetcher.fetch, report)}
	return e, e.observe()
}

// Start implements component.Component: it begins to fetch, and does not wait for the outcome.
func (e *scoutAuth) Start(_ context.Context, host component.Host) error {
	e.report.start(host)
	ctx, cancel := context.WithCancel(context.Background())
	e.stop = cancel
	e.running.Go(func() { e.keeper.run(ctx) })
	return nil
}

// Shutdown implements component.Component: it ends a fetch under way and waits for that.
func (e *scoutAuth) Shutdown(context.Context) error {
	if e.stop != nil {
		e.stop()
	}
	e.running.Wait()
	e.metrics.Shutdown()
	return nil
}

// RoundTripper implements extensionauth.HTTPClient.
func (e *scoutAuth) RoundTripper(base http.RoundTripper) (http.RoundTripper, error) {
	return &roundTripper{keeper: e.keeper, report: e.report, base: base}, nil
}

// PerRPCCredentials implements extensionauth.GRPCClient.
func (e *scoutAuth) PerRPCCredentials() (credentials.PerRPCCredentials, error) {
	return &perRPC{keeper: e.keeper, report: e.report, once: &e.warned}, nil
}

// GetGRPCClientOptions implements extensionmiddleware.GRPCClient: the interceptor that keeps what a gRPC backend refuses.
func (e *scoutAuth) GetGRPCClientOptions(context.Context) ([]grpc.DialOption, error) {
	return []grpc.DialOption{grpc.WithChainUnaryInterceptor(e.intercept)}, nil
}

// Token returns a valid token, as contrib's Kafka components ask for it (SASL OAUTHBEARER). It waits for a fetch under
// way until ctx ends. The token must not be changed.
func (e *scoutAuth) Token(ctx context.Context) (*oauth2.Token, error) {
	l, err := e.keeper.get(ctx)
	if err != nil {
		return nil, err
	}
	return l.token, nil
}

func (e *scoutAuth) observe() error {
	err := e.metrics.RegisterExtensionScoutAuthTokenRemainingCallback(func(_ context.Context, o metric.Float64Observer) error {
		if left, ends := e.keeper.remaining(time.Now()); ends {
			o.Observe(left.Seconds())
		}
		return nil
	})
	if err != nil {
		return err
	}
	return e.metrics.RegisterExtensionScoutAuthBreakerStateCallback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(e.keeper.breaker())
		return nil
	})
}
