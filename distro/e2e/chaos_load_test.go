package e2e_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// TestChaosLoad stalls the backend under a load that neither the queue nor the memory can hold. The queue lets a sender
// wait, who then gives up for now; the memory limiter answers 503.
func TestChaosLoad(t *testing.T) {
	t.Parallel()
	const limit, spike = 160, 110 // MiB; the limiter refuses above 50, looking once a second
	e := setUp(t, setting{env: []string{
		"SCOUT_QUEUE_BYTES=1000000", fmt.Sprintf("MEMORY_LIMIT_MIB=%d", limit), fmt.Sprintf("MEMORY_SPIKE_LIMIT_MIB=%d", spike),
	}})
	e.gate.fail(stall)
	e.collector.start(t)
	e.traffic.senders, e.traffic.padding, e.traffic.pause = 100, 40000, time.Second
	e.traffic.client.Timeout = 4 * time.Second
	e.traffic.begin(t)
	var highest float64
	waitUntil(t, "senders are pushed back", func() bool {
		highest = max(highest, e.collector.metric(t, "otelcol_process_runtime_heap_alloc_bytes"))
		refused := e.traffic.refusals()
		return refused["timeout"] >= 50 && refused["503"] >= 20
	})
	e.gate.heal()
	e.traffic.proceed(t, e.traffic.senders)
	e.traffic.end(t)
	e.finish(t)
	t.Logf("highest heap %.0f MiB of %d", highest/(1<<20), limit)
	assert.Less(t, highest, float64(limit<<20))
	assert.Equal(t, []string{"503", "timeout"}, keys(e.traffic.refusals()), "a sender is told to try again")
}
