package nplusoneprocessor

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/units"
)

// Config is what an operator sets. The zero value is not valid; see createDefaultConfig.
type Config struct {
	// MinRepeats is how many equal calls below one span are a finding. At least 2; default 5.
	MinRepeats int `mapstructure:"min_repeats"`
	// MinDuration is the time the calls must take, overlaps counted once, for severity warn; below it the
	// finding is info. Default 50ms.
	MinDuration time.Duration `mapstructure:"min_duration"`
	// Kinds are the calls looked at: db, cache, http, rpc. Default: all.
	Kinds []string `mapstructure:"kinds"`
	// Depth is how many spans may stand between the calls and the span they are counted at.
	// 0 counts direct children only; at most 8; default 3.
	Depth int `mapstructure:"depth"`
	// Ignore lists calls that never are a finding, by normalised text or summary; * stands for any run of
	// characters. Default: none.
	Ignore []string `mapstructure:"ignore"`
	// Collapse makes one span of the repeats of a database or cache call inside one batch, from which the spans can
	// be restored. Default: false.
	Collapse bool `mapstructure:"collapse"`
	// Findings is the id of the extension that gets the findings. Default: every extension that takes them.
	Findings *component.ID `mapstructure:"findings"`
	// State bounds what is kept between batches.
	State StateConfig `mapstructure:"state"`

	unitless []error // durations written without a unit
}

// StateConfig bounds what is kept between batches.
type StateConfig struct {
	// MaxBytes is the most memory the counters of all traces take; the trace that was quiet for longest goes
	// first. At least 1MiB; default 64MiB.
	MaxBytes Bytes `mapstructure:"max_bytes"`
	// TTL is how long a trace is remembered after its last span. Default 60s.
	TTL time.Duration `mapstructure:"ttl"`
}

const (
	maxDepth    = 8
	minMaxBytes = 1 << 20
)

// allKinds in the order the documentation names them.
var allKinds = []dbspan.Kind{dbspan.DB, dbspan.Cache, dbspan.HTTP, dbspan.RPC}

// Unmarshal implements confmap.Unmarshaler.
func (c *Config) Unmarshal(conf *confmap.Conf) (err error) {
	c.unitless, err = units.Unmarshal(conf, c)
	return err
}

// Validate checks every setting and joins the errors, each starting with the path of its key.
func (c *Config) Validate() error {
	errs := slices.Clone(c.unitless)
	if c.MinRepeats < 2 {
		errs = append(errs, fmt.Errorf("min_repeats: must be at least 2, got %d; a single call is no repeat", c.MinRepeats))
	}
	if c.MinDuration < 0 {
		errs = append(errs, fmt.Errorf("min_duration: must not be negative, got %v; 0 makes every finding a warn", c.MinDuration))
	}
	if c.Depth < 0 || c.Depth > maxDepth {
		errs = append(errs, fmt.Errorf("depth: must be between 0 and %d, got %d", maxDepth, c.Depth))
	}
	errs = append(errs, validateKinds(c.Kinds)...)
	errs = append(errs, validateIgnore(c.Ignore)...)
	return errors.Join(append(errs, c.State.errors()...)...)
}

func (c *StateConfig) errors() []error {
	var errs []error
	if c.MaxBytes < minMaxBytes {
		errs = append(errs, fmt.Errorf("state.max_bytes: must be at least %v, got %v", Bytes(minMaxBytes), c.MaxBytes))
	}
	if c.TTL <= 0 {
		errs = append(errs, fmt.Errorf("state.ttl: must be longer than 0, got %v", c.TTL))
	}
	return errs
}

func validateKinds(kinds []string) []error {
	if len(kinds) == 0 {
		return []error{errors.New("kinds: must name at least one of db, cache, http, rpc; leave it out for all")}
	}
	var errs []error
	for i, name := range kinds {
		if _, ok := kindOf(name); !ok {
			errs = append(errs, fmt.Errorf("kinds[%d]: unknown kind %q; use db, cache, http or rpc", i, name))
		} else if slices.Contains(kinds[:i], name) {
			errs = append(errs, fmt.Errorf("kinds[%d]: %q stands twice; remove one", i, name))
		}
	}
	return errs
}

func validateIgnore(patterns []string) []error {
	var errs []error
	for i, pattern := range patterns {
		if strings.Trim(pattern, "* ") == "" {
			errs = append(errs, fmt.Errorf("ignore[%d]: %q would ignore every call; name a statement, for example \"SELECT ? FROM feature_flags\"", i, pattern))
		}
	}
	return errs
}

func kindOf(name string) (dbspan.Kind, bool) {
	for _, kind := range allKinds {
		if kind.String() == name {
			return kind, true
		}
	}
	return dbspan.None, false
}
