package slowqueryprocessor

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
	return unmarshal(conf)
}

func unmarshal(conf *confmap.Conf) (*Config, error) {
	cfg := createDefaultConfig()
	if err := conf.Unmarshal(cfg); err != nil {
		return nil, err
	}
	return cfg.(*Config), confmap.Validate(cfg)
}

func TestConfigErrors(t *testing.T) {
	const noCondition = "matches every call; name a service, system, operation or collection, or set the top-level threshold"
	for name, want := range map[string]string{
		"threshold_zero":          "threshold: must be positive, got 0s",
		"threshold_number":        "threshold: 500 has no unit and would be nanoseconds; write 500ms or 500s",
		"rule_threshold_negative": "rules[1].threshold: must be positive, got -1s",
		"rule_without_threshold":  "rules[0].threshold: must be positive, got 0s",
		"rule_without_condition":  "rules[0]: " + noCondition,
		"query_text_unknown":      `query_text: unknown value "mask"; use keep, normalize or drop`,
		"max_statements_zero":     "max_statements: must be at least 1, got 0",
		"baseline_wrong": "baseline.factor: must be a number above 1, got 1\n" +
			"baseline.min_samples: must be at least 1, got 0\n" +
			"baseline.min_duration: must not be negative, got -1ms\n" +
			"baseline.half_life: must be positive, got 0s\n" +
			"baseline.max_statements: must be at least 1, got 0",
		"baseline_factor_nan": "baseline.factor: must be a number above 1, got NaN",
		"several_errors": "threshold: must be positive, got -1ms\n" +
			"rules[0].threshold: must be positive, got 0s\n" +
			"rules[0]: " + noCondition + "\n" +
			`query_text: unknown value ""; use keep, normalize or drop` + "\n" +
			"max_statements: must be at least 1, got -5",
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
		"threshold_without_unit": `'threshold' time: missing unit in duration`,
		"unknown_key":            "has invalid keys: treshold",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := load(t, name)
			assert.ErrorContains(t, err, want)
		})
	}
}

func TestDefaultsAreValid(t *testing.T) {
	cfg := createDefaultConfig()
	require.NoError(t, confmap.Validate(cfg))
	assert.Equal(t, &Config{
		Threshold: 500 * time.Millisecond, QueryText: QueryTextKeep, MaxStatements: 10_000,
		Baseline: BaselineConfig{Enabled: true, Factor: 3, MinSamples: 100, MinDuration: 20 * time.Millisecond, HalfLife: 24 * time.Hour, MaxStatements: 10_000},
	}, cfg)
}

// TestExamples loads the files that the README shows.
func TestExamples(t *testing.T) {
	for name, want := range map[string]*Config{
		"defaults": createDefaultConfig().(*Config),
		"all": {
			Threshold: 500 * time.Millisecond,
			Rules: []Rule{
				{System: "redis", Threshold: 20 * time.Millisecond},
				{Operation: "SELECT", Collection: "reports", Threshold: 5 * time.Second},
				{Service: "nightly-export", Threshold: time.Minute},
			},
			Baseline:  BaselineConfig{Enabled: true, Factor: 5, MinSamples: 200, MinDuration: 50 * time.Millisecond, HalfLife: 12 * time.Hour, MaxStatements: 20_000},
			QueryText: QueryTextNormalize, MaxStatements: 50_000, Findings: &pageID,
		},
	} {
		conf, err := confmaptest.LoadConf(filepath.Join("testdata", "examples", name+".yaml"))
		require.NoError(t, err)
		sub, err := conf.Sub("slow_query")
		require.NoError(t, err)
		got, err := unmarshal(sub)
		require.NoError(t, err, name)
		assert.Equal(t, want, got, name)
	}
}
