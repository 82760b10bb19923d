package piimaskingprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/processor"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// maskingProcessor masks the batches of one signal.
type maskingProcessor struct {
	masker    *masker
	telemetry *telemetry
}

func newProcessor(set processor.Settings, cfg *Config, signal pipeline.Signal) (*maskingProcessor, error) {
	m, err := newMasker(cfg)
	if err != nil {
		return nil, err
	}
	t, err := newTelemetry(set, signal)
	if err != nil {
		return nil, err
	}
	return &maskingProcessor{masker: m, telemetry: t}, nil
}

// maskWith makes the function that masks a batch in place; walk knows where its signal keeps text.
func maskWith[T any](p *maskingProcessor, walk func(*pass, T)) func(context.Context, T) (T, error) {
	return func(ctx context.Context, batch T) (T, error) {
		pass := p.masker.begin()
		defer p.masker.end(pass)
		walk(pass, batch)
		p.telemetry.report(ctx, &pass.tally, p.masker.keys.cache.evictions.Swap(0))
		return batch, nil
	}
}

// start looks for extensions that show what was masked.
func (p *maskingProcessor) start(_ context.Context, host component.Host) error {
	p.telemetry.sinks = finding.Sinks[finding.MaskingSink](host)
	return nil
}

func (p *maskingProcessor) shutdown(context.Context) error {
	p.telemetry.builder.Shutdown()
	return nil
}
