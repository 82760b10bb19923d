package findingsextension

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func everything(*group) bool { return true }

// told are the groups after these findings, what wasted the most time first.
func told(s *store, found ...finding.Finding) []group {
	s.add(found)
	groups := s.each(everything)
	groups, _ = orders[0].first(groups, nil, len(groups))
	return groups
}

func TestFindingsAreGrouped(t *testing.T) {
	base := nPlusOneFinding(1, "GET /posts", 10, 100*ms)
	for name, tc := range map[string]struct {
		change func(*finding.Finding)
		groups int
	}{
		"another trace":       {func(*finding.Finding) {}, 1},
		"another service":     {func(f *finding.Finding) { f.Service = "blog" }, 2},
		"another route":       {func(f *finding.Finding) { f.SpanName = "GET /users" }, 2},
		"another kind":        {func(f *finding.Finding) { f.Kind = finding.KindSlowQuery }, 2},
		"another fingerprint": {func(f *finding.Finding) { f.Fingerprint++ }, 2},
		"the request's name counts before the span's": {func(f *finding.Finding) { f.Route, f.SpanName = "GET /posts", "serialize" }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			other := nPlusOneFinding(2, "GET /posts", 10, 100*ms)
			tc.change(&other)
			assert.Len(t, told(newStore(10, minBytes, newClock().read), base, other), tc.groups)
		})
	}
}

func TestAGroupAddsUpAndKeepsTheWorst(t *testing.T) {
	clock := newClock()
	s := newStore(10, minBytes, clock.read)
	told(s, nPlusOneFinding(1, "GET /posts", 10, 100*ms))
	clock.advance(time.Minute)
	told(s, nPlusOneFinding(2, "GET /posts", 20, 400*ms))
	clock.advance(time.Minute)
	groups := told(s, nPlusOneFinding(3, "GET /posts", 5, 50*ms))
	require.Len(t, groups, 1)
	g := groups[0]
	assert.EqualValues(t, 3, g.count)
	assert.Equal(t, 90*ms+380*ms+40*ms, g.wasted)
	assert.Equal(t, 400*ms, g.longest)
	assert.Equal(t, start, g.first)
	assert.Equal(t, start.Add(2*time.Minute), g.last)
	assert.Equal(t, nPlusOneFinding(2, "GET /posts", 20, 400*ms), g.worst)
}

func TestWasted(t *testing.T) {
	slow := func(reason finding.Reason, p95 time.Duration) finding.Finding {
		return finding.Finding{Duration: 800 * ms, SlowQuery: &finding.SlowQuery{Reason: reason, Threshold: 500 * ms, BaselineP95: p95}}
	}
	for name, tc := range map[string]struct {
		found finding.Finding
		want  time.Duration
	}{
		"all calls but one":                     {finding.Finding{Duration: 100 * ms, NPlusOne: &finding.NPlusOne{Repeats: 10}}, 90 * ms},
		"no calls":                              {finding.Finding{Duration: 100 * ms, NPlusOne: &finding.NPlusOne{}}, 100 * ms},
		"over the threshold":                    {slow(finding.ReasonThreshold, 20*ms), 800 * ms},
		"beyond what is normal":                 {slow(finding.ReasonBaseline, 20*ms), 780 * ms},
		"beyond what is not known":              {slow(finding.ReasonBaseline, 0), 800 * ms},
		"quicker than normal":                   {slow(finding.ReasonBaseline, time.Second), 0},
		"a clock that went back":                {finding.Finding{Duration: -time.Second}, 0},
		"a kind that this package knows not of": {finding.Finding{Duration: ms}, ms},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tc.want, wasted(&tc.found)) })
	}
}

