package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// workflow is as much of a GitHub workflow as the examples have; any other key is a mistake.
type workflow struct {
	Name        string            `yaml:"name"`
	On          []string          `yaml:"on"`
	Permissions map[string]string `yaml:"permissions"`
	Jobs        map[string]struct {
		RunsOn string            `yaml:"runs-on"`
		Env    map[string]string `yaml:"env"`
		Steps  []workflowStep    `yaml:"steps"`
	} `yaml:"jobs"`
}

type workflowStep struct {
	ID   string            `yaml:"id"`
	Name string            `yaml:"name"`
	If   string            `yaml:"if"`
	Uses string            `yaml:"uses"`
	With map[string]string `yaml:"with"`
	Run  string            `yaml:"run"`
}

func ciExample(t *testing.T, name string) string {
	t.Helper()
	return filepath.Join(repository(t), "distro", "deploy", "examples", "ci", name)
}

func readWorkflow(t *testing.T, name string) (w workflow) {
	t.Helper()
	raw, err := os.ReadFile(ciExample(t, name))
	require.NoError(t, err)
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	require.NoError(t, decoder.Decode(&w))
	return w
}

// checks are the scripts of the workflow that run the check.
func (w *workflow) checks() (scripts []string) {
	for _, job := range w.Jobs {
		for _, step := range job.Steps {
			if strings.Contains(step.Run, ".bin/otelcol-scout-check ") {
				scripts = append(scripts, step.Run)
			}
		}
	}
	return scripts
}

// workspace is a folder as the job has it when the collector has ended: the traces of the golden file, sent to the built
// binary with the example's configuration and written by its file exporter.
func workspace(t *testing.T) string {
	t.Helper()
	folder := t.TempDir()
	collector := newProcess(t, ciExample(t, "collector.yaml"))
	collector.otlp = freeAddr(t)
	collector.env = append(collector.env, "OTLP_HTTP_ENDPOINT="+collector.otlp, "OTLP_GRPC_ENDPOINT="+freeAddr(t),
		"TRACES_FILE="+filepath.Join(folder, "traces.jsonl"))
	collector.start(t)
	golden, err := os.ReadFile(filepath.Join(repository(t), "distro", "otelcol-scout-check", "testdata", "otlp.jsonl"))
	require.NoError(t, err)
	for line := range strings.Lines(string(golden)) {
		require.NoError(t, post(collector.otlp+signalPath(line), line), "an application sends all it has, and fails where that is refused")
	}
	collector.stop(t)
	require.NoError(t, os.MkdirAll(filepath.Join(folder, ".bin"), 0o700))
	require.NoError(t, os.Symlink(builtBinary(t, "otelcol-scout-check"), filepath.Join(folder, ".bin", "otelcol-scout-check")))
	return folder
}

// signalPath is where an OTLP request is sent to.
func signalPath(request string) string {
	for field, path := range map[string]string{`{"resourceLogs"`: "/v1/logs", `{"resourceMetrics"`: "/v1/metrics"} {
		if strings.HasPrefix(request, field) {
			return path
		}
	}
	return "/v1/traces"
}

// script runs a step as GitHub does, and returns what it said and ended with.
func script(t *testing.T, folder, text string) (said string, code int) {
	t.Helper()
	cmd := exec.Command("sh", "-e", "-c", text)
	cmd.Dir = folder
	raw, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return string(raw), exit.ExitCode()
	}
	require.NoError(t, err)
	return string(raw), 0
}

