package scoutauthextension

import (
	"time"

	"github.com/cenkalti/backoff/v5"
)

const (
	spread        = 0.25             // of a wait, more or less
	maxRetryAfter = 5 * time.Minute  // the longest wait that a token endpoint can ask for
	refusalMemory = 10 * time.Minute // a refusal that long ago does not slow the next refresh down
)

// doubling waits from first to most.
func doubling(first, most time.Duration) *backoff.ExponentialBackOff {
	b := &backoff.ExponentialBackOff{
		InitialInterval: first, MaxInterval: most, Multiplier: 2, RandomizationFactor: spread,
	}
	b.Reset()
	return b
}

// probes is the schedule of a token endpoint that gives no token: soon where it may mend itself, slowly where
// only an operator can.
type probes struct {
	soon, slow *backoff.ExponentialBackOff
}

func newProbes() probes {
	return probes{soon: doubling(time.Second, 30*time.Second), slow: doubling(30*time.Second, 5*time.Minute)}
}

func (p probes) next(f *failure) time.Duration {
	if f.refused {
		return p.slow.NextBackOff()
	}
	return max(p.soon.NextBackOff(), min(f.retryAfter, maxRetryAfter))
}

func (p probes) reset() {
	p.soon.Reset()
	p.slow.Reset()
}
