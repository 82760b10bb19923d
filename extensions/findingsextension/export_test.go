package findingsextension

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/extension/extensioncapabilities"
)

func metricsPage(t *testing.T, body string) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) }))
	t.Cleanup(server.Close)
	return server.URL + "/metrics"
}

// TestExportIsReadFromTheCollectorsMetrics reads what a collector showed that cannot reach its backend.
func TestExportIsReadFromTheCollectorsMetrics(t *testing.T) {
	shown, err := os.ReadFile(filepath.Join("testdata", "metrics.txt"))
	require.NoError(t, err)
	url := metricsPage(t, string(shown))
	c := openAPIClient(t, func(cfg *Config) { cfg.MetricsEndpoint = url })
	require.NoError(t, c.e.NotifyConfigSnapshot(t.Context(), snapshot(map[string]any{
		"exporters": map[string]any{"otlp_http/scout": map[string]any{"sending_queue": map[string]any{"sizer": "bytes"}}},
	})))
	assert.JSONEq(t, `{"health":"waiting","window":300,"source":"`+url+`",
		"problems":["scout_auth: there is no valid token, so data waits in the queues. Check token_url, client_id and client_secret; the collector's log has the answer of the token endpoint."],
		"exporters":[
		{"exporter":"otlp_http/scout","signal":"logs","queue_unit":"bytes","queue_size":0,"queue_capacity":1073741824,"failed_lately":0,"rejected_lately":0},
		{"exporter":"otlp_http/scout","signal":"metrics","queue_unit":"bytes","queue_size":928,"queue_capacity":1073741824,"failed_lately":0,"rejected_lately":0},
		{"exporter":"otlp_http/scout","signal":"traces","queue_unit":"bytes","queue_size":899,"queue_capacity":1073741824,"sent":1200,"failed_lately":0,"rejected_lately":0}],
		"token":{"valid_for":0,"endpoint":"waiting","refusals":0,"failures":4}}`, string(c.ask("/api/v1/export", http.StatusOK)))
}

// JSON has no number for them: one such value would leave nothing of the answer.
func TestValuesThatAreNoNumbersAreLeftOut(t *testing.T) {
	url := metricsPage(t, `otelcol_exporter_queue_size{exporter="a",data_type="traces"} NaN
otelcol_exporter_queue_capacity{exporter="a",data_type="traces"} +Inf
otelcol_exporter_sent_spans{exporter="a",x="1"} 1.7e308
otelcol_exporter_sent_spans{exporter="a",x="2"} 1.7e308
otelcol_exporter_sent_log_records{exporter="a",x="1"} 5
otelcol_exporter_sent_log_records{exporter="a",x="2"} -Inf
otelcol_extension_scout_auth_token_remaining NaN
otelcol_extension_scout_auth_breaker_state NaN
otelcol_extension_scout_auth_refusals +Inf
`)
	c := openAPIClient(t, func(cfg *Config) { cfg.MetricsEndpoint = url })
	assert.JSONEq(t, `{"health":"ok","window":300,"source":"`+url+`","problems":[],"exporters":[{"exporter":"a","signal":"logs","sent":5,"failed_lately":0,"rejected_lately":0}],
		"token":{"endpoint":"ok","refusals":0,"failures":0}}`, string(c.ask("/api/v1/export", http.StatusOK)))
}

func snapshot(conf map[string]any) extensioncapabilities.ConfigSnapshot {
	return extensioncapabilities.NewConfigSnapshot(confmap.New(), confmap.NewFromStringMap(conf))
}

