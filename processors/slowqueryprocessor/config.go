package slowqueryprocessor

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"

	"github.com/base-14/otelcol-scout/internal/units"
)

// Config is what an operator sets. The zero value is not valid; see createDefaultConfig.
type Config struct {
	// Threshold is the duration from which on a call is slow, where no rule says otherwise. Longer than 0;
	// default 500ms.
	Threshold time.Duration `mapstructure:"threshold"`
	// Rules give calls thresholds of their own; the first that matches a call wins. Default: none.
	Rules []Rule `mapstructure:"rules"`
	// Baseline tells how the processor learns what is normal for a statement.
	Baseline BaselineConfig `mapstructure:"baseline"`
	// QueryText is what becomes of db.query.text (and db.statement) on every database and cache span:
	// keep (default), normalize or drop.
	QueryText QueryText `mapstructure:"query_text"`
	// MaxStatements bounds the cache of normalised texts and summaries, in statements. It costs at most 2 KiB of
	// memory for each, everything included: 20 MiB by default, 0.5 MiB of it from the start and the rest as
	// statements come. Statements beyond it cost time, not memory: their texts are written anew. At least 1;
	// default 10000.
	MaxStatements int `mapstructure:"max_statements"`
	// Findings names the extension that slow calls and the table of statements go to. Default: all that take them.
	Findings *component.ID `mapstructure:"findings"`

	unitless []error // durations written without a unit
}

// BaselineConfig tells how the processor learns what is normal for each statement of each service. A call that took
// more than Factor times what 95 of 100 normal calls take at most is a finding, even below its threshold.
type BaselineConfig struct {
	// Enabled makes calls that are slow for their statement findings. Default true.
	Enabled bool `mapstructure:"enabled"`
	// Factor is how many times longer than the 95th percentile a call is to take. More than 1; default 3.
	Factor float64 `mapstructure:"factor"`
	// MinSamples is how many calls are to be seen before any is judged by them. At least 1; default 100.
	MinSamples int `mapstructure:"min_samples"`
	// MinDuration is the duration below which no call is a finding by its baseline. Not negative; default 20ms.
	MinDuration time.Duration `mapstructure:"min_duration"`
	// HalfLife is how long it takes until a call counts half, and how long a statement is to stay slower until that is
	// the new normal. Positive; default 24h.
	HalfLife time.Duration `mapstructure:"half_life"`
	// MaxStatements bounds the statements that are remembered, one for each service that makes them; the one not seen
	// for the longest time goes first. It takes at most 7 KiB for each, mostly below 1.5 KiB. At least 1; default 10000.
	MaxStatements int `mapstructure:"max_statements"`
}

// Rule gives the calls that match all of its conditions a threshold. At least one condition is set.
type Rule struct {
	// Service is the service.name of the resource.
	Service string `mapstructure:"service"`
	// System is the database: a db.system.name such as postgresql, or its legacy name (mssql).
	System string `mapstructure:"system"`
	// Operation is the operation in any letter case: SELECT, GET, find.
	Operation string `mapstructure:"operation"`
	// Collection is a table or collection the call names, in any letter case and without quotes.
	Collection string `mapstructure:"collection"`
	// Threshold is the duration from which on such a call is slow. Longer than 0.
	Threshold time.Duration `mapstructure:"threshold"`
}

// QueryText is what becomes of the statement's text.
type QueryText string

// The values of query_text.
const (
	QueryTextKeep      QueryText = "keep"
	QueryTextNormalize QueryText = "normalize"
	QueryTextDrop      QueryText = "drop"
)

// Unmarshal implements confmap.Unmarshaler.
func (c *Config) Unmarshal(conf *confmap.Conf) (err error) {
	c.unitless, err = units.Unmarshal(conf, c)
	return err
}

// Validate checks every setting and joins the errors, each starting with the path of its key.
func (c *Config) Validate() error {
	errs := append(slices.Clone(c.unitless), positive("threshold", c.Threshold)...)
	for i := range c.Rules {
		errs = append(errs, c.Rules[i].errors(fmt.Sprintf("rules[%d]", i))...)
	}
	errs = append(errs, c.Baseline.errors()...)
	switch c.QueryText {
	case QueryTextKeep, QueryTextNormalize, QueryTextDrop:
	default:
		errs = append(errs, fmt.Errorf("query_text: unknown value %q; use keep, normalize or drop", c.QueryText))
	}
	if c.MaxStatements < 1 {
		errs = append(errs, fmt.Errorf("max_statements: must be at least 1, got %d", c.MaxStatements))
	}
	return errors.Join(errs...)
}

func (c *BaselineConfig) errors() []error {
	var errs []error
	if !(c.Factor > 1) || math.IsInf(c.Factor, 1) {
		errs = append(errs, fmt.Errorf("baseline.factor: must be a number above 1, got %v", c.Factor))
	}
	if c.MinSamples < 1 {
		errs = append(errs, fmt.Errorf("baseline.min_samples: must be at least 1, got %d", c.MinSamples))
	}
	if c.MinDuration < 0 {
		errs = append(errs, fmt.Errorf("baseline.min_duration: must not be negative, got %v", c.MinDuration))
	}
	errs = append(errs, positive("baseline.half_life", c.HalfLife)...)
	if c.MaxStatements < 1 {
		errs = append(errs, fmt.Errorf("baseline.max_statements: must be at least 1, got %d", c.MaxStatements))
	}
	return errs
}

func (r *Rule) errors(path string) []error {
	errs := positive(path+".threshold", r.Threshold)
	if r.Service == "" && r.System == "" && r.Operation == "" && r.Collection == "" {
		errs = append(errs, fmt.Errorf("%s: matches every call; name a service, system, operation or collection, or set the top-level threshold", path))
	}
	return errs
}

func positive(key string, d time.Duration) []error {
	if d <= 0 {
		return []error{fmt.Errorf("%s: must be positive, got %v", key, d)}
	}
	return nil
}
