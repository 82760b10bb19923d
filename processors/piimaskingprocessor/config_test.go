package piimaskingprocessor

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

func loadConfig(t *testing.T, conf *confmap.Conf) *Config {
	t.Helper()
	cfg := createDefaultConfig().(*Config)
	require.NoError(t, conf.Unmarshal(cfg))
	return cfg
}

func TestDefaultConfig(t *testing.T) {
	cfg := createDefaultConfig()
	require.NoError(t, confmap.Validate(cfg))
	assert.Equal(t, &Config{
		Detectors:     map[string]DetectorConfig{"email": {Action: ActionPartial}, "credit_card": {Action: ActionMask}},
		MaxValueBytes: 65536,
		OnUnscanned:   UnscannedRedact,
	}, cfg)
}

// TestExamples loads the settings that README.md shows.
func TestExamples(t *testing.T) {
	for name, want := range map[string]*Config{
		"defaults": createDefaultConfig().(*Config),
		"all_settings": {
			Detectors: map[string]DetectorConfig{"email": {Action: ActionPartial}, "credit_card": {Action: ActionMask}},
			Keys: []KeyRule{
				{Match: "user.email", Action: ActionPartial},
				{Match: "*.request.body", Action: ActionRemove},
				{Match: "csrf_token", Action: ActionOff},
			},
			Allow:         []string{"support@example.com", "*@example.org"},
			MaxValueBytes: 65536,
			OnUnscanned:   UnscannedRedact,
		},
	} {
		t.Run(name, func(t *testing.T) {
			conf, err := confmaptest.LoadConf(filepath.Join("testdata", "examples", name+".yaml"))
			require.NoError(t, err)
			conf, err = conf.Sub("pii_masking")
			require.NoError(t, err)
			cfg := loadConfig(t, conf)
			require.NoError(t, confmap.Validate(cfg))
			assert.Equal(t, want, cfg)
		})
	}
}

func TestBadConfig(t *testing.T) {
	for name, want := range map[string]string{
		"bad_detector":           `detectors.emial: unknown detector; did you mean "email"?`,
		"bad_detector_far":       `detectors.passport: unknown detector; use one of email, credit_card`,
		"bad_action":             `detectors.email: unknown action "hide"; use one of partial, mask, replace, remove, detect, off`,
		"bad_action_not_offered": `detectors.credit_card: action "partial" is not offered here; use one of mask, replace, remove, detect, off`,
		"bad_action_missing":     `detectors.email: no action; use one of partial, mask, replace, remove, detect, off`,
		"bad_key_match":          `keys[0].match: is empty; name a key, or a pattern such as "*password*"`,
		"bad_key_action":         `keys[1].action: unknown action "scramble"; use one of replace, partial, mask, remove, detect, off`,
		"bad_key_action_missing": `keys[0].action: no action; use one of replace, partial, mask, remove, detect, off`,
		"bad_allow_empty":        `allow[1]: is empty; give an exact match or "*@domain"`,
		"bad_allow_wide":         `allow[0]: "*" is too wide; give an exact match or "*@domain"`,
		"bad_allow_inside":       `allow[0]: "*@*.example.com" is too wide; give an exact match or "*@domain"`,
		"bad_max_value_bytes":    `max_value_bytes: must be at least 1, is 0`,
		"bad_on_unscanned":       `on_unscanned: unknown value "ignore"; use one of redact, drop, pass`,
		"bad_several": `detectors.credit_card: unknown action "hide"; use one of mask, replace, remove, detect, off
detectors.emial: unknown detector; did you mean "email"?
keys[0].match: is empty; name a key, or a pattern such as "*password*"
keys[0].action: unknown action "hide"; use one of replace, partial, mask, remove, detect, off
allow[0]: "*" is too wide; give an exact match or "*@domain"
max_value_bytes: must be at least 1, is -1
on_unscanned: unknown value "keep"; use one of redact, drop, pass`,
	} {
		t.Run(name, func(t *testing.T) {
			conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config", name+".yaml"))
			require.NoError(t, err)
			assert.EqualError(t, confmap.Validate(loadConfig(t, conf)), want)
		})
	}
}

// TestEveryBadConfigHasItsMessage keeps the folder and the table together.
func TestEveryBadConfigHasItsMessage(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "config", "bad_*.yaml"))
	require.NoError(t, err)
	assert.Len(t, files, 14)
}

func TestUnknownSettingIsRefused(t *testing.T) {
	conf := confmap.NewFromStringMap(map[string]any{"detectorz": map[string]any{}})
	assert.ErrorContains(t, conf.Unmarshal(createDefaultConfig()), "detectorz")
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"email", "email", 0}, {"emial", "email", 2}, {"", "abc", 3}, {"abc", "", 3},
		{"credit-card", "credit_card", 1}, {"creditcard", "credit_card", 1}, {"kitten", "sitting", 3},
	} {
		assert.Equal(t, tt.want, editDistance(tt.a, tt.b), "%s, %s", tt.a, tt.b)
	}
}

func TestSuggest(t *testing.T) {
	assert.Equal(t, `did you mean "credit_card"?`, suggest("creditcard", detectorNames()))
	assert.Equal(t, `did you mean "email"?`, suggest("e-mail", detectorNames()))
	assert.Equal(t, `use one of email, credit_card`, suggest("", detectorNames()))
}
