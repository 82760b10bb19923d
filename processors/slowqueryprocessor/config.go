package slowqueryprocessor

import (
	"errors"
	"fmt"
	"time"
)

// Config is what an operator sets. The zero value is not valid; see createDefaultConfig.
type Config struct {
	// Threshold is the duration from which on a call is slow, where no rule says otherwise. Longer than 0;
	// default 500ms.
	Threshold time.Duration `mapstructure:"threshold"`
	// Rules give calls thresholds of their own; the first that matches a call wins. Default: none.
	Rules []Rule `mapstructure:"rules"`
	// QueryText is what becomes of db.query.text (and db.statement) on every database and cache span:
	// keep (default), normalize or drop.
	QueryText QueryText `mapstructure:"query_text"`
	// MaxStatements bounds the cache of normalised texts and summaries, in statements. It costs at most 2 KiB of
	// memory for each, everything included: 20 MiB by default, 0.5 MiB of it from the start and the rest as
	// statements come. Statements beyond it cost time, not memory: their texts are written anew. At least 1;
	// default 10000.
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

// Validate checks every setting and joins the errors, each starting with the path of its key.
func (c *Config) Validate() error {
	var errs []error
	if c.Threshold <= 0 {
		errs = append(errs, fmt.Errorf("threshold: must be positive, got %v", c.Threshold))
	}
	for i := range c.Rules {
		errs = append(errs, c.Rules[i].errors(fmt.Sprintf("rules[%d]", i))...)
	}
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

func (r *Rule) errors(path string) []error {
	var errs []error
	if r.Threshold <= 0 {
		errs = append(errs, fmt.Errorf("%s.threshold: must be positive, got %v", path, r.Threshold))
	}
	if r.Service == "" && r.System == "" && r.Operation == "" && r.Collection == "" {
		errs = append(errs, fmt.Errorf("%s: matches every call; name a service, system, operation or collection, or set the top-level threshold", path))
	}
	return errs
}
