package nplusoneprocessor

import "math/bits"

// Groups take the room that others left, too: a trace that grows leaves what it grew out of, a trace that is let go of
// what it had. So a state at its bound allocates next to nothing, and the garbage collector has that much less to do.

// addGroup appends the group. Room doubles, as append would have it.
func (s *spare) addGroup(groups []group, g group) []group {
	if len(groups) < cap(groups) {
		return append(groups, g)
	}
	grown := append(s.takeGroups(max(1, 2*cap(groups))), groups...)
	s.putGroups(groups)
	return append(grown, g)
}

// takeGroups gives room for n groups, a power of two.
func (s *spare) takeGroups(n int) []group {
	class := bits.Len(uint(n)) - 1
	if class >= spareGroups || s.groups[class] == nil {
		return make([]group, 0, n)
	}
	room := s.groups[class]
	s.groups[class] = nil
	return room
}

// putGroups keeps the room of groups that are no longer needed, and nothing that they point to.
func (s *spare) putGroups(groups []group) {
	if class := bits.Len(uint(cap(groups))) - 1; class >= 0 && class < spareGroups {
		clear(groups)
		s.groups[class] = groups[:0]
	}
}

// takeSeries gives a series to be overwritten.
func (s *spare) takeSeries() *series {
	last := len(s.series) - 1
	if last < 0 {
		return new(series)
	}
	taken := s.series[last]
	s.series = s.series[:last]
	return taken
}

// putSeries keeps those of groups that are no longer needed.
func (s *spare) putSeries(groups []group) {
	for i := range groups {
		if kept := groups[i].calls.series; kept != nil && len(s.series) < spareSeries {
			s.series = append(s.series, kept)
		}
	}
}
