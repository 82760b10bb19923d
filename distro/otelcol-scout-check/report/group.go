package report

import (
	"cmp"
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/judge"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// Key is what the findings of one group have in common. The route is the name of the request's span or, for an N+1, of
// the span that makes the calls; empty where that did not arrive.
type Key struct {
	Service     string       `json:"service"`
	Kind        finding.Kind `json:"kind"`
	Route       string       `json:"route"`
	Fingerprint string       `json:"fingerprint"`
}

// ID is a hash of the key, the same in every run and on the page of findings.
func (k *Key) ID() string {
	var digest xxhash.Digest
	digest.Reset()
	for _, part := range []string{k.Service, k.Route, string(k.Kind), k.Fingerprint} {
		_, _ = digest.WriteString(part) // a hash never fails to take bytes
		_, _ = digest.WriteString("\xff")
	}
	return finding.Hex(digest.Sum64())
}

// Group is one thing to fix: it may have been found in many traces.
type Group struct {
	Key
	Severity finding.Severity
	// Requests are the names of the requests it was found in, sorted; a request that is not known is left out.
	Requests []string
	// Count is how often it was found.
	Count int
	// Wasted is the time that a fix would have given back in all of them.
	Wasted time.Duration
	// Worst is the finding that wasted the most; of equals the one with the lowest id.
	Worst finding.Finding

	// Known is set where the baseline has the group, Counted where a budget holds it, and Over where that budget is
	// exceeded.
	Known, Counted, Over bool
}

// Groups puts findings together: the same for findings in any order, sorted by key.
func Groups(found []judge.Found) []Group {
	found = unique(found)
	groups := map[Key]*Group{}
	for i := range found {
		key := keyOf(&found[i])
		g, ok := groups[key]
		if !ok {
			g = &Group{Key: key}
			groups[key] = g
		}
		g.add(&found[i])
	}
	sorted := make([]Group, 0, len(groups))
	for _, g := range groups {
		slices.Sort(g.Requests)
		sorted = append(sorted, *g)
	}
	slices.SortFunc(sorted, func(a, b Group) int { return a.compare(&b.Key) })
	return sorted
}

func keyOf(f *judge.Found) Key {
	return Key{f.Service, f.Kind, cmp.Or(f.Route, f.SpanName), finding.Hex(f.Fingerprint)}
}

func (k *Key) compare(other *Key) int {
	return cmp.Or(cmp.Compare(k.Service, other.Service), cmp.Compare(k.Route, other.Route), cmp.Compare(k.Kind, other.Kind), cmp.Compare(k.Fingerprint, other.Fingerprint))
}

// unique sorts the findings and leaves out what was told twice, an info that became a warn.
func unique(found []judge.Found) []judge.Found {
	sorted := slices.Clone(found)
	slices.SortFunc(sorted, func(a, b judge.Found) int {
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.SpanID.String(), b.SpanID.String()), -cmp.Compare(a.Severity, b.Severity), cmp.Compare(b.Duration, a.Duration))
	})
	return slices.CompactFunc(sorted, func(a, b judge.Found) bool { return a.ID == b.ID && a.SpanID == b.SpanID })
}

func (g *Group) add(f *judge.Found) {
	cost := wasted(&f.Finding)
	if g.Count == 0 || cost > wasted(&g.Worst) {
		g.Worst = f.Finding
	}
	g.Count++
	g.Wasted += cost
	if g.Severity != finding.SeverityWarn {
		g.Severity = f.Severity
	}
	if f.Request != "" && !slices.Contains(g.Requests, f.Request) {
		g.Requests = append(g.Requests, f.Request)
	}
}

// wasted is what the page of findings orders by: of an N+1 what all its calls but one took; of a call slower than normal
// what it took beyond the normal 95th percentile; of any other slow call all of it.
func wasted(f *finding.Finding) time.Duration {
	took := max(f.Duration, 0)
	switch {
	case f.NPlusOne != nil && f.NPlusOne.Repeats > 0:
		return took - took/time.Duration(f.NPlusOne.Repeats)
	case f.SlowQuery != nil && f.SlowQuery.Reason == finding.ReasonBaseline:
		return max(took-f.SlowQuery.BaselineP95, 0)
	default:
		return took
	}
}

// WorstFirst orders groups by what is to be fixed first: what breaks a budget, then warns, then by the time wasted.
func WorstFirst(groups []Group) []Group {
	sorted := slices.Clone(groups)
	slices.SortStableFunc(sorted, func(a, b Group) int {
		return cmp.Or(-cmp.Compare(rank(&a), rank(&b)), -cmp.Compare(a.Wasted, b.Wasted))
	})
	return sorted
}

func rank(g *Group) (n int) {
	if g.Over {
		n += 2
	}
	if g.Severity == finding.SeverityWarn {
		n++
	}
	return n
}
