package findingsextension

import (
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// TestReadmeShowsTheExamples holds that the README shows the files, and that a collector takes them.
func TestReadmeShowsTheExamples(t *testing.T) {
	readme := readFile(t, "README.md")
	for _, name := range []string{"localhost", "production"} {
		assert.Contains(t, readme, "```yaml\n"+readFile(t, "testdata", "examples", name+".yaml")+"```", name)
		conf, err := confmaptest.LoadConf(filepath.Join("testdata", "examples", name+".yaml"))
		require.NoError(t, err)
		settings, err := conf.Sub("extensions::findings")
		require.NoError(t, err)
		cfg := createDefaultConfig()
		require.NoError(t, settings.Unmarshal(cfg))
		assert.NoError(t, confmap.Validate(cfg))
	}
}

// TestReadmeAsksWhatIsAnswered asks each curl line of the README.
func TestReadmeAsksWhatIsAnswered(t *testing.T) {
	c := openAPIClient(t)
	lines := regexp.MustCompile(`curl -s 'localhost:55681(/[^']*)'`).FindAllStringSubmatch(readFile(t, "README.md"), -1)
	require.Len(t, lines, 5)
	for _, line := range lines {
		c.ask(line[1], http.StatusOK)
	}
	assert.Contains(t, readFile(t, "README.md"), strings.TrimSpace(string(c.ask("/api/v1/findings?order=worst", http.StatusBadRequest))))
}

// TestReadmeHasEverySetting compares the table with the settings that are ours, and their defaults.
func TestReadmeHasEverySetting(t *testing.T) {
	readme := readFile(t, "README.md")
	for _, row := range []string{
		"| `endpoint` | `localhost:55681` |", "| `hosts` | `[]` |", "| `max_findings` | `1000` |", "| `max_bytes` | `16777216` |",
		"| `max_clients` | `32` |", "| `trace_link` | – |", "| `metrics_endpoint` | from the configuration |",
	} {
		assert.Contains(t, readme, row)
	}
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(raw)
}
