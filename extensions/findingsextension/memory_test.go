package findingsextension

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// TestAMillionFindingsTakeTheMemoryOfTheBound floods the store with findings that are all different and as large as they
// get, and holds that the heap stays where it is once the store is full, and near what the store reckons.
func TestAMillionFindingsTakeTheMemoryOfTheBound(t *testing.T) {
	million := 1_000_000
	if testing.Short() {
		million = 100_000
	}
	const maxFindings, limit = 1000, 8 << 20
	before := heap()
	s := newStore(maxFindings, limit, time.Now)
	text := strings.Repeat("x", maxText)
	flood := func(from, to int) {
		for i := from; i < to; i++ {
			f := nPlusOneFinding(byte(i), fmt.Sprintf("GET /posts/%d", i), 10, 100*ms)
			f.Text = strings.Clone(text)
			s.add([]finding.Finding{f})
		}
	}
	flood(0, million/10)
	full := heap()
	flood(million/10, million)
	after := heap()
	t.Logf("%d findings: heap %d KiB when full, %d KiB at the end; the store reckons %d KiB for %d", million, (full-before)>>10, (after-before)>>10, s.totals().bytes>>10, s.totals().groups)
	assert.InDelta(t, float64(full), float64(after), 1<<20, "the heap grows")
	assert.LessOrEqual(t, after-before, int64(limit*12/10), "beyond max_bytes")
	assert.Less(t, s.totals().groups, maxFindings, "it is max_bytes that bounds them")
	runtime.KeepAlive(s)
}

func heap() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // what finalizers kept
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
