package slowqueryprocessor

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
	"github.com/base-14/otelcol-scout/processors/slowqueryprocessor/internal/metadata"
)

// tally collects what one batch brought, so that instruments are touched once.
type tally struct {
	db, cache, housekeeping int64
	threshold, baseline     int64 // findings by reason
}

func (t *tally) read(kind dbspan.Kind, counts bool) {
	switch {
	case !counts:
		t.housekeeping++
	case kind == dbspan.Cache:
		t.cache++
	default:
		t.db++
	}
}

// count adds a finding.
func (t *tally) count(reason finding.Reason) {
	if reason == finding.ReasonBaseline {
		t.baseline++
		return
	}
	t.threshold++
}

// telemetry reports tallies and the state of what is kept.
type telemetry struct {
	builder                 *metadata.TelemetryBuilder
	db, cache, housekeeping metric.MeasurementOption
	threshold, baseline     metric.MeasurementOption
}

func newTelemetry(set component.TelemetrySettings, texts *sqlfingerprint.Cache, history *history) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	inTexts, inHistory := option("store", "texts"), option("store", "history")
	err = errors.Join(
		builder.RegisterProcessorSlowQueryStatementsCallback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(int64(texts.Len()), inTexts)
			o.Observe(int64(history.len()), inHistory)
			return nil
		}),
		builder.RegisterProcessorSlowQueryEvictionsCallback(func(_ context.Context, o metric.Int64Observer) error {
			o.Observe(int64(texts.Evictions()), inTexts)
			o.Observe(history.evictions.Load(), inHistory)
			return nil
		}))
	return &telemetry{
		builder: builder, db: option("kind", "db"), cache: option("kind", "cache"), housekeeping: option("kind", "housekeeping"),
		threshold: findingOption(finding.ReasonThreshold), baseline: findingOption(finding.ReasonBaseline),
	}, err
}

func option(key, value string) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(attribute.String(key, value)))
}

func findingOption(reason finding.Reason) metric.MeasurementOption {
	return metric.WithAttributeSet(attribute.NewSet(
		attribute.String("reason", string(reason)), attribute.String("severity", string(finding.SeverityWarn))))
}

func (t *telemetry) record(ctx context.Context, done *tally) {
	add(ctx, t.builder.ProcessorSlowQuerySpans, done.db, t.db)
	add(ctx, t.builder.ProcessorSlowQuerySpans, done.cache, t.cache)
	add(ctx, t.builder.ProcessorSlowQuerySpans, done.housekeeping, t.housekeeping)
	add(ctx, t.builder.ProcessorSlowQueryFindings, done.threshold, t.threshold)
	add(ctx, t.builder.ProcessorSlowQueryFindings, done.baseline, t.baseline)
}

func add(ctx context.Context, counter metric.Int64Counter, n int64, option metric.MeasurementOption) {
	if n > 0 {
		counter.Add(ctx, n, option)
	}
}

func (t *telemetry) shutdown() { t.builder.Shutdown() }
