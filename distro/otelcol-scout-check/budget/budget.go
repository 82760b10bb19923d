package budget

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Budget allows a number of findings of a kind: everywhere or, with a selector, at one service or one route.
type Budget struct {
	Kind finding.Kind
	// Selector is a service, a route, or both with a blank between; empty for everywhere.
	Selector string
	// Limit is how many findings are allowed. 0 allows none.
	Limit int
}

// String is the budget as it is given.
func (b Budget) String() string {
	if b.Selector == "" {
		return fmt.Sprintf("%s=%d", b.Kind, b.Limit)
	}
	return fmt.Sprintf("%s@%s=%d", b.Kind, b.Selector, b.Limit)
}

// Budgets is a flag that may be given several times.
type Budgets []Budget

var kinds = []finding.Kind{finding.KindNPlusOne, finding.KindSlowQuery}

// Default allows nothing.
func Default() Budgets {
	var b Budgets
	for _, kind := range kinds {
		b = append(b, Budget{Kind: kind})
	}
	return b
}

// String lists the budgets with commas between.
func (b *Budgets) String() string {
	var parts []string
	for _, budget := range *b {
		parts = append(parts, budget.String())
	}
	return strings.Join(parts, ",")
}

// Set adds budgets: KIND=N or KIND@SELECTOR=N, with commas between. A selector may hold commas and equals signs.
func (b *Budgets) Set(text string) error {
	for _, part := range split(text) {
		budget, err := parse(part)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(*b, func(other Budget) bool { return other.Kind == budget.Kind && other.Selector == budget.Selector }) {
			return fmt.Errorf("%q: there are two budgets for the same; remove one", part)
		}
		*b = append(*b, budget)
	}
	return nil
}

// split cuts at commas, but not inside a selector: that goes on until another kind follows.
func split(text string) (parts []string) {
	for _, piece := range strings.Split(text, ",") {
		if n := len(parts); n > 0 && strings.Contains(parts[n-1], "@") && !startsBudget(piece) {
			parts[n-1] += "," + piece
			continue
		}
		parts = append(parts, piece)
	}
	return parts
}

func startsBudget(piece string) bool {
	return slices.ContainsFunc(kinds, func(kind finding.Kind) bool {
		rest, ok := strings.CutPrefix(strings.TrimSpace(piece), string(kind))
		return ok && (strings.HasPrefix(rest, "=") || strings.HasPrefix(rest, "@"))
	})
}

func parse(part string) (Budget, error) {
	part = strings.TrimSpace(part)
	at := strings.LastIndexByte(part, '=')
	if at < 0 {
		return Budget{}, fmt.Errorf("%q: has no number; write for example n_plus_one=0", part)
	}
	limit, err := strconv.Atoi(part[at+1:])
	if err != nil || limit < 0 {
		return Budget{}, fmt.Errorf("%q: %q is no number of findings; write 0 to allow none", part, part[at+1:])
	}
	kind, selector, selects := strings.Cut(part[:at], "@")
	if !slices.Contains(kinds, finding.Kind(kind)) {
		return Budget{}, fmt.Errorf("%q: there is no kind %q; use n_plus_one or slow_query", part, kind)
	}
	if selector = strings.TrimSpace(selector); selects && selector == "" {
		return Budget{}, fmt.Errorf("%q: nothing stands behind the @; name a service or a route, or leave out the @", part)
	}
	return Budget{finding.Kind(kind), selector, limit}, nil
}
