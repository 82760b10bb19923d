package e2e_test

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var heapMetric = regexp.MustCompile(`(?m)^otelcol_process_runtime_heap_alloc_bytes\S* (\S+)$`)

// heap returns the bytes of the collector's heap, as its own metrics tell.
func (e *stage) heap(t *testing.T) float64 {
	t.Helper()
	response, err := http.Get("http://" + e.collector.metrics + "/metrics")
	require.NoError(t, err)
	defer func() { require.NoError(t, response.Body.Close()) }()
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	match := heapMetric.FindSubmatch(raw)
	require.NotNil(t, match, "the metrics do not tell the heap")
	heap, err := strconv.ParseFloat(string(match[1]), 64)
	require.NoError(t, err)
	return heap
}

// TestChaosLoad stalls the backend under a load that neither the queue nor the memory can hold.
func TestChaosLoad(t *testing.T) {
	t.Parallel()
	const limit = 160 // MiB
	e := setUp(t, setting{env: []string{
		"SCOUT_QUEUE_BYTES=1000000", "MEMORY_LIMIT_MIB=" + strconv.Itoa(limit), "MEMORY_SPIKE_LIMIT_MIB=40",
	}})
	e.gate.fail(stall)
	e.collector.start(t)
	e.traffic.senders, e.traffic.padding = 24, 10000
	e.traffic.client.Timeout = 2 * time.Second
	e.traffic.begin(t)
	var highest float64
	waitUntil(t, "senders are pushed back", func() bool {
		highest = max(highest, e.heap(t))
		return e.traffic.refusals()["timeout"]+e.traffic.refusals()["503"] >= 100
	})
	e.gate.heal()
	e.traffic.proceed(t, 100)
	e.traffic.end(t)
	e.finish(t)
	t.Logf("highest heap %.0f MiB of %d", highest/(1<<20), limit)
	assert.Less(t, highest, float64(limit<<20))
	assert.Subset(t, []string{"503", "timeout"}, keys(e.traffic.refusals()), "a sender is told to try again")
}
