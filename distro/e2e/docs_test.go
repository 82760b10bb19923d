package e2e_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

const migrations = "distro/deploy/examples/migrate"

// takes asks the built binary whether it takes a configuration, in a folder of its own.
func takes(t *testing.T, configs ...string) {
	t.Helper()
	command := []string{"validate"}
	for _, config := range configs {
		command = append(command, "--config", config)
	}
	cmd := exec.Command(builtBinary(t, "otelcol-scout"), command...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(os.Environ(), "PII_KEY_FILE="+hmacKey(t), "SCOUT_QUEUE_DIR="+filepath.Join(cmd.Dir, "queue"),
		"SCOUT_ENDPOINT=https://scout.example.com:443", "SCOUT_TOKEN_URL=https://id.example.com/token", "SCOUT_CLIENT_ID=client")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", configs, said)
	}
}

func hmacKey(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pii.key")
	require.NoError(t, os.WriteFile(path, []byte(strings.Repeat("k", 32)), 0o600))
	return path
}

func readPage(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(repository(t), path))
	require.NoError(t, err)
	return string(raw)
}

func TestConfigurationsOfTheGuidesAreValid(t *testing.T) {
	t.Parallel()
	configs, err := filepath.Glob(filepath.Join(repository(t), migrations, "*", "*.yaml"))
	require.NoError(t, err)
	require.Len(t, configs, 8)
	for _, config := range configs {
		takes(t, config)
	}
	takes(t, filepath.Join(repository(t), "otel-config.yaml"),
		filepath.Join(repository(t), "distro/deploy/examples/quick-start/local.yaml"))
}

// section is where a page shows a component without its section.
var section = map[string]string{
	"pii_masking": "processors", "slow_query": "processors", "n_plus_one": "processors",
	"scout_auth": "extensions", "durable_storage": "extensions", "findings": "extensions",
}

// notOurs are the first keys of blocks that are no configuration of a collector: compose, a span, an object of Kubernetes.
var notOurs = []string{"services", "name", "apiVersion"}

// TestConfigurationsOnThePagesAreTaken gives each YAML block of each page to the built binary, what is a part of a
// configuration on top of the canonical one.
func TestConfigurationsOnThePagesAreTaken(t *testing.T) {
	t.Parallel()
	listed, err := exec.Command("git", "-C", repository(t), "ls-files", "*.md").Output()
	require.NoError(t, err)
	fence := regexp.MustCompile("(?ms)^ *```yaml\n(.*?)^ *```$")
	taken := 0
	for _, name := range strings.Fields(string(listed)) {
		for _, block := range fence.FindAllStringSubmatch(readPage(t, name), -1) {
			if configs := asConfig(t, name, block[1]); configs != nil {
				takes(t, configs...)
				taken++
			}
		}
	}
	assert.Greater(t, taken, 8)
}

// asConfig are the arguments with which a collector takes a block, none where it is something else.
func asConfig(t *testing.T, name, block string) []string {
	t.Helper()
	var document yaml.Node
	require.NoError(t, yaml.Unmarshal([]byte(block), &document), name)
	require.Equal(t, yaml.MappingNode, document.Content[0].Kind, "%s: %s", name, block)
	var content map[string]any
	require.NoError(t, document.Decode(&content))
	first := document.Content[0].Content[0].Value
	switch {
	case slices.Contains(notOurs, first):
		return nil
	case section[first] != "":
		content = map[string]any{section[first]: content}
	}
	raw, err := yaml.Marshal(content)
	require.NoError(t, err)
	raw = bytes.ReplaceAll(raw, []byte("/var/lib/otelcol/file_storage"), []byte(t.TempDir())) // a default that has to exist
	path := filepath.Join(t.TempDir(), strings.ReplaceAll(name, "/", "_"))
	require.NoError(t, os.WriteFile(path, raw, 0o600))
	if content["receivers"] != nil && content["service"] != nil {
		return []string{path}
	}
	return []string{filepath.Join(repository(t), "otel-config.yaml"), path}
}

// TestMessagesOfTheGuideAreInTheBinary looks for what operations.md quotes, where the constants of a program are.
func TestMessagesOfTheGuideAreInTheBinary(t *testing.T) {
	t.Parallel()
	quoted := regexp.MustCompile("(?:log|start|403): `([^`]+)`").FindAllStringSubmatch(readPage(t, "docs/operations.md"), -1)
	require.Greater(t, len(quoted), 10)
	binary, err := os.ReadFile(builtBinary(t, "otelcol-scout"))
	require.NoError(t, err)
	for _, message := range quoted {
		if !bytes.Contains(binary, []byte(message[1])) {
			t.Errorf("nothing in the binary says %q", message[1])
		}
	}
}

