package e2e_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// TestBadConfigurationStopsTheStart shows what an operator reads.
func TestBadConfigurationStopsTheStart(t *testing.T) {
	for name, c := range map[string]struct {
		component, key string
		value          any
		want           []string
	}{
		"unknown detector":    {"pii_masking", "detectors", map[string]string{"emial": "partial"}, []string{"processors::pii_masking", "detectors.emial", `did you mean "email"?`}},
		"negative threshold":  {"slow_query", "threshold", "-1s", []string{"processors::slow_query", "threshold"}},
		"too few repeats":     {"n_plus_one", "min_repeats", 1, []string{"processors::n_plus_one", "min_repeats"}},
		"no unit":             {"slow_query", "threshold", 500, []string{"processors::slow_query", "threshold: 500 has no unit and would be nanoseconds; write 500ms or 500s"}},
		"a key that is wrong": {"n_plus_one", "min_repeat", 5, []string{"n_plus_one", "min_repeat"}},
	} {
		t.Run(name, func(t *testing.T) {
			override := map[string]any{"processors": map[string]any{c.component: map[string]any{c.key: c.value}}}
			raw, err := yaml.Marshal(override)
			require.NoError(t, err)
			path := filepath.Join(t.TempDir(), "override.yaml")
			require.NoError(t, os.WriteFile(path, raw, 0o600))
			cmd := exec.Command(builtBinary(t, "otelcol-scout"),
				"--config", filepath.Join(repository(t), "otel-config.yaml"), "--config", path)
			cmd.Env = append(os.Environ(), "SCOUT_QUEUE_DIR="+t.TempDir())
			said, err := cmd.CombinedOutput()
			require.Error(t, err)
			for _, want := range c.want {
				assert.Contains(t, string(said), want)
			}
		})
	}
}

// TestTheStockHTTPExporterSaysNothingOfAMisspeltKey is why operations.md has a row about it. When this fails, the collector
// has learned to, and the row can go.
func TestTheStockHTTPExporterSaysNothingOfAMisspeltKey(t *testing.T) {
	cmd := exec.Command(builtBinary(t, "otelcol-scout"), "validate", "--config", filepath.Join(repository(t), "otel-config.yaml"),
		"--config", "yaml:exporters::otlp_http/scout::retry_on_failure::max_elapsd_time: 0")
	cmd.Env = append(os.Environ(), "SCOUT_QUEUE_DIR="+t.TempDir())
	said, err := cmd.CombinedOutput()
	assert.NoError(t, err, string(said))
}

// TestASignalStopsItInOrder waits until the collector listens for signals, which only its goroutines show.
func TestASignalStopsItInOrder(t *testing.T) {
	t.Parallel()
	r := newRig(t, startScout(t, nil))
	r.start(t)
	waitUntil(t, "a goroutine that listens for signals", func() bool {
		response, err := http.Get("http://" + r.pprof + "/debug/pprof/goroutine?debug=1")
		require.NoError(t, err)
		goroutines, err := io.ReadAll(response.Body)
		require.NoError(t, errors.Join(err, response.Body.Close()))
		return bytes.Contains(goroutines, []byte("os/signal.loop"))
	})
	require.NoError(t, r.cmd.Process.Signal(syscall.SIGTERM))
	require.NoError(t, <-r.ended)
	r.cmd = nil
	assert.Contains(t, r.said(t, 0), "Shutdown complete.")
}

func TestVersionAndComponents(t *testing.T) {
	version, err := exec.Command(builtBinary(t, "otelcol-scout"), "--version").Output()
	require.NoError(t, err)
	assert.Regexp(t, `^otelcol-scout version \d+\.\d+\.\d+\n$`, string(version))

	components, err := exec.Command(builtBinary(t, "otelcol-scout"), "components").Output()
	require.NoError(t, err)
	for _, name := range []string{"pii_masking", "slow_query", "n_plus_one"} {
		assert.Contains(t, string(components), "name: "+name)
	}
}
