package nplusoneprocessor

import (
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

// exampleConfig reads this processor's settings out of a file the README shows.
func exampleConfig(t *testing.T, path string) *Config {
	t.Helper()
	conf, err := confmaptest.LoadConf(path)
	require.NoError(t, err)
	sub, err := conf.Sub("processors::n_plus_one")
	require.NoError(t, err)
	cfg := createDefaultConfig()
	require.NoError(t, sub.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	return cfg.(*Config)
}

func TestReadmeExamplesLoad(t *testing.T) {
	paths, err := filepath.Glob(filepath.Join("testdata", "readme", "*.yaml"))
	require.NoError(t, err)
	readme := readFile(t, "README.md")
	for _, path := range paths {
		assert.Contains(t, readme, filepath.ToSlash(path), "the README shows every example")
		conf, err := confmaptest.LoadConf(path)
		require.NoError(t, err, path)
		if conf.IsSet("processors::n_plus_one") {
			exampleConfig(t, path)
		}
	}
}

func TestReadmeNamesTheDefaults(t *testing.T) {
	cfg := exampleConfig(t, filepath.Join("testdata", "readme", "all-settings.yaml"))
	cfg.Ignore = nil
	assert.Equal(t, createDefaultConfig(), cfg)
	assert.Equal(t, createDefaultConfig(), exampleConfig(t, filepath.Join("testdata", "readme", "minimal.yaml")))
}

var settingRow = regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\|")

// Every setting has a row, and every row is a setting.
func TestReadmeTableOfSettingsIsComplete(t *testing.T) {
	conf := confmap.New()
	require.NoError(t, conf.Marshal(createDefaultConfig()))
	var want []string
	for _, key := range conf.AllKeys() {
		want = append(want, strings.ReplaceAll(key, "::", "."))
	}
	var got []string
	_, section, _ := strings.Cut(readFile(t, "README.md"), "\n## Settings\n")
	section, _, _ = strings.Cut(section, "\n## ")
	for _, row := range settingRow.FindAllStringSubmatch(section, -1) {
		got = append(got, row[1])
	}
	assert.ElementsMatch(t, want, got)
}

// Every file the README links to is there.
func TestReadmeLinks(t *testing.T) {
	for _, link := range regexp.MustCompile(`\]\(([^)#][^)]*)\)`).FindAllStringSubmatch(readFile(t, "README.md"), -1) {
		assert.FileExists(t, link[1])
	}
}

func readFile(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(raw)
}
