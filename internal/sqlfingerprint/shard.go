package sqlfingerprint

import (
	"container/list"
	"sync"
)

// shard is a part of the cache under one lock, so that cores do not wait for each other.
type shard struct {
	mu      sync.Mutex
	entries map[ID]*entry
	order   list.List // of *entry; the one kept longest is at the back
}

func (s *shard) len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.entries)
}

// get is the entry with its texts; the entry is nil where the statement is not kept.
func (s *shard) get(id ID) (*entry, *statement) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.entries[id]
	return e, e.recall()
}

// put keeps the statement, for which there is room by now. It gives the entry that another goroutine put here
// meanwhile, if there is one.
func (s *shard) put(id ID, st *statement) (e *entry, added bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e, ok := s.entries[id]; ok {
		return e, false
	}
	e = &entry{id: id}
	e.texts.Store(st)
	s.entries[id] = e
	s.order.PushFront(e)
	return e, true
}

// evict lets the entry go that was kept longest, but gives a second chance to those used meanwhile, each once: an
// approximation of least recently used for which a hit has to move nothing. The size is 0 where the shard is
// empty.
func (s *shard) evict() (size int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for oldest := s.order.Back(); oldest != nil; oldest = s.order.Back() {
		e := oldest.Value.(*entry)
		if e.used.CompareAndSwap(true, false) {
			s.order.MoveToFront(oldest)
			continue
		}
		s.order.Remove(oldest)
		delete(s.entries, e.id)
		return e.texts.Swap(nil).size()
	}
	return 0
}
