package main

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const page = "../../docs/check.md"

// TestEveryCommandOfThePage runs the commands of docs/check.md, in order and in one folder, as the shell would.
func TestEveryCommandOfThePage(t *testing.T) {
	program, err := filepath.Abs(filepath.Join(t.TempDir(), "otelcol-scout-check"))
	require.NoError(t, err)
	said, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(said))
	folder := t.TempDir()
	for name, from := range map[string]string{"traces.jsonl": otlp, "otel-config.yaml": "../../otel-config.yaml"} {
		absolute, err := filepath.Abs(from)
		require.NoError(t, err)
		require.NoError(t, exec.Command("ln", "-s", absolute, filepath.Join(folder, name)).Run())
	}
	commands := regexp.MustCompile(`(?m)^(?:go run github.com/base-14/otelcol-scout/distro/)?otelcol-scout-check(?:@latest)?( .*)$`).FindAllStringSubmatch(read(t, page), -1)
	require.Len(t, commands, 7)
	var codes []int
	for _, command := range commands {
		cmd := exec.Command("sh", "-c", "'"+program+"'"+command[1])
		cmd.Dir = folder
		said, _ := cmd.CombinedOutput() // the code says more than the error
		codes = append(codes, cmd.ProcessState.ExitCode())
		assert.NotEqual(t, unusable, cmd.ProcessState.ExitCode(), "%s: %s", command[0], said)
	}
	assert.Equal(t, []int{exceeded, exceeded, exceeded, exceeded, kept, exceeded, kept}, codes)
}

// TestThePageNamesEveryField holds the table of docs/check.md to what the JSON report has, and its list of flags to the
// program's.
func TestThePageNamesEveryField(t *testing.T) {
	text := read(t, page)
	var report any
	require.NoError(t, json.Unmarshal([]byte(check(t, "", "--format", "json", otlp).out), &report))
	for _, key := range keys(report) {
		assert.Contains(t, text, "`"+key, key)
	}
	flags := regexp.MustCompile(`(?m)^  -([a-z-]+)`).FindAllStringSubmatch(check(t, "", "--help").errors, -1)
	require.Len(t, flags, 9)
	for _, name := range flags {
		assert.Contains(t, text, "| `--"+name[1]+"` |")
	}
}

// keys are the names of all fields.
func keys(value any) (names []string) {
	switch value := value.(type) {
	case map[string]any:
		for key, field := range value {
			if key != "format" {
				names = append(names, key)
			}
			names = append(names, keys(field)...)
		}
	case []any:
		for _, element := range value {
			names = append(names, keys(element)...)
		}
	}
	return names
}

// TestThePageShowsARealReport holds the excerpt on the page to the golden report, line by line.
func TestThePageShowsARealReport(t *testing.T) {
	_, rest, found := strings.Cut(read(t, page), "```\nChecked ")
	require.True(t, found)
	excerpt, _, _ := strings.Cut("Checked "+rest, "```")
	golden := read(t, "testdata/report.text")
	for line := range strings.Lines(excerpt) {
		if line != "…\n" {
			assert.Contains(t, golden, line)
		}
	}
}
