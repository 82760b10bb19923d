package docstest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSizingTable recomputes the table of the queue from its first column by the formula above it.
func TestSizingTable(t *testing.T) {
	const bytesPerSpan, outage, gibibyte, factor = 690, 4 * time.Hour, 1 << 30, 3
	rows := regexp.MustCompile(`(?m)^\| ([\d,]+) \| [\d.]+ \| .*$`).FindAllStringSubmatch(read(t, "docs", "operations.md"), -1)
	require.Len(t, rows, 3)
	for _, row := range rows {
		spans, err := strconv.Atoi(strings.ReplaceAll(row[1], ",", ""))
		require.NoError(t, err)
		perSecond := float64(spans * bytesPerSpan)
		queue := perSecond * outage.Seconds()
		assert.Equal(t, fmt.Sprintf("| %s | %.2f | %s | %.1f GB | %.1f GB |",
			row[1], perSecond/1e6, span(gibibyte/perSecond), queue/1e9, factor*queue/1e9), row[0])
	}
}

// span writes a time of so many seconds in hours, or in minutes where it is less than an hour.
func span(seconds float64) string {
	switch {
	case seconds >= 3600:
		return fmt.Sprintf("%.1f h", seconds/3600)
	case seconds >= 600:
		return fmt.Sprintf("%.0f min", seconds/60)
	default:
		return fmt.Sprintf("%.1f min", seconds/60)
	}
}

// TestDefaultsOfTheSizes holds the bounds that operations.md names to the canonical configuration and the components.
func TestDefaultsOfTheSizes(t *testing.T) {
	canonical := load(t, "otel-config.yaml").conf
	text := read(t, "docs", "operations.md")
	limit, spike := canonical.Get("processors::memory_limiter::limit_mib").(int), canonical.Get("processors::memory_limiter::spike_limit_mib").(int)
	assert.Contains(t, text, fmt.Sprintf("| %d MiB, the limit of %d MiB less the spike of %d MiB,", limit-spike, limit, spike))
	assert.Contains(t, text, fmt.Sprintf("a limit of %.0f MiB and `GOMEMLIMIT=%.0fMiB`", float64(limit)/0.75, 0.8*float64(limit)/0.75))
	assert.Contains(t, read(t, "distro", "deploy", "examples", "alerts.yaml"), fmt.Sprintf("/ ((%d - %d) * 1024 * 1024)", limit, spike))
	queue := canonical.Get("exporters::otlp_http/scout::sending_queue::queue_size").(int)
	assert.Equal(t, 1<<30, queue, "operations.md says how long 1 GiB lasts")
	assert.Equal(t, 3*queue, canonical.Get("extensions::durable_storage/queue::max_size"))
	assert.Contains(t, text, "the exporter's `timeout` of 30 s")
	assert.Equal(t, "30s", canonical.Get("exporters::otlp_http/scout::timeout"))
}
