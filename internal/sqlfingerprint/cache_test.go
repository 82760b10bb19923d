package sqlfingerprint_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

func texts(c *sqlfingerprint.Cache, text string) sqlfingerprint.Texts {
	_, texts := c.Describe(sqlfingerprint.Other, text)
	return texts
}

func TestCacheTexts(t *testing.T) {
	cache := sqlfingerprint.NewCache(10)
	for range 2 {
		got := texts(cache, "SELECT a FROM t WHERE b = 'x'")
		assert.Equal(t, "SELECT a FROM t WHERE b = ?", got.Normalized)
		assert.Equal(t, "SELECT t", got.Summary)
		assert.Equal(t, sqlfingerprint.Fingerprint(sqlfingerprint.Other, got.Normalized).String(), got.ID)
	}
	assert.Equal(t, 1, cache.Len())
	assert.Equal(t, "find users", texts(cache, `{"find": "users"}`).Summary)
}

// TestCacheDependsOnTheTextAlone holds that it makes no difference which spelling came first.
func TestCacheDependsOnTheTextAlone(t *testing.T) {
	const upper, lower = "SELECT a FROM t", "select a from t"
	forth, back := sqlfingerprint.NewCache(10), sqlfingerprint.NewCache(10)
	first := []sqlfingerprint.Texts{texts(forth, upper), texts(forth, lower)}
	second := []sqlfingerprint.Texts{texts(back, lower), texts(back, upper)}
	assert.Equal(t, first[0], second[1])
	assert.Equal(t, first[1], second[0])
	assert.Equal(t, "SELECT t", first[0].Summary)
	assert.Equal(t, "select t", first[1].Summary)
	assert.Equal(t, 1, forth.Len())
}

func TestCacheForgetsWhatWasUsedLongestAgo(t *testing.T) {
	cache := sqlfingerprint.NewCache(2)
	texts(cache, "SELECT a")
	texts(cache, "SELECT b")
	texts(cache, "SELECT a")
	texts(cache, "SELECT c")
	assert.Equal(t, 2, cache.Len())
	assert.Equal(t, uint64(1), cache.Evictions())
	texts(cache, "SELECT a")
	assert.Equal(t, uint64(1), cache.Evictions(), "a was used after b, so b had to go")
}

func TestCacheIsBounded(t *testing.T) {
	for _, size := range []int{-1, 0, 1, 3, 2000} {
		cache := sqlfingerprint.NewCache(size)
		for i := range 5000 {
			texts(cache, fmt.Sprintf("SELECT c%d FROM t", i))
		}
		assert.LessOrEqual(t, cache.Len(), max(1, size), size)
		assert.Equal(t, uint64(5000-cache.Len()), cache.Evictions(), size)
	}
}

func TestCacheIsBoundedInBytes(t *testing.T) {
	cache := sqlfingerprint.NewCache(100)
	long := strings.Repeat("column_of_some_length, ", 1000)
	for i := range 100 {
		texts(cache, fmt.Sprintf("SELECT %s c%d FROM t", long, i))
	}
	assert.Less(t, cache.Len(), 12, "23 KB each, 200 KB in all")

	before := cache.Len()
	huge := "SELECT " + strings.Repeat("column_of_some_length, ", 10_000) + "a FROM t"
	assert.Equal(t, "SELECT t", texts(cache, huge).Summary)
	assert.Equal(t, before, cache.Len(), "too large to be kept")
}

func TestCacheIsSafeForConcurrentUse(t *testing.T) {
	cache := sqlfingerprint.NewCache(5000)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range 2000 {
				column := fmt.Sprintf("c%d", (i*7+worker)%3000)
				assert.Equal(t, "SELECT "+column+" FROM t", texts(cache, "select "+column+" from t").Normalized)
			}
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, cache.Len(), 5000)
}
