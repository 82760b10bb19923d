package piimaskingprocessor

import "sync/atomic"

// Bounds of a cache: cacheSlots entries, none with a key of more than cacheKeyBytes.
const (
	cacheSlots    = 1024
	cacheKeyBytes = 128
)

// cache remembers a pure function of a short string. It is safe for concurrent use and takes no lock: a
// slot holds one immutable entry, a key that meets another in its slot pushes it out, and what was pushed
// out is computed again when next asked for. Whatever it holds, the answers are the same.
type cache[V any] struct {
	compute   func(key string) V
	slots     [cacheSlots]atomic.Pointer[cacheEntry[V]]
	evictions atomic.Int64
}

type cacheEntry[V any] struct {
	key   string
	value V
}

func newCache[V any](compute func(key string) V) *cache[V] {
	return &cache[V]{compute: compute}
}

func (c *cache[V]) get(key string) V {
	slot := &c.slots[slotOf(key)]
	if entry := slot.Load(); entry != nil && entry.key == key {
		return entry.value
	}
	return c.fill(slot, key)
}

func (c *cache[V]) fill(slot *atomic.Pointer[cacheEntry[V]], key string) V {
	value := c.compute(key)
	if len(key) > cacheKeyBytes {
		return value
	}
	entry := &cacheEntry[V]{key: string(append([]byte(nil), key...)), value: value}
	if slot.Swap(entry) != nil {
		c.evictions.Add(1)
	}
	return value
}

// slotOf mixes the length and both ends of the key. Keys of one convention share their beginning, so the
// end has to count; reading the whole key would cost more than the answer is worth.
func slotOf(key string) uint64 {
	n := len(key)
	h := uint64(n)
	if n >= 8 {
		h ^= load64(key, 0)*0x9e3779b97f4a7c15 ^ load64(key, n-8)*0xc2b2ae3d27d4eb4f
	} else {
		for i := range n {
			h = h<<8 ^ uint64(key[i])
		}
		h *= 0x9e3779b97f4a7c15
	}
	h ^= h >> 32
	return (h * 0x9e3779b97f4a7c15) >> 54
}
