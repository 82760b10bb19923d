package nplusoneprocessor

import (
	"cmp"
	"slices"
	"time"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

// evidence is what the calls of a group, and of the groups it stands for, amount to.
type evidence struct {
	extent
	sum, covered int64 // of the durations; of their union
	unions       []union
	values       uint64
	differ       bool
	ids          []keptID // the first keptIDs by start
	secondStart  int64    // of the second of them, cut to microseconds; 0 where it is not known
}

// keptID is a call's span id with its start in microseconds.
type keptID struct {
	start int64
	id    uint64
}

// gather sums up the leaves, which are the calls of level-0 groups.
func gather(leaves []calls) evidence {
	e := evidence{values: leaves[0].values}
	e.unions = make([]union, 0, len(leaves))
	var ids []keptID
	for i := range leaves {
		c := &leaves[i]
		s := c.asSeries()
		e.add(c)
		e.sum += s.sum
		e.differ = e.differ || c.differ || c.values != e.values
		e.unions = append(e.unions, s.union)
		ids = append(ids, s.kept()...)
	}
	e.covered = min(covered(e.unions), e.sum, e.end-e.start)
	e.ids, e.secondStart = firstIDs(ids)
	return e
}

// asSeries gives the calls' series, made up where there was only one call.
func (c *calls) asSeries() *series {
	if c.series == nil {
		single := *c
		single.begin(new(series))
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

func firstIDs(all []keptID) (ids []keptID, secondStart int64) {
	slices.SortFunc(all, func(a, b keptID) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.id, b.id))
	})
	if len(all) > 1 {
		secondStart = all[1].start * int64(time.Microsecond)
	}
	return all[:min(len(all), keptIDs)], secondStart
}

// clockTolerance is by how much two calls made one after the other may seem to overlap: some SDKs cut starts
// to whole milliseconds and keep ends precise.
const clockTolerance = int64(time.Millisecond)

// parallel tells whether the calls ran beside each other for longer than clocks can make it seem.
func (e *evidence) parallel() bool {
	return e.sum-e.covered > clockTolerance*int64(e.n-1)
}

// queueingTime is what a client may take to queue one command of a pipeline and to make its span: Node.js
// takes 30 µs, so that a pipeline of 1,000 commands starts and ends over 30 ms (ioredis 5.4 measured).
const queueingTime = int64(50 * time.Microsecond)

// oneRoundTrip knows commands that were sent together and answered together, which older instrumentations of
// pipelines and MULTI do not mark: they start together, end together, all are under way at one time, and most
// last most of the time that all of them take. Sending and answering many commands takes its time, too: a tenth of
// the whole.
func (e *evidence) oneRoundTrip(kind dbspan.Kind) bool {
	apart := max(clockTolerance+queueingTime*int64(e.n), e.covered/10)
	return kind == dbspan.Cache &&
		e.lastStart < e.firstEnd &&
		e.lastStart-e.start <= apart && e.end-e.firstEnd <= apart &&
		2*e.sum > int64(e.n)*e.covered
}

// sparse tells whether the calls are a poll rather than work: they take less than a hundredth of the time
// between the first and the last.
func (e *evidence) sparse() bool {
	return e.takesLessThan(100)
}

// takesLessThan tells whether the calls take less than this part of the time between the first and the last.
func (e *evidence) takesLessThan(part int64) bool { return e.covered < (e.end-e.start+part-1)/part }

// polls tells whether another service is asked the same again and again until its answer is another: the requests take
// less than a tenth of the time between the first and the last, the rest goes by waiting.
func (e *evidence) polls(kind dbspan.Kind) bool {
	return (kind == dbspan.HTTP || kind == dbspan.RPC) && e.parameters() == "identical" && e.takesLessThan(10)
}

// parameters of the calls, as a finding names them.
func (e *evidence) parameters() string {
	switch {
	case e.differ:
		return "different"
	case e.values != 0 && e.values&partlyTold == 0:
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
