package deploy_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const unitFile = "systemd/otelcol-scout.service"

// unit returns the values of each setting of the unit, in order.
func unit(t *testing.T) map[string][]string {
	t.Helper()
	raw, err := os.ReadFile(unitFile)
	require.NoError(t, err)
	settings := map[string][]string{}
	for line := range strings.Lines(string(raw)) {
		name, value, is := strings.Cut(strings.TrimSpace(line), "=")
		if is && !strings.HasPrefix(name, "#") {
			settings[name] = append(settings[name], value)
		}
	}
	return settings
}

// analyze runs systemd-analyze on a copy of the unit with settings added at its end.
func analyze(t *testing.T, added string, arguments ...string) (said string, err error) {
	t.Helper()
	tool := needed(t, "systemd-analyze", "it checks the unit: apt-get install systemd")
	raw, err := os.ReadFile(unitFile)
	require.NoError(t, err)
	// The program is where the package puts it, which is not here; and not every machine has kill.
	text := regexp.MustCompile(`(?m)^(ExecStart|ExecReload)=\S+`).ReplaceAllString(string(raw), "$1="+tool)
	text = strings.Replace(text, "\n[Install]", added+"\n[Install]", 1)
	path := filepath.Join(t.TempDir(), filepath.Base(unitFile))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	out, err := exec.Command(tool, append(arguments, "--no-pager", path)...).CombinedOutput()
	return string(out), err
}

func TestSystemdTakesTheUnit(t *testing.T) {
	said, err := analyze(t, "", "verify", "--man=no")
	require.NoError(t, err, said)
	assert.Empty(t, said)

	said, err = analyze(t, "Restarts=always\n", "verify", "--man=no")
	require.NoError(t, err, said)
	assert.Contains(t, said, "Restarts", "a wrong key is seen")
}

// TestTheUnitIsConfined holds the exposure that systemd works out (0 to 10; a unit without hardening has 9.6) at 1.5.
// What is left is what a collector is for: the network, and its folder.
func TestTheUnitIsConfined(t *testing.T) {
	said, err := analyze(t, "", "security", "--offline=true", "--threshold=15")
	require.NoError(t, err, said)

	said, err = analyze(t, "PrivateUsers=no\nCapabilityBoundingSet=~\n", "security", "--offline=true", "--threshold=15")
	require.Error(t, err, "a weaker unit is seen: %s", said)
}

func TestTheUnitHandsTheSecretOnAndKeepsTheQueue(t *testing.T) {
	settings := unit(t)
	assert.Equal(t, []string{"/usr/bin/otelcol-scout --config /etc/otelcol-scout/otel-config.yaml"}, settings["ExecStart"])
	assert.Equal(t, []string{"client-secret:/etc/otelcol-scout/client-secret"}, settings["LoadCredential"])
	assert.Equal(t, []string{
		"SCOUT_QUEUE_DIR=%S/otelcol-scout/queue", "SCOUT_CLIENT_SECRET_FILE=%d/client-secret",
	}, settings["Environment"])
	assert.Equal(t, []string{"otelcol-scout"}, settings["StateDirectory"], "%S/otelcol-scout is the service's")
	assert.Equal(t, []string{"always"}, settings["Restart"])
	assert.Equal(t, []string{"0"}, settings["StartLimitIntervalSec"], "it never gives up")
}

// exporterTimeout is how long a request under way may take when the collector is asked to end.
func exporterTimeout(t *testing.T) time.Duration {
	t.Helper()
	var config struct {
		Exporters map[string]struct {
			Timeout string `yaml:"timeout"`
		} `yaml:"exporters"`
	}
	raw, err := os.ReadFile(filepath.Join(root, "otel-config.yaml"))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(raw, &config))
	timeout, err := time.ParseDuration(config.Exporters["otlp_http/scout"].Timeout)
	require.NoError(t, err)
	return timeout
}

func TestTheUnitWaitsForTheDrain(t *testing.T) {
	settings := unit(t)
	assert.Equal(t, []string{"SIGTERM"}, settings["KillSignal"])
	wait, err := time.ParseDuration(settings["TimeoutStopSec"][0])
	require.NoError(t, err)
	assert.GreaterOrEqual(t, wait, exporterTimeout(t)+10*time.Second)
}

// TestTheEnvironmentFileKnowsEveryVariable compares it with what otel-config.yaml reads; the unit gives the other two.
func TestTheEnvironmentFileKnowsEveryVariable(t *testing.T) {
	config, err := os.ReadFile(filepath.Join(root, "otel-config.yaml"))
	require.NoError(t, err)
	env, err := os.ReadFile("systemd/otelcol-scout.env")
	require.NoError(t, err)
	reads := variables(t, `\$\{env:([A-Z_]+)(?::-[^}]*)?\}`, config)
	says := variables(t, `(?m)^#([A-Z_]+)=`, env)
	for _, name := range says {
		if name != "GOMEMLIMIT" { // Go's own
			assert.Contains(t, reads, name, "otel-config.yaml does not read it")
		}
	}
	elsewhere := []string{
		"SCOUT_QUEUE_DIR", "SCOUT_CLIENT_SECRET_FILE", // the unit's
		"SCOUT_CLIENT_SECRET", "SCOUT_CLIENT_ID_FILE", // a secret does not belong into the environment; an ID needs no file
		"ZPAGES_ENDPOINT", "PPROF_ENDPOINT", "SLOW_QUERY_THRESHOLD", // seldom set
	}
	for _, name := range reads {
		if !slices.Contains(elsewhere, name) {
			assert.Contains(t, says, name, "the environment file does not name it")
		}
	}
	assert.NotRegexp(t, `(?m)^[^#\n]`, string(env), "nothing is set until an operator sets it")
}

func variables(t *testing.T, pattern string, text []byte) (names []string) {
	t.Helper()
	for _, match := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
		names = append(names, string(match[1]))
	}
	require.NotEmpty(t, names)
	slices.Sort(names)
	return slices.Compact(names)
}
