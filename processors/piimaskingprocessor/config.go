package piimaskingprocessor

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"go.opentelemetry.io/collector/component"
)

// Config holds the settings of the processor. Every setting has a default; an empty config masks.
type Config struct {
	// Detectors maps a type of personal data to what is done with it. Types that are not named keep
	// their default: email partial, credit_card mask.
	Detectors map[string]DetectorConfig `mapstructure:"detectors"`

	// Keys are rules for whole values, chosen by the attribute's key. They are tried in order, the first
	// that matches decides, and they come before the built-in rules and before the detectors.
	// Default: none.
	Keys []KeyRule `mapstructure:"keys"`

	// Allow lists matches that are left alone: an exact text or *@domain, upper and lower case alike.
	// It excuses the match, never the value around it. Default: none.
	Allow []string `mapstructure:"allow"`

	// MaxValueBytes is the size of the largest text that is scanned, in bytes; at least 1. What is larger
	// counts as unscanned. Default: 65536.
	MaxValueBytes int `mapstructure:"max_value_bytes"`

	// OnUnscanned says what becomes of a value that could not be scanned: redact, drop or pass.
	// Default: redact.
	OnUnscanned OnUnscanned `mapstructure:"on_unscanned"`
}

// DetectorConfig is the setting of one detector: an action, or a map with the key action.
type DetectorConfig struct {
	// Action is what is done with a match.
	Action Action `mapstructure:"action"`
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
	cfg := &Config{
		Detectors:     make(map[string]DetectorConfig, scannerCount),
		MaxValueBytes: defaultMaxValueBytes,
		OnUnscanned:   UnscannedRedact,
	}
	for _, info := range detectors[:scannerCount] {
		cfg.Detectors[info.name] = DetectorConfig{Action: info.actions[0]}
	}
	return cfg
}

// Validate reports every wrong setting at once, each with the path of its key.
func (c *Config) Validate() error {
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(c.Detectors)) {
		errs = append(errs, validateDetector(name, c.Detectors[name].Action))
	}
	for i, rule := range c.Keys {
		errs = append(errs, rule.validate(fmt.Sprintf("keys[%d]", i)))
	}
	for i, entry := range c.Allow {
		errs = append(errs, validateAllow(fmt.Sprintf("allow[%d]", i), entry))
	}
	errs = append(errs, c.validateLimits())
	return errors.Join(errs...)
}

func validateDetector(name string, action Action) error {
	path := "detectors." + name
	d, ok := detectorByName(name)
	if !ok {
		return fmt.Errorf("%s: unknown detector; %s", path, suggest(name, detectorNames()))
	}
	return validateAction(path, action, detectors[d].actions)
}

func validateAction(path string, action Action, offered []Action) error {
	switch {
	case slices.Contains(offered, action):
		return nil
	case action == "":
		return fmt.Errorf("%s: no action; use one of %s", path, listActions(offered))
	case knownAction(action):
		return fmt.Errorf("%s: action %q is not offered here; use one of %s", path, action, listActions(offered))
	default:
		return fmt.Errorf("%s: unknown action %q; use one of %s", path, action, listActions(offered))
	}
}

func (r KeyRule) validate(path string) error {
	var missing error
	if r.Match == "" {
		missing = fmt.Errorf("%s.match: is empty; name a key, or a pattern such as \"*password*\"", path)
	}
	return errors.Join(missing, validateAction(path+".action", r.Action, detectors[detectorKey].actions))
}

func (c *Config) validateLimits() error {
	var errs []error
	if c.MaxValueBytes < 1 {
		errs = append(errs, fmt.Errorf("max_value_bytes: must be at least 1, is %d", c.MaxValueBytes))
	}
	switch c.OnUnscanned {
	case UnscannedRedact, UnscannedDrop, UnscannedPass:
	default:
		errs = append(errs, fmt.Errorf("on_unscanned: unknown value %q; use one of redact, drop, pass", c.OnUnscanned))
	}
	return errors.Join(errs...)
}
