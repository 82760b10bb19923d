package nplusoneprocessor

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// load reads testdata/config/<name>.yaml the way the collector does.
func load(t *testing.T, name string) (*Config, error) {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config", name+".yaml"))
	require.NoError(t, err)
	cfg := createDefaultConfig()
	if err := conf.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg.(*Config), confmap.Validate(cfg)
}

func TestConfigErrors(t *testing.T) {
	for name, want := range map[string]string{
		"min_repeats_too_small": "min_repeats: must be at least 2, got 1; a single call is no repeat",
		"min_duration_negative": "min_duration: must not be negative, got -1s; 0 makes every finding a warn",
		"min_duration_number":   "min_duration: 50 has no unit and would be nanoseconds; write 50ms or 50s",
		"ttl_number":            "state.ttl: 30 has no unit and would be nanoseconds; write 30ms or 30s",
		"depth_too_large":       "depth: must be between 0 and 8, got 9",
		"depth_negative":        "depth: must be between 0 and 8, got -1",
		"kinds_empty":           "kinds: must name at least one of db, cache, http, rpc; leave it out for all",
		"kinds_unknown":         `kinds[1]: unknown kind "sql"; use db, cache, http or rpc`,
		"kinds_twice":           `kinds[2]: "db" stands twice; remove one`,
		"ignore_everything":     `ignore[1]: "*" would ignore every call; name a statement, for example "SELECT ? FROM feature_flags"`,
		"max_bytes_too_small":   "state.max_bytes: must be at least 1MiB, got 512KiB",
		"ttl_zero":              "state.ttl: must be longer than 0, got 0s",
		"several_errors": "min_repeats: must be at least 2, got 0; a single call is no repeat\n" +
			`kinds[0]: unknown kind "graphql"; use db, cache, http or rpc` +
			"\nstate.max_bytes: must be at least 1MiB, got 0B\n" +
			"state.ttl: must be longer than 0, got -1s",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, name)
			assert.EqualError(t, err, want)
		})
	}
}

// What cannot be read at all is refused by the collector's own reader, which names the key.
func TestConfigUnreadable(t *testing.T) {
	for name, want := range map[string]string{
		"min_duration_without_unit": `'min_duration' time: missing unit in duration`,
		"max_bytes_decimal_unit":    `'state.max_bytes' "64MB" is not an amount of memory; write a number with KiB, MiB or GiB, for example 64MiB`,
		"unknown_key":               "has invalid keys: minimum_repeats",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, name)
			assert.ErrorContains(t, err, want)
		})
	}
}

func TestConfigValid(t *testing.T) {
	cfg, err := load(t, "valid_all")
	require.NoError(t, err)
	assert.Equal(t, &Config{
		MinRepeats: 10, MinDuration: 100 * time.Millisecond, Kinds: []string{"db", "http"}, Depth: 0,
		Ignore: []string{"SELECT ? FROM feature_flags"},
		State:  StateConfig{MaxBytes: 1 << 30, TTL: 5 * time.Minute},
	}, cfg)

	cfg, err = load(t, "valid_bytes_as_number")
	require.NoError(t, err)
	assert.Equal(t, Bytes(1<<20), cfg.State.MaxBytes)
}

func TestDefaultsAreValid(t *testing.T) {
	cfg := createDefaultConfig()
	require.NoError(t, confmap.Validate(cfg))
	assert.Equal(t, &Config{
		MinRepeats: 5, MinDuration: 50 * time.Millisecond, Kinds: []string{"db", "cache", "http", "rpc"}, Depth: 3,
		State: StateConfig{MaxBytes: 64 << 20, TTL: time.Minute},
	}, cfg)
}
