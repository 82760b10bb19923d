package sqlfingerprint

import (
	"hash/maphash"
	"math/bits"
	"sync/atomic"
)

const (
	// memoWays makes a set 128 bytes: two cache lines.
	memoWays = 5
	// memoSlotsPerEntry is how many texts are remembered for each statement that is kept: some have several
	// spellings. It makes 51 bytes for each statement.
	memoSlotsPerEntry = 2
	// maxMemoSets bounds what a memo takes at once, to 32 MiB: that of a cache for 650,000 statements. The memo
	// of a larger one forgets texts earlier.
	maxMemoSets = 1 << 18
)

// The two lowest bits of what a slot holds as its key are flags, so that 62 bits of the hash are compared.
const (
	slotTaken = 1 << iota
	slotLower // the text starts in lower case; says something only where the slot has an entry
	slotFlags = slotTaken | slotLower
)

// memo remembers which statement an exact text is, since most applications send the same bytes again and
// again: hashing them costs a tenth of scanning them. It is a table of fixed size, in sets of a few slots; a
// new text takes the place of the one that stands longest in its set. Reading takes no lock and writes nothing,
// so that cores do not wait for each other.
//
// Texts are told apart by a hash, not compared. Its seed is drawn for each memo, so nobody can choose texts that
// collide, and by chance two texts do so with a probability of 2⁻⁶².
type memo struct {
	seed  maphash.Seed
	sets  []memoSet
	_     [64]byte // keeps what all read off the cache line of what is written now and then
	worth worth
}

// memoSet is read and written under its version: it is odd while somebody writes, and what was read counts
// only if it has not changed meanwhile.
type memoSet struct {
	version atomic.Uint64
	slots   [memoWays]memoSlot
}

type memoSlot struct {
	key   atomic.Uint64
	id    atomic.Uint64
	entry atomic.Pointer[entry]
}

// remembered is what is known of a text.
type remembered struct {
	id    ID
	entry *entry // nil where nobody asked for its texts, or they are not kept
	lower bool   // see startsLower; unknown without an entry
}

func newMemo(maxEntries int) memo {
	sets := (min(maxEntries, maxMemoSets*memoWays)*memoSlotsPerEntry + memoWays - 1) / memoWays
	return memo{seed: maphash.MakeSeed(), sets: make([]memoSet, min(sets, maxMemoSets))}
}

// key is the hash of the text, its length and the dialect, with the flags of a taken slot.
func (m *memo) key(d Dialect, text string) uint64 {
	hash := maphash.String(m.seed, text) ^ uint64(len(text))<<16 ^ uint64(d)<<8
	return hash&^slotFlags | slotTaken
}

// set is the set of the key. Which one it is depends on the highest bits, which are bits of the hash alone.
func (m *memo) set(key uint64) *memoSet {
	index, _ := bits.Mul64(key, uint64(len(m.sets)))
	return &m.sets[index]
}

func (m *memo) get(key uint64) (known remembered, ok bool) {
	set := m.set(key)
	version := set.version.Load()
	for i := range set.slots {
		slot := &set.slots[i]
		flagged := slot.key.Load()
		if flagged&^slotLower != key {
			continue
		}
		known = remembered{ID(slot.id.Load()), slot.entry.Load(), flagged&slotLower != 0}
		if version&1 == 0 && set.version.Load() == version {
			return known, true
		}
		break
	}
	return remembered{}, false
}

// put remembers the text, unless another goroutine writes to the same set right now: nothing is lost then but
// the time that the next such text takes.
func (m *memo) put(key uint64, known remembered) {
	set := m.set(key)
	version := set.version.Load()
	if version&1 != 0 || !set.version.CompareAndSwap(version, version+1) {
		return
	}
	slot := set.slotFor(key, version/2)
	if known.lower {
		key |= slotLower
	}
	slot.key.Store(key)
	slot.id.Store(uint64(known.id))
	slot.entry.Store(known.entry)
	set.version.Store(version + 2)
}

// slotFor is the slot that has the key already, else the one whose turn it is.
func (s *memoSet) slotFor(key, turn uint64) *memoSlot {
	for i := range s.slots {
		if s.slots[i].key.Load()&^slotLower == key {
			return &s.slots[i]
		}
	}
	return &s.slots[turn%memoWays]
}
