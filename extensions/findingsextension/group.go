package findingsextension

import (
	"math"
	"slices"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Bounds of what one group keeps, in bytes.
const (
	maxText = 8 << 10
	maxHint = 1 << 10
	maxName = 256
	maxVia  = 16 // names
	// groupBytes is what a group takes beside its strings: the record, its place in the map and the slots, and the
	// evidence of its example.
	groupBytes = 2 << 10
)

// key is what findings of one group have in common. The route is the name of the request's span or, where that is not
// known, of the span that the finding is about.
type key struct {
	service, route string
	kind           finding.Kind
	fingerprint    uint64
}

// group is what is known of the findings with one key.
type group struct {
	key
	id       uint64 // hash of the key: the same in every collector
	severity finding.Severity
	count    int64
	first    time.Time
	last     time.Time
	wasted   time.Duration // but for held
	held     time.Duration // wasted by calls that an N+1 counts already
	longest  time.Duration
	worst    finding.Finding // the one that wasted the most; the first of several
	cost     time.Duration   // what worst wasted
	change   uint64          // number of the store's last change that was one of this group

	born         uint64 // another for each group there ever was
	bytes        int
	slot         int
	ring         *ring
	older, newer *group
}

func keyOf(f *finding.Finding) key {
	route := f.Route
	if route == "" {
		route = f.SpanName
	}
	return key{finding.Shorten(f.Service, maxName), finding.Shorten(route, maxName), f.Kind, f.Fingerprint}
}

// hash separates the strings by a byte that neither UTF-8 text has.
func (k *key) hash() uint64 {
	var digest xxhash.Digest
	digest.Reset()
	for _, part := range []string{k.service, k.route, string(k.kind), finding.Hex(k.fingerprint)} {
		_, _ = digest.WriteString(part) // a hash never fails to take bytes
		_, _ = digest.WriteString("\xff")
	}
	return digest.Sum64()
}

// sighting is what a finding is to its group.
type sighting struct {
	cost   time.Duration // what it wasted
	before time.Duration // that of it that was told before
	again  bool          // it was told before
	held   time.Duration // that of cost - before that an N+1 counts already
}

func (s *sighting) more() time.Duration { return max(s.cost-s.before, 0) }

// add counts a finding seen now. It is false where nothing changed.
func (g *group) add(f *finding.Finding, seen *sighting, now time.Time) bool {
	if !seen.again {
		g.count++
		g.last = now
	}
	upgraded := f.Severity == finding.SeverityWarn && g.severity != finding.SeverityWarn
	if seen.again && seen.more() == 0 && !upgraded {
		return false
	}
	g.wasted, g.held = plus(g.wasted, seen.more()-seen.held), plus(g.held, seen.held)
	g.longest = max(g.longest, f.Duration)
	if g.severity == "" || upgraded {
		g.severity = f.Severity
	}
	if g.worst.ID == "" || seen.cost > g.cost || seen.again && f.ID == g.worst.ID {
		g.keep(f, seen.cost)
	}
	return true
}

// keep makes the finding the example, every text of it cut to its bound.
func (g *group) keep(f *finding.Finding, cost time.Duration) {
	g.worst, g.cost = *f, cost
	w := &g.worst
	w.Text, w.Hint = finding.Shorten(f.Text, maxText), finding.Shorten(f.Hint, maxHint)
	for _, name := range []*string{&w.Service, &w.SpanName, &w.Route, &w.System, &w.Summary, &w.Code.Function, &w.Code.File} {
		*name = finding.Shorten(*name, maxName)
	}
	if f.NPlusOne != nil {
		w.NPlusOne = cut(f.NPlusOne)
	}
	g.bytes = g.size()
}

// cut gives the evidence with its lists and texts within their bounds. The finding's own is left as it is, and kept where
// it is within them: nobody changes a finding that was told.
func cut(n *finding.NPlusOne) *finding.NPlusOne {
	tooLong := func(name string) bool { return len(name) > maxName }
	if len(n.Via) <= maxVia && len(n.SpanIDs) <= finding.MaxSpanIDs && len(n.Starts) <= finding.MaxSpanIDs &&
		!tooLong(n.Source) && !slices.ContainsFunc(n.Via, tooLong) {
		return n
	}
	kept := *n
	kept.Source = finding.Shorten(n.Source, maxName)
	kept.Via = nil
	for _, name := range n.Via[:min(len(n.Via), maxVia)] {
		kept.Via = append(kept.Via, finding.Shorten(name, maxName))
	}
	kept.SpanIDs = n.SpanIDs[:min(len(n.SpanIDs), finding.MaxSpanIDs)]
	kept.Starts = n.Starts[:min(len(n.Starts), finding.MaxSpanIDs)]
	return &kept
}

func (g *group) size() int {
	w := &g.worst
	n := groupBytes + len(g.service) + len(g.route)
	for _, text := range []string{w.Text, w.Hint, w.Service, w.SpanName, w.Route, w.System, w.Summary, w.Code.Function, w.Code.File} {
		n += len(text)
	}
	if w.NPlusOne != nil {
		n += len(w.NPlusOne.Source)
		for _, name := range w.NPlusOne.Via {
			n += len(name)
		}
	}
	return n
}

// plus adds two durations that are not negative, and stays at the greatest there is.
func plus(a, b time.Duration) time.Duration {
	if a > math.MaxInt64-b {
		return math.MaxInt64
	}
	return a + b
}
