package slowqueryprocessor

import (
	"context"

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
	findings                int64
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

// telemetry reports tallies and the state of the cache.
type telemetry struct {
	builder                     *metadata.TelemetryBuilder
	db, cache, housekeeping, by metric.AddOption
}

func newTelemetry(set component.TelemetrySettings, texts *sqlfingerprint.Cache) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	err = builder.RegisterProcessorSlowQueryStatementsCallback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(int64(texts.Len()))
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = builder.RegisterProcessorSlowQueryEvictionsCallback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(int64(texts.Evictions()))
		return nil
	})
	return &telemetry{
		builder: builder, db: kindOption("db"), cache: kindOption("cache"), housekeeping: kindOption("housekeeping"),
		by: metric.WithAttributeSet(attribute.NewSet(
			attribute.String("reason", reasonThreshold), attribute.String("severity", string(finding.SeverityWarn)))),
	}, err
}

func kindOption(kind string) metric.AddOption {
	return metric.WithAttributeSet(attribute.NewSet(attribute.String("kind", kind)))
}

func (t *telemetry) record(ctx context.Context, done *tally) {
	add(ctx, t.builder.ProcessorSlowQuerySpans, done.db, t.db)
	add(ctx, t.builder.ProcessorSlowQuerySpans, done.cache, t.cache)
	add(ctx, t.builder.ProcessorSlowQuerySpans, done.housekeeping, t.housekeeping)
	add(ctx, t.builder.ProcessorSlowQueryFindings, done.findings, t.by)
}

func add(ctx context.Context, counter metric.Int64Counter, n int64, option metric.AddOption) {
	if n > 0 {
		counter.Add(ctx, n, option)
	}
}

func (t *telemetry) shutdown() { t.builder.Shutdown() }