func TestHealth(t *testing.T) {
	for name, tc := range map[string]struct {
		metrics, health string
		problems        []string
	}{
		"nothing sent yet": {"", healthOK, nil},
		"all is well":      {"otelcol_exporter_sent_spans_total{exporter=\"a\"} 5\notelcol_exporter_send_failed_spans_total{exporter=\"a\"} 0\n", healthOK, nil},
		"a queue that fills up": {"otelcol_exporter_queue_size{exporter=\"a\",data_type=\"traces\"} 80\notelcol_exporter_queue_capacity{exporter=\"a\",data_type=\"traces\"} 100\n",
			healthWaiting, []string{"a: the queue of traces is 80 % full. When it is full, senders have to wait."}},
		"a queue with room": {"otelcol_exporter_queue_size{exporter=\"a\",data_type=\"traces\"} 79\notelcol_exporter_queue_capacity{exporter=\"a\",data_type=\"traces\"} 100\n", healthOK, nil},
		"given up": {"otelcol_exporter_send_failed_log_records_total{exporter=\"a\",error_type=\"x\"} 2\notelcol_exporter_send_failed_log_records_total{exporter=\"a\",error_type=\"y\"} 1\n",
			healthLosing, []string{"a: in the last 5 minutes 3 log_records could not be sent and were given up. The collector's log says why: the backend refuses them for good, or it is away and this exporter does not retry."}},
		"no room": {"otelcol_exporter_enqueue_failed_spans{exporter=\"a\"} 2\n",
			healthLosing, []string{"a: in the last 5 minutes 2 spans did not fit into the queue; their senders were told, or a batch processor before it dropped them. Give it more room (sending_queue::queue_size) or find out why the backend is slow."}},
		"a token, but no endpoint": {"otelcol_extension_scout_auth_token_remaining 30\notelcol_extension_scout_auth_breaker_state 2\n",
			healthWaiting, []string{"scout_auth: the token endpoint does not answer; the token there is stays in use until its end."}},
		"a token":                  {"otelcol_extension_scout_auth_token_remaining 30\notelcol_extension_scout_auth_breaker_state 0\n", healthOK, nil},
		"a token without an end":   {"otelcol_extension_scout_auth_breaker_state 0\n", healthOK, nil},
		"before the first token":   {"otelcol_extension_scout_auth_token_remaining 0\notelcol_extension_scout_auth_breaker_state 0\n", healthOK, nil},
		"not the collector's page": {"<html>", healthUnknown, []string{"the collector's own metrics cannot be read: text format parsing error in line 1: invalid metric name"}},
	} {
		t.Run(name, func(t *testing.T) {
			e := newExports(metricsPage(t, tc.metrics), time.Now)
			defer e.close()
			state := e.read(t.Context())
			health, problems := state.judge()
			assert.Equal(t, tc.health, health)
			assert.Equal(t, tc.problems, problems)
		})
	}
}

func TestMetricsThatCannotBeRead(t *testing.T) {
	elsewhere := metricsPage(t, "otelcol_exporter_sent_spans{exporter=\"a\"} 5\n")
	moved := httptest.NewServer(http.RedirectHandler(elsewhere, http.StatusFound))
	defer moved.Close()
	for url, want := range map[string]string{
		moved.URL:              "the collector's own metrics cannot be read: " + moved.URL + " answered 302 Found",
		"http://127.0.0.1:1/m": "connect: connection refused",
	} {
		e := newExports(url, time.Now)
		state := e.read(context.Background())
		e.close()
		_, problems := state.judge()
		require.Len(t, problems, 1)
		assert.Contains(t, problems[0], want)
	}
}

func TestPasswordsOfTheMetricsAddressAreNotShown(t *testing.T) {
	state := exportState{url: "http://me:secret@localhost:1/metrics"}
	assert.Equal(t, "http://me:xxxxx@localhost:1/metrics", state.json().Source)
	refusing := httptest.NewServer(http.NotFoundHandler())
	defer refusing.Close()
	host := strings.TrimPrefix(refusing.URL, "http://")
	for address, want := range map[string]string{
		"http://me:secret@" + host:      "the collector's own metrics cannot be read: http://me:xxxxx@" + host + " answered 404 Not Found",
		"http://me:secret@127.0.0.1:1/": `the collector's own metrics cannot be read: Get "http://me:***@127.0.0.1:1/": dial tcp 127.0.0.1:1: connect: connection refused`,
		"http://me:secret@ho st/":       "the address of the collector's own metrics is none; set metrics_endpoint",
	} {
		e := newExports(address, time.Now)
		state := e.read(t.Context())
		e.close()
		_, problems := state.judge()
		assert.Equal(t, []string{want}, problems)
	}
}

