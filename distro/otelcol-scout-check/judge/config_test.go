package judge

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor"
	"github.com/base-14/otelcol-scout/processors/slowqueryprocessor"
)

func load(t *testing.T, text string) (Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "processors.yaml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return LoadConfig(t.Context(), path)
}

func slowOf(c Config) *slowqueryprocessor.Config {
	return c.stages[1].config.(*slowqueryprocessor.Config)
}

func repeatedOf(c Config) *nplusoneprocessor.Config {
	return c.stages[2].config.(*nplusoneprocessor.Config)
}

func TestLoadConfig(t *testing.T) {
	t.Setenv("SLOW", "70ms")
	for name, tc := range map[string]struct {
		text      string
		threshold time.Duration
		repeats   int
	}{
		"nothing of ours":        {"processors: {batch: {timeout: 1s}}", 500 * time.Millisecond, 5},
		"empty":                  {"processors: {n_plus_one: , slow_query: {}}", 500 * time.Millisecond, 5},
		"all":                    {"processors: {n_plus_one: {min_repeats: 8}, slow_query: {threshold: 100ms}}", 100 * time.Millisecond, 8},
		"a name":                 {"processors: {n_plus_one/strict: {min_repeats: 8}}", 500 * time.Millisecond, 8},
		"the one without a name": {"processors: {n_plus_one/strict: {min_repeats: 8}, n_plus_one: {min_repeats: 9}, n_plus_one/lax: }", 500 * time.Millisecond, 9},
		"the environment":        {"processors: {slow_query: {threshold: \"${env:SLOW}\"}}", 70 * time.Millisecond, 5},
		"an extension":           {"processors: {slow_query: {findings: page}, n_plus_one: {findings: page}}", 500 * time.Millisecond, 5},
	} {
		t.Run(name, func(t *testing.T) {
			config, err := load(t, tc.text)
			require.NoError(t, err)
			assert.Equal(t, tc.threshold, slowOf(config).Threshold)
			assert.Equal(t, tc.repeats, repeatedOf(config).MinRepeats)
			assert.Zero(t, repeatedOf(config).MinDuration)
			assert.False(t, slowOf(config).Baseline.Enabled)
			_, err = Run(t.Context(), config, each())
			require.NoError(t, err)
		})
	}
}

func TestLoadConfigTakesTheCanonicalOne(t *testing.T) {
	config, err := LoadConfig(t.Context(), "../../../otel-config.yaml")
	require.NoError(t, err)
	assert.Equal(t, DefaultConfig().stages[1].config, config.stages[1].config)
}

func TestLoadConfigSaysWhatIsWrong(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"no section":      {"min_repeats: 5", "has no section processors; name a collector's configuration, or put the settings below processors"},
		"no YAML":         {"processors: [", "retrieved value (type=string) cannot be used as a Conf"},
		"a wrong value":   {"processors: {n_plus_one: {min_repeats: 1}}", "processors::n_plus_one: min_repeats: must be at least 2, got 1; a single call is no repeat"},
		"an unknown key":  {"processors: {n_plus_one: {min_repeat: 8}}", "has invalid keys: min_repeat"},
		"no settings":     {"processors: {n_plus_one: 7}", "processors::n_plus_one: "},
		"two, both named": {"processors: {slow_query/a: , slow_query/b: }", "processors: has slow_query/a and slow_query/b; keep one, or name the one to check with just slow_query"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, tc.text)
			require.ErrorContains(t, err, tc.want)
			require.ErrorContains(t, err, "processors.yaml: ")
		})
	}
	_, err := LoadConfig(t.Context(), filepath.Join(t.TempDir(), "missing.yaml"))
	require.ErrorContains(t, err, "no such file or directory")
}
