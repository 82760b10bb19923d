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
// always.
type tellings struct{ recent[time.Duration] } // what each wasted

func newTellings() *tellings { return &tellings{newRecent[time.Duration](toldSets, toldWays)} }

// see gives what the finding wasted when it was told before, and remembers it; again is false for one not remembered.
func (t *tellings) see(id uint64, cost time.Duration) (before time.Duration, again bool) {
	most, again := t.at(id)
	before = *most
	*most = max(cost, before)
	return before, again
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