func TestMetricsAddressComesFromTheConfiguration(t *testing.T) {
	prometheus := func(host string, port any) map[string]any {
		return map[string]any{"pull": map[string]any{"exporter": map[string]any{"prometheus": map[string]any{"host": host, "port": port}}}}
	}
	telemetry := func(metrics map[string]any) map[string]any {
		return map[string]any{"service": map[string]any{"telemetry": map[string]any{"metrics": metrics}}}
	}
	for name, tc := range map[string]struct {
		conf map[string]any
		want string
		err  error
	}{
		"nothing said":   {map[string]any{}, "http://localhost:8888/metrics", nil},
		"only the level": {telemetry(map[string]any{"level": "detailed"}), "http://localhost:8888/metrics", nil},
		"none":           {telemetry(map[string]any{"level": "none"}), "", errNoMetrics},
		"an address":     {telemetry(map[string]any{"readers": []any{prometheus("127.0.0.1", 9999)}}), "http://127.0.0.1:9999/metrics", nil},
		"all addresses":  {telemetry(map[string]any{"readers": []any{prometheus("0.0.0.0", 9999)}}), "http://localhost:9999/metrics", nil},
		"all of IPv6":    {telemetry(map[string]any{"readers": []any{prometheus("::", 9999)}}), "http://localhost:9999/metrics", nil},
		"one of IPv6":    {telemetry(map[string]any{"readers": []any{prometheus("::1", 9999)}}), "http://[::1]:9999/metrics", nil},
		"no mapping":     {map[string]any{"service": "x"}, "http://localhost:8888/metrics", nil},
		"pushed only":    {telemetry(map[string]any{"readers": []any{map[string]any{"periodic": map[string]any{"interval": 1}}}}), "", errNoMetrics},
		"pushed, too":    {telemetry(map[string]any{"readers": []any{map[string]any{"periodic": map[string]any{}}, prometheus("localhost", 1)}}), "http://localhost:1/metrics", nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := metricsAddress(confmap.NewFromStringMap(tc.conf))
			assert.Equal(t, tc.want, got)
			assert.ErrorIs(t, err, tc.err)
		})
	}
}

// The canonical configuration shows what is needed; its addresses come from the environment.
func TestTheCanonicalConfigurationShowsItsMetrics(t *testing.T) {
	conf, err := confmaptest.LoadConf(filepath.Join("..", "..", "otel-config.yaml"))
	require.NoError(t, err)
	raw := conf.ToStringMap()
	readers := raw["service"].(map[string]any)["telemetry"].(map[string]any)["metrics"].(map[string]any)["readers"].([]any)
	readers[0].(map[string]any)["pull"].(map[string]any)["exporter"].(map[string]any)["prometheus"].(map[string]any)["port"] = 8888
	got, err := metricsAddress(confmap.NewFromStringMap(raw))
	require.NoError(t, err)
	assert.Equal(t, "http://localhost:8888/metrics", got)
	assert.Equal(t, "bytes", queueUnits(confmap.NewFromStringMap(raw))["otlp_http/scout"])
}

// A setting goes before what the configuration says.
func TestTheSettingNamesTheMetrics(t *testing.T) {
	e := newExports("http://127.0.0.1:1/set", time.Now)
	defer e.close()
	e.configured(confmap.New(), nil)
	state := e.read(t.Context())
	assert.True(t, strings.HasSuffix(state.url, "/set"))
}
