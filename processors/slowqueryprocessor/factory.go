package slowqueryprocessor

import (
	"context"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"

	"github.com/base-14/otelcol-scout/processors/slowqueryprocessor/internal/metadata"
)

// NewFactory returns the factory of the slow_query processor, which handles traces.
func NewFactory() processor.Factory {
	return processor.NewFactory(
		metadata.Type,
		createDefaultConfig,
		processor.WithTraces(createTraces, metadata.TracesStability),
	)
}

func createDefaultConfig() component.Config {
	return &Config{
		Threshold:     500 * time.Millisecond,
		QueryText:     QueryTextKeep,
		MaxStatements: 10_000,
		Baseline: BaselineConfig{
			Enabled: true, Factor: 3, MinSamples: 100, MinDuration: 20 * time.Millisecond, HalfLife: 24 * time.Hour, MaxStatements: 10_000,
		},
	}
}

func createTraces(_ context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	return newProcessor(set.TelemetrySettings, cfg.(*Config), next, time.Now)
}
