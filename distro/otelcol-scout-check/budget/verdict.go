package budget

import (
	"slices"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// Apply charges each group to the budget that fits it best and marks it, and says how each budget fared. Groups that
// are known or less severe than least are not counted.
func (b Budgets) Apply(groups []report.Group, known Known, least finding.Severity) []report.Spent {
	spent := make([]report.Spent, len(b))
	for i, budget := range b {
		spent[i] = report.Spent{Kind: budget.Kind, Selector: budget.Selector, Limit: budget.Limit}
	}
	charged := make([]int, len(groups))
	for i := range groups {
		g := &groups[i]
		g.Known = known[g.Key]
		charged[i] = b.bestFor(g)
		g.Counted = charged[i] >= 0 && !g.Known && (least == finding.SeverityInfo || g.Severity == finding.SeverityWarn)
		if g.Counted {
			spent[charged[i]].Found++
		}
	}
	for i := range groups {
		groups[i].Over = groups[i].Counted && spent[charged[i]].Over()
	}
	return spent
}

// bestFor is the index of the budget that says most exactly where the group is, the first of several; -1 for none.
func (b Budgets) bestFor(g *report.Group) int {
	best, most := -1, 0
	for i := range b {
		if fit := b[i].fit(g); fit > most {
			best, most = i, fit
		}
	}
	return best
}

// fit is 0 where the budget is not for the group, and greater the more exactly it says where the group is.
func (b *Budget) fit(g *report.Group) int {
	routes := append([]string{g.Route}, g.Requests...)
	switch {
	case b.Kind != g.Kind:
		return 0
	case b.Selector == "":
		return 1
	case slices.ContainsFunc(routes, func(route string) bool { return b.Selector == g.Service+" "+route }):
		return 4
	case slices.Contains(routes, b.Selector):
		return 3
	case b.Selector == g.Service:
		return 2
	default:
		return 0
	}
}
