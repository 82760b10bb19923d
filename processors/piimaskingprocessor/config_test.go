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
		Profile:       ProfileDefault,
		Detectors:     map[string]DetectorConfig{},
		MaxValueBytes: 65536,
		OnUnscanned:   UnscannedRedact,
	}, cfg)
}

// TestExamples loads the settings that README.md shows.
func TestExamples(t *testing.T) {
	for name, want := range map[string]*Config{
		"defaults": createDefaultConfig().(*Config),
		"all_settings": {
			Profile: ProfileDefault,
			Detectors: map[string]DetectorConfig{
				"email":       {Action: ActionPartial},
				"credit_card": {Action: ActionMask, Last: 4},
				"phone":       {Regions: []string{"US", "IN"}},
				"ip_address":  {Action: ActionTruncate},
			},
			Keys: []KeyRule{
				{Match: "user.email", Action: ActionPartial},
				{Match: "*.request.body", Action: ActionRemove},
				{Match: "enduser.id", Action: ActionHMAC},
				{Match: "csrf_token", Action: ActionOff},
			},
			Patterns: []PatternConfig{
				{Name: "employee_id", Regex: `EMP-\d{6}`, Action: ActionReplace},
				{Name: "loyalty_card", Regex: `\b(\d{13})\b`, Validator: "luhn", Keywords: []string{"loyalty", "bonus"}, Action: ActionMask},
			},
			Allow:         []string{"support@example.com", "*@example.org"},
			HMACKeyFile:   "/run/secrets/pii.key",
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

const allDetectors = "email, phone, credit_card, us_ssn, iban, jwt, http_credentials, url_credentials, " +
	"private_key, api_key, secret, ip_address, mac_address, uuid, user_path"

func TestBadConfig(t *testing.T) {
	for name, want := range map[string]string{
		"bad_detector":           `detectors.emial: unknown detector; did you mean "email"?`,
		"bad_detector_far":       `detectors.passport: unknown detector; use one of ` + allDetectors,
		"bad_action":             `detectors.email: unknown action "hide"; use one of partial, mask, replace, hmac, remove, detect, off`,
		"bad_action_not_offered": `detectors.credit_card: action "partial" is not offered here; use one of mask, replace, hmac, remove, detect, off`,
		"bad_action_missing":     `detectors.email: no action; use one of partial, mask, replace, hmac, remove, detect, off`,
		"bad_key_match":          `keys[0].match: is empty; name a key, or a pattern such as "*password*"`,
		"bad_key_action":         `keys[1].action: unknown action "scramble"; use one of replace, partial, mask, hmac, remove, detect, off`,
		"bad_key_action_missing": `keys[0].action: no action; use one of replace, partial, mask, hmac, remove, detect, off`,
		"bad_allow_empty":        `allow[1]: is empty; give an exact match or "*@domain"`,
		"bad_allow_wide":         `allow[0]: "*" is too wide; give an exact match or "*@domain"`,
		"bad_allow_inside":       `allow[0]: "*@*.example.com" is too wide; give an exact match or "*@domain"`,
		"bad_profile":            `profile: unknown profile "paranoid"; use one of default, strict`,
		"bad_regions":            `detectors.phone.regions[1]: "UK" is not an ISO 3166 code; did you mean "GB"?`,
		"bad_regions_place":      `detectors.email.regions: only detectors.phone has regions; remove the key`,
		"bad_last":               `detectors.credit_card.last: must be 0 to 4, is 6`,
		"bad_last_place":         `detectors.email.last: only credit_card, phone, us_ssn and iban have a last; remove the key`,
		"bad_last_action":        `detectors.credit_card.last: is for the action mask, not for replace; change the action or remove the key`,
		"bad_last_hmac": `detectors.credit_card.last: cannot go with the action hmac: the end of a number and its hash together ` +
			`give the number away (PCI DSS 3.5.1); remove one of them`,
		"bad_pattern_name":      `patterns[0].name: "Employee ID" is not a name; use small letters, digits and underscores, such as employee_id`,
		"bad_pattern_twice":     `patterns[1].name: "employee_id" is taken by another pattern; choose another name`,
		"bad_pattern_regex":     "patterns[0].regex: error parsing regexp: missing closing ): `EMP-(\\d{6}`",
		"bad_pattern_empty":     `patterns[0].regex: is empty; give a regular expression in the syntax of RE2`,
		"bad_pattern_nothing":   `patterns[0].regex: matches the empty text; ask for at least one character`,
		"bad_pattern_groups":    `patterns[0].regex: has 2 groups; mark the match with one, and write the others as (?:…)`,
		"bad_pattern_label":     `patterns[0].regex: matches [EMPLOYEE_ID], which the action replace writes; make it more exact or choose another name`,
		"bad_pattern_validator": `patterns[0].validator: unknown validator "crc"; use one of luhn, mod97, or none`,
		"bad_pattern_keyword":   `patterns[0].keywords[1]: is empty; remove it or give a word`,
		"bad_pattern_action":    `patterns[0].action: action "partial" is not offered here; use one of replace, mask, hmac, remove, detect, off`,
		"bad_hmac_detector":     `hmac_key_file: is empty, but detectors.email is hmac; name a file with a key of at least 32 bytes`,
		"bad_hmac_key_rule":     `hmac_key_file: is empty, but keys[0].action is hmac; name a file with a key of at least 32 bytes`,
		"bad_hmac_pattern":      `hmac_key_file: is empty, but patterns[0].action is hmac; name a file with a key of at least 32 bytes`,
		"bad_max_value_bytes":   `max_value_bytes: must be at least 1, is 0`,
		"bad_on_unscanned":      `on_unscanned: unknown value "ignore"; use one of redact, drop, pass`,
		"bad_several": `detectors.credit_card: unknown action "hide"; use one of mask, replace, hmac, remove, detect, off
detectors.emial: unknown detector; did you mean "email"?
keys[0].match: is empty; name a key, or a pattern such as "*password*"
keys[0].action: unknown action "hide"; use one of replace, partial, mask, hmac, remove, detect, off
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
	assert.Len(t, files, 34)
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
	assert.Equal(t, `use one of `+allDetectors, suggest("", detectorNames()))
}
