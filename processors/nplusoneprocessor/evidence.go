package nplusoneprocessor

import (
	"cmp"
	"slices"
	"time"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// evidence is what the calls of a group, and of the groups it stands for, amount to.
type evidence struct {
	n                uint32
	start, lastStart int64 // of the first and the last call to start
	firstEnd, end    int64 // of the first and the last call to end
	sum, covered     int64 // of the durations; of their union
	values           uint64
	differ           bool
	ids              []uint64 // the first keptIDs by start
}

// keptID is a call's span id with its start in microseconds.
type keptID struct {
	start int64
	id    uint64
}

// gather sums up the leaves, which are the calls of level-0 groups.
func gather(leaves []calls) evidence {
	e := evidence{start: leaves[0].start, firstEnd: leaves[0].end, values: leaves[0].values}
	unions := make([]union, 0, len(leaves))
	var ids []keptID
	for i := range leaves {
		c := &leaves[i]
		s := c.asSeries()
		e.n += c.n
		e.start, e.end = min(e.start, c.start), max(e.end, c.end)
		e.lastStart, e.firstEnd = max(e.lastStart, s.lastStart), min(e.firstEnd, s.firstEnd)
		e.sum += s.sum
		e.differ = e.differ || c.differ || c.values != e.values
		unions = append(unions, s.union)
		ids = append(ids, s.kept()...)
	}
	e.covered = min(covered(unions), e.sum, e.end-e.start)
	e.ids = firstIDs(ids)
	return e
}

// asSeries gives the calls' series, made up where there was only one call.
func (c *calls) asSeries() *series {
	if c.series == nil {
		single := *c
		single.begin()
		return single.series
	}
	return c.series
}

func (s *series) kept() []keptID {
	ids := make([]keptID, 0, s.n)
	for i := range s.n {
		ids = append(ids, keptID{s.base + int64(s.offsets[i]), s.ids[i]})
	}
	return ids
}

func firstIDs(all []keptID) []uint64 {
	slices.SortFunc(all, func(a, b keptID) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.id, b.id))
	})
	ids := make([]uint64, 0, keptIDs)
	for _, kept := range all[:min(len(all), keptIDs)] {
		ids = append(ids, kept.id)
	}
	return ids
}

// clockTolerance is by how much two calls made one after the other may seem to overlap: some SDKs cut starts
// to whole milliseconds and keep ends precise.
const clockTolerance = int64(time.Millisecond)

// parallel tells whether the calls ran beside each other for longer than clocks can make it seem.
func (e *evidence) parallel() bool {
	return e.sum-e.covered > clockTolerance*int64(e.n-1)
}

// oneRoundTrip knows commands that were sent together and answered together, which older instrumentations of
// pipelines and MULTI do not mark: they start together, end together, and each lasts as long as all of them.
func (e *evidence) oneRoundTrip(kind dbspan.Kind) bool {
	return kind == dbspan.Cache &&
		e.lastStart < e.firstEnd &&
		e.lastStart-e.start <= clockTolerance && e.end-e.firstEnd <= clockTolerance &&
		2*e.sum > int64(e.n)*e.covered
}

// sparse tells whether the calls are a poll rather than work: they take less than a hundredth of the time
// between the first and the last.
func (e *evidence) sparse() bool {
	return 100*e.covered < e.end-e.start
}

// parameters of the calls, as a finding names them.
func (e *evidence) parameters() string {
	switch {
	case e.differ:
		return "different"
	case e.values != 0:
		return "identical"
	default:
		return "unknown"
	}
}

func (e *evidence) concurrency() string {
	if e.parallel() {
		return "parallel"
	}
	return "sequential"
}
