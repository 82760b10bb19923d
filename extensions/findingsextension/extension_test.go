package findingsextension

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/config/configauth"
	"go.opentelemetry.io/collector/config/confighttp"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/extension/extensionauth"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/base-14/otelcol-scout/extensions/findingsextension/internal/metadatatest"
	"github.com/base-14/otelcol-scout/internal/finding"
)

var extensionID = component.MustNewID("findings")

// host has extensions by id.
type host map[component.ID]component.Component

func (h host) GetExtensions() map[component.ID]component.Component { return h }

// bouncer is a server authenticator that lets in who names themselves.
type bouncer struct {
	component.StartFunc
	component.ShutdownFunc
}

func (bouncer) Authenticate(ctx context.Context, sources map[string][]string) (context.Context, error) {
	if len(sources["Authorization"]) == 0 {
		return ctx, errors.New("say who you are")
	}
	return ctx, nil
}

var _ extensionauth.Server = bouncer{}

// TestProcessorsFindTheExtension holds that it is all that they look for.
func TestProcessorsFindTheExtension(t *testing.T) {
	e, err := NewFactory().Create(t.Context(), extensiontest.NewNopSettings(extensionID.Type()), createDefaultConfig())
	require.NoError(t, err)
	h := host{extensionID: e}
	assert.Len(t, finding.Sinks[finding.Sink](h), 1)
	assert.Len(t, finding.Sinks[finding.MaskingSink](h), 1)
	assert.Len(t, finding.Sinks[finding.StatementSink](h), 1)
	require.NoError(t, e.Shutdown(t.Context()), "it was never started")
}

func TestAnAuthenticatorGuardsPageAndAPI(t *testing.T) {
	id := component.MustNewID("bouncer")
	cfg := createDefaultConfig().(*Config)
	cfg.Server.NetAddr.Endpoint = "127.0.0.1:0"
	cfg.Server.Auth = configoptional.Some(confighttp.AuthConfig{Config: configauth.Config{AuthenticatorID: id}})
	e, err := newExtension(extensiontest.NewNopSettings(extensionID.Type()), cfg)
	require.NoError(t, err)
	require.NoError(t, e.Start(t.Context(), host{id: bouncer{}}))
	defer func() { http.DefaultClient.CloseIdleConnections(); assert.NoError(t, e.Shutdown(context.Background())) }()
	for _, path := range []string{"/", "/api/v1/findings", "/api/v1/events"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+e.address.String()+path, nil)
		require.NoError(t, err)
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		var body map[string]string
		require.NoError(t, json.NewDecoder(response.Body).Decode(&body))
		require.NoError(t, response.Body.Close())
		assert.Equal(t, http.StatusUnauthorized, response.StatusCode)
		assert.Equal(t, contentSecurityPolicy, response.Header.Get("Content-Security-Policy"))
		request.Header.Set("Authorization", "me")
		response, err = http.DefaultClient.Do(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, http.StatusOK, response.StatusCode)
	}
}

// TestShutdownDoesNotWaitForABody holds that the guard lets nobody keep a connection with a body that never comes: the
// bound of Shutdown is out of reach.
func TestShutdownDoesNotWaitForABody(t *testing.T) {
	for name, request := range map[string]string{
		"of a host that is refused": "GET / HTTP/1.1\r\nHost: evil\r\nContent-Length: 10\r\n\r\n",
		"of a host that is served":  "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n",
		"of unknown length":         "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			e, _ := open(t)
			e.grace = time.Hour
			conn, err := new(net.Dialer).DialContext(t.Context(), "tcp", e.address.String())
			require.NoError(t, err)
			defer conn.Close()
			_, err = conn.Write([]byte(request))
			require.NoError(t, err)
			response, err := http.ReadResponse(bufio.NewReader(conn), nil)
			require.NoError(t, err)
			defer response.Body.Close()
			assert.True(t, response.Close)
			assert.GreaterOrEqual(t, response.StatusCode, 400)
			ctx, cancel := context.WithTimeout(context.Background(), patience)
			defer cancel()
			require.NoError(t, e.Shutdown(ctx))
			assert.NoError(t, ctx.Err())
		})
	}
}

