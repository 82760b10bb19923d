package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/input"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/judge"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// Report is everything that a run says.
type Report struct {
	Input     input.Counts
	Groups    []Group // as Groups sorts them
	Endpoints []judge.Endpoint
	Places    map[judge.Place]bool
	Scope     judge.Scope
	Budgets   []Spent
	// Gone is how many findings of the baseline were not found.
	Gone int

	// SourceRoot is the folder of the source code where the application ran; file names below it are written from
	// there. Evidence is the file that was checked, for findings that name no place in the source.
	SourceRoot, Evidence string
}

// Spent is a budget and how many findings count against it.
type Spent struct {
	Kind     finding.Kind `json:"kind"`
	Selector string       `json:"selector"`
	Limit    int          `json:"limit"`
	Found    int          `json:"found"`
}

// Over tells whether more was found than is allowed.
func (s Spent) Over() bool { return s.Found > s.Limit }

// Over tells whether any budget is exceeded.
func (r *Report) Over() bool {
	for _, budget := range r.Budgets {
		if budget.Over() {
			return true
		}
	}
	return false
}

// Writers are the formats by name.
var Writers = map[string]func(*Report, io.Writer) error{
	"text": (*Report).Text, "json": (*Report).JSON, "sarif": (*Report).SARIF, "junit": (*Report).JUnit,
}

// title names what was found.
func (g *Group) title() string {
	if g.Kind == finding.KindNPlusOne {
		return "N+1"
	}
	return "Slow query"
}

// call names the call shortly. A command alone, as Redis has it, could as well be one of HTTP: its system goes before it.
func (g *Group) call() string {
	switch {
	case g.Worst.Summary == "":
		return g.Worst.Text
	case g.Worst.System != "" && !strings.ContainsRune(g.Worst.Summary, ' '):
		return g.Worst.System + " " + g.Worst.Summary
	default:
		return g.Worst.Summary
	}
}

// place says where it was found, for people.
func (g *Group) place() string {
	route := g.Route
	if route == "" {
		route = "a span that did not arrive"
	}
	if len(g.Requests) == 1 && g.Requests[0] != g.Route {
		route += ", below " + g.Requests[0]
	}
	if g.Service != "" {
		route += " (" + g.Service + ")"
	}
	return route
}

// what says what happened, for people.
func (g *Group) what() string {
	took := milliseconds(g.Worst.Duration)
	if n := g.Worst.NPlusOne; n != nil {
		return fmt.Sprintf("%s ran %d times below one span, %s in all at worst; seen %s", g.call(), n.Repeats, took, times(g.Count))
	}
	limit := ""
	if s := g.Worst.SlowQuery; s != nil {
		limit = ", where " + milliseconds(s.Threshold) + " is the limit"
	}
	return fmt.Sprintf("%s took %s at worst%s; seen %s", g.call(), took, limit, times(g.Count))
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}
