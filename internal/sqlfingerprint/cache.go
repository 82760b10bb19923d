package sqlfingerprint

import (
	"container/list"
	"sync"
	"sync/atomic"
)

// Texts are what is written about a statement.
type Texts struct {
	// ID is the fingerprint as it stands on telemetry. See ID.String.
	ID string
	// Normalized is the text that the fingerprint was taken of. See Normalize.
	Normalized string
	// Summary is the db.query.summary. See Summarize.
	Summary string
}

// Bounds of the cache in bytes.
const (
	// bytesPerEntry is what a statement may take on average; a cache holds at most this many bytes of text for
	// each of its entries.
	bytesPerEntry = 2048
	// maxEntryBytes is the largest statement that is kept; larger ones are written anew each time.
	maxEntryBytes = 64 << 10
)

// Cache keeps the texts of the statements that were seen last. It is bounded in entries and in bytes (2 KiB
// for each entry, on average), and safe for concurrent use.
type Cache struct {
	shards    []shard
	evictions atomic.Uint64
}

// shard is a part of the cache under one lock, so that cores do not wait for each other.
type shard struct {
	mu         sync.Mutex
	entries    map[ID]*list.Element
	order      *list.List // the entry used last is in front
	bytes      int
	maxEntries int
}

// entry is what is kept of one statement. Statements that differ in the letter case of their keywords share
// an entry, but not a summary.
type entry struct {
	id           ID
	hex          string
	normalized   string
	upper, lower string
}

func (e *entry) texts(lower bool) Texts {
	if lower {
		return Texts{e.hex, e.normalized, e.lower}
	}
	return Texts{e.hex, e.normalized, e.upper}
}

func (e *entry) size() int { return len(e.hex) + len(e.normalized) + len(e.upper) + len(e.lower) }

// NewCache returns a cache for at most maxEntries statements; less than one is one.
func NewCache(maxEntries int) *Cache {
	const sharded = 1024 // smaller caches have one shard: an exact bound is worth more than an idle core
	n := 1
	if maxEntries >= sharded {
		n = 16
	}
	c := &Cache{shards: make([]shard, n)}
	for i := range c.shards {
		c.shards[i] = shard{entries: map[ID]*list.Element{}, order: list.New(), maxEntries: max(1, maxEntries/n)}
	}
	return c
}

// Texts returns the texts of the statement, built from text where the id was not seen lately. The id must be
// the fingerprint of the text. A hit allocates nothing.
func (c *Cache) Texts(id ID, d Dialect, text string) Texts {
	lower := startsLower(d, text)
	s := &c.shards[uint64(id)%uint64(len(c.shards))]
	if texts, ok := s.get(id, lower); ok {
		return texts
	}
	e := newEntry(id, d, text)
	c.evictions.Add(s.put(e))
	return e.texts(lower)
}

// newEntry builds the texts from the normalised text, so that they depend on nothing but the fingerprint.
func newEntry(id ID, d Dialect, text string) *entry {
	e := &entry{id: id, hex: id.String(), normalized: Normalize(d, text)}
	if shape, _ := shapeOf(d, text); shape != sqlShape {
		e.upper = Summarize(d, text)
		e.lower = e.upper
		return e
	}
	e.upper, e.lower = summarizeSQL(d, text, false), summarizeSQL(d, text, true)
	return e
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

func (s *shard) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.order.Len()
}

func (s *shard) get(id ID, lower bool) (Texts, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	element, ok := s.entries[id]
	if !ok {
		return Texts{}, false
	}
	s.order.MoveToFront(element)
	return element.Value.(*entry).texts(lower), true
}

// put keeps the entry and returns how many others had to go.
func (s *shard) put(e *entry) (evicted uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.entries[e.id]; ok || e.size() > maxEntryBytes {
		return 0 // another call was faster, or it is too large to keep
	}
	s.entries[e.id] = s.order.PushFront(e)
	s.bytes += e.size()
	for s.order.Len() > 1 && (s.order.Len() > s.maxEntries || s.bytes > s.maxEntries*bytesPerEntry) {
		oldest := s.order.Remove(s.order.Back()).(*entry)
		delete(s.entries, oldest.id)
		s.bytes -= oldest.size()
		evicted++
	}
	return evicted
}
