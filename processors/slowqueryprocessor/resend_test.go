package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const ordinary = "SELECT a FROM t"

// consume sends one call.
func consume(t *testing.T, to processor.Traces, took time.Duration) ptrace.Traces {
	t.Helper()
	td, spans := newTraces("shop")
	addQuery(spans, "postgresql", ordinary, took)
	require.NoError(t, to.ConsumeTraces(context.Background(), td))
	return td
}

// TestAFindingByBaselineOutlivesARefusal holds that a batch that comes again is a finding still, told and counted once,
// and that the call is never learned as normal.
func TestAFindingByBaselineOutlivesARefusal(t *testing.T) {
	refuse := false
	next, err := newSwitch(&refuse)
	require.NoError(t, err)
	p, shown := startWithPage(t, defaultConfig(), next)
	for range 100 {
		consume(t, p, 10*ms)
	}
	td, spans := newTraces("shop")
	span := addQuery(spans, "postgresql", ordinary, 300*ms)
	refuse = true
	for range 50 {
		require.Error(t, p.ConsumeTraces(context.Background(), td))
	}
	refuse = false
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	assert.Equal(t, 1, span.Events().Len())
	require.Len(t, shown.found, 1)
	assert.Equal(t, finding.ReasonBaseline, shown.found[0].SlowQuery.Reason)
	assert.EqualValues(t, 100, shown.found[0].SlowQuery.Samples)
	assert.InEpsilon(t, float64(10*ms), float64(shown.found[0].SlowQuery.BaselineP95), 0.03)
	assert.InEpsilon(t, float64(30*ms), float64(shown.found[0].SlowQuery.Threshold), 0.03)
	assert.EqualValues(t, 1, shown.source.Statements()[0].Slow)

	again := consume(t, p, 200*ms)
	assert.Equal(t, 1, again.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Events().Len(), "fifty refusals made nothing normal")
}

// TestASecondCollectorTellsTheFirstOnesFindings runs an agent before a gateway.
func TestASecondCollectorTellsTheFirstOnesFindings(t *testing.T) {
	gateway, shown := startWithPage(t, defaultConfig(), nop())
	agent := newForTest(t, defaultConfig(), consumer.Traces(gateway))
	for range 100 {
		consume(t, agent, 10*ms)
	}
	once := ptrace.NewTraces()
	td := consume(t, agent, 300*ms)
	td.CopyTo(once)
	assert.Len(t, shown.found, 1)
	assert.EqualValues(t, 1, shown.source.Statements()[0].Slow)
	require.NoError(t, gateway.ConsumeTraces(context.Background(), td))
	assert.Equal(t, asJSON(t, once), asJSON(t, td))
}