// An N+1 is told as info and again as warn, or with more calls: it is one finding that got worse.
func TestTheSameFindingCountsOnce(t *testing.T) {
	info := nPlusOneFinding(1, "GET /posts", 10, 100*ms)
	info.Severity = finding.SeverityInfo
	warn := nPlusOneFinding(1, "GET /posts", 20, 200*ms)
	s := newStore(10, minBytes, newClock().read)
	groups := told(s, info, nPlusOneFinding(2, "GET /posts", 2, 2*ms), warn, warn, info)
	require.Len(t, groups, 1)
	assert.EqualValues(t, 2, groups[0].count)
	assert.Equal(t, finding.SeverityWarn, groups[0].severity)
	assert.Equal(t, 190*ms+ms, groups[0].wasted)
	assert.EqualValues(t, 20, groups[0].worst.NPlusOne.Repeats)
	assert.EqualValues(t, 3, groups[0].change, "what tells nothing new is no change")
}

// Two slow calls below one span share their id, see finding.ID; they are two.
func TestTwoSlowCallsOfOneIDAreTwo(t *testing.T) {
	one, two := slowFinding(1, "GET /search", "posts", time.Second), slowFinding(1, "GET /search", "posts", time.Second)
	two.SpanID[7] = 9
	groups := told(newStore(10, minBytes, newClock().read), one, two)
	require.Len(t, groups, 1)
	assert.EqualValues(t, 2, groups[0].count)
}

func TestSeverityIsTheWorst(t *testing.T) {
	info := nPlusOneFinding(2, "GET /posts", 10, 100*ms)
	info.Severity = finding.SeverityInfo
	s := newStore(10, minBytes, newClock().read)
	assert.Equal(t, finding.SeverityInfo, told(s, info)[0].severity)
	assert.Equal(t, finding.SeverityWarn, told(s, nPlusOneFinding(1, "GET /posts", 10, 100*ms))[0].severity)
	info.ID, info.SpanID[0] = "another", 77
	assert.Equal(t, finding.SeverityWarn, told(s, info)[0].severity)
}

// What comes again and again stays, however many others come once.
func TestAFloodDoesNotWashAwayWhatComesAgain(t *testing.T) {
	clock := newClock()
	s := newStore(100, 1<<30, clock.read)
	for trace := range byte(2) {
		for i := range 50 {
			s.add([]finding.Finding{nPlusOneFinding(trace, fmt.Sprintf("GET /%d", i), 10, 100*ms)})
		}
	}
	for i := range 10_000 {
		s.add([]finding.Finding{nPlusOneFinding(9, fmt.Sprintf("GET /flood/%d", i), 10, time.Second)})
	}
	kept := s.each(func(g *group) bool { return g.count == 2 })
	assert.Len(t, kept, 50)
	assert.Equal(t, totals{groups: 100, bytes: s.bytes, seen: 10_100, evicted: 9950, changes: 10_100}, s.totals())
	assert.LessOrEqual(t, len(s.slots), 101)
}

// A newcomer has its chance when all the others came more than once: the one not seen for longest goes.
func TestTheOneNotSeenForLongestGoes(t *testing.T) {
	s := newStore(4, minBytes, newClock().read)
	for _, route := range []string{"a", "b", "c", "d"} {
		told(s, nPlusOneFinding(1, route, 10, 100*ms), nPlusOneFinding(2, route, 10, 100*ms))
	}
	told(s, nPlusOneFinding(3, "a", 10, 100*ms))
	var routes []string
	for _, g := range told(s, nPlusOneFinding(1, "new", 10, 100*ms)) {
		routes = append(routes, g.route)
	}
	assert.ElementsMatch(t, []string{"a", "c", "d", "new"}, routes)
}

func TestBytesAreBounded(t *testing.T) {
	const limit = 1 << 20
	s := newStore(1<<20, limit, newClock().read)
	for i := range 2000 {
		f := nPlusOneFinding(1, fmt.Sprintf("GET /%d", i), 10, 100*ms)
		f.Text = strings.Repeat("x", 5000)
		s.add([]finding.Finding{f})
	}
	got := s.totals()
	assert.LessOrEqual(t, got.bytes, limit)
	assert.Greater(t, got.bytes, limit*9/10)
	assert.EqualValues(t, 2000, int64(got.groups)+got.evicted)
	sum := 0
	for _, g := range s.each(everything) {
		sum += g.size()
	}
	assert.Equal(t, sum, got.bytes)
}

