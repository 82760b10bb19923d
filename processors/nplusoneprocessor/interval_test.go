package nplusoneprocessor

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
)

func unionOf(intervals ...interval) union {
	var u union
	for _, in := range intervals {
		u.add(in)
	}
	return u
}

func TestUnionCountsOverlapsOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		in   []interval
		want int64
	}{
		"none":             {nil, 0},
		"one":              {[]interval{{10, 20}}, 10},
		"apart":            {[]interval{{10, 20}, {30, 40}, {50, 60}, {70, 80}}, 40},
		"apart, backwards": {[]interval{{70, 80}, {50, 60}, {30, 40}, {10, 20}}, 40},
		"touching":         {[]interval{{10, 20}, {20, 30}}, 20},
		"overlapping":      {[]interval{{10, 20}, {15, 30}}, 20},
		"inside":           {[]interval{{10, 100}, {20, 30}}, 90},
		"around":           {[]interval{{20, 30}, {10, 100}}, 90},
		"bridging":         {[]interval{{10, 20}, {30, 40}, {15, 35}}, 30},
		"equal":            {[]interval{{10, 20}, {10, 20}, {10, 20}}, 10},
		"no length":        {[]interval{{10, 10}, {20, 20}, {30, 30}, {40, 45}}, 5},
	} {
		assert.Equal(t, tc.want, covered([]union{unionOf(tc.in...)}), name)
	}
}

func TestCoveredAcrossUnions(t *testing.T) {
	assert.EqualValues(t, 30, covered([]union{unionOf(interval{10, 20}), unionOf(interval{15, 40})}))
	assert.EqualValues(t, 20, covered([]union{unionOf(interval{10, 20}), unionOf(interval{30, 40})}))
}

func randomIntervals(r *rand.Rand) []interval {
	out := make([]interval, 1+r.IntN(40))
	for i := range out {
		start := int64(1 + r.IntN(1000))
		out[i] = interval{start, start + int64(r.IntN(60))}
	}
	return out
}

// The union is exact for whatever comes in order of the start, and never too small.
func TestUnionAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		in := randomIntervals(r)
		var ticks [1100]bool
		var want int64
		for _, i := range in {
			for at := i.start; at < i.end; at++ {
				if !ticks[at] {
					ticks[at] = true
					want++
				}
			}
		}
		assert.GreaterOrEqual(t, covered([]union{unionOf(in...)}), want)
		assert.Equal(t, want, coveredBy(slices.Clone(in)))
		slices.SortFunc(in, func(a, b interval) int { return int(a.start - b.start) })
		assert.Equal(t, want, covered([]union{unionOf(in...)}))
	}
}

// Taking an interval back and adding it again, as a retry does, changes nothing.
func TestUnionRemoveThenAdd(t *testing.T) {
	for _, again := range []interval{{10, 20}, {30, 40}, {70, 80}} {
		u := unionOf(interval{10, 20}, interval{30, 40}, interval{50, 60}, interval{70, 80})
		u.remove(again)
		assert.EqualValues(t, 30, covered([]union{u}), "%v removed", again)
		u.add(again)
		assert.EqualValues(t, 40, covered([]union{u}), "%v added again", again)
	}
	joined := unionOf(interval{10, 20}, interval{15, 30})
	joined.remove(interval{15, 30})
	joined.add(interval{15, 30})
	assert.EqualValues(t, 20, covered([]union{joined}))
}

func BenchmarkUnionAdd(b *testing.B) {
	b.ReportAllocs()
	var u union
	for at := int64(1); b.Loop(); at += 10 {
		u.add(interval{at, at + 8})
	}
}
