package piimaskingprocessor

import (
	"context"

	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/processor"
)

// maskingProcessor masks the batches of one signal.
type maskingProcessor struct {
	masker    *masker
	telemetry *telemetry
}

func newProcessor(set processor.Settings, cfg *Config, signal pipeline.Signal) (*maskingProcessor, error) {
	t, err := newTelemetry(set, signal)
	if err != nil {
		return nil, err
	}
	return &maskingProcessor{masker: newMasker(cfg), telemetry: t}, nil
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

func (p *maskingProcessor) shutdown(context.Context) error {
	p.telemetry.builder.Shutdown()
	return nil
}
