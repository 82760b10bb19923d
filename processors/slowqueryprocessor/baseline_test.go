package slowqueryprocessor

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// learner drives one baseline by a clock of its own.
type learner struct {
	learning
	baseline
	now time.Time
}

func newLearner(t testing.TB, change func(*BaselineConfig)) *learner {
	t.Helper()
	cfg := defaultConfig().Baseline
	if change != nil {
		change(&cfg)
	}
	learning, err := newLearning(cfg)
	require.NoError(t, err)
	return &learner{learning: learning, now: time.Unix(1_700_000_000, 0)}
}

// calls judges and learns n calls, one each interval, and returns how many were no longer normal.
func (l *learner) calls(n int, took, interval time.Duration) (found int) {
	for range n {
		exceeds := l.exceeds(&l.learning, took)
		l.learn(&l.learning, took, exceeds, l.now)
		l.now = l.now.Add(interval)
		if exceeds {
			found++
		}
	}
	return found
}

func (l *learner) limitNow() time.Duration {
	l.stale++
	l.refresh(&l.learning)
	return l.limit
}

const ms = time.Millisecond

func TestNothingExceedsBeforeMinSamples(t *testing.T) {
	l := newLearner(t, nil)
	assert.Zero(t, l.calls(99, 10*ms, time.Second))
	assert.Zero(t, l.calls(1, 400*ms, time.Second), "the hundredth call is the last that is not judged")
	assert.Equal(t, 1, l.calls(1, 400*ms, time.Second))
	assert.EqualValues(t, 100, l.samples)
}

func TestOneSampleIsEnoughWhereAskedFor(t *testing.T) {
	l := newLearner(t, func(c *BaselineConfig) { c.MinSamples = 1 })
	assert.Zero(t, l.calls(1, 10*ms, time.Second))
	assert.Equal(t, 1, l.calls(1, 40*ms, time.Second))
}

// TestLimitFollowsTheP95 holds the rule: factor times the 95th percentile, to the sketch's 2 %.
func TestLimitFollowsTheP95(t *testing.T) {
	l := newLearner(t, func(c *BaselineConfig) { c.Factor = 4 })
	for i := range 1000 {
		l.calls(1, time.Duration(i%100+1)*ms, time.Second) // 1 to 100 ms
	}
	assert.InEpsilon(t, float64(95*ms), float64(l.p95), 0.03)
	assert.InEpsilon(t, float64(4*95*ms), float64(l.limitNow()), 0.03)
}

// TestABurstNeverBecomesNormal holds that slow calls, however many, leave the baseline as it is for a half-life.
func TestABurstNeverBecomesNormal(t *testing.T) {
	l := newLearner(t, nil)
	l.calls(100, 10*ms, time.Second)
	before := l.limitNow()
	assert.Equal(t, 10_000, l.calls(10_000, 300*ms, time.Second), "each of them is told")
	assert.Equal(t, before, l.limitNow())
}

// TestWhatStaysSlowerBecomesNormal holds the other half: after a half-life of mostly slower calls that is what is
// normal, and a call has to be slower still.
func TestWhatStaysSlowerBecomesNormal(t *testing.T) {
	l := newLearner(t, nil)
	l.calls(2*24*60, 10*ms, time.Minute)
	found := l.calls(3*24*60, 100*ms, time.Minute)
	assert.InDelta(t, 24*60, found, 3*60, "told for a half-life")
	assert.Equal(t, 1, l.calls(1, 400*ms, time.Minute))
	assert.InEpsilon(t, float64(300*ms), float64(l.limitNow()), 0.04)
}

// TestARareStatementGetsANewNormal holds it for what runs once an hour, or once a day: as many calls are asked for as at
// the start.
func TestARareStatementGetsANewNormal(t *testing.T) {
	for _, interval := range []time.Duration{10 * time.Minute, time.Hour, 24 * time.Hour} {
		l := newLearner(t, func(c *BaselineConfig) { c.MinSamples = 30 })
		l.calls(60, 10*ms, interval)
		found := l.calls(400, 300*ms, interval)
		assert.InDelta(t, max(30, int(24*time.Hour/interval)), found, float64(3*time.Hour/interval+1), interval.String())
		assert.InEpsilon(t, float64(900*ms), float64(l.limitNow()), 0.04, interval.String())
		assert.GreaterOrEqual(t, l.samples, int64(30))
	}
}

// TestAStormIsForgotten holds that slow calls that came within minutes, many more than all others of the day, are not
// taken for normal by the next finding a day later.
func TestAStormIsForgotten(t *testing.T) {
	l := newLearner(t, nil)
	l.calls(3*24*60, 10*ms, time.Minute)
	before := l.limitNow()
	l.calls(50_000, 300*ms, 20*ms)
	l.calls(25*60, 10*ms, time.Minute)
	assert.Equal(t, 10, l.calls(10, 300*ms, time.Minute))
	assert.InEpsilon(t, float64(before), float64(l.limitNow()), 0.04)
}

// TestAStormAfterRareFindingsIsNotNormal holds the same where findings are never all forgotten.
func TestAStormAfterRareFindingsIsNotNormal(t *testing.T) {
	l := newLearner(t, nil)
	for range 3 * 24 {
		l.calls(55, 10*ms, time.Minute)
		l.calls(5, 300*ms, time.Minute)
	}
	assert.Equal(t, 50_000, l.calls(50_000, 300*ms, 20*ms))
}

