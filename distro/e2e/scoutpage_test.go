package e2e_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

// scoutPage is docs/scout.md.
func scoutPage(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(repository(t), "docs", "scout.md"))
	require.NoError(t, err)
	return string(raw)
}

// TestFirstTraceAsThePageSays does what docs/scout.md asks a newcomer to do: credentials from a file, the curl command, the
// look at the metrics.
func TestFirstTraceAsThePageSays(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Fatal("curl is missing; install the package curl")
	}
	secret := filepath.Join(t.TempDir(), "client-secret")
	require.NoError(t, os.WriteFile(secret, []byte(scoutstandin.ClientSecret+"\n"), 0o600))
	e := setUp(t, setting{env: []string{"SCOUT_CLIENT_SECRET=wrong", "SCOUT_CLIENT_SECRET_FILE=" + secret}})
	e.collector.start(t)
	waitUntil(t, "a token", func() bool { return e.said(t, "Got the first token; it is refreshed before it ends") == 1 })

	local := strings.NewReplacer("localhost:4318", e.collector.otlp, "localhost:8888", e.collector.metrics)
	for _, command := range regexp.MustCompile("(?s)```sh\n(curl .*?)```").FindAllStringSubmatch(scoutPage(t), -1) {
		waitUntil(t, command[1], func() bool {
			said, err := exec.Command("sh", "-c", local.Replace(command[1])).CombinedOutput()
			t.Logf("%s", said)
			return err == nil && (strings.Contains(string(said), "200 OK") || strings.Contains(string(said), "sent_spans"))
		})
	}
	waitUntil(t, "the span at the backend", func() bool {
		raw, err := os.ReadFile(e.backend.arrivals.path)
		return err == nil && strings.Contains(string(raw), "GET /hello")
	})
}

// TestAFullQueueShowsWhereThePageSays fills the queue while there is no token. health_check says nothing about either, as
// docs/scout.md says, and the findings extension's API both.
func TestAFullQueueShowsWhereThePageSays(t *testing.T) {
	e := setUp(t, setting{env: []string{"SCOUT_CLIENT_SECRET=wrong", "SCOUT_QUEUE_BYTES=4000"}})
	e.collector.start(t)
	require.Contains(t, scoutPage(t), "curl -s localhost:55681/api/v1/export")
	export := func() string { return fetched(t, e.collector.findings+"/api/v1/export") }
	waitUntil(t, "the token to be missed", func() bool { return strings.Contains(export(), "scout_auth: there is no valid token") })
	for e.collector.metric(t, "otelcol_exporter_queue_size") < 3500 { // the next one does not have to wait for room
		send(t, e.collector.otlp+"/v1/traces", `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"n"}]}]}]}`)
	}
	waitUntil(t, "the full queue to be told", func() bool { return strings.Contains(export(), "otlp_http/scout: the queue of traces is ") })
	assert.Contains(t, export(), `"health":"waiting"`)
	assert.Contains(t, fetched(t, e.collector.health), "Server available")
}

// fetched is what an address answers with 200.
func fetched(t *testing.T, address string) string {
	t.Helper()
	client := &http.Client{Timeout: patience}
	defer client.CloseIdleConnections()
	response, err := client.Get("http://" + address)
	require.NoError(t, err)
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusOK, response.StatusCode, string(raw))
	return string(raw)
}

// TestARefusedClientShowsWhereThePageSays starts with a wrong secret and looks at the log, the metrics and the health, as
// docs/scout.md says.
func TestARefusedClientShowsWhereThePageSays(t *testing.T) {
	e := setUp(t, setting{env: []string{"SCOUT_CLIENT_SECRET=wrong"}})
	e.collector.arguments = []string{"--feature-gates=+extension.healthcheck.useComponentStatus"}
	require.Contains(t, scoutPage(t), e.collector.arguments[0])
	e.collector.start(t)
	waitUntil(t, "a line in the log", func() bool { return e.said(t, "There is no token", "invalid_client") == 1 })
	assert.Contains(t, scoutPage(t), "answered 401 Unauthorized (invalid_client)")
	assert.Positive(t, e.said(t, "answered 401 Unauthorized (invalid_client)"))
	assert.Zero(t, e.collector.metric(t, "otelcol_extension_scout_auth_token_remaining"))
	assert.InDelta(t, 2, e.collector.metric(t, "otelcol_extension_scout_auth_breaker_state"), 0.1)
	assert.Positive(t, e.collector.metric(t, `otelcol_extension_scout_auth_token_fetches{result="refused"}`))

	var health struct {
		Components map[string]struct {
			Components map[string]struct{ Status, Error string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(fetched(t, e.collector.health+"/?verbose")), &health))
	shown := health.Components["extensions"].Components["extension:scout_auth"]
	assert.Equal(t, "StatusRecoverableError", shown.Status)
	assert.Contains(t, shown.Error, "check client_id and client_secret")
}
