package findingsextension

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func failing(count float64) []exporterState {
	return []exporterState{{exporter: "a", signal: "traces", failed: &count}}
}

// A counter of losses is judged by what it grew by: at each step the time since the one before, what it says from then on,
// and what of that was lost in the last five minutes. In between it is sampled as while nobody looks.
func TestLossesAreThoseOfTheWindow(t *testing.T) {
	type step struct {
		after        time.Duration
		says, lately float64
	}
	for name, steps := range map[string][]step{
		"lost since the start":      {{time.Minute, 3, 3}, {time.Minute, 3, 3}},
		"lost once":                 {{time.Minute, 3, 3}, {4 * time.Minute, 3, 3}, {2 * time.Minute, 3, 0}, {time.Hour, 3, 0}},
		"lost again":                {{time.Minute, 3, 3}, {10 * time.Minute, 3, 0}, {time.Minute, 5, 2}, {5 * time.Minute, 5, 0}},
		"asked very often":          {{time.Second, 1, 1}, {time.Second, 2, 2}, {time.Second, 3, 3}, {10 * time.Second, 3, 3}, {5 * time.Minute, 3, 0}},
		"the counter begins anew":   {{time.Minute, 9, 9}, {6 * time.Minute, 9, 0}, {time.Minute, 2, 2}, {time.Minute, 3, 3}},
		"a loss every now and then": {{4 * time.Minute, 1, 1}, {4 * time.Minute, 2, 2}, {2 * time.Minute, 3, 2}, {4 * time.Minute, 4, 2}},
		"nothing lost":              {{time.Minute, 0, 0}, {time.Hour, 0, 0}},
	} {
		t.Run(name, func(t *testing.T) {
			clock := newClock()
			l := newLosses(clock.read)
			said := 0.0
			for i, s := range steps {
				for ; s.after > lossPeriod; s.after -= lossPeriod {
					clock.advance(lossPeriod)
					l.judge(failing(said))
				}
				clock.advance(s.after)
				state := failing(s.says)
				l.judge(state)
				said = s.says
				assert.InDelta(t, s.lately, state[0].failedLately, 0, "step %d", i)
				assert.Zero(t, state[0].rejectedLately)
			}
		})
	}
}

// What was lost while the metrics could not be read may have been lost just now.
func TestLossesOfATimeThatIsNotKnownCount(t *testing.T) {
	clock := newClock()
	l := newLosses(clock.read)
	clock.advance(time.Hour)
	state := failing(4)
	l.judge(state)
	assert.InDelta(t, 4, state[0].failedLately, 0)
	clock.advance(lossWindow)
	l.judge(state)
	assert.Zero(t, state[0].failedLately)
}

func TestSamplesOfLossesAreBounded(t *testing.T) {
	clock := newClock()
	l := newLosses(clock.read)
	for range 10_000 {
		clock.advance(exportPeriod)
		l.judge(failing(1))
	}
	assert.LessOrEqual(t, len(l.samples), int(lossWindow/lossStep)+2)
}

// One loss is a problem for five minutes; its total stays.
func TestTheWayOutIsWellAgainAfterALoss(t *testing.T) {
	var lost atomic.Int64
	metrics := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprintf(w, "otelcol_exporter_enqueue_failed_spans{exporter=\"a\"} %d\n", lost.Load())
	}))
	defer metrics.Close()
	clock := newClock()
	e := newExports(metrics.URL, clock.read)
	defer e.close()
	ask := func(after time.Duration) exportJSON {
		clock.advance(after)
		state := e.read(t.Context())
		return state.json()
	}
	assert.Equal(t, healthOK, ask(time.Hour).Health)
	lost.Store(7)
	got := ask(time.Minute)
	assert.Equal(t, healthLosing, got.Health)
	assert.InDelta(t, 7, got.Exporters[0].RejectedLately, 0)
	got = ask(lossWindow)
	assert.Equal(t, healthOK, got.Health)
	assert.Empty(t, got.Problems)
	require.NotNil(t, got.Exporters[0].Rejected)
	assert.InDelta(t, 7, *got.Exporters[0].Rejected, 0)
	assert.Zero(t, got.Exporters[0].RejectedLately)
}
