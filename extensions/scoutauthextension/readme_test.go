package scoutauthextension

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/exporter/otlpexporter"
	"go.opentelemetry.io/collector/exporter/otlphttpexporter"
)

// TestReadmeShowsTheExamples holds that the README shows the files, and that a collector takes them.
func TestReadmeShowsTheExamples(t *testing.T) {
	readme := readFile(t, "README.md")
	for _, name := range []string{"http", "grpc"} {
		assert.Contains(t, readme, "```yaml\n"+readFile(t, "testdata", "examples", name+".yaml")+"```", name)
	}
	valid(t, "http", "extensions::scout_auth", createDefaultConfig())
	valid(t, "http", "exporters::otlp_http/scout", otlphttpexporter.NewFactory().CreateDefaultConfig())
	valid(t, "grpc", "exporters::otlp_grpc/scout", otlpexporter.NewFactory().CreateDefaultConfig())
}

// valid unmarshals one component of an example. Environment variables are text here: an address has to look like one.
func valid(t *testing.T, example, key string, cfg any) {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "examples", example+".yaml"))
	require.NoError(t, err)
	component, err := conf.Sub(key)
	require.NoError(t, err)
	for _, address := range []string{"endpoint", "token_url"} {
		if component.IsSet(address) {
			require.NoError(t, component.Merge(confmap.NewFromStringMap(map[string]any{address: "https://scout.example.com:443"})))
		}
	}
	require.NoError(t, component.Unmarshal(cfg))
	assert.NoError(t, confmap.Validate(cfg))
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(raw)
}
