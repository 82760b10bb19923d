package slowqueryprocessor

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

func newTestHistory(t testing.TB, maxStatements int) *history {
	t.Helper()
	cfg := defaultConfig().Baseline
	cfg.MaxStatements = maxStatements
	h, err := newHistory(cfg)
	require.NoError(t, err)
	return h
}

// see is one call of a statement.
func (h *history) see(id sqlfingerprint.ID, text string, s service, took time.Duration) {
	q := query{Call: dbspan.Call{System: "postgresql"}, fingerprint: id, normalized: text, summary: "SELECT t"}
	known := h.sight(&q, s, took, abilities{judge: true, learn: true}, start)
	h.count([]sighting{{record: known.record, took: took}})
}

func TestTheLeastRecentlySeenGoesFirst(t *testing.T) {
	h := newTestHistory(t, 2)
	shop := newService("shop")
	for _, id := range []sqlfingerprint.ID{1, 2, 1, 3} {
		h.see(id, "", shop, ms)
	}
	var kept []uint64
	for _, s := range h.Statements() {
		kept = append(kept, s.Fingerprint)
	}
	assert.ElementsMatch(t, []uint64{1, 3}, kept)
	assert.EqualValues(t, 1, h.evictions.Load())
}

// TestAMillionStatementsStayInsideTheBound holds the bound in entries, that each entry kept or let go of is counted, and
// that the heap follows the entries kept.
func TestAMillionStatementsStayInsideTheBound(t *testing.T) {
	statements := 1_000_000
	if testing.Short() {
		statements = 100_000
	}
	const bound, workers = 10_000, 4
	h := newTestHistory(t, bound)
	before := heap()
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			shop := newService("shop")
			for i := worker; i < statements; i += workers {
				h.see(sqlfingerprint.ID(uint64(i)*0x9e3779b97f4a7c15), "SELECT a FROM t WHERE b = ?", shop, time.Duration(i%1000+1)*ms)
			}
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, h.len(), bound)
	assert.EqualValues(t, statements, int64(h.len())+h.evictions.Load())
	perStatement := (heap() - before) / int64(h.len())
	t.Logf("%d statements, %d kept, %d bytes each", statements, h.len(), perStatement)
	assert.Less(t, perStatement, int64(1536), "mostly below 1.5 KiB, as the docstring of max_statements says")
	runtime.KeepAlive(h)
}

// TestTheWorstStatement holds the most that an entry takes: long texts, and durations of every length on both sides of
// the limit.
func TestTheWorstStatement(t *testing.T) {
	const statements = 200
	h := newTestHistory(t, statements)
	before := heap()
	shop := newService("shop")
	for i := range statements {
		text := fmt.Sprintf("SELECT %d %s", i, strings.Repeat("x, ", 2000))
		for n := range 300 {
			h.see(sqlfingerprint.ID(i), text, shop, time.Duration(1+n%7)*time.Microsecond<<(n%24))
		}
	}
	perStatement := (heap() - before) / statements
	t.Logf("%d bytes each", perStatement)
	assert.Less(t, perStatement, int64(7*1024), "the bound that the docstring of max_statements states")
	runtime.KeepAlive(h)
}

// heap is what is in use after a collection, in bytes.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

func BenchmarkHistory(b *testing.B) {
	h := newTestHistory(b, 10_000)
	shop := newService("shop")
	q := query{Call: dbspan.Call{System: "postgresql"}, summary: "SELECT t"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		q.fingerprint = sqlfingerprint.ID(i % 1000)
		took := time.Duration(i%100+1) * ms
		h.sight(&q, shop, took, abilities{judge: true, learn: true}, start)
	}
}