// TestMovingKeepsTheQueue lets spans wait under oauth2client and file_storage, and sends them under the new names.
func TestMovingKeepsTheQueue(t *testing.T) {
	t.Parallel()
	backend := &archive{}
	scout := startScout(t, backend)
	secret := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(secret, []byte(scoutstandin.ClientSecret), 0o600))
	queue := filepath.Join(t.TempDir(), "queue")
	collector := func(name, endpoint string) *rig {
		r := newProcess(t, filepath.Join(repository(t), migrations, "oauth2client", name))
		r.otlp = freeAddr(t)
		r.env = append(r.env, "SCOUT_ENDPOINT="+endpoint, "SCOUT_TOKEN_URL="+scout.TokenURL(), "SCOUT_CLIENT_ID="+scoutstandin.ClientID,
			"SCOUT_CLIENT_SECRET_FILE="+secret, "SCOUT_QUEUE_DIR="+queue, "OTLP_HTTP_ENDPOINT="+r.otlp)
		r.arguments = []string{"--config", "yaml:service::telemetry::metrics::level: none"} // or they meet at port 8888
		return r
	}
	before := collector("before.yaml", "http://"+freeAddr(t)) // where nobody is
	before.start(t)
	const id = "5b8efff798038103d269b633813fc60c"
	send(t, before.otlp+"/v1/traces", `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"`+id+`","spanId":"eee19b7ec3c1b174","name":"n"}]}]}]}`)
	before.stop(t)
	require.NotContains(t, backend.String(), id)

	collector("after.yaml", scout.Endpoint()).start(t)
	require.Eventually(t, func() bool { return strings.Contains(backend.String(), id) }, patience, tick, "what waited is sent")
}

// moody takes OTLP over HTTP until it is told to refuse it for good, as a backend does with data that it cannot read.
type moody struct {
	*httptest.Server
	refuses atomic.Bool
}

func startMoody(t *testing.T) *moody {
	t.Helper()
	m := &moody{}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/x-protobuf")
		if m.refuses.Load() {
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	t.Cleanup(m.Close)
	return m
}

// TestMetricsOfTheAlertsExist causes what the alerts are about, as far as a metric appears only then, and looks for every
// metric that alerts.yaml and operations.md name.
func TestMetricsOfTheAlertsExist(t *testing.T) {
	t.Parallel()
	backend := startMoody(t)
	collector := newRig(t, startScout(t, nil), "SCOUT_ENDPOINT="+backend.URL)
	require.NoError(t, os.MkdirAll(collector.queue, 0o700))
	damaged := filepath.Join(collector.queue, "exporter_otlp_http_scout_traces")
	require.NoError(t, os.WriteFile(damaged, bytes.Repeat([]byte("no database"), 4096), 0o600))
	collector.start(t)
	sendEach(t, collector.otlp)
	for _, records := range []string{"spans", "log_records", "metric_points"} {
		collector.waitForMetric(t, "otelcol_exporter_sent_"+records)
	}
	backend.refuses.Store(true)
	sendEach(t, collector.otlp)
	for _, records := range []string{"spans", "log_records", "metric_points"} {
		collector.waitForMetric(t, "otelcol_exporter_send_failed_"+records)
	}
	exposed := collector.ownMetrics(t)
	for _, file := range []string{"distro/deploy/examples/alerts.yaml", "docs/operations.md"} {
		names := regexp.MustCompile(`\botelcol_\w+`).FindAllString(readPage(t, file), -1)
		require.NotEmpty(t, names)
		for _, name := range names {
			assert.Regexp(t, `(?m)^`+name+`[{ ]`, exposed, "%s names %s", file, name)
		}
	}
}

// sendEach sends a record of each signal; the log record is larger than pii_masking scans.
func sendEach(t *testing.T, otlp string) {
	t.Helper()
	send(t, otlp+"/v1/traces", `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"5b8efff798038103d269b633813fc60c","spanId":"eee19b7ec3c1b174","name":"to jane.roe@example.com"}]}]}]}`)
	send(t, otlp+"/v1/logs", fmt.Sprintf(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":%q}}]}]}]}`, strings.Repeat("x", 70_000)))
	send(t, otlp+"/v1/metrics", `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"asInt":"1"}]}}]}]}]}`)
}

func (r *rig) waitForMetric(t *testing.T, name string) {
	t.Helper()
	require.Eventually(t, func() bool { return strings.Contains(r.ownMetrics(t), "\n"+name+"{") }, patience, tick, "no metric %s", name)
}
