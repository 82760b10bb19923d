package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestGroupsTakeTheRoomThatOthersLeft lets groups grow, lets go of them, and lets others grow to the same size.
func TestGroupsTakeTheRoomThatOthersLeft(t *testing.T) {
	var s spare
	grow := func(n int) (groups []group) {
		for i := range n {
			groups = s.addGroup(groups, group{identity: uint64(i), calls: calls{series: s.takeSeries()}})
		}
		return groups
	}
	first := grow(100)
	require.Len(t, first, 100)
	assert.Equal(t, 128, cap(first))
	for i := range first {
		assert.Equal(t, uint64(i), first[i].identity)
	}
	series := first[0].calls.series
	s.putSeries(first)
	assert.Len(t, s.series, spareSeries)
	assert.Same(t, series, s.series[0])
	s.putGroups(first)
	assert.Equal(t, group{}, first[99], "holds nothing back")
	second := grow(100)
	assert.Same(t, &first[0], &second[0])
	assert.Zero(t, testing.AllocsPerRun(10, func() {
		s.putGroups(s.addGroup(s.addGroup(nil, group{}), group{}))
	}))
}

// TestLargeGroupsLeaveNothing holds that what is kept is bounded.
func TestLargeGroupsLeaveNothing(t *testing.T) {
	var s spare
	s.putGroups(make([]group, 0, 1<<spareGroups))
	s.putGroups(nil)
	assert.Equal(t, spare{}, s)
	assert.Equal(t, 1<<spareGroups, cap(s.takeGroups(1<<spareGroups)))
}
