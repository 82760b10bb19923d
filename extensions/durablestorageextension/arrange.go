package durablestorageextension

// item is an entry of the queue: its index, and how many bytes its value has.
type item struct {
	index uint64
	size  int
}

// move says that an item of a size goes to another index.
type move struct {
	from, to uint64
	size     int
}

// layout is where the items of a queue stand when it starts, none of them being sent.
type layout struct {
	readIndex, writeIndex uint64
	moves                 []move // in ascending order, each upwards
	putBack               int    // items that were not in the queue before
}

// arrange puts the items that stand below the read index, which are those that were being sent (and those that an
// earlier failure left behind), directly in front of it, in their order. The indices there are free, or taken by items
// that move away themselves: as many as there are items below it cannot be below it otherwise. Where nothing may
// be written, the read index goes down to the first of them instead; the queue then steps over the gaps between them.
//
// Items are in ascending order of their index and decide alone: what the books say beyond that is not needed, so that
// damaged books neither hide an item nor let the queue write over one.
func arrange(items []item, readIndex uint64, mayMove bool) layout {
	if len(items) == 0 {
		return layout{readIndex: readIndex, writeIndex: readIndex}
	}
	below := 0
	for below < len(items) && items[below].index < readIndex {
		below++
	}
	first, last := items[0].index, items[len(items)-1].index
	if below == 0 || !mayMove {
		return layout{readIndex: first, writeIndex: last + 1, putBack: below}
	}
	return layout{
		readIndex: readIndex - uint64(below), writeIndex: max(last+1, readIndex),
		moves: movesUp(items[:below], readIndex), putBack: below,
	}
}

// movesUp moves items to the indices directly below end. What stands there already are the last of them.
func movesUp(items []item, end uint64) []move {
	var moves []move
	for i, it := range items {
		to := end - uint64(len(items)-i)
		if to != it.index {
			moves = append(moves, move{from: it.index, to: to, size: it.size})
		}
	}
	return moves
}

// highest are the last moves of values of maxBytes together, one at least, and the moves before them.
func highest(moves []move, maxBytes int) (before, last []move) {
	at, bytes := len(moves), 0
	for at > 0 && (at == len(moves) || bytes+moves[at-1].size <= maxBytes) {
		at--
		bytes += moves[at].size
	}
	return moves[:at], moves[at:]
}
