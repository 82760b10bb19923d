package e2e_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
)

// again is how often a slow statement and its twin are run: a machine that is busy elsewhere may make one call slow.
const again = 5

// TestTheSlowSearchIsFound: the search that counts its matches anew for each row is beyond the threshold, the one that
// counts them once is not.
func TestTheSlowSearchIsFound(t *testing.T) {
	s := openStage(t, "SLOW_QUERY_THRESHOLD=200ms")
	s.command("seed", "--articles", "20000")
	planted, clean := s.visitAgain("/api/articles/?search=queues", "/api/articles/?search=queues&eager=true")
	s.close()
	s.assertSlow(planted, clean, "threshold")
}

// TestAStatementThatSlowsDownIsFound: the notifications of a user are read quickly a hundred times; once the table has
// grown, the statement without an index is slow for what it was, and far below the threshold. Its twin is not.
func TestAStatementThatSlowsDownIsFound(t *testing.T) {
	const normal, path = 110, "/api/user/notifications"
	s := openStage(t, "SLOW_QUERY_THRESHOLD=10s")
	s.command("seed", "--articles", "500")
	s.joinAs("grace1906")
	for range normal {
		s.goTo(get(path))
		s.goTo(get(path + "?eager=true"))
	}
	s.command("seed", "--articles", "200000")
	planted, clean := s.visitAgain(path, path+"?eager=true")
	s.close()
	s.assertSlow(planted, clean, "baseline")
	for _, id := range planted {
		for _, span := range s.witness.trace(id) {
			for _, event := range span.Events().All() {
				samples, _ := event.Attributes().Get("scout.slow_query.samples")
				baseline, _ := event.Attributes().Get("scout.slow_query.baseline_p95")
				duration, _ := event.Attributes().Get("scout.slow_query.duration")
				assert.GreaterOrEqual(t, samples.Int(), int64(100))
				assert.Greater(t, duration.Double(), 3*baseline.Double())
			}
		}
	}
}

// visitAgain visits both paths in turn and returns the traces.
func (s *stage) visitAgain(planted, clean string) (plantedIDs, cleanIDs []string) {
	s.t.Helper()
	for range again {
		plantedIDs = append(plantedIDs, s.goTo(get(planted)))
		cleanIDs = append(cleanIDs, s.goTo(get(clean)))
	}
	return plantedIDs, cleanIDs
}

// assertSlow demands a finding, for the reason, in nearly all traces with the defect and in nearly none without it.
func (s *stage) assertSlow(planted, clean []string, reason string) {
	s.t.Helper()
	found, wrong := map[string]int{}, map[string]int{}
	for i := range again {
		found[s.slowIn(planted[i])]++
		wrong[s.slowIn(clean[i])]++
	}
	assert.GreaterOrEqual(s.t, found[reason+" × 1"], again-1, "%v", found)
	assert.GreaterOrEqual(s.t, wrong[""], again-1, "%v", wrong)
}

// slowIn words the slow queries of a trace: the reasons and how many there are.
func (s *stage) slowIn(traceID string) string {
	s.t.Helper()
	reasons, n := "", 0
	spans := s.witness.trace(traceID)
	assert.NotEmpty(s.t, spans, "the trace arrived")
	for _, span := range spans {
		for _, event := range span.Events().All() {
			if event.Name() == "scout.slow_query" {
				reasons += textOf(event.Attributes(), "scout.slow_query.reason")
				n++
			}
		}
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%s × %d", reasons, n)
}
