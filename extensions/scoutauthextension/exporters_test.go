package scoutauthextension

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/oauth2clientauthextension"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/exporter/otlpexporter"
	"go.opentelemetry.io/collector/exporter/otlphttpexporter"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap/zaptest/observer"
	"google.golang.org/grpc/codes"
)

// retrying is how the exporters of the next tests are configured: without a queue, so that a test sees what became of a
// request, and with short waits between tries.
const retrying = `
sending_queue: {enabled: false}
retry_on_failure: {initial_interval: 20ms, max_interval: 50ms, max_elapsed_time: 20s}
timeout: 5s
`

// newAuth makes ours or the stock extension from the same settings.
func newAuth(t *testing.T, factory extension.Factory, p *provider, set component.TelemetrySettings) (component.ID, component.Component) {
	t.Helper()
	cfg := factory.CreateDefaultConfig()
	conf, err := confmap.NewRetrievedFromYAML([]byte(fmt.Sprintf(`{client_id: demo-client, client_secret: demo-secret, token_url: %q, timeout: 5s}`, p.tokenURL)))
	require.NoError(t, err)
	parsed, err := conf.AsConf()
	require.NoError(t, err)
	require.NoError(t, parsed.Unmarshal(cfg))
	s := extensiontest.NewNopSettings(factory.Type())
	s.TelemetrySettings = set
	created, err := factory.Create(t.Context(), s, cfg)
	require.NoError(t, err)
	require.NoError(t, created.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { assert.NoError(t, created.Shutdown(context.Background())) })
	return component.NewID(factory.Type()), created
}

func newExporter(t *testing.T, factory exporter.Factory, yaml string, id component.ID, auth component.Component) exporter.Traces {
	t.Helper()
	conf, err := confmap.NewRetrievedFromYAML([]byte(yaml + retrying))
	require.NoError(t, err)
	parsed, err := conf.AsConf()
	require.NoError(t, err)
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, parsed.Unmarshal(cfg))
	created, err := factory.CreateTraces(t.Context(), exportertest.NewNopSettings(factory.Type()), cfg)
	require.NoError(t, err)
	require.NoError(t, created.Start(t.Context(), &host{extensions: map[component.ID]component.Component{id: auth}}))
	t.Cleanup(func() { assert.NoError(t, created.Shutdown(context.Background())) })
	return created
}

func oneSpan() ptrace.Traces {
	td := ptrace.NewTraces()
	td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName("GET /articles")
	return td
}

// send exports n spans, one after the other, and returns how many the exporter gave up.
func send(t *testing.T, e exporter.Traces, n int) (dropped int) {
	t.Helper()
	for range n {
		if e.ConsumeTraces(t.Context(), oneSpan()) != nil {
			dropped++
		}
	}
	return dropped
}

// TestFaultsBesideTheStockExtension runs the same faults with the same exporter and both extensions.
func TestFaultsBesideTheStockExtension(t *testing.T) {
	const spans = 20
	faults := map[string]struct {
		lifetime time.Duration
		cause    func(p *provider, b *backend) (heal func())
		stock    int // spans that the exporter drops with the stock extension
		fetches  int64
		stockAt  int64
	}{
		"steady, a token that lives 300 s": {5 * time.Minute, func(*provider, *backend) func() { return func() {} }, 0, 1, 1 + spans},
		"the token is revoked":             {time.Hour, func(_ *provider, b *backend) func() { b.revoke(); return func() {} }, spans, 2, 1},
		"the backend refuses every token for a while": {time.Hour, func(_ *provider, b *backend) func() {
			b.refusal.Store(http.StatusUnauthorized)
			return func() { b.refusal.Store(0) }
		}, 1, 2, 1},
	}
	for name, fault := range faults {
		for _, factory := range []extension.Factory{NewFactory(), oauth2clientauthextension.NewFactory()} {
			t.Run(name+"/"+factory.Type().String(), func(t *testing.T) {
				p, b := startProvider(t, fault.lifetime), startBackend(t)
				set, _ := telemetry(t)
				id, auth := newAuth(t, factory, p, set)
				e := newExporter(t, otlphttpexporter.NewFactory(), fmt.Sprintf("endpoint: %s\nauth: {authenticator: %s}", b.URL, id), id, auth)
				require.Zero(t, send(t, e, 1))
				heal := fault.cause(p, b)
				healed := time.AfterFunc(100*time.Millisecond, heal)
				defer healed.Stop()
				dropped := send(t, e, spans)
				_, taken := b.taken()
				t.Logf("sent %d, dropped %d, delivered %d, token fetches %d", 1+spans, dropped, len(taken), p.fetches.Load())
				if factory.Type() == NewFactory().Type() {
					assert.Zero(t, dropped)
					assert.Len(t, taken, 1+spans)
					assert.Equal(t, fault.fetches, p.fetches.Load())
				} else {
					assert.GreaterOrEqual(t, dropped, fault.stock, "if the stock extension no longer does this, scout_auth can do less")
					assert.Equal(t, fault.stockAt, p.fetches.Load())
				}
			})
		}
	}
}

