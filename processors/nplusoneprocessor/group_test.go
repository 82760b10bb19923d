package nplusoneprocessor

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func at(id uint64, startMs, endMs int64) *observation {
	return &observation{
		id: id, start: epoch.UnixNano() + startMs*int64(time.Millisecond), end: epoch.UnixNano() + endMs*int64(time.Millisecond),
	}
}

func TestCallsKeepTheFirstTenIDsByStart(t *testing.T) {
	order := rand.New(rand.NewPCG(1, 1)).Perm(30)
	var c calls
	for _, i := range order {
		require.True(t, c.add(at(uint64(100+i), int64(10*i), int64(10*i+5))))
	}
	assert.EqualValues(t, 30, c.n)
	assert.Equal(t, [keptIDs]uint64{100, 101, 102, 103, 104, 105, 106, 107, 108, 109}, c.series.ids)
	e := gather([]calls{c})
	assert.EqualValues(t, 30, e.n)
	assert.Equal(t, at(0, 0, 0).start, e.start)
	assert.Equal(t, at(0, 0, 295).end, e.end)
	assert.Equal(t, 150*time.Millisecond, time.Duration(e.covered))
	assert.Equal(t, 150*time.Millisecond, time.Duration(e.sum))
	assert.Equal(t, at(0, 290, 0).start, e.lastStart)
	assert.Equal(t, at(0, 0, 5).end, e.firstEnd)
}

func TestCallsOfOneStartAreOrderedByID(t *testing.T) {
	var c calls
	for _, id := range []uint64{7, 3, 9, 1} {
		require.True(t, c.add(at(id, 0, 5)))
	}
	assert.Equal(t, []uint64{1, 3, 7, 9}, idsOf(gather([]calls{c})))
}

func TestCallsKnowARepeatedDelivery(t *testing.T) {
	var c calls
	for range 3 {
		c.add(at(1, 0, 5))
	}
	assert.EqualValues(t, 1, c.n)
	assert.Nil(t, c.series)
	for range 3 {
		c.add(at(2, 10, 15))
	}
	assert.EqualValues(t, 2, c.n)
}

// Adding, removing and adding again leaves what adding leaves, at any number of calls.
func TestCallsRemoveThenAdd(t *testing.T) {
	for n := 1; n <= 14; n++ {
		for again := 1; again <= n; again++ {
			var want, got calls
			for i := range n {
				want.add(at(uint64(i+1), int64(10*i), int64(10*i+5)))
				got.add(at(uint64(i+1), int64(10*i), int64(10*i+5)))
			}
			o := at(uint64(again), int64(10*(again-1)), int64(10*(again-1)+5))
			got.remove(o)
			assert.EqualValues(t, n-1, got.n)
			require.True(t, got.add(o))
			if again <= keptIDs && n <= keptIDs {
				assert.Equal(t, gather([]calls{want}), gather([]calls{got}), "%d of %d", again, n)
			}
			assert.Equal(t, gather([]calls{want}).covered, gather([]calls{got}).covered)
		}
	}
}

func TestCallsRemovedToNothing(t *testing.T) {
	var c calls
	c.add(at(1, 0, 5))
	c.add(at(2, 10, 15))
	c.remove(at(1, 0, 5))
	assert.EqualValues(t, 2, c.id, "the one that is left")
	require.False(t, c.add(at(2, 10, 15)))
	c.remove(at(2, 10, 15))
	assert.Equal(t, calls{}, c)
}

func TestStartsFarApartAreBounded(t *testing.T) {
	var c calls
	c.add(at(1, 0, 5))
	c.add(at(2, 1000*3600*1000, 1000*3600*1000+5))
	c.add(at(3, 2000*3600*1000, 2000*3600*1000+5))
	assert.Equal(t, []uint64{1, 2, 3}, idsOf(gather([]calls{c})))
}

func TestGatherAcrossGroups(t *testing.T) {
	var a, b calls
	a.add(at(5, 20, 30))
	b.add(at(4, 0, 10))
	b.add(at(6, 25, 40))
	e := gather([]calls{a, b})
	assert.EqualValues(t, 3, e.n)
	assert.Equal(t, []uint64{4, 5, 6}, idsOf(e))
	assert.Equal(t, 30*time.Millisecond, time.Duration(e.covered))
	assert.Equal(t, 35*time.Millisecond, time.Duration(e.sum))
}

func TestParameters(t *testing.T) {
	for name, tc := range map[string]struct {
		values []uint64
		want   string
	}{
		"not told":   {[]uint64{0, 0, 0}, "unknown"},
		"same":       {[]uint64{7, 7, 7}, "identical"},
		"different":  {[]uint64{7, 7, 8}, "different"},
		"partly":     {[]uint64{7, 0, 7}, "different"},
		"other last": {[]uint64{8, 8, 8, 7}, "different"},
	} {
		var together calls
		var apart []calls
		for i, v := range tc.values {
			o := at(uint64(i+1), int64(i), int64(i))
			o.values = v
			together.add(o)
			var single calls
			single.add(o)
			apart = append(apart, single)
		}
		e := gather([]calls{together})
		assert.Equal(t, tc.want, e.parameters(), name)
		e = gather(apart)
		assert.Equal(t, tc.want, e.parameters(), "%s, over several groups", name)
	}
}

func TestGroupSize(t *testing.T) {
	assert.LessOrEqual(t, groupBytes+seriesBytes, 300, "a group that repeats; see the design's goal")
	assert.LessOrEqual(t, groupBytes, 100, "a group of one call")
	assert.LessOrEqual(t, nodeBytes, 24)
}

// idsOf the first calls.
func idsOf(e evidence) (ids []uint64) {
	for _, call := range e.ids {
		ids = append(ids, call.id)
	}
	return ids
}
