package scoutauthextension

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/base-14/otelcol-scout/extensions/scoutauthextension/internal/metadatatest"
)

// outage takes one extension through everything that is reported.
func outage(t *testing.T) (*componenttest.Telemetry, *host, *observer.ObservedLogs, *scoutAuth) {
	t.Helper()
	p, b := startProvider(t, time.Hour), startBackend(t)
	p.answer(status500)
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, tel.Shutdown(context.Background())) })
	set := tel.NewTelemetrySettings()
	core, logs := observer.New(zap.DebugLevel)
	set.Logger = zap.New(core)
	h := &host{}
	e := startExtension(t, set, standInConfig(p), h)
	e.report.calm = 0
	c := client(t, e)

	_, err := c.Get(b.URL) //nolint:bodyclose // there is no response
	require.ErrorContains(t, err, "scout_auth: no token")
	p.heal()
	require.Eventually(t, func() bool { return get(t, c, b.URL) == nil }, patience, tick)
	b.refusal.Store(http.StatusUnauthorized)
	require.ErrorContains(t, get(t, c, b.URL), "the backend answered 401")
	require.ErrorContains(t, get(t, c, b.URL), "the backend answered 401")
	b.refusal.Store(0)
	require.NoError(t, get(t, c, b.URL))
	return tel, h, logs, e
}

func get(t *testing.T, c *http.Client, url string) error {
	t.Helper()
	response, err := c.Get(url)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

func TestEachChangeIsReportedOnce(t *testing.T) {
	_, h, logs, _ := outage(t)
	assert.Equal(t, []string{
		"There is no token, so nothing can be sent; data waits in the exporters' queues",
		"The token endpoint gives tokens again",
		"The backend refuses the token; data waits in the exporters' queues",
		"The backend takes the token again",
	}, messages(logs))
	assert.Equal(t, []componentstatus.Status{
		componentstatus.StatusRecoverableError, componentstatus.StatusOK,
		componentstatus.StatusRecoverableError, componentstatus.StatusOK,
	}, h.statuses())
	for _, entry := range logs.All() {
		said := entry.Message + fmt.Sprint(entry.ContextMap())
		assert.NotContains(t, said, "demo-secret")
		assert.NotContains(t, said, "eyJ", "the beginning of every JWT")
	}
}

func TestMetrics(t *testing.T) {
	tel, _, _, e := outage(t)
	result := func(value string) attribute.Set { return attribute.NewSet(attribute.String("result", value)) }
	metadatatest.AssertEqualExtensionScoutAuthRefusals(t, tel, []metricdata.DataPoint[int64]{
		{Value: 2, Attributes: attribute.NewSet(attribute.String("outcome", "returned"))},
	}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualExtensionScoutAuthTokenFetches(t, tel, []metricdata.DataPoint[int64]{
		{Value: 2, Attributes: result("ok")}, {Value: 1, Attributes: result("failed")},
	}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualExtensionScoutAuthTokenFetchDuration(t, tel, []metricdata.HistogramDataPoint[float64]{
		{Attributes: result("ok")}, {Attributes: result("failed")},
	}, metricdatatest.IgnoreTimestamp(), metricdatatest.IgnoreValue())
	metadatatest.AssertEqualExtensionScoutAuthBreakerState(t, tel, []metricdata.DataPoint[int64]{{Value: 0}}, metricdatatest.IgnoreTimestamp())
	left, err := tel.GetMetric("otelcol_extension_scout_auth_token_remaining")
	require.NoError(t, err)
	points := left.Data.(metricdata.Gauge[float64]).DataPoints
	require.Len(t, points, 1)
	assert.InDelta(t, 3600, points[0].Value, 60)

	e.keeper.mu.Lock()
	e.keeper.lease = &lease{token: e.keeper.lease.token}
	e.keeper.failure = &failure{text: "down"}
	e.keeper.mu.Unlock()
	metadatatest.AssertEqualExtensionScoutAuthBreakerState(t, tel, []metricdata.DataPoint[int64]{{Value: 2}}, metricdatatest.IgnoreTimestamp())
	_, err = tel.GetMetric("otelcol_extension_scout_auth_token_remaining")
	assert.Error(t, err, "a token without an end has no time left to report")
}

func TestAReplayIsCounted(t *testing.T) {
	p, b := startProvider(t, time.Hour), startBackend(t)
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { assert.NoError(t, tel.Shutdown(context.Background())) })
	c := client(t, startExtension(t, tel.NewTelemetrySettings(), standInConfig(p), &host{}))
	require.NoError(t, get(t, c, b.URL))
	b.revoke()
	require.NoError(t, get(t, c, b.URL))
	metadatatest.AssertEqualExtensionScoutAuthRefusals(t, tel, []metricdata.DataPoint[int64]{
		{Value: 1, Attributes: attribute.NewSet(attribute.String("outcome", "replayed"))},
	}, metricdatatest.IgnoreTimestamp())
}

func TestInvalidClientIsSaidOnce(t *testing.T) {
	p := startProvider(t, time.Hour)
	set, logs := telemetry(t)
	cfg := standInConfig(p)
	cfg.ClientSecret = "wrong"
	h := &host{}
	e := startExtension(t, set, cfg, h)
	for range 100 {
		_, err := e.Token(t.Context())
		require.ErrorContains(t, err, "(invalid_client)")
	}
	assert.EqualValues(t, 2, p.fetches.Load(), "one fetch: the OAuth2 library sends the secret in the header, then in the form")
	assert.Equal(t, []componentstatus.Status{componentstatus.StatusRecoverableError}, h.statuses())
	require.Equal(t, 1, logs.Len())
	assert.Contains(t, logs.All()[0].ContextMap()["error"], "check client_id and client_secret")
}
