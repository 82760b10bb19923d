package slowqueryprocessor

import (
	"strings"
	"time"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// fastThreshold is the threshold of stores that answer in well under a millisecond when all is well: caches and
// MongoDB. Source: slowOpThresholdMs of MongoDB, 100 ms.
const fastThreshold = 100 * time.Millisecond

// thresholds finds the threshold of a call.
type thresholds struct {
	rules    []Rule
	fallback time.Duration
	fast     time.Duration
	shortest time.Duration // of them all: what took less needs no look at the rules
}

func newThresholds(cfg *Config) thresholds {
	t := thresholds{fallback: cfg.Threshold, fast: min(cfg.Threshold, fastThreshold)}
	t.shortest = t.fast
	for _, rule := range cfg.Rules {
		rule.System, rule.Collection = dbspan.StableSystem(rule.System), unquote(rule.Collection)
		t.rules = append(t.rules, rule)
		t.shortest = min(t.shortest, rule.Threshold)
	}
	return t
}

// of returns the threshold of the first rule that matches, else the built-in one.
func (t *thresholds) of(q *query, service string) time.Duration {
	for i := range t.rules {
		if t.rules[i].matches(q, service) {
			return t.rules[i].Threshold
		}
	}
	if q.Kind == dbspan.Cache || q.System == "mongodb" {
		return t.fast
	}
	return t.fallback
}

func (r *Rule) matches(q *query, service string) bool {
	return (r.Service == "" || r.Service == service) &&
		(r.System == "" || r.System == q.System) &&
		(r.Operation == "" || r.hasOperation(q)) &&
		(r.Collection == "" || r.hasCollection(q))
}

// hasOperation compares the operation that the span names and the first word of the summary: where the text was dropped
// since, the summary still says what it did.
func (r *Rule) hasOperation(q *query) bool {
	first, _, _ := strings.Cut(q.summary, " ")
	return strings.EqualFold(r.Operation, q.Operation) || strings.EqualFold(r.Operation, first)
}

// hasCollection compares the collection that the span names; where it names none, every target of the summary.
func (r *Rule) hasCollection(q *query) bool {
	if q.Collection != "" {
		return r.isCollection(q.Collection)
	}
	_, targets, _ := strings.Cut(q.summary, " ")
	for target := range strings.FieldsSeq(targets) {
		if r.isCollection(target) {
			return true
		}
	}
	return false
}

// isCollection compares the name with and without its schema.
func (r *Rule) isCollection(name string) bool {
	name = unquote(name)
	if at := len(name) - len(r.Collection); at > 0 && name[at-1] == '.' {
		name = name[at:]
	}
	return strings.EqualFold(r.Collection, name)
}

var quotes = strings.NewReplacer(`"`, "", "`", "", "[", "", "]", "")

func unquote(name string) string { return quotes.Replace(name) }
