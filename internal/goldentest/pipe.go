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
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/collector/processor/xprocessor"
)

// pipe is a processor of one signal between JSON in and JSON out.
type pipe struct {
	component.Component
	feed func(t *testing.T, batch json.RawMessage) []json.RawMessage
}

// signal is what the runner needs of traces, metrics, logs or profiles.
type signal struct {
	open      func(t *testing.T, factory processor.Factory, cfg component.Config) pipe
	canonical func(t *testing.T, document json.RawMessage) json.RawMessage
}

// signals by the top-level key of their OTLP JSON.
var signals = map[string]signal{
	"resourceSpans":    {open: openTraces, canonical: traces.canonical},
	"resourceMetrics":  {open: openMetrics, canonical: metrics.canonical},
	"resourceLogs":     {open: openLogs, canonical: logs.canonical},
	"resourceProfiles": {open: openProfiles, canonical: profiles.canonical},
}

func signalOf(t *testing.T, document json.RawMessage) signal {
	t.Helper()
	var keys map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(document, &keys))
	for key := range keys {
		if s, ok := signals[key]; ok {
			return s
		}
	}
	t.Fatal("a batch's top-level key must be resourceSpans, resourceMetrics, resourceLogs or resourceProfiles")
	return signal{}
}

// codec ties a signal's pdata type to its JSON form.
type codec[T any] struct {
	unmarshal func([]byte) (T, error)
	marshal   func(T) ([]byte, error)
}

var (
	traces   = codec[ptrace.Traces]{(&ptrace.JSONUnmarshaler{}).UnmarshalTraces, (&ptrace.JSONMarshaler{}).MarshalTraces}
	metrics  = codec[pmetric.Metrics]{(&pmetric.JSONUnmarshaler{}).UnmarshalMetrics, (&pmetric.JSONMarshaler{}).MarshalMetrics}
	logs     = codec[plog.Logs]{(&plog.JSONUnmarshaler{}).UnmarshalLogs, (&plog.JSONMarshaler{}).MarshalLogs}
	profiles = codec[pprofile.Profiles]{(&pprofile.JSONUnmarshaler{}).UnmarshalProfiles, (&pprofile.JSONMarshaler{}).MarshalProfiles}
)

// canonical passes a document through pdata, so that a hand-written expectation (numbers as numbers, fields left
// out) compares equal to what a marshaler writes.
func (c codec[T]) canonical(t *testing.T, document json.RawMessage) json.RawMessage {
	t.Helper()
	data, err := c.unmarshal(document)
	require.NoError(t, err)
	encoded, err := c.marshal(data)
	require.NoError(t, err)
	return encoded
}

// pipe joins the processor p, whose way in is consume, to the sink behind it, emptied by drain.
func (c codec[T]) pipe(p component.Component, consume func(context.Context, T) error, drain func() []T) pipe {
	return pipe{p, func(t *testing.T, batch json.RawMessage) []json.RawMessage {
		t.Helper()
		data, err := c.unmarshal(batch)
		require.NoError(t, err)
		require.NoError(t, consume(t.Context(), data))
		var out []json.RawMessage
		for _, got := range drain() {
			encoded, err := c.marshal(got)
			require.NoError(t, err)
			out = append(out, encoded)
		}
		return out
	}}
}

func openTraces(t *testing.T, factory processor.Factory, cfg component.Config) pipe {
	t.Helper()
	sink := new(consumertest.TracesSink)
	p, err := factory.CreateTraces(t.Context(), processortest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(t, err)
	return traces.pipe(p, p.ConsumeTraces, func() []ptrace.Traces { defer sink.Reset(); return sink.AllTraces() })
}

func openMetrics(t *testing.T, factory processor.Factory, cfg component.Config) pipe {
	t.Helper()
	sink := new(consumertest.MetricsSink)
	p, err := factory.CreateMetrics(t.Context(), processortest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(t, err)
	return metrics.pipe(p, p.ConsumeMetrics, func() []pmetric.Metrics { defer sink.Reset(); return sink.AllMetrics() })
}

func openLogs(t *testing.T, factory processor.Factory, cfg component.Config) pipe {
	t.Helper()
	sink := new(consumertest.LogsSink)
	p, err := factory.CreateLogs(t.Context(), processortest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(t, err)
	return logs.pipe(p, p.ConsumeLogs, func() []plog.Logs { defer sink.Reset(); return sink.AllLogs() })
}

func openProfiles(t *testing.T, factory processor.Factory, cfg component.Config) pipe {
	t.Helper()
	sink := new(consumertest.ProfilesSink)
	maker, ok := factory.(xprocessor.Factory)
	require.True(t, ok, "the factory has no processor of profiles")
	p, err := maker.CreateProfiles(t.Context(), processortest.NewNopSettings(factory.Type()), cfg, sink)
	require.NoError(t, err)
	return profiles.pipe(p, p.ConsumeProfiles, func() []pprofile.Profiles { defer sink.Reset(); return sink.AllProfiles() })
}
