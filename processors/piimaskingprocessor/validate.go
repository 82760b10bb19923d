package piimaskingprocessor

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// maxLast is the largest number of digits that may be left: more would tell too much (PCI DSS 3.4.1).
const maxLast = 4

// Validate reports every wrong setting at once, each with the path of its key.
func (c *Config) Validate() error {
	errs := []error{c.validateProfile()}
	for _, name := range slices.Sorted(maps.Keys(c.Detectors)) {
		errs = append(errs, c.Detectors[name].validate(name, c.action))
	}
	for i, rule := range c.Keys {
		errs = append(errs, rule.validate(fmt.Sprintf("keys[%d]", i)))
	}
	errs = append(errs, validatePatterns(c.Patterns))
	for i, entry := range c.Allow {
		errs = append(errs, validateAllow(fmt.Sprintf("allow[%d]", i), entry))
	}
	errs = append(errs, c.validateHMAC(), c.validateLimits())
	return errors.Join(errs...)
}

func (c *Config) validateProfile() error {
	if c.Profile == ProfileDefault || c.Profile == ProfileStrict {
		return nil
	}
	return fmt.Errorf("profile: unknown profile %q; use one of default, strict", c.Profile)
}

func (c DetectorConfig) validate(name string, action func(detector) Action) error {
	path := "detectors." + name
	d, ok := detectorByName(name)
	switch {
	case !ok:
		return fmt.Errorf("%s: unknown detector; %s", path, suggest(name, detectorNames()))
	case c.Action == "" && c.Regions == nil && c.Last == 0:
		return validateAction(path, "", detectors[d].actions)
	}
	var errs []error
	if c.Action != "" {
		errs = append(errs, validateAction(path, c.Action, detectors[d].actions))
	}
	return errors.Join(append(errs, c.validateRegions(path, d), c.validateLast(path, d, action(d)))...)
}

func (c DetectorConfig) validateRegions(path string, d detector) error {
	if d != detectorPhone && c.Regions != nil {
		return fmt.Errorf("%s.regions: only detectors.phone has regions; remove the key", path)
	}
	var errs []error
	for i, region := range c.Regions {
		if err := checkRegion(region); err != nil {
			errs = append(errs, fmt.Errorf("%s.regions[%d]: %w", path, i, err))
		}
	}
	return errors.Join(errs...)
}

func (c DetectorConfig) validateLast(path string, d detector, action Action) error {
	switch offered := d == detectorCreditCard || d == detectorPhone || d == detectorUSSSN || d == detectorIBAN; {
	case c.Last == 0:
		return nil
	case !offered:
		return fmt.Errorf("%s.last: only credit_card, phone, us_ssn and iban have a last; remove the key", path)
	case c.Last < 0 || c.Last > maxLast:
		return fmt.Errorf("%s.last: must be 0 to %d, is %d", path, maxLast, c.Last)
	case action == ActionHMAC:
		return fmt.Errorf("%s.last: cannot go with the action hmac: the end of a number and its hash together "+
			"give the number away (PCI DSS 3.5.1); remove one of them", path)
	case action != ActionMask:
		return fmt.Errorf("%s.last: is for the action mask, not for %s; change the action or remove the key", path, action)
	}
	return nil
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

// validateHMAC reports the first setting that asks for a key where none is named.
func (c *Config) validateHMAC() error {
	path := c.wantsHMAC()
	if path == "" || c.HMACKeyFile != "" {
		return nil
	}
	return fmt.Errorf("hmac_key_file: is empty, but %s is hmac; name a file with a key of at least %d bytes", path, minHMACKey)
}

// wantsHMAC returns the path of the first setting with the action hmac.
func (c *Config) wantsHMAC() string {
	for _, name := range slices.Sorted(maps.Keys(c.Detectors)) {
		if c.Detectors[name].Action == ActionHMAC {
			return "detectors." + name
		}
	}
	for i, rule := range c.Keys {
		if rule.Action == ActionHMAC {
			return fmt.Sprintf("keys[%d].action", i)
		}
	}
	for i, pattern := range c.Patterns {
		if pattern.Action == ActionHMAC {
			return fmt.Sprintf("patterns[%d].action", i)
		}
	}
	return ""
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
