package piimaskingprocessor

import "go.opentelemetry.io/collector/component"

// Config holds the settings of the processor. Every setting has a default; an empty config masks.
type Config struct {
	// Profile chooses what the settings below leave open: default or strict. Strict also masks IP and MAC
	// addresses, UUIDs and user names in paths everywhere, and looks at attribute keys and metric names.
	// Default: default.
	Profile Profile `mapstructure:"profile"`

	// Detectors maps a type of personal data to what is done with it. Types that are not named do what the
	// profile says.
	Detectors map[string]DetectorConfig `mapstructure:"detectors"`

	// Keys are rules for whole values, chosen by the attribute's key. They are tried in order, the first
	// that matches decides, and they come before the built-in rules and before the detectors.
	// Default: none.
	Keys []KeyRule `mapstructure:"keys"`

	// Patterns are regular expressions of the operator's own. They are tried on every text, so give them
	// keywords where possible. Default: none.
	Patterns []PatternConfig `mapstructure:"patterns"`

	// Allow lists matches that are left alone: an exact text or *@domain, upper and lower case alike.
	// It excuses the match, never the value around it. Default: none.
	Allow []string `mapstructure:"allow"`

	// HMACKeyFile names the file with the key for the action hmac: at least 32 bytes, white space at its end does
	// not count. It is read once, at the start. Default: none.
	HMACKeyFile string `mapstructure:"hmac_key_file"`

	// MaxValueBytes is the size of the largest text that is scanned, in bytes; at least 1. What is larger
	// counts as unscanned. Default: 65536.
	MaxValueBytes int `mapstructure:"max_value_bytes"`

	// OnUnscanned says what becomes of a value that could not be scanned: redact, drop or pass.
	// Default: redact.
	OnUnscanned OnUnscanned `mapstructure:"on_unscanned"`
}

// Profile is a set of defaults.
type Profile string

// The profiles.
const (
	// ProfileDefault masks what names a person or opens a door, and leaves what logs are full of.
	ProfileDefault Profile = "default"
	// ProfileStrict masks all that the detectors know.
	ProfileStrict Profile = "strict"
)

// DetectorConfig is the setting of one detector: an action, or a map.
type DetectorConfig struct {
	// Action is what is done with a match. Default: that of the profile.
	Action Action `mapstructure:"action"`
	// Regions are the countries, by ISO 3166 code, in whose national form telephone numbers are written where no
	// word beside them says what they are. Of the detector phone only. Default: none.
	Regions []string `mapstructure:"regions"`
	// Last is how many digits at the end of a match the action mask leaves, 0 to 4. Of the detectors
	// credit_card, phone, us_ssn and iban only. Default: 0.
	Last int `mapstructure:"last"`
}

// UnmarshalText reads the short form, which is the action alone.
func (c *DetectorConfig) UnmarshalText(text []byte) error {
	c.Action = Action(text)
	return nil
}

// KeyRule treats the values of the keys that match as a whole, everything nested in them included.
type KeyRule struct {
	// Match is compared with the key, upper and lower case alike; * stands for any run of characters.
	Match string `mapstructure:"match"`
	// Action is what is done with the value.
	Action Action `mapstructure:"action"`
}

// OnUnscanned says what becomes of a value that could not be scanned.
type OnUnscanned string

// The ways to treat a value that could not be scanned.
const (
	// UnscannedRedact writes [REDACTED:unscanned] in its place.
	UnscannedRedact OnUnscanned = "redact"
	// UnscannedDrop removes the attribute; a name, a message or a body becomes empty.
	UnscannedDrop OnUnscanned = "drop"
	// UnscannedPass lets it through as it is.
	UnscannedPass OnUnscanned = "pass"
)

const defaultMaxValueBytes = 64 * 1024

func createDefaultConfig() component.Config {
	return &Config{
		Profile:       ProfileDefault,
		Detectors:     map[string]DetectorConfig{},
		MaxValueBytes: defaultMaxValueBytes,
		OnUnscanned:   UnscannedRedact,
	}
}

// action is what is done with the matches of a detector.
func (c *Config) action(d detector) Action {
	if setting := c.Detectors[detectors[d].name]; setting.Action != "" {
		return setting.Action
	}
	return d.defaultAction(c.Profile)
}
