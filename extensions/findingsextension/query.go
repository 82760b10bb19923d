package findingsextension

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const (
	defaultLimit = 50
	maxLimit     = 200
)

// query is which findings are asked for.
type query struct {
	id                             *uint64 // nil: any, as below
	service, route, kind, severity *string
	order                          order
	limit                          int
	after                          *cursor
}

// parameters reads the values of a request's query. Each name may come once, and only known ones.
type parameters struct {
	values url.Values
	known  map[string]bool
	err    *problem
}

func readQuery(values url.Values) (query, *problem) {
	p := parameters{values, map[string]bool{}, nil}
	q := query{
		id: p.hex("id"), service: p.text("service"), route: p.text("route"),
		kind:     p.oneOf("kind", string(finding.KindNPlusOne), string(finding.KindSlowQuery)),
		severity: p.oneOf("severity", string(finding.SeverityWarn), string(finding.SeverityInfo)),
		limit:    p.limit(maxLimit),
	}
	by, from := p.text("order"), p.text("cursor")
	if err := p.end(); err != nil {
		return q, err
	}
	var err *problem
	if by == nil {
		q.order = orders[0]
	} else if q.order, err = orderNamed(*by); err != nil {
		return q, err
	}
	if from != nil {
		q.after, err = q.order.cursorOf(*from)
	}
	return q, err
}

func (p *parameters) fail(err *problem) {
	if p.err == nil {
		p.err = err
	}
}

func (p *parameters) text(name string) *string {
	p.known[name] = true
	values := p.values[name]
	switch len(values) {
	case 0:
		return nil
	case 1:
		return &values[0]
	default:
		p.fail(badRequest("%s: came %d times; give it once", name, len(values)))
		return nil
	}
}

func (p *parameters) oneOf(name string, allowed ...string) *string {
	value := p.text(name)
	if value != nil && !slices.Contains(allowed, *value) {
		p.fail(badRequest("%s: %q is not known; use one of %s", name, *value, strings.Join(allowed, ", ")))
	}
	return value
}

func (p *parameters) hex(name string) *uint64 {
	value := p.text(name)
	if value == nil {
		return nil
	}
	id, ok := finding.ParseHex(*value)
	if !ok {
		p.fail(badRequest("%s: %q is not one of a finding; it has 16 hexadecimal digits", name, *value))
	}
	return &id
}

func (p *parameters) limit(most int) int {
	value := p.text("limit")
	if value == nil {
		return min(defaultLimit, most)
	}
	n, err := strconv.Atoi(*value)
	if err != nil || n < 1 || n > most {
		p.fail(badRequest("limit: %q is not a number from 1 to %d", *value, most))
	}
	return n
}

// end gives the first thing that was wrong; what is not known is wrong, too.
func (p *parameters) end() *problem {
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if !p.known[name] {
			p.fail(badRequest("%s: is not a parameter here; use %s", name, p.names()))
		}
	}
	return p.err
}

func (p *parameters) names() string {
	if len(p.known) == 0 {
		return "none"
	}
	return strings.Join(slices.Sorted(maps.Keys(p.known)), ", ")
}

func (q *query) matches(g *group) bool {
	return (q.id == nil || *q.id == g.id) && is(q.service, g.service) && is(q.route, g.route) && is(q.kind, string(g.kind)) && is(q.severity, string(g.severity))
}

func is(wanted *string, have string) bool { return wanted == nil || *wanted == have }

// page is a part of a list in its order.
type page struct {
	groups   []group
	matching int
	wasted   time.Duration // by all that match
	next     string        // cursor of the page after it; empty on the last
	services []string
}

// page answers the query.
func (s *store) page(q *query) page {
	services := map[string]bool{}
	groups := s.each(func(g *group) bool {
		services[g.service] = true
		return q.matches(g)
	})
	p := page{matching: len(groups), services: slices.Sorted(maps.Keys(services))}
	for i := range groups {
		p.wasted = plus(p.wasted, groups[i].wasted)
	}
	var more bool
	if p.groups, more = q.order.first(groups, q.after, q.limit); more {
		p.next = q.order.cursorAfter(&p.groups[q.limit-1])
	}
	return p
}

// find gives the group with the id.
func (s *store) find(id uint64) (group, bool) {
	found := s.each(func(g *group) bool { return g.id == id })
	if len(found) == 0 {
		return group{}, false
	}
	return found[0], true
}
