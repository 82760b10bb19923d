package findingsextension

import (
	"sync"
	"time"
)

const (
	// lossWindow is how far back a loss counts for the health of the way out. What was lost before is in the totals.
	lossWindow = 5 * time.Minute
	// lossStep is how far samples are apart at least, so that there are some thirty of them however often the page asks.
	lossStep = 10 * time.Second
	// lossPeriod is how often the counters are sampled while nobody looks: when somebody does, what was lost just before is
	// told from what was lost long ago.
	lossPeriod = 30 * time.Second
)

// losses tells how much counters of what was lost have grown in the last lossWindow. They count from the collector's
// start, so without it one loss would be a problem for ever.
type losses struct {
	clock func() time.Time

	mu      sync.Mutex
	samples []lossSample // the oldest first; all but the first are within the window
}

// lossSample is what the counters said at a time. One that is missing said nothing yet, that is 0.
type lossSample struct {
	at     time.Time
	counts map[lossKey]float64
}

type lossKey struct {
	exporter, signal string
	rejected         bool // else failed
}

// newLosses begins now, with all counters at 0: they begin with the collector, as this does.
func newLosses(clock func() time.Time) *losses {
	return &losses{clock: clock, samples: []lossSample{{at: clock()}}}
}

// judge remembers the counts of the exporters, and says of each how much of them is new.
func (l *losses) judge(exporters []exporterState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := lossSample{l.clock(), countsOf(exporters)}
	l.forget(now.at)
	for i := range exporters {
		e := &exporters[i]
		e.failedLately = l.growth(lossKey{e.exporter, e.signal, false}, &now)
		e.rejectedLately = l.growth(lossKey{e.exporter, e.signal, true}, &now)
	}
	if last := l.samples[len(l.samples)-1]; now.at.Sub(last.at) >= lossStep {
		l.samples = append(l.samples, now)
	}
}

func countsOf(exporters []exporterState) map[lossKey]float64 {
	counts := map[lossKey]float64{}
	for i := range exporters {
		e := &exporters[i]
		counts[lossKey{e.exporter, e.signal, false}] = known(e.failed)
		counts[lossKey{e.exporter, e.signal, true}] = known(e.rejected)
	}
	return counts
}

// forget lets go of samples before the window but for the last of them, from which it is counted. The caller holds mu.
func (l *losses) forget(now time.Time) {
	for len(l.samples) > 1 && now.Sub(l.samples[1].at) >= lossWindow {
		l.samples = l.samples[1:]
	}
}

// growth adds up from sample to sample: a counter that is less than before has begun anew. The caller holds mu.
func (l *losses) growth(k lossKey, now *lossSample) (sum float64) {
	for i := range l.samples {
		next := now
		if i+1 < len(l.samples) {
			next = &l.samples[i+1]
		}
		before, after := l.samples[i].counts[k], next.counts[k]
		if after < before {
			before = 0
		}
		sum += after - before
	}
	return sum
}
