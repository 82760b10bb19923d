package slowqueryprocessor

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// run is an interval in milliseconds.
func run(start, end int64) interval { return interval{start * 1e6, end * 1e6} }

func TestWaited(t *testing.T) {
	queue := []interval{run(0, 100), run(1, 200), run(2, 300), run(3, 400), run(4, 500)}
	for name, tc := range map[string]struct {
		call   interval
		others []interval
		want   bool
	}{
		"the last of a queue":                    {queue[4], queue, true},
		"the third of a queue":                   {queue[2], queue, true},
		"the second of a queue has one before":   {queue[1], queue, false},
		"the first of a queue":                   {queue[0], queue, false},
		"a queue told by two instrumentations":   {run(3, 401), append([]interval{run(3, 401), run(0, 101), run(1, 201), run(2, 301)}, queue[:4]...), true},
		"alone":                                  {run(0, 500), []interval{run(0, 500)}, false},
		"no others known":                        {run(0, 500), nil, false},
		"one after the other, not at one time":   {run(0, 500), []interval{run(0, 100), run(101, 200), run(201, 300), run(301, 400), run(401, 499)}, false},
		"the last took most of the time":         {run(0, 500), []interval{run(0, 50), run(1, 100), run(2, 150)}, false},
		"side by side, ended one after another":  {run(0, 1030), []interval{run(0, 1000), run(1, 1010), run(2, 1020)}, false},
		"two side by side, told twice each":      {run(0, 1000), []interval{run(0, 1000), run(1, 999), run(0, 500), run(1, 499)}, false},
		"released together, began later":         {run(600, 1002), []interval{run(0, 1000), run(300, 1001), run(600, 1002)}, true},
		"released together, began first":         {run(0, 1000), []interval{run(0, 1000), run(300, 1001), run(600, 1002)}, false},
		"ended with one other":                   {run(600, 1002), []interval{run(0, 1000), run(600, 1002)}, false},
		"ended with short ones":                  {run(0, 1000), []interval{run(980, 999), run(985, 1001), run(990, 1002), run(0, 1000)}, false},
		"began and ended together":               {run(0, 1000), []interval{run(0, 1000), run(0, 1001), run(0, 1002), run(0, 1000)}, false},
		"ended together with those before it":    {run(500, 1000), []interval{run(0, 1000), run(250, 999), run(500, 1000)}, true},
		"a staggered pool of workers":            {run(0, 1000), []interval{run(-500, 500), run(-250, 750), run(0, 1000), run(250, 1250)}, false},
		"side by side, ended in another order":   {run(0, 900), []interval{run(0, 900), run(2, 300), run(1, 550)}, false},
		"one other, both below an ORM's span":    {run(0, 1000), []interval{run(0, 1000), run(5, 980), run(0, 500), run(5, 490)}, false},
		"one call told by three layers":          {run(150, 990), []interval{run(0, 1000), run(8, 995), run(150, 990)}, false},
		"ended together, as others did before":   {run(600, 1602), []interval{run(0, 1200), run(0, 1600), run(300, 1601), run(600, 1602)}, false},
		"a long one behind many that came after": {run(0, 1000), manyShort(1000, 10), false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tc.want, waited(tc.call, tc.others)) })
	}
}

// waited sorts the calls before it asks.
func waited(call interval, others []interval) bool {
	t := timeline(slices.Clone(others))
	t.sort()
	return t.waited(call)
}

// manyShort is what a busy process does meanwhile: calls of so many milliseconds, two of them at a time.
func manyShort(until, took int64) (all []interval) {
	for at := int64(0); at < until; at += took / 2 {
		all = append(all, run(at, at+took))
	}
	return all
}

// TestABusyProcessIsNotWaiting holds that a slow call among hundreds of others that come and go at random, ten at a
// time, is not taken for a queue.
func TestABusyProcessIsNotWaiting(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		call := run(1000, 2000)
		others := []interval{call}
		for range 3000 {
			start := random.Int64N(3000)
			others = append(others, run(start, start+1+random.Int64N(20)))
		}
		assert.False(t, waited(call, others))
	}
}

// TestWorkersSideBySideAreNotWaiting holds that calls of workers that ask one thing after the other, each for itself, are
// seldom taken for a queue, and that the number of workers does not matter.
func TestWorkersSideBySideAreNotWaiting(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, workers := range []int{3, 5, 10, 20, 50} {
		var calls timeline
		for range workers {
			at := random.Int64N(1000)
			for range 30 {
				took := 500 + random.Int64N(1000)
				calls = append(calls, run(at, at+took))
				at += took + random.Int64N(20)
			}
		}
		calls.sort()
		assert.Less(t, waiting(calls), len(calls)/25, "%d workers", workers)
	}
}

// TestAFanOutIsSeldomWaiting does the same for queries that one request makes at one time.
func TestAFanOutIsSeldomWaiting(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, queries := range []int{3, 4, 6, 10, 20} {
		found, all := 0, 0
		for range 500 {
			var calls timeline
			for range queries {
				calls = append(calls, interval{random.Int64N(2e6), (100 + random.Int64N(1400)) * 1e6})
			}
			calls.sort()
			found, all = found+waiting(calls), all+len(calls)
		}
		assert.Less(t, found, all/25, "%d queries", queries)
	}
}

// waiting is how many of the calls waited.
func waiting(calls timeline) (n int) {
	for _, call := range calls {
		if calls.waited(call) {
			n++
		}
	}
	return n
}

// BenchmarkWaited is what a finding costs in a batch of a thousand calls of one process.
func BenchmarkWaited(b *testing.B) {
	others := manyShort(5000, 10)
	for b.Loop() {
		timeline(others).waited(run(0, 5000))
	}
	b.ReportMetric(float64(len(others)), "calls")
}

// BenchmarkWaitedTogether is what a batch costs in which all calls are slow.
func BenchmarkWaitedTogether(b *testing.B) {
	for _, apart := range []int64{0, 1e3, 1e7} {
		var calls timeline
		for i := range int64(8192) {
			calls = append(calls, interval{1 + i, 1e9 + i*apart})
		}
		b.Run(time.Duration(apart).String(), func(b *testing.B) {
			for b.Loop() {
				calls.sort()
				waiting(calls)
			}
		})
	}
}
