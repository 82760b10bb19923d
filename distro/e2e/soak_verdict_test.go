package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// sample is what the soak sees of the collector at rest: nothing is sent, everything has arrived, connections are closed,
// and garbage has just been collected.
type sample struct {
	at         time.Duration // since the begin
	after      string        // the fault that is over
	heap       uint64        // bytes in use, by the Go runtime
	resident   uint64        // bytes, by the operating system
	goroutines int
	counts
}

func (s sample) String() string {
	return fmt.Sprintf("%7s  after %-14s heap %5.1f MiB, resident %4.0f MiB, goroutines %3d, sent %d, acknowledged %d, delivered %d, duplicated %d, lost %d",
		s.at.Round(time.Second), s.after, mebibytes(s.heap), mebibytes(s.resident), s.goroutines,
		s.sent, s.acknowledged, s.delivered, s.duplicated, s.lost)
}

func mebibytes(n uint64) float64 { return float64(n) / (1 << 20) }

// What a heap and a number of goroutines may differ by and still count as flat: caches that fill up in their own time, a
// connection or a timer that is there at one look and not at the other.
const (
	heapShare       = 0.15
	heapSlack       = 4 << 20 // bytes
	goroutinesSlack = 15
)

// growth says what is not flat between two samples of one process, both of them after its warm-up.
func growth(first, last sample) (complaints []string) {
	if bound := first.heap + uint64(heapShare*float64(first.heap)) + heapSlack; last.heap > bound {
		complaints = append(complaints, fmt.Sprintf("the heap grew from %.1f to %.1f MiB, over %.1f", mebibytes(first.heap), mebibytes(last.heap), mebibytes(bound)))
	}
	if bound := first.goroutines + goroutinesSlack; last.goroutines > bound {
		complaints = append(complaints, fmt.Sprintf("goroutines grew from %d to %d, over %d", first.goroutines, last.goroutines, bound))
	}
	return complaints
}

// judged are the samples that are compared: those of the last process, taken after its warm-up, which lasts until a time.
func judged(samples []sample, warm time.Duration) (kept []sample) {
	for _, s := range samples {
		if s.at >= warm {
			kept = append(kept, s)
		}
	}
	return kept
}

func TestGrowthIsTold(t *testing.T) {
	t.Parallel()
	first := sample{heap: 40 << 20, goroutines: 100}
	for name, c := range map[string]struct {
		last     sample
		expected []string
	}{
		"the same":               {first, nil},
		"less":                   {sample{heap: 20 << 20, goroutines: 50}, nil},
		"up to the bound":        {sample{heap: 50 << 20, goroutines: 115}, nil},
		"a heap over it":         {sample{heap: 50<<20 + 1, goroutines: 100}, []string{"the heap grew from 40.0 to 50.0 MiB, over 50.0"}},
		"one goroutine too many": {sample{heap: 40 << 20, goroutines: 116}, []string{"goroutines grew from 100 to 116, over 115"}},
		"both": {sample{heap: 80 << 20, goroutines: 200}, []string{
			"the heap grew from 40.0 to 80.0 MiB, over 50.0", "goroutines grew from 100 to 200, over 115",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.expected, growth(first, c.last))
		})
	}
}

func TestWarmUpIsNotJudged(t *testing.T) {
	t.Parallel()
	samples := []sample{{at: time.Minute}, {at: 2 * time.Minute}, {at: 3 * time.Minute}}
	assert.Equal(t, samples[1:], judged(samples, 2*time.Minute))
	assert.Empty(t, judged(samples, time.Hour))
}