// TestGRPCExporter has the gRPC exporter meet what makes it drop data: a refused token, and no token.
func TestGRPCExporter(t *testing.T) {
	const both = "auth: {authenticator: scout_auth}\nmiddlewares: [{id: scout_auth}]"
	for name, cause := range map[string]func(p *provider, b *grpcBackend) (heal func()){
		"revoked":          func(_ *provider, b *grpcBackend) func() { b.revoke(); return func() {} },
		"Unauthenticated":  func(_ *provider, b *grpcBackend) func() { return refuse(b, codes.Unauthenticated) },
		"PermissionDenied": func(_ *provider, b *grpcBackend) func() { return refuse(b, codes.PermissionDenied) },
	} {
		t.Run(name, func(t *testing.T) {
			e, p, b, logs := grpcExporter(t, both)
			require.Zero(t, send(t, e, 1))
			healed := time.AfterFunc(100*time.Millisecond, cause(p, b))
			defer healed.Stop()
			assert.Zero(t, send(t, e, 20))
			assert.Equal(t, 21, b.taken())
			assert.EqualValues(t, 2, p.fetches.Load())
			assert.Empty(t, logs.FilterMessageSnippet("middlewares").All())
		})
	}
	t.Run("no token for a while", func(t *testing.T) {
		e, p, b, _ := grpcExporter(t, both, status500)
		healed := time.AfterFunc(100*time.Millisecond, p.heal)
		defer healed.Stop()
		assert.Zero(t, send(t, e, 5))
		assert.Equal(t, 5, b.taken())
	})
	t.Run("auth alone warns once and drops what is refused", func(t *testing.T) {
		e, _, b, logs := grpcExporter(t, "auth: {authenticator: scout_auth}")
		require.Zero(t, send(t, e, 1))
		b.revoke()
		assert.Equal(t, 3, send(t, e, 3))
		assert.Len(t, logs.FilterMessage("A gRPC exporter uses this extension under auth only: when the backend refuses a token, the exporter drops the data. "+
			"Add the extension's name to the exporter's middlewares, too: `middlewares: [{id: scout_auth}]`").All(), 1)
	})
	for _, code := range []codes.Code{codes.Internal, codes.Unknown} {
		t.Run(code.String()+" says nothing about the data", func(t *testing.T) {
			e, p, b, _ := grpcExporter(t, both)
			healed := time.AfterFunc(100*time.Millisecond, refuse(b, code))
			defer healed.Stop()
			assert.Zero(t, send(t, e, 5))
			assert.Equal(t, 5, b.taken())
			assert.EqualValues(t, 1, p.fetches.Load())
		})
	}
	t.Run("other codes are left alone", func(t *testing.T) {
		e, p, b, _ := grpcExporter(t, both)
		refuse(b, codes.InvalidArgument)
		assert.Equal(t, 1, send(t, e, 1))
		assert.EqualValues(t, 1, p.fetches.Load())
	})
}

func refuse(b *grpcBackend, code codes.Code) (heal func()) {
	b.refusal.Store(uint32(code))
	return func() { b.refusal.Store(0) }
}

func grpcExporter(t *testing.T, auth string, door ...http.HandlerFunc) (exporter.Traces, *provider, *grpcBackend, *observer.ObservedLogs) {
	t.Helper()
	p, b := startProvider(t, time.Hour), startGRPCBackend(t)
	for _, handler := range door {
		p.answer(handler)
	}
	set, logs := telemetry(t)
	id, e := newAuth(t, NewFactory(), p, set)
	yaml := fmt.Sprintf("endpoint: %s\ntls: {ca_file: %q}\n%s", b.addr, b.ca, auth)
	return newExporter(t, otlpexporter.NewFactory(), yaml, id, e), p, b, logs
}
