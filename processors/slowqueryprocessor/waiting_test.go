package slowqueryprocessor

import (
	"math/rand/v2"
	"testing"

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
		"a long one behind many that came after": {run(0, 1000), manyShort(1000, 10), false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tc.want, waited(tc.call, tc.others)) })
	}
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

// BenchmarkWaited is what a finding costs in a batch of a thousand calls of one process.
func BenchmarkWaited(b *testing.B) {
	others := manyShort(5000, 10)
	for b.Loop() {
		waited(run(0, 5000), others)
	}
	b.ReportMetric(float64(len(others)), "calls")
}
