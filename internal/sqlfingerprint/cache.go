package sqlfingerprint

import (
	"math"
	"sync"
	"sync/atomic"
)

// Bounds of the cache in bytes of heap, all that it holds included.
const (
	// BytesPerEntry is what a cache takes at most for each of its entries, on average; a few KiB are always in
	// use.
	BytesPerEntry = 2048
	// memoBytesPerEntry is what of it the memo takes: memoSlotsPerEntry slots of 26 bytes, and what is left of
	// the evicted entries that they may point to.
	memoBytesPerEntry = 104
	// maxEntryBytes is the largest statement that is kept; larger ones are written anew each time.
	maxEntryBytes = 32 << 10
)

// Cache is the one way from a text to its fingerprint and texts. It knows the statements that were seen
// lately, and of most texts which statement they are (memo.go), so that a text that was seen before is not
// scanned again. It is bounded in entries and in bytes (BytesPerEntry), and safe for concurrent use.
type Cache struct {
	memo      memo
	shards    []shard
	room      room
	evictions atomic.Uint64
}

// room is what the shards share. Only a statement that is new takes its lock, and no shard's lock is held then.
type room struct {
	mu                   sync.Mutex
	maxEntries, maxBytes int
	entries, bytes       int // taken, or promised to a statement that is about to be kept
}

func (r *room) take(bytes int) { r.entries, r.bytes = r.entries+1, r.bytes+bytes }

func (r *room) give(bytes int) { r.entries, r.bytes = r.entries-1, r.bytes-bytes }

func (r *room) exceeded() bool { return r.entries > r.maxEntries || r.bytes > r.maxBytes }

// NewCache returns a cache for at most maxEntries statements; less than one is one. Some 51 bytes for each, at
// most 32 MiB, are taken at once; the others when they are needed.
func NewCache(maxEntries int) *Cache {
	const sharded = 1024 // smaller caches have one shard: an exact order is worth more than an idle core
	maxEntries = min(max(1, maxEntries), math.MaxInt/BytesPerEntry)
	n := 1
	if maxEntries >= sharded {
		n = 16
	}
	c := &Cache{memo: newMemo(maxEntries), shards: make([]shard, n)}
	c.room.maxEntries = maxEntries
	c.room.maxBytes = maxEntries * (BytesPerEntry - memoBytesPerEntry)
	for i := range c.shards {
		c.shards[i].entries = map[ID]*entry{}
	}
	return c
}

// Fingerprint is the text's fingerprint, as the function of that name gives it. It allocates nothing.
func (c *Cache) Fingerprint(d Dialect, text string) ID {
	if c.memo.worth.rests() {
		return Fingerprint(d, text)
	}
	key := c.memo.key(d, text)
	known, ok := c.memo.get(key)
	if c.memo.worth.judge(ok); ok {
		return known.id
	}
	id := Fingerprint(d, text)
	c.memo.put(key, remembered{id: id})
	return id
}

// Describe is the text's fingerprint and its texts. It allocates nothing where the statement was seen lately,
// with these literals or others.
func (c *Cache) Describe(d Dialect, text string) (ID, Texts) {
	if c.memo.worth.rests() {
		id := Fingerprint(d, text)
		_, st := c.statement(id, d, text)
		return id, st.in(startsLower(d, text))
	}
	key := c.memo.key(d, text)
	known, ok := c.memo.get(key)
	c.memo.worth.judge(ok)
	if st := known.entry.recall(); st != nil {
		return known.id, st.in(known.lower)
	}
	if !ok {
		known.id = Fingerprint(d, text)
	}
	var st *statement
	known.entry, st = c.statement(known.id, d, text)
	known.lower = startsLower(d, text)
	c.memo.put(key, known)
	return known.id, st.in(known.lower)
}

// statement finds the statement or builds it. The entry is nil where it is not kept.
func (c *Cache) statement(id ID, d Dialect, text string) (*entry, *statement) {
	s := &c.shards[uint64(id)%uint64(len(c.shards))]
	if e, st := s.get(id); e != nil {
		return e, st
	}
	st := newStatement(id, d, text)
	if !c.makeRoom(s, st.size()) {
		return nil, st
	}
	e, added := s.put(id, st)
	if !added {
		c.room.mu.Lock()
		defer c.room.mu.Unlock()
		c.room.give(st.size())
	}
	return e, st
}

// makeRoom takes room for a statement of this size, and evicts others from the same shard where there is not
// enough. It is false for a statement that is too large, and for one whose shard has nothing left to give.
func (c *Cache) makeRoom(s *shard, size int) bool {
	c.room.mu.Lock()
	defer c.room.mu.Unlock()
	if size > maxEntryBytes || size > c.room.maxBytes {
		return false
	}
	c.room.take(size)
	for c.room.exceeded() {
		freed := s.evict()
		c.evictions.Add(1)
		if freed == 0 { // it is this statement that has to go
			c.room.give(size)
			return false
		}
		c.room.give(freed)
	}
	return true
}

// Evictions is how many statements had to go since the cache was made.
func (c *Cache) Evictions() uint64 { return c.evictions.Load() }

// Len is how many statements are kept now.
func (c *Cache) Len() int {
	n := 0
	for i := range c.shards {
		n += c.shards[i].len()
	}
	return n
}
