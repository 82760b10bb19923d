package slowqueryprocessor

import (
	"math"
	"time"

	"github.com/DataDog/sketches-go/ddsketch"
	"github.com/DataDog/sketches-go/ddsketch/mapping"
	"github.com/DataDog/sketches-go/ddsketch/store"
)

// Every sketch is right to 2 % and has at most 256 bins of 8 bytes: a range of 1 to 28,000, the shortest durations
// beyond it in one bin.
const (
	sketchAccuracy = 0.02
	sketchBins     = 256
)

// baseline is what is normal for one statement of one service. Durations that were not normal are kept apart, so that
// a statement which gets slower does not make itself look normal.
type baseline struct {
	normal  *ddsketch.DDSketch
	early   *ddsketch.DDSketch // the older half of the samples, while they are few
	outside *ddsketch.DDSketch // findings, and the older half of the first samples where they were slow
	samples int64              // calls behind normal and early, not decayed
	ready   bool
	cold    bool          // the older half of the first samples was slow
	p95     time.Duration // of normal, when stale was 0
	limit   time.Duration // factor × p95
	stale   int           // calls learned since then
	decayed time.Time     // when the last step of time began
	change  change
}

// change is how far what is normal has changed: the steps of time in a row in which most calls were findings.
type change struct {
	lead  int64 // findings in this step, less the other calls
	found int64 // findings since the first of the steps
	steps int
}

// count adds a call.
func (c *change) count(isFinding bool) {
	if isFinding {
		c.lead++
		c.found++
		return
	}
	c.lead--
}

// step ends a step of time.
func (c *change) step() {
	if c.lead <= 0 {
		*c = change{}
		return
	}
	c.lead = 0
	c.steps++
}

// learning is how baselines learn.
type learning struct {
	BaselineConfig
	mapping mapping.IndexMapping
}

func newLearning(cfg BaselineConfig) (learning, error) {
	m, err := mapping.NewCubicallyInterpolatedMapping(sketchAccuracy)
	return learning{cfg, m}, err
}

// refreshAfter bounds how many calls are judged by an old limit.
const refreshAfter = 32

// exceeds tells whether the duration is not normal.
func (b *baseline) exceeds(l *learning, took time.Duration) bool {
	if !b.ready || took < l.MinDuration || took <= b.limit {
		return false
	}
	b.refresh(l)
	return took > b.limit
}

// learn adds a call that was judged already.
func (b *baseline) learn(l *learning, took time.Duration, isFinding bool, now time.Time) {
	b.decay(l, now)
	b.change.count(isFinding)
	if isFinding {
		l.add(&b.outside, took)
		b.adoptNewNormal(l)
		return
	}
	b.samples++
	b.stale++
	switch {
	case b.ready:
		l.add(&b.normal, took)
		if b.stale >= refreshAfter {
			b.refresh(l)
		}
	case !b.cold && b.samples <= int64(l.MinSamples)/2:
		l.add(&b.early, took)
	default:
		l.add(&b.normal, took)
		b.finishLearning(l)
	}
}

func (l *learning) add(to **ddsketch.DDSketch, took time.Duration) {
	if *to == nil {
		*to = ddsketch.NewDDSketch(l.mapping, store.NewCollapsingLowestDenseStore(sketchBins), store.NewCollapsingLowestDenseStore(1))
	}
	_ = (*to).Add(took.Seconds()) // it fails for values beyond 1e308 only
}

// finishLearning takes the older half of the samples as normal, too, unless it was slow: the first calls after a start
// meet cold caches. Then learning goes on with the newer half.
func (b *baseline) finishLearning(l *learning) {
	if b.samples < int64(l.MinSamples) {
		return
	}
	if b.early != nil && float64(quantile(b.early, p95)) > l.Factor*float64(quantile(b.normal, p95)) {
		b.cold = true
		b.samples -= int64(l.MinSamples) / 2
		merge(&b.outside, b.early)
		b.early = nil
		return
	}
	merge(&b.normal, b.early)
	b.early, b.ready, b.stale, b.change = nil, true, refreshAfter, change{}
}

// merge adds the calls of one sketch to another; either may be nil.
func merge(to **ddsketch.DDSketch, from *ddsketch.DDSketch) {
	switch {
	case from == nil:
	case *to == nil:
		*to = from.Copy()
	default:
		_ = (*to).MergeWith(from) // it fails for other mappings only
	}
}

// steps is how many steps of time a half-life has.
const steps = 8

// adoptNewNormal ends the exception: where most calls were findings throughout a half-life, and as many of them as are
// to be seen before any is judged, they are the new normal. It goes by time rather than by the weight of the calls: a
// storm of retries is no new normal, however many they are, and a statement that runs once an hour has one, too.
func (b *baseline) adoptNewNormal(l *learning) {
	if !b.ready || b.change.steps < steps || b.change.found < int64(l.MinSamples) {
		return
	}
	*b = baseline{normal: b.outside, samples: b.change.found, ready: true, stale: refreshAfter, decayed: b.decayed}
}

// decay halves the weight of all calls in each half-life, in steps of an eighth at least, to save work. What is normal keeps the
// weight of min_samples calls, so that a statement that runs once a day keeps its baseline.
func (b *baseline) decay(l *learning, now time.Time) {
	age := now.Sub(b.decayed)
	if b.decayed.IsZero() || age < 0 {
		b.decayed = now
		return
	}
	if age < l.HalfLife/steps {
		return
	}
	b.decayed = now
	b.change.step()
	weight := math.Exp2(-float64(age) / float64(l.HalfLife))
	if b.ready {
		b.decayNormal(l, weight)
	}
	if b.outside == nil {
		return
	}
	if weight*b.outside.GetCount() < 1 {
		b.outside = nil
		return
	}
	_ = b.outside.Reweight(weight)
}

func (b *baseline) decayNormal(l *learning, weight float64) {
	if least := float64(l.MinSamples) / b.normal.GetCount(); least < 1 {
		_ = b.normal.Reweight(max(weight, least)) // it fails for weights that are not positive only
		b.stale++
	}
}

// refresh works out the limit anew.
func (b *baseline) refresh(l *learning) {
	if b.stale > 0 {
		b.p95 = quantile(b.normal, p95)
		b.limit = durationOf(l.Factor * float64(b.p95))
		b.stale = 0
	}
}

// The quantiles that are asked for.
const (
	p50 = 0.50
	p95 = 0.95
	p99 = 0.99
)

// quantile is 0 for a sketch with nothing in it.
func quantile(sketch *ddsketch.DDSketch, q float64) time.Duration {
	if sketch == nil {
		return 0
	}
	seconds, err := sketch.GetValueAtQuantile(q)
	if err != nil {
		return 0
	}
	return durationOf(seconds * float64(time.Second))
}

// durationOf is the longest duration there is where the nanoseconds are more: they would come out negative.
func durationOf(nanoseconds float64) time.Duration {
	if nanoseconds >= math.MaxInt64 {
		return math.MaxInt64
	}
	return time.Duration(nanoseconds)
}
