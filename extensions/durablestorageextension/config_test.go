package durablestorageextension

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// load reads a configuration for any factory's default, and returns the error that an operator reads.
func load(values map[string]any, cfg component.Config) error {
	if err := confmap.NewFromStringMap(values).Unmarshal(cfg); err != nil {
		return err
	}
	return confmap.Validate(cfg)
}

// TestConfigIsThatOfFileStorage: what file_storage takes is taken, and what it refuses is refused with the same words.
func TestConfigIsThatOfFileStorage(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	tests := []struct {
		name   string
		values map[string]any
		want   string // empty: taken
	}{
		{"all", map[string]any{"directory": dir, "timeout": "2s", "max_size": 1 << 30, "fsync": true, "recreate": true,
			"compaction": map[string]any{"on_start": true, "directory": dir}}, ""},
		{"unknown key", map[string]any{"directory": dir, "fsink": true}, "has invalid keys: fsink"},
		{"unknown key below", map[string]any{"directory": dir, "compaction": map[string]any{"onstart": true}}, "'compaction' has invalid keys: onstart"},
		{"wrong type", map[string]any{"directory": dir, "max_size": "much"}, "'max_size'"},
		{"no folder", map[string]any{"directory": filepath.Join(dir, "none")}, "directory must exist"},
		{"a file", map[string]any{"directory": file}, "is not a directory"},
		{"negative", map[string]any{"directory": dir, "max_size": -1}, "max size cannot be less than 0"},
		{"permissions", map[string]any{"directory": dir, "create_directory": true, "directory_permissions": "rwx"}, "directory_permissions value must be a valid octal representation"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			ours, theirs := load(tt.values, createDefaultConfig()), load(tt.values, filestorage.NewFactory().CreateDefaultConfig())
			if tt.want == "" {
				require.NoError(t, theirs)
				require.NoError(t, ours)
				return
			}
			require.ErrorContains(t, ours, tt.want)
			assert.Equal(t, theirs.Error(), strings.ReplaceAll(ours.Error(), "durablestorageextension.Config", "filestorage.Config"))
		})
	}
}

func TestDefaultsAreThoseOfFileStorage(t *testing.T) {
	assert.Equal(t, *filestorage.NewFactory().CreateDefaultConfig().(*filestorage.Config), filestorage.Config(*createDefaultConfig().(*Config)))
}

func TestExamples(t *testing.T) {
	for _, name := range []string{"defaults", "queue"} {
		conf, err := confmaptest.LoadConf(filepath.Join("testdata", "examples", name+".yaml"))
		require.NoError(t, err)
		conf, err = conf.Sub("durable_storage")
		require.NoError(t, err)
		require.NoError(t, conf.Unmarshal(createDefaultConfig()), name)
	}
}
