package nplusoneprocessor

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"

	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor/internal/metadata"
)

// NewFactory returns the factory of the n_plus_one processor, which handles traces.
func NewFactory() processor.Factory {
	return processor.NewFactory(
		metadata.Type,
		createDefaultConfig,
		processor.WithTraces(createTraces, metadata.TracesStability),
	)
}

// createDefaultConfig holds the defaults; those of min_repeats and min_duration are what backends with the
// longest experience of false alarms use (https://docs.sentry.io/product/issues/issue-details/performance-issues/n-one-queries/).
func createDefaultConfig() component.Config {
	return &Config{
		MinRepeats:  5,
		MinDuration: 50 * time.Millisecond,
		Kinds:       []string{"db", "cache", "http", "rpc"},
		Depth:       3,
		State:       StateConfig{MaxBytes: 64 << 20, TTL: time.Minute},
	}
}

func createTraces(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	return newProcessor(set.TelemetrySettings, cfg.(*Config), next, time.Now)
}
