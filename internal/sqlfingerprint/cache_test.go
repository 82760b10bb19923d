package sqlfingerprint_test

import (
	"fmt"
	"math"
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

func TestCacheForMoreThanAnybodyHas(t *testing.T) {
	for _, size := range []int{1 << 30, math.MaxInt} {
		cache := sqlfingerprint.NewCache(size)
		for range 2 {
			assert.Equal(t, "SELECT t", texts(cache, "SELECT a FROM t").Summary)
		}
		assert.Equal(t, 1, cache.Len())
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

// TestCacheTellsTextsApart asks for texts that are alike, twice: from the memo they are what they were at first.
func TestCacheTellsTextsApart(t *testing.T) {
	cache := sqlfingerprint.NewCache(100)
	type asked struct {
		dialect sqlfingerprint.Dialect
		text    string
	}
	for range 3 {
		for _, a := range []asked{
			{sqlfingerprint.PostgreSQL, `SELECT "a" FROM t`},
			{sqlfingerprint.MySQL, `SELECT "a" FROM t`},
			{sqlfingerprint.MySQL, `select "a" from t`},
			{sqlfingerprint.Redis, `SELECT "a" FROM t`},
			{sqlfingerprint.PostgreSQL, `SELECT "a" FROM t2`},
			{sqlfingerprint.PostgreSQL, ``},
			{sqlfingerprint.MongoDB, ``},
			{sqlfingerprint.PostgreSQL, ` `},
			{sqlfingerprint.PostgreSQL, "\x00"},
			{sqlfingerprint.PostgreSQL, "\x00\x00"},
		} {
			id, got := cache.Describe(a.dialect, a.text)
			assert.Equal(t, sqlfingerprint.Fingerprint(a.dialect, a.text), id, a)
			assert.Equal(t, id, cache.Fingerprint(a.dialect, a.text), a)
			assert.Equal(t, sqlfingerprint.Texts{
				ID: id.String(), Normalized: sqlfingerprint.Normalize(a.dialect, a.text),
				Summary: sqlfingerprint.Summarize(a.dialect, a.text),
			}, got, a)
		}
	}
}

// TestCacheFingerprintKeepsNoTexts holds that a text whose fingerprint alone was asked for gets its texts later.
func TestCacheFingerprintKeepsNoTexts(t *testing.T) {
	cache := sqlfingerprint.NewCache(10)
	const text = "select a from t where b = 1"
	want := sqlfingerprint.Fingerprint(sqlfingerprint.Other, text)
	for range 2 {
		assert.Equal(t, want, cache.Fingerprint(sqlfingerprint.Other, text))
	}
	assert.Zero(t, cache.Len())
	for range 2 {
		assert.Equal(t, "select t", texts(cache, text).Summary)
	}
	assert.Equal(t, want, cache.Fingerprint(sqlfingerprint.Other, text))
	assert.Equal(t, 1, cache.Len())
}

// TestCacheDescribesAgainWhatItForgot holds that a remembered text is no way to texts that were evicted.
func TestCacheDescribesAgainWhatItForgot(t *testing.T) {
	cache := sqlfingerprint.NewCache(1)
	for range 3 {
		assert.Equal(t, "SELECT a FROM t", texts(cache, "SELECT a FROM t").Normalized)
		assert.Equal(t, "SELECT b FROM t", texts(cache, "SELECT b FROM t").Normalized)
	}
	assert.Equal(t, uint64(5), cache.Evictions())
}

// TestCacheIsRightUnderContention lets goroutines write to the same few sets of the memo at once.
func TestCacheIsRightUnderContention(t *testing.T) {
	cache := sqlfingerprint.NewCache(3)
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := range 3000 {
				text := fmt.Sprintf("SELECT c%d FROM t", (i*7+worker)%12)
				id, got := cache.Describe(sqlfingerprint.Other, text)
				assert.Equal(t, text, got.Normalized)
				assert.Equal(t, id, cache.Fingerprint(sqlfingerprint.Other, text))
				assert.Equal(t, sqlfingerprint.Fingerprint(sqlfingerprint.Other, text), id)
			}
		})
	}
	wg.Wait()
	assert.LessOrEqual(t, cache.Len(), 3)
}

// TestCacheAllocatesNothingForNewTextsOfKnownStatements asks for each text once.
func TestCacheAllocatesNothingForNewTextsOfKnownStatements(t *testing.T) {
	cache := sqlfingerprint.NewCache(10)
	for _, ask := range []func(text string){
		func(text string) { cache.Describe(sqlfingerprint.Other, text) },
		func(text string) { cache.Fingerprint(sqlfingerprint.Other, text) },
	} {
		all := make([]string, 102)
		for i := range all {
			all[i] = fmt.Sprintf("SELECT a FROM t WHERE b = %d AND c = %p", i, &ask)
		}
		ask(all[0])
		i := 0
		assert.Zero(t, testing.AllocsPerRun(100, func() { i++; ask(all[i]) }))
	}
	assert.Equal(t, 1, cache.Len())
}
