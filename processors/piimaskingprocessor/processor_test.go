package piimaskingprocessor

import (
	"context"
	"errors"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/plogtest"
	"github.com/open-telemetry/opentelemetry-collector-contrib/pkg/pdatatest/ptracetest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/base-14/otelcol-scout/internal/workload"
)

func TestDownstreamErrorComesBack(t *testing.T) {
	ctx, cfg, factory := context.Background(), createDefaultConfig(), NewFactory()
	set := processortest.NewNopSettings(factory.Type())
	refused := errors.New("refused downstream")

	traces, err := factory.CreateTraces(ctx, set, cfg, consumertest.NewErr(refused))
	require.NoError(t, err)
	require.ErrorIs(t, traces.ConsumeTraces(ctx, workloadTraces()), refused)
	metrics, err := factory.CreateMetrics(ctx, set, cfg, consumertest.NewErr(refused))
	require.NoError(t, err)
	require.ErrorIs(t, metrics.ConsumeMetrics(ctx, pmetric.NewMetrics()), refused)
	logs, err := factory.CreateLogs(ctx, set, cfg, consumertest.NewErr(refused))
	require.NoError(t, err)
	require.ErrorIs(t, logs.ConsumeLogs(ctx, workloadLogs()), refused)

	for _, c := range []interface{ Capabilities() consumer.Capabilities }{traces, metrics, logs} {
		assert.True(t, c.Capabilities().MutatesData)
	}
}

// TestCleanTelemetryIsUntouched holds: what has nothing to hide leaves bit for bit as it came.
func TestCleanTelemetryIsUntouched(t *testing.T) {
	want, got := ptrace.NewTraces(), ptrace.NewTraces()
	for _, batch := range []ptrace.Traces{want, got} {
		spans := batch.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
		for i := range 3 { // the first three spans of the workload hold nothing
			workloadSpan(spans.AppendEmpty(), i)
		}
	}
	newTestPass().traces(got)
	require.NoError(t, ptracetest.CompareTraces(want, got))
}

func TestSpansKeepNumberOrderAndIDs(t *testing.T) {
	batch, ctx := workloadTraces(), context.Background()
	sink := new(consumertest.TracesSink)
	p, err := NewFactory().CreateTraces(ctx, processortest.NewNopSettings(NewFactory().Type()), createDefaultConfig(), sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(ctx, componenttest.NewNopHost()))
	require.NoError(t, p.ConsumeTraces(ctx, batch))
	require.Len(t, sink.AllTraces(), 1)

	before := workloadTraces().ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	after := sink.AllTraces()[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	require.Equal(t, before.Len(), after.Len())
	for i := range before.Len() {
		assert.Equal(t, before.At(i).SpanID(), after.At(i).SpanID())
		assert.Equal(t, before.At(i).TraceID(), after.At(i).TraceID())
		assert.Equal(t, before.At(i).Attributes().Len(), after.At(i).Attributes().Len())
	}
	require.NoError(t, p.Shutdown(ctx))
}

// TestBatchesSideBySide holds: masking at the same time gives what masking one by one gives.
func TestBatchesSideBySide(t *testing.T) {
	want := workloadLogs()
	newTestPass().logs(want)
	ctx, sink := context.Background(), new(consumertest.LogsSink)
	p, err := NewFactory().CreateLogs(ctx, processortest.NewNopSettings(NewFactory().Type()), createDefaultConfig(), sink)
	require.NoError(t, err)
	done := make(chan error)
	for range 8 {
		go func() { done <- p.ConsumeLogs(ctx, workloadLogs()) }()
	}
	for range 8 {
		require.NoError(t, <-done)
	}
	require.NoError(t, p.Shutdown(ctx))
	for _, got := range sink.AllLogs() {
		require.NoError(t, plogtest.CompareLogs(want, got))
	}
}

func TestCleanTextAllocatesNothing(t *testing.T) {
	p := newTestPass()
	span := ptrace.NewSpan()
	workloadSpan(span, 0)
	record := plog.NewLogRecord()
	workload.Record(record, 0)
	record.Attributes().PutInt("timestamp", 1700000000000000000)
	assert.Zero(t, testing.AllocsPerRun(100, func() { p.span(span) }))
	assert.Zero(t, testing.AllocsPerRun(100, func() { p.record(record) }))
}

func TestMaskedTextAllocatesOnce(t *testing.T) {
	p := newTestPass()
	texts := []string{"mail alice@example.com", "card 4111 1111 1111 1111", "a alice@example.com b bob@example.com"}
	for _, tt := range detectorTexts {
		texts = append(texts, textWith(tt.value))
	}
	for _, text := range texts {
		assert.LessOrEqual(t, testing.AllocsPerRun(100, func() { p.text(placeLogBody, text) }), 1.0, text)
	}
}

func TestLargeScratchIsNotKept(t *testing.T) {
	p := newTestPass()
	p.buf = make([]byte, 0, maxKeptScratch+1)
	p.tally.bytes = 7
	p.end(p)
	assert.Nil(t, p.buf)
	assert.Zero(t, p.tally)
}