// TestShutdownCutsOffWhoIsNotDone has an answer that never comes, in a collector that sets no end.
func TestShutdownCutsOffWhoIsNotDone(t *testing.T) {
	e, url := open(t)
	e.grace = tick
	asked, release := make(chan struct{}), make(chan struct{})
	e.api.export.load = func(context.Context) exportState { close(asked); <-release; return exportState{} }
	done := make(chan error)
	go func() {
		request, _ := http.NewRequestWithContext(context.Background(), http.MethodGet, url+"/api/v1/export", nil)
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			err = response.Body.Close()
		}
		done <- err
	}()
	<-asked
	require.NoError(t, e.Shutdown(context.Background()), "it is not the collector's fault")
	require.Error(t, <-done)
	close(release)
}

func TestAnAddressThatIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	cfg := createDefaultConfig().(*Config)
	cfg.Server.NetAddr.Endpoint = taken.Addr().String()
	e, err := newExtension(extensiontest.NewNopSettings(extensionID.Type()), cfg)
	require.NoError(t, err)
	err = e.Start(t.Context(), componenttest.NewNopHost())
	assert.EqualError(t, err, "endpoint: listen tcp "+taken.Addr().String()+": bind: address already in use; free the address or set another")
	require.NoError(t, e.Shutdown(t.Context()))
}

func TestAnAuthenticatorThatIsMissing(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.Server.NetAddr.Endpoint = "127.0.0.1:0"
	cfg.Server.Auth = configoptional.Some(confighttp.AuthConfig{Config: configauth.Config{AuthenticatorID: component.MustNewID("nobody")}})
	e, err := newExtension(extensiontest.NewNopSettings(extensionID.Type()), cfg)
	require.NoError(t, err)
	assert.ErrorContains(t, e.Start(t.Context(), host{}), "nobody")
	require.NoError(t, e.Shutdown(t.Context()))
}

// TestAnOpenPageIsWarnedOf binds all addresses, with and without an authenticator.
func TestAnOpenPageIsWarnedOf(t *testing.T) {
	const warning = "The findings page can be reached from other machines without authentication; set auth, or let endpoint listen on localhost"
	for endpoint, warned := range map[string]bool{"127.0.0.1:0": false, "0.0.0.0:0": true} {
		core, logs := observer.New(zap.InfoLevel)
		set := extensiontest.NewNopSettings(extensionID.Type())
		set.Logger = zap.New(core)
		cfg := createDefaultConfig().(*Config)
		cfg.Server.NetAddr.Endpoint = endpoint
		e, err := newExtension(set, cfg)
		require.NoError(t, err)
		require.NoError(t, e.Start(t.Context(), componenttest.NewNopHost()))
		assert.Equal(t, warned, logs.FilterMessage(warning).Len() == 1, endpoint)
		opened := logs.FilterMessage("The findings page is open").All()
		require.Len(t, opened, 1)
		assert.Equal(t, "http://"+e.address.String(), opened[0].ContextMap()["url"])
		require.NoError(t, e.Shutdown(t.Context()))
	}
}

func TestMetrics(t *testing.T) {
	tel := componenttest.NewTelemetry()
	defer func() { require.NoError(t, tel.Shutdown(context.Background())) }()
	cfg := createDefaultConfig().(*Config)
	cfg.MaxFindings, cfg.MaxClients = 2, 1
	e, err := newExtension(metadatatest.NewSettings(tel), cfg)
	require.NoError(t, err)
	for _, route := range []string{"a", "b", "c"} {
		e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, route, 10, 100*ms)})
	}
	slow, problem := e.api.hub.join()
	require.Nil(t, problem)
	for range backlog + 1 {
		e.Masked(t.Context(), masked("email", 1))
		(&pump{api: e.api}).tick(t.Context())
	}
	require.Len(t, slow.updates, backlog)
	one := func(v int64) []metricdata.DataPoint[int64] { return []metricdata.DataPoint[int64]{{Value: v}} }
	ignore := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualExtensionFindingsStored(t, tel, one(2), ignore)
	metadatatest.AssertEqualExtensionFindingsStoredBytes(t, tel, one(int64(e.store.totals().bytes)), ignore)
	metadatatest.AssertEqualExtensionFindingsEvictions(t, tel, one(1), ignore)
	metadatatest.AssertEqualExtensionFindingsClients(t, tel, one(0), ignore)
	dropped, err := tel.GetMetric("otelcol_extension_findings_clients_dropped")
	require.NoError(t, err)
	points := dropped.Data.(metricdata.Sum[int64]).DataPoints
	require.Len(t, points, 1)
	reason, _ := points[0].Attributes.Value("reason")
	assert.Equal(t, "slow", reason.AsString())
	require.NoError(t, e.Shutdown(t.Context()))
}
