package docstest

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/filterprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/redactionprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/resourceprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor"
	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor"
	"github.com/base-14/otelcol-scout/processors/slowqueryprocessor"
)

// factories are those of the processors that change a value or drop a span. What holds data back (batch) or only refuses
// it (memory_limiter) is left out of a pipeline.
var factories = []processor.Factory{
	filterprocessor.NewFactory(), redactionprocessor.NewFactory(), resourceprocessor.NewFactory(), transformprocessor.NewFactory(),
	nplusoneprocessor.NewFactory(), piimaskingprocessor.NewFactory(), slowqueryprocessor.NewFactory(),
}

// telemetry is one batch of each signal.
type telemetry struct {
	traces  ptrace.Traces
	logs    plog.Logs
	metrics pmetric.Metrics
}

// pipelines are the processors of a collector's configuration, by signal, each in its order.
type pipelines struct{ conf *confmap.Conf }

func load(t *testing.T, path ...string) pipelines {
	t.Helper()
	resolver, err := confmap.NewResolver(confmap.ResolverSettings{
		URIs:              []string{"file:" + filepath.Join(append([]string{root}, path...)...)},
		ProviderFactories: []confmap.ProviderFactory{fileprovider.NewFactory(), envprovider.NewFactory()},
		DefaultScheme:     "env",
	})
	require.NoError(t, err)
	conf, err := resolver.Resolve(t.Context())
	require.NoError(t, err)
	return pipelines{conf}
}

// refine sends a batch of each signal through its pipeline.
func (p pipelines) refine(t *testing.T, in telemetry) telemetry {
	t.Helper()
	traces, logs, metrics := new(consumertest.TracesSink), new(consumertest.LogsSink), new(consumertest.MetricsSink)
	require.NoError(t, chain(t, p, "traces", consumer.Traces(traces), processor.Factory.CreateTraces).ConsumeTraces(t.Context(), in.traces))
	require.NoError(t, chain(t, p, "logs", consumer.Logs(logs), processor.Factory.CreateLogs).ConsumeLogs(t.Context(), in.logs))
	require.NoError(t, chain(t, p, "metrics", consumer.Metrics(metrics), processor.Factory.CreateMetrics).ConsumeMetrics(t.Context(), in.metrics))
	return telemetry{traces.AllTraces()[0], logs.AllLogs()[0], metrics.AllMetrics()[0]}
}

// refineLogs sends a batch of log records through their pipeline.
func (p pipelines) refineLogs(t *testing.T, in plog.Logs) plog.Logs {
	t.Helper()
	logs := new(consumertest.LogsSink)
	require.NoError(t, chain(t, p, "logs", consumer.Logs(logs), processor.Factory.CreateLogs).ConsumeLogs(t.Context(), in))
	return logs.AllLogs()[0]
}

// chain starts the processors of a pipeline, the last first, and returns the way in.
func chain[C, P any](t *testing.T, p pipelines, signal string, next C,
	create func(processor.Factory, context.Context, processor.Settings, component.Config, C) (P, error),
) C {
	t.Helper()
	for _, id := range slices.Backward(p.processors(t, signal)) {
		index := slices.IndexFunc(factories, func(f processor.Factory) bool { return f.Type() == id.Type() })
		if index < 0 {
			require.Contains(t, []string{"batch", "memory_limiter"}, id.Type().String(), "add its factory")
			continue
		}
		factory := factories[index]
		settings := processortest.NewNopSettings(factory.Type())
		settings.ID = id
		made, err := create(factory, t.Context(), settings, p.config(t, factory, id), next)
		require.NoError(t, err)
		started := any(made).(component.Component)
		require.NoError(t, started.Start(t.Context(), componenttest.NewNopHost()))
		t.Cleanup(func() { require.NoError(t, started.Shutdown(context.Background())) })
		next = any(made).(C)
	}
	return next
}

func (p pipelines) processors(t *testing.T, signal string) (ids []component.ID) {
	t.Helper()
	names, ok := p.conf.Get("service::pipelines::" + signal + "::processors").([]any)
	require.True(t, ok, "no pipeline of %s", signal)
	for _, name := range names {
		var id component.ID
		require.NoError(t, id.UnmarshalText([]byte(name.(string))))
		ids = append(ids, id)
	}
	return ids
}

func (p pipelines) config(t *testing.T, factory processor.Factory, id component.ID) component.Config {
	t.Helper()
	conf, err := p.conf.Sub("processors::" + id.String())
	require.NoError(t, err)
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, conf.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	return cfg
}
