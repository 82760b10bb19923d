package nplusoneprocessor

import "math/bits"

// nodeLookup finds a trace's nodes by span id once there are too many to look at each: open addressing with
// linear probing, a power of two of places, at most half of them taken. It is nil for small traces.
type nodeLookup []nodeRef

// scanLimit is up to how many nodes looking at each is as fast as the table.
const scanLimit = 16

// find gives the place of the id, which is free where the id is not there.
func (l nodeLookup) find(nodes []node, id uint64) int {
	for at := l.place(id); ; at = (at + 1) & (len(l) - 1) {
		if ref := l[at]; ref == 0 || nodes[ref-1].id == id {
			return at
		}
	}
}

// newNodeLookup has room for n nodes; nil where they are few.
func newNodeLookup(n int) nodeLookup { return makeNodeLookup(nodeLookupSize(n)) }

// nodeLookupSize is how many places the table for n nodes has.
func nodeLookupSize(n int) int {
	if n <= scanLimit {
		return 0
	}
	return 1 << bits.Len(uint(2*n-1))
}

func makeNodeLookup(size int) nodeLookup {
	if size == 0 {
		return nil
	}
	return make(nodeLookup, size)
}

// added gives the table with the last of the nodes in it, at the place that find gave, or a larger one.
func (l nodeLookup) added(nodes []node, at int) nodeLookup {
	if 2*len(nodes) <= len(l) {
		l[at] = nodeRef(len(nodes))
		return l
	}
	if len(nodes) <= scanLimit {
		return nil
	}
	grown := newNodeLookup(2 * len(nodes))
	for i := range nodes {
		grown[grown.find(nodes, nodes[i].id)] = nodeRef(i + 1)
	}
	return grown
}

// place spreads the ids over the table by Fibonacci hashing: generators other than random ones exist.
func (l nodeLookup) place(id uint64) int {
	return int(id*0x9e3779b97f4a7c15>>32) & (len(l) - 1)
}