func TestTextsAreCut(t *testing.T) {
	long := strings.Repeat("é", maxText)
	f := nPlusOneFinding(1, long, 10, 100*ms)
	f.Service, f.Text, f.Hint, f.System, f.Summary = long, long, long, long, long
	f.Code.Function, f.Code.File, f.NPlusOne.Source = long, long, long
	for range 100 {
		f.NPlusOne.Via = append(f.NPlusOne.Via, long)
	}
	before := f
	g := told(newStore(10, minBytes, newClock().read), f)[0]
	assert.Less(t, g.bytes, groupBytes+maxText+maxHint+(maxVia+10)*maxName)
	assert.Len(t, g.worst.NPlusOne.Via, maxVia)
	assert.LessOrEqual(t, len(g.worst.Text), maxText)
	assert.LessOrEqual(t, len(g.worst.Hint), maxHint)
	assert.LessOrEqual(t, len(g.service), maxName)
	assert.LessOrEqual(t, len(g.route), maxName)
	assert.Equal(t, before, f, "other sinks get the finding, too")
	assert.Len(t, f.NPlusOne.Via, 101)
}

// The id names the group in every collector, so that a link to it can be shared.
func TestIDsAreThoseOfTheKey(t *testing.T) {
	a := told(newStore(10, minBytes, newClock().read), nPlusOneFinding(1, "GET /posts", 10, 100*ms))[0]
	b := told(newStore(10, minBytes, newClock().read), nPlusOneFinding(2, "GET /posts", 3, ms))[0]
	assert.Equal(t, a.id, b.id)
	moved := key{service: "shopGET", route: " /posts", kind: a.kind, fingerprint: a.fingerprint}
	assert.NotEqual(t, a.id, moved.hash(), "where one name ends and the next begins matters")
}

// A reader lets writers in between chunks: a group that is let go of and comes back then, in a slot that is still to be
// visited, is there once.
func TestAGroupThatComesBackIsListedOnce(t *testing.T) {
	s := newStore(2*chunk, 64<<20, newClock().read)
	add := func(i int) { s.add([]finding.Finding{nPlusOneFinding(byte(i), fmt.Sprintf("GET /%d", i), 10, 100*ms)}) }
	for i := range 2 * chunk {
		add(i)
	}
	copies := map[uint64]int{}
	listed := s.each(func(g *group) bool {
		copies[g.id]++
		if g.slot == chunk-1 {
			s.mu.RUnlock() // the end of the chunk
			for i := range chunk + 9 {
				add(2*chunk + i)
			}
			add(0)
			s.mu.RLock()
		}
		return true
	})
	assert.Len(t, listed, len(copies))
	back := keyOf(new(nPlusOneFinding(0, "GET /0", 10, 100*ms)))
	assert.Equal(t, 2, copies[back.hash()], "it was visited twice")
}

// Readers and writers at a time: what is read is whole, and nothing is lost. The race detector looks on.
func TestReadersSeeWholeGroups(t *testing.T) {
	s := newStore(50, minBytes, time.Now)
	var wg sync.WaitGroup
	for w := range byte(4) {
		wg.Go(func() {
			for i := range 500 {
				s.add([]finding.Finding{nPlusOneFinding(w, fmt.Sprintf("GET /%d", i%100), 10, 100*ms)})
			}
		})
	}
	for range 50 {
		for _, g := range s.each(everything) {
			assert.Positive(t, g.count)
			assert.Equal(t, "shop", g.worst.Service)
		}
	}
	wg.Wait()
	got := s.totals()
	assert.EqualValues(t, 2000, got.seen)
	assert.Equal(t, 50, got.groups)
}
