package goldentest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
)

// pipe is a processor of one signal between JSON in and JSON out.
type pipe struct {
	component.Component
	feed func(t *testing.T, batch json.RawMessage) []json.RawMessage
}

// codec ties a signal's pdata type to its JSON form and its way into the processor.
type codec[T any] struct {
	unmarshal func([]byte) (T, error)
	marshal   func(T) ([]byte, error)
	consume   func(context.Context, T) error
	drain     func() []T
}

func (c codec[T]) feed(t *testing.T, batch json.RawMessage) []json.RawMessage {
	t.Helper()
	data, err := c.unmarshal(batch)
	require.NoError(t, err)
	require.NoError(t, c.consume(context.Background(), data))
	var out []json.RawMessage
	for _, got := range c.drain() {
		encoded, err := c.marshal(got)
		require.NoError(t, err)
		out = append(out, encoded)
	}
	return out
}

// signalOf tells a batch's signal by its top-level key.
func signalOf(t *testing.T, batch json.RawMessage) string {
	t.Helper()
	var keys map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(batch, &keys))
	for _, key := range []string{"resourceSpans", "resourceMetrics", "resourceLogs"} {
		if _, ok := keys[key]; ok {
			return key
		}
	}
	t.Fatal("input.yaml: the top-level key must be resourceSpans, resourceMetrics or resourceLogs")
	return ""
}

func newPipe(t *testing.T, factory processor.Factory, cfg component.Config, first json.RawMessage) pipe {
	t.Helper()
	ctx, settings := context.Background(), processortest.NewNopSettings(factory.Type())
	switch signalOf(t, first) {
	case "resourceSpans":
		sink := new(consumertest.TracesSink)
		p, err := factory.CreateTraces(ctx, settings, cfg, sink)
		require.NoError(t, err)
		return pipe{p, codec[ptrace.Traces]{
			(&ptrace.JSONUnmarshaler{}).UnmarshalTraces, (&ptrace.JSONMarshaler{}).MarshalTraces, p.ConsumeTraces,
			func() []ptrace.Traces { defer sink.Reset(); return sink.AllTraces() },
		}.feed}
	case "resourceMetrics":
		sink := new(consumertest.MetricsSink)
		p, err := factory.CreateMetrics(ctx, settings, cfg, sink)
		require.NoError(t, err)
		return pipe{p, codec[pmetric.Metrics]{
			(&pmetric.JSONUnmarshaler{}).UnmarshalMetrics, (&pmetric.JSONMarshaler{}).MarshalMetrics, p.ConsumeMetrics,
			func() []pmetric.Metrics { defer sink.Reset(); return sink.AllMetrics() },
		}.feed}
	default:
		sink := new(consumertest.LogsSink)
		p, err := factory.CreateLogs(ctx, settings, cfg, sink)
		require.NoError(t, err)
		return pipe{p, codec[plog.Logs]{
			(&plog.JSONUnmarshaler{}).UnmarshalLogs, (&plog.JSONMarshaler{}).MarshalLogs, p.ConsumeLogs,
			func() []plog.Logs { defer sink.Reset(); return sink.AllLogs() },
		}.feed}
	}
}

// canonical passes the documents through pdata, so that hand-written expectations (numbers as numbers,
// fields left out) compare equal to what a marshaler writes.
func canonical(t *testing.T, documents []json.RawMessage) []json.RawMessage {
	t.Helper()
	out := make([]json.RawMessage, 0, len(documents))
	for _, document := range documents {
		out = append(out, recode(t, document))
	}
	return out
}

func recode(t *testing.T, document json.RawMessage) json.RawMessage {
	t.Helper()
	var encoded []byte
	switch signalOf(t, document) {
	case "resourceSpans":
		data, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(document)
		require.NoError(t, err)
		encoded, err = (&ptrace.JSONMarshaler{}).MarshalTraces(data)
		require.NoError(t, err)
	case "resourceMetrics":
		data, err := (&pmetric.JSONUnmarshaler{}).UnmarshalMetrics(document)
		require.NoError(t, err)
		encoded, err = (&pmetric.JSONMarshaler{}).MarshalMetrics(data)
		require.NoError(t, err)
	default:
		data, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(document)
		require.NoError(t, err)
		encoded, err = (&plog.JSONMarshaler{}).MarshalLogs(data)
		require.NoError(t, err)
	}
	return encoded
}
