package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// TestAFaultCostsFindingsNeverSpans takes the cache of texts away, so that the first slow query meets a fault.
func TestAFaultCostsFindingsNeverSpans(t *testing.T) {
	sink := new(consumertest.TracesSink)
	p := newForTest(t, defaultConfig(), sink).(*slowQuery)
	core, logged := observer.New(zap.ErrorLevel)
	p.logger = zap.New(core)
	intact := p.texts
	p.texts = nil

	td, spans := newTraces("shop")
	addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
	addQuery(spans, "postgresql", "SELECT b FROM t", time.Second)
	require.NoError(t, p.ConsumeTraces(t.Context(), td))
	require.Len(t, sink.AllTraces(), 1)
	assert.Equal(t, 2, sink.AllTraces()[0].SpanCount())
	require.Equal(t, 1, logged.Len())
	assert.Equal(t, "internal fault: the rest of the batch passes without findings", logged.All()[0].Message)

	p.texts = intact
	td, spans = newTraces("shop")
	span := addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
	require.NoError(t, p.ConsumeTraces(t.Context(), td))
	assert.Equal(t, 1, span.Events().Len())
}

// TestAStrangersEventIsNotTakenForOurs gives the span an event of another name with the finding's own id.
func TestAStrangersEventIsNotTakenForOurs(t *testing.T) {
	sink := new(consumertest.TracesSink)
	p := newForTest(t, defaultConfig(), sink)
	td, spans := newTraces("shop")
	span := addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
	require.NoError(t, p.ConsumeTraces(t.Context(), td))
	require.Equal(t, 1, span.Events().Len())
	span.Events().At(0).SetName("someone else's")

	require.NoError(t, p.ConsumeTraces(t.Context(), td))
	require.Equal(t, 2, span.Events().Len())
	assert.Equal(t, finding.EventSlowQuery, span.Events().At(1).Name())
}

// faulty is an extension with a fault of its own.
type faulty struct{ page }

func (*faulty) Found(context.Context, []finding.Finding) { panic("fault") }

// TestAFaultOfAnExtensionIsNotOurs holds that the batch, which was accepted, is not refused, and nothing stops.
func TestAFaultOfAnExtensionIsNotOurs(t *testing.T) {
	p := newForTest(t, defaultConfig(), nop()).(*slowQuery)
	core, logged := observer.New(zap.ErrorLevel)
	p.logger = zap.New(core)
	after := new(page)
	require.NoError(t, p.Start(t.Context(), host{component.MustNewID("faulty"): new(faulty), component.MustNewID("later"): after}))
	td, spans := newTraces("shop")
	addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
	require.NoError(t, p.ConsumeTraces(t.Context(), td))
	assert.Equal(t, 1, logged.Len())
	assert.Len(t, after.found, 1, "the one after it is told")
}
