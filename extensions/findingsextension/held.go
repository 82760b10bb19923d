package findingsextension

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const (
	placeSets = 1 << 10
	placeWays = 4
)

// places tell which slow calls are among those of an N+1, so that their time is added up once: it counts for the N+1, and
// is left out of what the slow call's group wasted. Either may be told first. They are the last placeSets × placeWays or
// about, and take a quarter of a mebibyte, always; beyond them a time can count for both.
type places struct{ recent[place] }

// place is where calls of one statement are made in one trace.
type place struct {
	from, to pcommon.Timestamp // held by N+1s; to is 0 where there is none yet
	waiting  waiting
}

// waiting are slow calls told before an N+1 that could hold them.
type waiting struct {
	group    *group
	born     uint64 // tells whether it is still the group that it was
	wasted   time.Duration
	from, to pcommon.Timestamp
}

func newPlaces() *places { return &places{newRecent[place](placeSets, placeWays)} }

func (p *places) at(id uint64) *place {
	at, _ := p.recent.at(id)
	return at
}

// below is the place of the calls right below a span: slow calls there share their id.
func below(f *finding.Finding) uint64 {
	return finding.Sum(finding.KindSlowQuery, f.TraceID, f.SpanID, f.Fingerprint)
}

// within is the place of all calls of the statement that the service makes in the trace.
func within(f *finding.Finding) uint64 {
	var raw [32]byte
	copy(raw[:16], f.TraceID[:])
	binary.BigEndian.PutUint64(raw[16:], f.Fingerprint)
	binary.BigEndian.PutUint64(raw[24:], xxhash.Sum64String(f.Service))
	return xxhash.Sum64(raw[:])
}

// repeated learns what an N+1 holds, and gives the slow calls there that waited. Where there are spans between the parent
// and the calls, the calls are told by their time: nobody knows their parents.
func (p *places) repeated(f *finding.Finding) (held waiting) {
	at, from, to := p.at(below(f)), pcommon.Timestamp(0), pcommon.Timestamp(math.MaxUint64)
	if len(f.NPlusOne.Via) > 0 {
		at, from, to = p.at(within(f)), f.Start, f.NPlusOne.End
	}
	if at.to == 0 {
		at.from = from
	}
	at.from, at.to = min(at.from, from), max(at.to, to)
	if at.waiting.group == nil || !at.holds(at.waiting.from, at.waiting.to) {
		return waiting{}
	}
	held, at.waiting = at.waiting, waiting{}
	return held
}

// slow tells whether an N+1 holds the slow call; if not, it waits for one.
func (p *places) slow(f *finding.Finding, g *group, wasted time.Duration) (held bool) {
	from, to := f.Start, f.Start+pcommon.Timestamp(max(f.Duration, 0))
	here, around := idOf(f), within(f)
	if p.at(here).holds(from, to) || p.at(around).holds(from, to) {
		return true
	}
	p.at(here).wait(g, wasted, from, to)
	p.at(around).wait(g, wasted, from, to)
	return false
}

func (p *place) holds(from, to pcommon.Timestamp) bool { return from >= p.from && to <= p.to }

func (p *place) wait(g *group, wasted time.Duration, from, to pcommon.Timestamp) {
	w := &p.waiting
	if w.group != g || w.born != g.born {
		*w = waiting{g, g.born, wasted, from, to}
		return
	}
	w.wasted = plus(w.wasted, wasted)
	w.from, w.to = min(w.from, from), max(w.to, to)
}

// share takes what the finding adds to the time wasted, and gives the part of it that an N+1 counts already. What waited
// for this finding is taken out of its group. The caller holds mu.
func (s *store) share(f *finding.Finding, g *group, more time.Duration) (held time.Duration) {
	switch {
	case f.NPlusOne != nil:
		s.release(s.places.repeated(f))
	case f.SlowQuery != nil && more > 0 && s.places.slow(f, g, more):
		return more
	}
	return 0
}

// release takes the time of slow calls out of their group: an N+1 has it now. The caller holds mu.
func (s *store) release(w waiting) {
	if w.group == nil || w.group.born != w.born {
		return
	}
	g := w.group
	time := min(w.wasted, g.wasted)
	g.wasted -= time
	g.held = plus(g.held, time)
	s.changes++
	g.change = s.changes
}
