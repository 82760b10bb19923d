package e2e_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// visits is how often a slow statement and its twin are run.
const visits = 2

// TestTheSlowSearchIsFound: the search that counts its matches anew for each row is beyond the threshold, the one that
// counts them once is not. Every seeded title has the word, and each comparison takes a millisecond: the twin compares the
// 80 titles once, the planted one does so for each of the 20 rows on the page, with all titles that are no newer, which
// are 60 at least.
func TestTheSlowSearchIsFound(t *testing.T) {
	const articles, page = 80, 20
	const threshold = time.Second
	require.Greater(t, page*(articles-page)*comparison, threshold, "what the planted search takes at least")
	s := openScene(t, staging{env: []string{"SLOW_QUERY_THRESHOLD=" + threshold.String()}})
	s.command("seed", "--articles", strconv.Itoa(articles))
	s.slowDown()
	var planted, clean []string
	for range visits {
		planted = append(planted, s.goTo(get("/api/articles/?search=notes")))
		clean = append(clean, s.visitWithin(get("/api/articles/?search=notes&eager=true"), threshold))
	}
	s.close()
	for _, id := range planted {
		found := s.theSlowOne(id)
		assert.Equal(t, "threshold", textOf(found.Attributes(), "scout.slow_query.reason"))
		assert.Contains(t, textOf(found.Attributes(), "db.query.text"), "ILIKE")
		duration, _ := found.Attributes().Get("scout.slow_query.duration")
		assert.GreaterOrEqual(t, duration.Double(), threshold.Seconds())
	}
	s.assertClean(clean)
}

// TestAStatementThatSlowsDownIsFound: the notifications of a user are read quickly a hundred times, and fifty times more,
// for where the first fifty were slow they do not count; once the table has grown, the statement without an index is slow
// for what it was, and far below the threshold. Its twin is not. The table grows until reading it takes four times what
// all but five of the visits took before, whatever that was on this machine.
func TestAStatementThatSlowsDownIsFound(t *testing.T) {
	const normal, exceptions, few, path = 160, 5, 5, "/api/user/notifications"
	const leastDuration = 20 * time.Millisecond // baseline.min_duration: nothing below it is a finding
	s := openScene(t, staging{env: []string{"SLOW_QUERY_THRESHOLD=1h"}})
	s.command("seed", "--articles", strconv.Itoa(few))
	s.slowDown()
	s.joinAs("grace1906")
	var took []time.Duration
	for range normal {
		_, once := s.timed(get(path))
		took = append(took, once)
		s.goTo(get(path + "?eager=true"))
	}
	slices.Sort(took)
	s.command("seed", "--articles", strconv.Itoa(int(4*max(took[normal-exceptions], leastDuration)/comparison)))
	var planted, clean []string
	for range visits {
		planted = append(planted, s.goTo(get(path)))
		clean = append(clean, s.visitWithin(get(path+"?eager=true"), leastDuration))
	}
	s.close()
	for _, id := range planted {
		found := s.theSlowOne(id)
		assert.Equal(t, "baseline", textOf(found.Attributes(), "scout.slow_query.reason"))
		assert.Contains(t, textOf(found.Attributes(), "db.query.text"), "notifications")
		samples, _ := found.Attributes().Get("scout.slow_query.samples")
		baseline, _ := found.Attributes().Get("scout.slow_query.baseline_p95")
		duration, _ := found.Attributes().Get("scout.slow_query.duration")
		assert.GreaterOrEqual(t, samples.Int(), int64(100))
		assert.Greater(t, duration.Double(), 3*baseline.Double())
	}
	s.assertClean(clean)
}

// theSlowOne returns the one finding of a slow call in a trace.
func (s *scene) theSlowOne(traceID string) ptrace.SpanEvent {
	s.t.Helper()
	spans := s.witness.trace(traceID)
	require.NotEmpty(s.t, spans, "the trace arrived")
	var found []ptrace.SpanEvent
	for _, span := range spans {
		for _, event := range span.Events().All() {
			if event.Name() == "scout.slow_query" {
				found = append(found, event)
			}
		}
	}
	require.Len(s.t, found, 1, "slow calls in trace %s", traceID)
	return found[0]
}

// assertClean demands that the collector says nothing at all in the traces.
func (s *scene) assertClean(traceIDs []string) {
	s.t.Helper()
	for _, id := range traceIDs {
		assert.Empty(s.t, s.findingsOf(id), "trace %s", id)
	}
}
