package findingsextension

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

var parentSpan = pcommon.SpanID{7}

// loop is an N+1 of ten calls, right below the parent or each below a span of its own, from start on.
func loop(trace byte, took time.Duration, via ...string) finding.Finding {
	f := nPlusOneFinding(trace, "GET /posts", 10, took)
	f.SpanID, f.Fingerprint, f.NPlusOne.Via = parentSpan, 5, via
	f.NPlusOne.End = pcommon.NewTimestampFromTime(start.Add(took))
	f.ID = finding.ID(f.Kind, f.TraceID, f.SpanID, f.Fingerprint)
	return f
}

// slowIn is a slow call of the same statement, right below the parent, so long after start.
func slowIn(trace, span byte, parent pcommon.SpanID, after, took time.Duration) finding.Finding {
	f := slowFinding(trace, "GET /posts", "users", took)
	f.SpanID, f.Fingerprint, f.Start = pcommon.SpanID{9, span}, 5, pcommon.NewTimestampFromTime(start.Add(after))
	f.ID = finding.ID(f.Kind, f.TraceID, parent, f.Fingerprint)
	return f
}

// What a slow call wasted is added up once: for the N+1 that it is one of the calls of, whichever is told first.
func TestASlowCallInsideAnNPlusOneCountsOnce(t *testing.T) {
	direct, wrapped := loop(1, 4*time.Second), loop(1, 4*time.Second, "find")
	inside := slowIn(1, 1, parentSpan, time.Second, 2*time.Second)
	wrapper := slowIn(1, 1, pcommon.SpanID{8}, time.Second, 2*time.Second)
	another := func(f finding.Finding, change func(*finding.Finding)) finding.Finding {
		change(&f)
		f.ID = finding.ID(f.Kind, f.TraceID, parentSpan, f.Fingerprint)
		return f
	}
	for name, tc := range map[string]struct {
		found       []finding.Finding
		slow, inN1s time.Duration
	}{
		"before it":                         {[]finding.Finding{inside, direct}, 0, 2 * time.Second},
		"after it":                          {[]finding.Finding{direct, inside}, 0, 2 * time.Second},
		"told twice":                        {[]finding.Finding{direct, inside, inside, direct, inside}, 0, 2 * time.Second},
		"told twice before it":              {[]finding.Finding{inside, inside, direct, inside}, 0, 2 * time.Second},
		"two of its calls":                  {[]finding.Finding{inside, slowIn(1, 2, parentSpan, 3*time.Second, time.Second), direct}, 0, 3 * time.Second},
		"one before, one after":             {[]finding.Finding{inside, direct, slowIn(1, 2, parentSpan, 3*time.Second, time.Second)}, 0, 3 * time.Second},
		"another trace":                     {[]finding.Finding{loop(2, 4*time.Second), inside}, 2 * time.Second, 0},
		"another trace, before":             {[]finding.Finding{inside, loop(2, 4*time.Second)}, 2 * time.Second, 0},
		"another parent":                    {[]finding.Finding{direct, wrapper}, 2 * time.Second, 0},
		"another statement":                 {[]finding.Finding{another(direct, func(f *finding.Finding) { f.Fingerprint = 6 }), inside}, 2 * time.Second, 0},
		"below a wrapper":                   {[]finding.Finding{wrapped, wrapper}, 0, 2 * time.Second},
		"below a wrapper, before":           {[]finding.Finding{wrapper, wrapped}, 0, 2 * time.Second},
		"below a wrapper, not in the loop":  {[]finding.Finding{wrapped, slowIn(1, 1, pcommon.SpanID{8}, 3*time.Second, 2*time.Second)}, 2 * time.Second, 0},
		"before the loop":                   {[]finding.Finding{slowIn(1, 1, pcommon.SpanID{8}, -time.Second, 900*ms), wrapped}, 900 * ms, 0},
		"the loop goes on in another batch": {[]finding.Finding{loop(1, time.Second, "find"), wrapped, wrapper}, 0, 2 * time.Second},
		"of another service":                {[]finding.Finding{another(wrapped, func(f *finding.Finding) { f.Service = "blog" }), wrapper}, 2 * time.Second, 0},
		"beside one that is not":            {[]finding.Finding{inside, direct, slowIn(2, 1, parentSpan, 0, time.Second)}, time.Second, 2 * time.Second},
	} {
		for arranged, p := range map[string]*places{"apart": newPlaces(), "all in one set": {newRecent[place](1, 16)}} {
			t.Run(name+"/"+arranged, func(t *testing.T) {
				s := newStore(10, minBytes, newClock().read)
				s.places = p
				for _, f := range tc.found {
					s.add([]finding.Finding{f})
				}
				kind := string(finding.KindSlowQuery)
				got := s.page(&query{kind: &kind, order: orders[0], limit: 10})
				require.Len(t, got.groups, 1)
				assert.Equal(t, tc.slow, got.groups[0].wasted)
				assert.Equal(t, tc.inN1s, got.groups[0].held)
				assert.Equal(t, tc.slow, got.wasted)
				assert.Equal(t, inside.Text, got.groups[0].worst.Text, "the evidence stays")
			})
		}
	}
}

// The endpoint's time is that of its spans: of the N+1, one call of 300 ms left, and of the slow call nothing on top.
func TestTheTimeOfAnEndpointIsThatOfItsSpans(t *testing.T) {
	s := newStore(10, minBytes, newClock().read)
	s.add([]finding.Finding{slowIn(1, 1, parentSpan, 0, 2*time.Second), loop(1, 3*time.Second)})
	route := "GET /posts"
	got := s.page(&query{route: &route, order: orders[0], limit: 10})
	assert.Equal(t, 2, got.matching)
	assert.Equal(t, 2700*ms, got.wasted)
	assert.EqualValues(t, 3, s.totals().changes, "that the slow call's time fell is a change")
}

// When the N+1 comes at last, the record of the slow call's group may be that of another group.
func TestWhatWaitsIsOfItsGroupAlone(t *testing.T) {
	s := newStore(1, minBytes, newClock().read)
	s.add([]finding.Finding{slowIn(1, 1, parentSpan, 0, 2*time.Second)})
	s.add([]finding.Finding{slowFinding(9, "GET /other", "t", time.Second)}) // takes the place of its group
	s.add([]finding.Finding{slowIn(2, 1, parentSpan, 0, time.Second)})
	before := s.each(everything)[0]
	s.maxGroups = 10
	s.add([]finding.Finding{loop(1, 4*time.Second)})
	for _, g := range s.each(everything) {
		if g.id == before.id {
			assert.Equal(t, before.wasted, g.wasted, "it is not the group that the call was of")
		}
	}
}
