package nplusoneprocessor

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func indexed(spans ...testSpan) *batch {
	b := newBatch()
	b.index(traces(spans...), newRules(defaults()))
	return b
}

// idsIn lists the span ids of a visit, in the order of the batch.
func (b *batch) idsIn(v *visit) []uint64 {
	var ids []uint64
	for at := v.first; at >= 0; at = b.seen[at].nextOf {
		ids = append(ids, b.seen[at].id)
	}
	return ids
}

func TestIndexTellsTracesApart(t *testing.T) {
	a, b := server(1, 0, 0, 1), server(2, 0, 0, 1)
	b.trace = 1
	again := server(3, 0, 0, 1)
	batch := indexed(a, b, again)
	require.Len(t, batch.visits, 2)
	assert.Equal(t, []uint64{1, 3}, batch.idsIn(&batch.visits[0]))
	assert.Equal(t, []uint64{2}, batch.idsIn(&batch.visits[1]))
	assert.EqualValues(t, 2, batch.visits[0].others)
}

func TestIndexLeavesOutSpansWithoutIDs(t *testing.T) {
	assert.Empty(t, indexed(server(0, 0, 0, 1)).visits)
}

func TestObservationOfASpanThatEndsBeforeItStarts(t *testing.T) {
	b := indexed(query(1, 2, 50, 10, "SELECT 2 FROM t"))
	assert.Equal(t, b.seen[0].start, b.seen[0].end)
}

func TestCallsAreInTotalOrder(t *testing.T) {
	spans := []testSpan{
		query(9, 2, 10, 11, "SELECT a FROM t"), query(3, 2, 20, 21, "SELECT a FROM t"), query(8, 2, 10, 30, "SELECT a FROM t"),
		server(1, 0, 0, 1), query(7, 0, 5, 6, "SELECT a FROM t"), query(1000, 2, 1, 2, "SELECT a FROM t"),
	}
	for seed := range uint64(20) {
		b := indexed(shuffled(rand.New(rand.NewPCG(seed, 6)), spans)...)
		b.sortCalls(&b.visits[0])
		var ids []uint64
		for _, at := range b.calls {
			ids = append(ids, b.seen[at].id)
		}
		assert.Equal(t, []uint64{1000, 8, 9, 3}, ids, "by start, then id; without a parent it is no sibling")
	}
}

func TestResetForgetsTheSpans(t *testing.T) {
	b := indexed(selects(3, 0x100, rootID, 10)...)
	b.reset()
	assert.Empty(t, b.visits)
	assert.Empty(t, b.byTrace)
	for _, o := range b.seen[:cap(b.seen)] {
		assert.Equal(t, observation{}, o)
	}
}

// A batch taken from the pool behaves like a new one.
func TestBatchesAreReused(t *testing.T) {
	rig := newRig(t)
	for i := range 20 {
		spans := append(selects(5+i%3, 0x100, rootID, 10), root())
		for j := range spans {
			spans[j].trace = byte(i)
		}
		assert.Len(t, rig.feed(t, spans), i+1)
	}
}
