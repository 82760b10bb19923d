package nplusoneprocessor

import "math/bits"

// nodeLookup finds a trace's nodes by span id once there are too many to look at each: open addressing with
// linear probing, a power of two of places, at most half of them taken. It is nil for small traces.
type nodeLookup []nodeRef

// scanLimit is up to how many nodes looking at each is as fast as the table.
const scanLimit = 16

func (l nodeLookup) find(nodes []node, id uint64) nodeRef {
	for at := l.place(id); ; at = (at + 1) & (len(l) - 1) {
		ref := l[at]
		if ref == 0 || nodes[ref-1].id == id {
			return ref
		}
	}
}

// newNodeLookup has room for n nodes; nil where they are few.
func newNodeLookup(n int) nodeLookup {
	if n <= scanLimit {
		return nil
	}
	return make(nodeLookup, 1<<bits.Len(uint(2*n-1)))
}

// added gives the table with the last of the nodes in it, a larger one where it was full.
func (l nodeLookup) added(nodes []node) nodeLookup {
	if 2*len(nodes) <= len(l) {
		l.insert(nodes, len(nodes)-1)
		return l
	}
	if len(nodes) <= scanLimit {
		return nil
	}
	grown := newNodeLookup(2 * len(nodes))
	for i := range nodes {
		grown.insert(nodes, i)
	}
	return grown
}

func (l nodeLookup) insert(nodes []node, i int) {
	at := l.place(nodes[i].id)
	for l[at] != 0 {
		at = (at + 1) & (len(l) - 1)
	}
	l[at] = nodeRef(i + 1)
}

// place spreads the ids over the table by Fibonacci hashing: generators other than random ones exist.
func (l nodeLookup) place(id uint64) int {
	return int(id*0x9e3779b97f4a7c15>>32) & (len(l) - 1)
}
