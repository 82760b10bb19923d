package piimaskingprocessor

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCacheAsksOnce(t *testing.T) {
	asked := 0
	c := newCache(func(key string) int { asked++; return len(key) })
	for range 3 {
		assert.Equal(t, 3, c.get("abc"))
	}
	assert.Equal(t, 1, asked)
	assert.Zero(t, c.evictions.Load())
}

func TestCacheIsBoundedAndCountsEvictions(t *testing.T) {
	c := newCache(func(key string) int { return len(key) })
	const keys = 4 * cacheSlots
	for i := range keys {
		key := "some.attribute." + strconv.Itoa(i)
		assert.Equal(t, len(key), c.get(key))
	}
	held := 0
	for i := range c.slots {
		if c.slots[i].Load() != nil {
			held++
		}
	}
	assert.Equal(t, int64(keys-held), c.evictions.Load())
	assert.Greater(t, held, cacheSlots*9/10, "the keys spread over the slots")
}

func TestCacheTakesNoLongKeys(t *testing.T) {
	asked := 0
	c := newCache(func(string) int { asked++; return 7 })
	for range 2 {
		assert.Equal(t, 7, c.get(strings.Repeat("k", cacheKeyBytes+1)))
	}
	assert.Equal(t, 2, asked)
}

func TestCacheFromManyGoroutines(t *testing.T) {
	c := newCache(func(key string) string { return key })
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 5000 {
				key := strconv.Itoa(i % 3000)
				if got := c.get(key); got != key {
					t.Errorf("got %s for %s", got, key)
				}
			}
		})
	}
	wg.Wait()
}

func TestSlotsAreWithinBounds(t *testing.T) {
	for _, key := range []string{"", "a", "abcdefg", "abcdefgh", strings.Repeat("\xff", 300)} {
		assert.Less(t, slotOf(key), uint64(cacheSlots))
	}
}
