package findingsextension

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func TestDefaults(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, confmap.Validate(cfg))
	assert.Equal(t, "localhost:55681", cfg.Server.NetAddr.Endpoint)
	assert.Equal(t, 1000, cfg.MaxFindings)
	assert.Equal(t, 16777216, cfg.MaxBytes)
	assert.Equal(t, 32, cfg.MaxClients)
	assert.False(t, cfg.Server.CORS.HasValue())
}

func TestSettings(t *testing.T) {
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config.yaml"))
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, conf.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	want := createDefaultConfig().(*Config)
	want.Server.NetAddr.Endpoint = "0.0.0.0:8080"
	want.Hosts, want.MaxFindings, want.MaxBytes, want.MaxClients = []string{"scout.example.com", "::1"}, 200, 2097152, 3
	want.TraceLink, want.MetricsEndpoint = "https://jaeger.example.com/trace/{trace_id}", "http://localhost:9999/metrics"
	assert.Equal(t, component.MustNewID("basicauth"), cfg.Server.Auth.Get().Config.AuthenticatorID)
	cfg.Server.Auth = want.Server.Auth
	assert.Equal(t, want, cfg)
}

func TestBadSettingsSayWhatToChange(t *testing.T) {
	for name, tc := range map[string]struct {
		set  map[string]any
		want string
	}{
		"no endpoint":         {map[string]any{"endpoint": ""}, "endpoint: must be set, for example localhost:55681"},
		"cors":                {map[string]any{"cors": map[string]any{"allowed_origins": []string{"*"}}}, "cors: is not taken: other sites must not read findings; leave it out"},
		"a host with a port":  {map[string]any{"hosts": []string{"a.example", "b.example:80"}}, `hosts[1]: "b.example:80" is not a host's name; write it without scheme, port, brackets and wildcard, for example scout.example.com`},
		"any host":            {map[string]any{"hosts": []string{"*"}}, `hosts[0]: "*" is not a host's name; write it without scheme, port, brackets and wildcard, for example scout.example.com`},
		"no findings":         {map[string]any{"max_findings": 0}, "max_findings: 0 is too small; it must be at least 1"},
		"no room":             {map[string]any{"max_bytes": 1000}, "max_bytes: 1000 is too small; it must be at least 1048576"},
		"no clients":          {map[string]any{"max_clients": -1}, "max_clients: -1 is too small; it must be at least 1"},
		"a script":            {map[string]any{"trace_link": "javascript:alert('{trace_id}')"}, "trace_link: must be a whole address that begins with http:// or https://"},
		"a link to no trace":  {map[string]any{"trace_link": "https://jaeger.example.com"}, "trace_link: must have {trace_id} where the trace's id belongs, for example http://localhost:16686/trace/{trace_id}"},
		"metrics of no place": {map[string]any{"metrics_endpoint": "localhost:8888"}, "metrics_endpoint: must be a whole address that begins with http:// or https://"},
		"two at once":         {map[string]any{"max_findings": 0, "max_clients": 0}, "max_findings: 0 is too small; it must be at least 1\nmax_clients: 0 is too small; it must be at least 1"},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := createDefaultConfig().(*Config)
			require.NoError(t, confmap.NewFromStringMap(tc.set).Unmarshal(cfg))
			assert.EqualError(t, cfg.Validate(), tc.want)
		})
	}
}

func TestUnknownSettingsAreRefused(t *testing.T) {
	err := confmap.NewFromStringMap(map[string]any{"max_finding": 1}).Unmarshal(createDefaultConfig())
	assert.EqualError(t, err, "'' max_finding: is not a setting; use one of auth, compression_algorithms, cors, dialer, endpoint, hosts, idle_timeout, "+
		"include_metadata, keep_alives_enabled, keepalive, max_bytes, max_clients, max_findings, max_request_body_size, metrics_endpoint, middlewares, "+
		"read_header_timeout, read_timeout, response_headers, tls, trace_link, transport, write_timeout")
}
