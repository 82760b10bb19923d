package e2e_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// pairs is how often a slow statement and its twin are run, in turns. On a machine that is busy elsewhere any call may be
// slow, and the collector says so: half of the pairs have to show the one found and the other not.
const pairs = 8

// TestTheSlowSearchIsFound: the search that counts its matches anew for each row is beyond the threshold, the one that
// counts them once is not.
func TestTheSlowSearchIsFound(t *testing.T) {
	s := openScene(t, "SLOW_QUERY_THRESHOLD=200ms")
	s.command("seed", "--articles", "20000")
	planted, clean := s.visitAgain("/api/articles/?search=queues", "/api/articles/?search=queues&eager=true")
	s.close()
	s.assertSlow(planted, clean, "ILIKE", "threshold")
}

// TestAStatementThatSlowsDownIsFound: the notifications of a user are read quickly a hundred times; once the table has
// grown, the statement without an index is slow for what it was, and far below the threshold. Its twin is not.
func TestAStatementThatSlowsDownIsFound(t *testing.T) {
	const normal, path = 110, "/api/user/notifications"
	s := openScene(t, "SLOW_QUERY_THRESHOLD=10s")
	s.command("seed", "--articles", "500")
	s.joinAs("grace1906")
	for range normal {
		s.goTo(get(path))
		s.goTo(get(path + "?eager=true"))
	}
	s.command("seed", "--articles", "200000")
	planted, clean := s.visitAgain(path, path+"?eager=true")
	s.close()
	s.assertSlow(planted, clean, "notifications", "baseline")
	for _, id := range planted {
		for _, span := range s.witness.trace(id) {
			for _, event := range span.Events().All() { // of the planted statement, or of one that the machine held up
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
func (s *scene) visitAgain(planted, clean string) (plantedIDs, cleanIDs []string) {
	s.t.Helper()
	for range pairs {
		plantedIDs = append(plantedIDs, s.goTo(get(planted)))
		cleanIDs = append(cleanIDs, s.goTo(get(clean)))
	}
	return plantedIDs, cleanIDs
}

// assertSlow demands that in half of the pairs the statement with the word has a finding, for the reason, in the trace with
// the defect, and none in the other.
func (s *scene) assertSlow(planted, clean []string, word, reason string) {
	s.t.Helper()
	told, said := 0, []string{}
	for i := range pairs {
		found, wrong := s.slowIn(planted[i], word), s.slowIn(clean[i], word)
		said = append(said, found+" and "+wrong)
		if found == reason && wrong == "" {
			told++
		}
	}
	assert.GreaterOrEqual(s.t, told, pairs/2, "%q", said)
}

// slowIn returns the reasons why statements with the word are slow in a trace; none is the empty text.
func (s *scene) slowIn(traceID, word string) (reasons string) {
	s.t.Helper()
	spans := s.witness.trace(traceID)
	assert.NotEmpty(s.t, spans, "the trace arrived")
	for _, span := range spans {
		for _, event := range span.Events().All() {
			if event.Name() == "scout.slow_query" && strings.Contains(textOf(event.Attributes(), "db.query.text"), word) {
				reasons += textOf(event.Attributes(), "scout.slow_query.reason")
			}
		}
	}
	return reasons
}
