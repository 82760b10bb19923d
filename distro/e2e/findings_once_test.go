package e2e_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// loopOf are ten calls one after the other below span 1, or each below a wrapper of its own; the fifth takes 600 ms.
func loopOf(wrapped bool) (spans []string) {
	const internal, client = 1, 3
	for i := range 10 {
		from, to, parent := 10+10*i, 19+10*i, 1
		if i >= 5 {
			from, to = from+600, to+600
		} else if i == 4 {
			to += 600
		}
		if wrapped {
			parent = 200 + i
			spans = append(spans, span(parent, 1, internal, "Repository.find", from, to, ""))
		}
		spans = append(spans, span(100+i, parent, client, "SELECT users", from, to, statementOf(fmt.Sprintf("SELECT name FROM users WHERE id = %d", i))))
	}
	return spans
}

func batchOf(spans ...string) string {
	return `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"blog"}}]},"scopeSpans":[{"spans":[` + strings.Join(spans, ",") + `]}]}]}`
}

// TestTheTimeOfASlowCallInALoopCountsOnce sends an N+1 with a slow call among its calls, in one batch and with the parent
// in a later one, as SDKs send long requests: the endpoint wasted what its spans took, whoever was told first.
func TestTheTimeOfASlowCallInALoopCountsOnce(t *testing.T) {
	root := span(1, 0, 2, "GET /posts", 0, 800, "")
	for name, batches := range map[string][]string{
		"in one batch":                {batchOf(append(loopOf(false), root)...)},
		"the parent later":            {batchOf(loopOf(false)...), batchOf(root)},
		"below wrappers":              {batchOf(append(loopOf(true), root)...)},
		"wrappers and parent later":   {batchOf(loopOf(true)...), batchOf(root)},
		"the loop in two batches":     {batchOf(loopOf(false)[:6]...), batchOf(append(loopOf(false)[6:], root)...)},
		"half the wrappers in a loop": {batchOf(loopOf(true)[:10]...), batchOf(append(loopOf(true)[10:], root)...)},
	} {
		t.Run(name, func(t *testing.T) {
			collector := newRig(t, startScout(t, newSlowness()))
			collector.start(t)
			for _, batch := range batches {
				require.NoError(t, post(collector.otlp+"/v1/traces", batch))
			}
			var list struct {
				Wasted   float64 `json:"time_wasted"`
				Findings []struct {
					Kind       string
					Count      int
					Wasted     float64 `json:"time_wasted"`
					InNPlusOne float64 `json:"in_n_plus_one"`
				}
			}
			raw := collector.ask(t, "findings", &list)
			require.Len(t, list.Findings, 2, "%s", raw)
			repeated, slow := list.Findings[0], list.Findings[1]
			assert.Equal(t, []string{"n_plus_one", "slow_query"}, []string{repeated.Kind, slow.Kind})
			assert.Zero(t, slow.Wasted, "%s", raw)
			assert.InDelta(t, 0.609, slow.InNPlusOne, 1e-6)
			assert.InDelta(t, 0.69*9/10, repeated.Wasted, 1e-6)
			assert.InDelta(t, repeated.Wasted, list.Wasted, 1e-9)
		})
	}
}