// TestCIExamples runs the check commands of the example workflows over what the example's collector wrote.
func TestCIExamples(t *testing.T) {
	t.Parallel()
	folder := workspace(t)
	python, golang := readWorkflow(t, "python.yml"), readWorkflow(t, "go.yml")

	require.Len(t, python.checks(), 1)
	said, code := script(t, folder, python.checks()[0])
	assert.Equal(t, 1, code, said)
	assert.Contains(t, said, "n_plus_one: 3 found, 0 allowed: over budget\nslow_query: 1 found, 0 allowed: over budget\nOver budget.\n")
	assert.Len(t, sarifResults(t, folder), 4)

	require.Len(t, golang.checks(), 2)
	for _, text := range golang.checks() {
		said, code = script(t, folder, text)
		assert.Equal(t, 2, code, "there is no file of known findings yet: %s", said)
	}
	require.NoError(t, os.Mkdir(filepath.Join(folder, ".github"), 0o700))
	_, code = script(t, folder, ".bin/"+writeKnown(t))
	assert.Equal(t, 1, code)
	for _, text := range golang.checks() {
		said, code = script(t, folder, text)
		assert.Equal(t, 0, code, said)
	}
	assert.FileExists(t, filepath.Join(folder, "check.xml"))
	assert.Contains(t, sarifResults(t, folder), "reference-app/internal/cache/views.go")
}

// writeKnown is the command at the top of the example that writes the known findings.
func writeKnown(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(ciExample(t, "go.yml"))
	require.NoError(t, err)
	_, rest, found := strings.Cut(string(raw), "#   otelcol-scout-check")
	require.True(t, found)
	command, _, _ := strings.Cut(rest, "\n")
	return "otelcol-scout-check" + command
}

// sarifResults are the places of the results in check.sarif.
func sarifResults(t *testing.T, folder string) (places []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(folder, "check.sarif"))
	require.NoError(t, err)
	var log struct {
		Runs []struct {
			Results []struct {
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct {
							URI string `json:"uri"`
						} `json:"artifactLocation"`
					} `json:"physicalLocation"`
				} `json:"locations"`
			} `json:"results"`
		} `json:"runs"`
	}
	require.NoError(t, json.Unmarshal(raw, &log))
	for _, result := range log.Runs[0].Results {
		places = append(places, result.Locations[0].PhysicalLocation.ArtifactLocation.URI)
	}
	return places
}

// TestCIExamplesAreWhole holds the workflows to what they need to do their job.
func TestCIExamplesAreWhole(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"python.yml", "go.yml"} {
		w := readWorkflow(t, name)
		assert.Equal(t, []string{"pull_request"}, w.On, name)
		assert.Equal(t, "write", w.Permissions["security-events"], name)
		job := w.Jobs["check"]
		assert.Equal(t, "http://localhost:4318", job.Env["OTEL_EXPORTER_OTLP_ENDPOINT"], name)
		var used []string
		for _, step := range job.Steps {
			assert.NotEqual(t, step.Uses == "", step.Run == "", "%s: a step either uses or runs: %+v", name, step)
			used = append(used, step.Uses)
			said, err := exec.Command("sh", "-n", "-c", step.Run).CombinedOutput()
			assert.NoError(t, err, "%s: %s: %s", name, step.Name, said)
		}
		assert.Contains(t, used, "github/codeql-action/upload-sarif@v3", name)
	}
	said, err := exec.Command(builtBinary(t, "otelcol-scout"), "validate", "--config", ciExample(t, "collector.yaml")).CombinedOutput()
	assert.NoError(t, err, string(said))
}

// TestCheckAndPageAgree gives the collector and the check the same request: the findings have the same ids, so that one can
// be looked up by the other.
func TestCheckAndPageAgree(t *testing.T) {
	t.Parallel()
	collector := newRig(t, startScout(t, newSlowness()))
	collector.start(t)
	require.NoError(t, post(collector.otlp+"/v1/traces", request()))
	var onPage, inReport struct {
		Findings []struct {
			ID string `json:"id"`
		} `json:"findings"`
	}
	collector.ask(t, "findings", &onPage)
	cmd := exec.Command(builtBinary(t, "otelcol-scout-check"), "--budget", "n_plus_one=9", "--format", "json", "-")
	cmd.Stdin = strings.NewReader(request())
	said, err := cmd.Output()
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(said, &inReport))
	require.Len(t, onPage.Findings, 2)
	assert.ElementsMatch(t, onPage.Findings, inReport.Findings)
}