// TestDurationsOfAnyLength holds that no limit is beyond the longest duration, where it would be negative.
func TestDurationsOfAnyLength(t *testing.T) {
	for _, took := range []time.Duration{time.Microsecond, 100 * ms, 3 * time.Hour, 200 * 365 * 24 * time.Hour, math.MaxInt64} {
		l := newLearner(t, nil)
		l.calls(100, took, time.Second)
		assert.GreaterOrEqual(t, float64(l.limitNow()), math.Min(2.9*float64(took), math.MaxInt64), took.String())
		assert.Zero(t, l.calls(10, took, time.Second), took.String())
	}
	l := newLearner(t, func(c *BaselineConfig) { c.Factor = 1e12 })
	l.calls(100, 10*ms, time.Second)
	assert.Zero(t, l.calls(10, time.Hour, time.Second), "a factor that means never")
}

// TestRareFindingsNeverBecomeNormal holds that one slow call in twenty stays a finding for ever.
func TestRareFindingsNeverBecomeNormal(t *testing.T) {
	l := newLearner(t, nil)
	l.calls(100, 10*ms, time.Second)
	for range 10 * 24 {
		l.calls(19, 10*ms, 3*time.Minute)
		require.Equal(t, 1, l.calls(1, 200*ms, 3*time.Minute))
	}
}

// TestWhatGotFasterIsLearned holds that old calls count less and less.
func TestWhatGotFasterIsLearned(t *testing.T) {
	l := newLearner(t, nil)
	l.calls(1000, 200*ms, time.Minute)
	l.calls(6*24*60, 20*ms, time.Minute)
	assert.InEpsilon(t, float64(60*ms), float64(l.limitNow()), 0.04)
	assert.EqualValues(t, 1000+6*24*60, l.samples, "the number of samples is not decayed")
}

// TestAStatementThatRunsOnceADayKeepsItsBaseline holds that decay never takes what min_samples asked for.
func TestAStatementThatRunsOnceADayKeepsItsBaseline(t *testing.T) {
	l := newLearner(t, func(c *BaselineConfig) { c.MinSamples = 5 })
	l.calls(30, 100*ms, 24*time.Hour)
	l.now = l.now.Add(365 * 24 * time.Hour)
	assert.Equal(t, 1, l.calls(1, 400*ms, 24*time.Hour))
	assert.InEpsilon(t, 5, l.normal.GetCount(), 0.1)
}

func TestColdStart(t *testing.T) {
	for name, tc := range map[string]struct {
		first      int
		took       time.Duration
		limit      time.Duration
		readyAfter int
	}{
		"all alike":                   {50, 10 * ms, 30 * ms, 100},
		"a few slow ones do not tell": {2, 200 * ms, 30 * ms, 100},
		"the first tenth was slow":    {10, 200 * ms, 30 * ms, 150},
		"slow, but not by the factor": {50, 25 * ms, 75 * ms, 100},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLearner(t, nil)
			l.calls(tc.first, tc.took, time.Second)
			n := tc.first
			for ; !l.ready; n++ {
				require.Zero(t, l.calls(1, 10*ms, time.Second))
			}
			assert.Equal(t, tc.readyAfter, n)
			assert.InEpsilon(t, float64(tc.limit), float64(l.limitNow()), 0.04)
		})
	}
}

// TestClockThatGoesBack holds that time is only ever taken as it comes.
func TestClockThatGoesBack(t *testing.T) {
	l := newLearner(t, nil)
	l.calls(100, 10*ms, time.Second)
	l.now = l.now.Add(-48 * time.Hour)
	assert.Equal(t, 1, l.calls(1, 100*ms, time.Second))
	assert.InEpsilon(t, 100, l.normal.GetCount(), 0.001)
}

// TestWhatIsAlwaysSlowIsForgottenToo holds that the durations of a statement whose calls are all over its threshold, so
// that none is normal, count less and less: those of a week ago say nothing of its percentiles.
func TestWhatIsAlwaysSlowIsForgottenToo(t *testing.T) {
	l := newLearner(t, nil)
	over := func(n int, took time.Duration) {
		for range n {
			l.learn(&l.learning, took, true, l.now)
			l.now = l.now.Add(time.Minute)
		}
	}
	over(7*24*60, 5*time.Second)
	over(7*24*60, time.Second)
	assert.False(t, l.ready)
	assert.InEpsilon(t, float64(time.Second), float64(quantile(l.outside, p95)), 0.03)
	assert.Less(t, l.outside.GetCount(), 1.6*24*60)
}

// FuzzBaseline holds for any calls: no call is judged before min_samples or below min_duration; findings change
// nothing about what is normal within a half-life; the same calls give the same verdicts.
func FuzzBaseline(f *testing.F) {
	f.Add([]byte{1, 1, 1, 1, 200, 1, 9}, uint8(3))
	f.Add([]byte{90, 1, 1, 1, 1, 1, 200}, uint8(2))
	f.Fuzz(func(t *testing.T, durations []byte, minSamples uint8) {
		change := func(c *BaselineConfig) { c.MinSamples, c.MinDuration = int(minSamples%20)+1, 5*ms }
		l, again := newLearner(t, change), newLearner(t, change)
		for i, d := range durations {
			took := (time.Duration(d) + 1) * ms
			limit := l.limitNow()
			ready := l.ready
			found := l.calls(1, took, time.Second)
			again.limitNow()
			require.Equal(t, found, again.calls(1, took, time.Second))
			require.True(t, found == 0 || i >= l.MinSamples && took >= l.MinDuration && took > limit)
			if ready && found > 0 {
				require.Equal(t, limit, l.limitNow())
			}
		}
	})
}
