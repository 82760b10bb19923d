package findingsextension

import (
	"encoding/binary"
	"time"

	"github.com/cespare/xxhash/v2"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const (
	toldSets = 1 << 12
	toldWays = 8
)

// tellings remember findings by what tells them apart, the last toldSets × toldWays or about: one that comes again (an N+1
// that becomes a warn, a batch that its sender sends twice, with hundreds of them) counts once. It takes half a mebibyte,
// always. A finding finds its place by its hash and pushes out the oldest there.
type tellings struct {
	sets [toldSets][toldWays]telling // the newest first
}

type telling struct {
	id   uint64
	cost time.Duration
}

// see gives what the finding wasted when it was told before, and remembers it; again is false for one not remembered.
func (t *tellings) see(id uint64, cost time.Duration) (before time.Duration, again bool) {
	set := &t.sets[id%toldSets]
	for i := range set {
		if set[i].id == id {
			before = set[i].cost
			set[i].cost = max(cost, before)
			return before, true
		}
	}
	copy(set[1:], set[:toldWays-1])
	set[0] = telling{id, cost}
	return 0, false
}

// toldID tells findings of a group apart. Slow calls below one span share their id, so the span counts, too.
func toldID(g *group, f *finding.Finding) uint64 {
	var raw [24]byte
	binary.BigEndian.PutUint64(raw[:], g.id)
	binary.BigEndian.PutUint64(raw[8:], idOf(f))
	copy(raw[16:], f.SpanID[:])
	return xxhash.Sum64(raw[:])
}

// idOf is the finding's id as a number.
func idOf(f *finding.Finding) uint64 {
	if id, ok := finding.ParseHex(f.ID); ok {
		return id
	}
	return xxhash.Sum64String(f.ID) // of a processor with ids of its own kind
}
