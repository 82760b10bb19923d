package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Warning is a doubt about the run itself: something that has a budget and could not have been found. Nothing found is
// then no good news.
type Warning struct {
	// Code is the same in every version.
	Code string `json:"code"`
	// Message says what to change. It has no full stop.
	Message string `json:"message"`
}

// The codes of warnings.
const (
	noSpans         = "no_spans"
	noCalls         = "no_calls"
	noParents       = "no_parents"
	noQueries       = "no_queries"
	unmatchedBudget = "unmatched_budget"
)

// Warnings are those about the traces, then the one about budgets, each code once. Kinds without a budget are not checked,
// so nothing is said about them.
func (r *Report) Warnings() []Warning {
	if r.Input.Spans == 0 {
		return []Warning{{noSpans, "there are no spans in the input, so nothing was checked"}}
	}
	all := r.emptyScope()
	if unmatched := r.unmatched(); unmatched != "" {
		all = append(all, Warning{unmatchedBudget, "no service and no span in the traces has the name in " + unmatched + ", so nothing can count there"})
	}
	return all
}

// unmatched lists the budgets that are for nothing in the traces: one for a name that is misspelt would keep the gate
// green for ever.
func (r *Report) unmatched() string {
	var budgets []string
	for _, budget := range r.Budgets {
		if !r.matches(budget) {
			budgets = append(budgets, printable(budget.budget()))
		}
	}
	return strings.Join(budgets, ", ")
}

// emptyScope says which of the kinds with a budget had nothing to be found in.
func (r *Report) emptyScope() (all []Warning) {
	repeated := r.blind(finding.KindNPlusOne, r.Scope.Parented)
	slow := r.blind(finding.KindSlowQuery, r.Scope.Queries)
	if (repeated || slow) && r.Scope.Calls+r.Scope.Queries == 0 {
		return []Warning{{noCalls, fmt.Sprintf("none of the %d spans is a call that is looked at, to a database for example, so nothing could be found; "+
			"is the application's database client instrumented?", r.Input.Spans)}}
	}
	if repeated {
		all = append(all, Warning{noParents, "no call has a parent, so no N+1 could be found; " +
			"is what answers the requests instrumented, too, and does it pass its context on to the calls?"})
	}
	if slow {
		all = append(all, Warning{noQueries, "none of the calls is one to a database or a cache, so no slow query could be found; " +
			"is the application's database client instrumented?"})
	}
	return all
}

// blind tells whether the kind has a budget, and nothing that it could have been found in.
func (r *Report) blind(kind finding.Kind, scope int) bool {
	return scope == 0 &&
		slices.ContainsFunc(r.Budgets, func(s Spent) bool { return s.Kind == kind }) &&
		!slices.ContainsFunc(r.Groups, func(g Group) bool { return g.Kind == kind })
}

// Nothing tells whether no budget is for anything in the traces, so that no finding could have exceeded one.
func (r *Report) Nothing() bool {
	return !slices.ContainsFunc(r.Budgets, r.matches)
}

// matches tells whether the budget is for something in the traces.
func (r *Report) matches(s Spent) bool {
	names := func(service, route string) bool {
		return s.Selector == service || s.Selector == route || s.Selector == service+" "+route
	}
	if r.Input.Spans > 0 && (s.Selector == "" || s.Found > 0) {
		return true
	}
	for place := range r.Places {
		if names(place.Service, place.Name) {
			return true
		}
	}
	return slices.ContainsFunc(r.Groups, func(g Group) bool { return names(g.Service, g.Route) })
}

func (s Spent) budget() string {
	if s.Selector == "" {
		return fmt.Sprintf("%s=%d", s.Kind, s.Limit)
	}
	return fmt.Sprintf("%s@%s=%d", s.Kind, s.Selector, s.Limit)
}
