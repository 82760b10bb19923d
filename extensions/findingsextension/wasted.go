package findingsextension

import (
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// wasted is the time that a fix would give back, as far as the finding tells: of an N+1 what all its calls but one took;
// of a call slower than its statement normally is what it took beyond the normal 95th percentile; of a call over the
// configured threshold all of it. It is never negative.
func wasted(f *finding.Finding) time.Duration {
	took := max(f.Duration, 0)
	switch {
	case f.NPlusOne != nil && f.NPlusOne.Repeats > 0:
		return took - took/time.Duration(f.NPlusOne.Repeats)
	case f.SlowQuery != nil && f.SlowQuery.Reason == finding.ReasonBaseline:
		return max(took-max(f.SlowQuery.BaselineP95, 0), 0)
	default:
		return took
	}
}
