package piimaskingprocessor

import "time"

// stopwatch adds up the time of one of two things that a benchmark does in turn.
type stopwatch struct{ total time.Duration }

func (s *stopwatch) time(do func()) {
	begin := time.Now()
	do()
	s.total += time.Since(begin)
}
