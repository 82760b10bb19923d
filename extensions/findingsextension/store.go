package findingsextension

import (
	"slices"
	"sync"
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// chunk is how many slots a reader looks at before it lets processors in: some ten microseconds. With a small one, a reader
// would wait for its turn more often than it reads.
const chunk = 256

// store keeps groups of findings within two bounds, entries and bytes. Beyond them it lets go of what was seen once,
// the longest ago first, while that is more than a quarter of all; else of what was not seen again for longest. So a
// flood of findings that come once each cannot wash away those that come again and again.
//
// One lock guards all of it; nobody holds it for longer than it takes to update a map or to copy some groups. Readers share
// it, so that one that waits comes next, however many findings are told.
type store struct {
	maxGroups, maxBytes int
	clock               func() time.Time

	mu          sync.RWMutex
	groups      map[key]*group
	slots       []*group // where readers find them; nil where one was let go of
	free        []int
	spare       *group // the last one let go of, to be used again
	once, again ring
	tellings    *tellings
	places      *places
	born        uint64
	bytes       int
	changes     uint64 // counts up with every finding
	seen        int64  // findings told
	evicted     int64
}

func newStore(maxGroups, maxBytes int, clock func() time.Time) *store {
	return &store{maxGroups: maxGroups, maxBytes: maxBytes, clock: clock, groups: map[key]*group{}, tellings: newTellings(), places: newPlaces()}
}

// add takes the findings of a batch. The lock is let go of between two, so that many at a time hold up no other.
func (s *store) add(found []finding.Finding) {
	now := s.clock()
	for i := range found {
		s.addOne(&found[i], now)
	}
}

func (s *store) addOne(f *finding.Finding, now time.Time) {
	k := keyOf(f)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	g, known := s.groups[k]
	if !known {
		g = s.insert(k, now)
	}
	s.bytes -= g.bytes
	seen := s.sighting(f, g)
	changed := g.add(f, &seen, now)
	s.bytes += g.bytes
	if !changed {
		return
	}
	s.changes++
	g.change = s.changes
	s.renew(g, known)
	for len(s.groups) > s.maxGroups || s.bytes > s.maxBytes && len(s.groups) > 1 {
		s.evict()
	}
}

// sighting remembers the finding. The caller holds mu.
func (s *store) sighting(f *finding.Finding, g *group) sighting {
	seen := sighting{cost: wasted(f)}
	seen.before, seen.again = s.tellings.see(toldID(g, f), seen.cost)
	if g.count == 0 {
		seen.before, seen.again = 0, false // its group was let go of since
	}
	seen.held = s.share(f, g, seen.more())
	return seen
}

// insert makes a group and finds it a slot. The caller holds mu.
func (s *store) insert(k key, now time.Time) *group {
	g := s.spare
	if g == nil {
		g = &group{}
	}
	s.spare = nil
	s.born++
	*g = group{key: k, id: k.hash(), born: s.born, first: now, last: now}
	s.groups[k] = g
	if n := len(s.free); n > 0 {
		g.slot, s.free = s.free[n-1], s.free[:n-1]
		s.slots[g.slot] = g
	} else {
		g.slot = len(s.slots)
		s.slots = append(s.slots, g)
	}
	return g
}

// renew makes the group the newest of those seen as often. The caller holds mu.
func (s *store) renew(g *group, known bool) {
	if known {
		g.leave()
	}
	if g.count > 1 {
		s.again.push(g)
	} else {
		s.once.push(g)
	}
}

// evict lets go of one group, never of the one that has just come while there is another. The caller holds mu.
func (s *store) evict() {
	g := s.again.oldest
	if g == nil || s.once.n > max(len(s.groups)/4, 1) {
		g = s.once.oldest
	}
	g.leave()
	delete(s.groups, g.key)
	s.slots[g.slot] = nil
	s.free = append(s.free, g.slot)
	s.bytes -= g.bytes
	s.evicted++
	*g = group{}
	s.spare = g
}

// each visits every group that is there all the time, and copies those it is true for. A group is copied as a whole, but
// the copies are not all of one moment. The strings and evidence of a copy are never changed again.
func (s *store) each(match func(*group) bool) (copies []group) {
	for from := 0; ; from += chunk {
		copies = slices.Grow(copies, chunk) // not under the lock
		var more bool
		if copies, more = s.copyChunk(copies, from, match); !more {
			return latest(copies)
		}
	}
}

// latest leaves one copy of each group: one that was let go of and came back meanwhile was visited in two slots.
func latest(copies []group) []group {
	places := make(map[uint64]int, len(copies))
	kept := copies[:0]
	for i := range copies {
		g := &copies[i]
		if place, twice := places[g.id]; twice {
			kept[place] = *g
			continue
		}
		places[g.id] = len(kept)
		kept = append(kept, *g)
	}
	return kept
}

func (s *store) copyChunk(copies []group, from int, match func(*group) bool) ([]group, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, g := range s.slots[min(from, len(s.slots)):min(from+chunk, len(s.slots))] {
		if g != nil && match(g) {
			copies = append(copies, *g)
		}
	}
	return copies, from+chunk < len(s.slots)
}

// totals are figures about the store as a whole.
type totals struct {
	groups, bytes int
	seen, evicted int64
	changes       uint64
}

func (s *store) totals() totals {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return totals{len(s.groups), s.bytes, s.seen, s.evicted, s.changes}
}
