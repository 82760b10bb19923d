package piimaskingprocessor

import (
	"context"

	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor/internal/metadata"
)

// telemetry reports tallies. The attribute sets are built once: there are few of them, and none holds a
// value or a key of the telemetry.
type telemetry struct {
	logger  *zap.Logger
	builder *metadata.TelemetryBuilder
	base    metric.MeasurementOption
	matches [placeCount][detectorCount]metric.MeasurementOption
	reasons [reasonCount]metric.MeasurementOption

	// sinks get the counts of matches, too; processor and signal are said with each.
	sinks             []finding.MaskingSink
	processor, signal string
}

func newTelemetry(set processor.Settings, signal pipeline.Signal) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, err
	}
	base := []attribute.KeyValue{attribute.String("processor", set.ID.String()), attribute.String("signal", signal.String())}
	with := func(more ...attribute.KeyValue) metric.MeasurementOption {
		return metric.WithAttributeSet(attribute.NewSet(append(base[:len(base):len(base)], more...)...))
	}
	t := &telemetry{logger: set.Logger, builder: builder, base: with(), processor: set.ID.String(), signal: signal.String()}
	for at, name := range placeNames {
		for d, info := range detectors {
			t.matches[at][d] = with(attribute.String("place", name), attribute.String("detector", info.name))
		}
	}
	for why, name := range reasonNames {
		t.reasons[why] = with(attribute.String("reason", name))
	}
	return t, nil
}

// report adds one batch to the metrics.
func (t *telemetry) report(ctx context.Context, counts *tally, evictions int64) {
	t.builder.ProcessorPiiMaskingScannedBytes.Add(ctx, counts.bytes, t.base)
	if evictions > 0 {
		t.builder.ProcessorPiiMaskingKeyCacheEvictions.Add(ctx, evictions, t.base)
	}
	t.reportMatches(ctx, counts)
	for why, n := range counts.unscanned {
		if n > 0 {
			t.builder.ProcessorPiiMaskingUnscannedValues.Add(ctx, n, t.reasons[why])
		}
	}
}

func (t *telemetry) reportMatches(ctx context.Context, counts *tally) {
	var masked []finding.MaskingCount
	for at := range counts.matches {
		for d, n := range counts.matches[at] {
			if n == 0 {
				continue
			}
			t.builder.ProcessorPiiMaskingMatches.Add(ctx, n, t.matches[at][d])
			if len(t.sinks) > 0 {
				masked = append(masked, finding.MaskingCount{
					Processor: t.processor, Signal: t.signal, Detector: detectors[d].name, Place: placeNames[at], Count: n,
				})
			}
		}
	}
	if len(masked) > 0 {
		finding.Tell(t.logger, t.sinks, func(sink finding.MaskingSink) { sink.Masked(ctx, masked) })
	}
}
