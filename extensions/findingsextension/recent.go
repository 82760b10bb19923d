package findingsextension

// recent remembers something of each of the last sets × ways ids or about. An id finds its set by itself, and pushes out
// the oldest there. The memory is taken at once and does not grow.
type recent[T any] struct {
	sets, ways int
	slots      []slot[T] // set after set, in each the newest first
}

type slot[T any] struct {
	id   uint64
	kept T
}

func newRecent[T any](sets, ways int) recent[T] {
	return recent[T]{sets: sets, ways: ways, slots: make([]slot[T], sets*ways)}
}

// at gives what is kept of the id, until it is called again, which may move it; known is false, and all of it zero, for
// one not remembered.
func (r *recent[T]) at(id uint64) (kept *T, known bool) {
	first := int(id%uint64(r.sets)) * r.ways
	set := r.slots[first : first+r.ways]
	for i := range set {
		if set[i].id == id {
			return &set[i].kept, true
		}
	}
	copy(set[1:], set[:r.ways-1])
	set[0] = slot[T]{id: id}
	return &set[0].kept, false
}
