package piimaskingprocessor

import (
	"context"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// stopwatch times one of the things that a benchmark does in turn, lap by lap.
type stopwatch struct{ laps []time.Duration }

func (s *stopwatch) time(do func()) {
	begin := time.Now()
	do()
	s.laps = append(s.laps, time.Since(begin))
}

// lap is the median: one lap during which the machine did something else does not count.
func (s *stopwatch) lap() time.Duration {
	return slices.Sorted(slices.Values(s.laps))[len(s.laps)/2]
}

func TestStopwatch(t *testing.T) {
	var s stopwatch
	s.time(func() {})
	assert.Len(t, s.laps, 1)
	s.laps = []time.Duration{5, 900, 4}
	assert.Equal(t, time.Duration(5), s.lap())
	assert.Equal(t, []time.Duration{5, 900, 4}, s.laps)
}

// contestant is a processor that takes part in a comparison.
type contestant[T any] struct {
	name    string
	consume func(context.Context, T) error
}

// versus puts the same batch, made anew for each, through all contestants in turn, again and again, so that
// whatever else the machine does falls on all of them. It reports what a record costs each, and how many times
// as long as the first one the others take. Making the batch is not measured; it is fresh, as from a receiver.
func versus[T any](b *testing.B, makeBatch func() T, contestants ...contestant[T]) {
	b.Helper()
	watches := make([]stopwatch, len(contestants))
	for b.Loop() {
		for i, c := range contestants {
			b.StopTimer()
			runtime.GC() // nobody pays for another's garbage
			batch := makeBatch()
			b.StartTimer()
			watches[i].time(func() { require.NoError(b, c.consume(context.Background(), batch)) })
		}
	}
	for i, c := range contestants {
		b.ReportMetric(float64(watches[i].lap())/workloadSize, c.name+"-ns/record")
		if i > 0 {
			b.ReportMetric(float64(watches[i].lap())/float64(watches[0].lap()), "times-faster-than-"+c.name)
		}
	}
}
