package goldentest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/xconsumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processorhelper"
	"go.opentelemetry.io/collector/processor/processorhelper/xprocessorhelper"
	"go.opentelemetry.io/collector/processor/xprocessor"
)

type config struct{}

// seenFactory makes a processor that writes seen=true on every resource.
func seenFactory() processor.Factory {
	mark := func(resource pcommon.Resource) { resource.Attributes().PutBool("seen", true) }
	return xprocessor.NewFactory(component.MustNewType("seen"), func() component.Config { return &config{} },
		xprocessor.WithTraces(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
			return processorhelper.NewTraces(ctx, set, cfg, next, func(_ context.Context, td ptrace.Traces) (ptrace.Traces, error) {
				mark(td.ResourceSpans().At(0).Resource())
				return td, nil
			})
		}, component.StabilityLevelDevelopment),
		xprocessor.WithMetrics(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Metrics) (processor.Metrics, error) {
			return processorhelper.NewMetrics(ctx, set, cfg, next, func(_ context.Context, md pmetric.Metrics) (pmetric.Metrics, error) {
				mark(md.ResourceMetrics().At(0).Resource())
				return md, nil
			})
		}, component.StabilityLevelDevelopment),
		xprocessor.WithLogs(func(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
			return processorhelper.NewLogs(ctx, set, cfg, next, func(_ context.Context, ld plog.Logs) (plog.Logs, error) {
				mark(ld.ResourceLogs().At(0).Resource())
				return ld, nil
			})
		}, component.StabilityLevelDevelopment),
		xprocessor.WithProfiles(func(ctx context.Context, set processor.Settings, cfg component.Config, next xconsumer.Profiles) (xprocessor.Profiles, error) {
			return xprocessorhelper.NewProfiles(ctx, set, cfg, next, func(_ context.Context, pd pprofile.Profiles) (pprofile.Profiles, error) {
				mark(pd.ResourceProfiles().At(0).Resource())
				return pd, nil
			})
		}, component.StabilityLevelDevelopment))
}

func TestGolden(t *testing.T) { Run(t, seenFactory()) }

func TestEqualTelemetryGivesEqualText(t *testing.T) {
	a := json.RawMessage(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1","body":{"stringValue":"x"}}]}]}]}`)
	b := json.RawMessage(`{"resourceLogs":[{"resource":{},"scopeLogs":[{"logRecords":[{"body":{"stringValue":"x"},"timeUnixNano":1}]}]}]}`)
	assert.Equal(t, asYAML(t, []json.RawMessage{logs.canonical(t, a)}), asYAML(t, []json.RawMessage{logs.canonical(t, b)}))
}

func TestDocumentsAreBatches(t *testing.T) {
	batches := readDocuments(t, "testdata/golden/two-batches/input.yaml")
	require.Len(t, batches, 2)
	assert.Contains(t, string(batches[1]), `"second"`)
}
