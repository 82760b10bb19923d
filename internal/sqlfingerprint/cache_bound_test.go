package sqlfingerprint_test

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// heap is what is reachable now, in bytes.
func heap() int {
	runtime.GC()
	runtime.GC() // what finalizers and pools kept over the first
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}

// describeMany gives the cache texts from several goroutines; every text comes twice, and describes one
// statement.
func describeMany(cache *sqlfingerprint.Cache, texts int, write func(i int) string) {
	const workers = 4
	var next atomic.Int64
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := int(next.Add(1)); i <= texts; i = int(next.Add(1)) {
				text := write(i)
				cache.Describe(sqlfingerprint.PostgreSQL, text)
				cache.Fingerprint(sqlfingerprint.PostgreSQL, text)
			}
		})
	}
	wg.Wait()
}

// TestCacheHoldsItsBoundAtAMillionStatements measures the heap, not the cache's own account.
func TestCacheHoldsItsBoundAtAMillionStatements(t *testing.T) {
	const fixed = 256 << 10 // the test's own goroutines and what the runtime keeps for them
	million := 1_000_000
	if testing.Short() {
		million /= 20
	}
	columns := strings.Repeat("a_column, ", 80)
	for name, tc := range map[string]struct {
		entries, texts int
		write          func(i int) string
		full           bool // as many entries as there may be
		distinct       bool // every text is a statement of its own
	}{
		"bound by entries": {10_000, million, func(i int) string { return fmt.Sprintf("SELECT c%d FROM t%d", i, i) }, true, true},
		"bound by bytes": {2_000, million / 20, func(i int) string {
			return "SELECT " + columns[:i%80*10] + columns + columns + fmt.Sprintf("c%d FROM t", i)
		}, false, true},
		"with literals": {10_000, 100_000, func(i int) string { return fmt.Sprintf("SELECT c%d FROM t WHERE a = %d", i%20_000, i) }, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			before := heap()
			cache := sqlfingerprint.NewCache(tc.entries)
			describeMany(cache, tc.texts, tc.write)
			taken := heap() - before
			assert.LessOrEqual(t, taken, tc.entries*sqlfingerprint.BytesPerEntry+fixed)
			if tc.distinct {
				assert.Equal(t, uint64(tc.texts), cache.Evictions()+uint64(cache.Len()))
			}
			assert.Equal(t, tc.full, cache.Len() == tc.entries, "entries: %d", cache.Len())
			if !tc.full {
				assert.Greater(t, taken, tc.entries*sqlfingerprint.BytesPerEntry/2, "the room is used")
			}
			t.Logf("%d statements, %d evicted, %d bytes of %d", cache.Len(), cache.Evictions(), taken, tc.entries*sqlfingerprint.BytesPerEntry)
			runtime.KeepAlive(cache)
		})
	}
}

// TestCacheCountsWhatItForgets holds that every statement is kept or was evicted, whoever brought it.
func TestCacheCountsWhatItForgets(t *testing.T) {
	const statements = 50_000
	cache := sqlfingerprint.NewCache(2_000)
	describeMany(cache, statements, func(i int) string { return fmt.Sprintf("SELECT c%d FROM t WHERE a = %d", i, i) })
	assert.Equal(t, 2_000, cache.Len())
	assert.Equal(t, uint64(statements), cache.Evictions()+uint64(cache.Len()))
}

// TestCacheFitsAsManyAsItSays holds that nothing is evicted before the room is full.
func TestCacheFitsAsManyAsItSays(t *testing.T) {
	for _, size := range []int{1, 2, 1000, 1024, 5000} {
		cache := sqlfingerprint.NewCache(size)
		describeMany(cache, size, func(i int) string { return fmt.Sprintf("SELECT c%d FROM t", i) })
		assert.Equal(t, size, cache.Len())
		assert.Zero(t, cache.Evictions(), size)
	}
}

func TestCacheKeepsNothingOfLargeTexts(t *testing.T) {
	const entries = 100
	filler := strings.Repeat(" ", 1<<20)
	large := strings.Repeat("SELECT a_column FROM a_table; ", 1<<15)
	before := heap()
	cache := sqlfingerprint.NewCache(entries)
	for i := range 8 {
		_, got := cache.Describe(sqlfingerprint.PostgreSQL, fmt.Sprintf("SELECT c%d %sFROM t", i, filler))
		assert.Equal(t, "SELECT t", got.Summary)
		id, got := cache.Describe(sqlfingerprint.PostgreSQL, fmt.Sprintf("SELECT d%d; %s", i, large))
		assert.Equal(t, sqlfingerprint.Fingerprint(sqlfingerprint.PostgreSQL, got.Normalized), id)
	}
	taken := heap() - before
	assert.Equal(t, 8, cache.Len(), "those that are short once they are normalised")
	assert.Less(t, taken, 100<<10, "no text that was given is held on to")
	runtime.KeepAlive(cache)
}
