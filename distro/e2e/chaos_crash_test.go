package e2e_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// batching switches on what the canonical configuration leaves off: then the queue hands out everything it holds at once,
// and a second crash has more to lose.
const batching = `yaml:exporters::otlp_http/scout::sending_queue::batch: {sizer: items, min_size: 100000, flush_timeout: 2s}`

// TestChaosKill kills the collector with -9 in the middle of the traffic and starts it again.
func TestChaosKill(t *testing.T) {
	t.Parallel()
	for name, backend := range map[string]fault{
		"backend up":   nil,
		"backend down": cut, // whatever was acknowledged is then on the disk alone
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := setUp(t, setting{})
			e.gate.fail(backend)
			e.collector.start(t)
			e.traffic.begin(t)
			e.traffic.proceed(t, 80)
			e.collector.kill(t)
			e.collector.start(t)
			e.traffic.proceed(t, 80)
			e.traffic.end(t)
			e.gate.heal()
			e.finish(t)
		})
	}
}

// moment is when to kill a process that was started again: a while after its log says something.
type moment struct {
	says string
	wait time.Duration
}

// moments has those first in which the queue is read anew: it is after the storage has opened its file and compacted it.
var moments = []moment{
	{opened, 3 * time.Millisecond},
	{ready, 0},
	{opened, 0},
	{ready, 20 * time.Millisecond},
	{opened, 10 * time.Millisecond},
	{"", 0},
	{opened, 1 * time.Millisecond},
	{ready, 5 * time.Millisecond},
	{opened, 30 * time.Millisecond},
	{"", 100 * time.Millisecond},
	{ready, 200 * time.Millisecond},
	{"", 200 * time.Millisecond},
}

const (
	opened = "finished compaction"
	ready  = "Everything is ready."
)

// TestChaosDoubleKill kills the collector, and kills it again while it starts, with the backend down all the time and
// records under way; again and again on the same queue, each time at another moment.
func TestChaosDoubleKill(t *testing.T) {
	t.Parallel()
	for name, configs := range map[string][]string{"canonical": nil, "batch on": {batching}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := setUp(t, setting{configs: configs})
			e.gate.fail(cut)
			e.collector.start(t)
			e.traffic.begin(t)
			for round := range *rounds {
				e.traffic.proceed(t, 40)
				e.gate.meet(t, 1) // of this process: it has handed out items
				e.collector.kill(t)
				e.killAt(t, moments[round%len(moments)])
				e.collector.start(t)
			}
			e.traffic.end(t)
			e.gate.heal()
			e.finish(t)
		})
	}
}

// killAt starts the collector and kills it at a moment, healthy or not.
func (e *stage) killAt(t *testing.T, m moment) {
	t.Helper()
	before := int64(len(e.collector.said(t, 0)))
	e.collector.launch(t)
	ticker := time.NewTicker(time.Millisecond)
	defer ticker.Stop()
	for deadline := time.Now().Add(patience); !strings.Contains(e.collector.said(t, before), m.says); <-ticker.C {
		if !assert.True(t, time.Now().Before(deadline), "the log never says %q", m.says) {
			break
		}
	}
	<-time.After(m.wait)
	e.collector.kill(t)
}

// TestChaosStop stops the collector in order while nothing can be delivered, and starts it again. What the exporter then
// calls "Dropping data" stays in the queue.
func TestChaosStop(t *testing.T) {
	t.Parallel()
	const timeout = 3 * time.Second
	for name, backend := range map[string]fault{"outage": cut, "stalled backend": stall} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := setUp(t, setting{configs: []string{"yaml:exporters::otlp_http/scout::timeout: " + timeout.String()}})
			e.gate.fail(backend)
			e.collector.start(t)
			e.traffic.begin(t)
			e.gate.meet(t, 1)
			e.traffic.proceed(t, 80)
			e.traffic.end(t)
			began := time.Now()
			e.collector.stop(t)
			assert.Less(t, time.Since(began), 5*timeout, "the exporter's timeout bounds the stop")
			e.gate.heal()
			e.collector.start(t)
			e.finish(t)
		})
	}
}
