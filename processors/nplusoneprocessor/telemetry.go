package nplusoneprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor/internal/metadata"
)

// counts holds a number per kind and severity; index 0 is info, 1 is warn.
type counts [dbspan.RPC + 1][2]int64

func (c *counts) add(kind dbspan.Kind, severity finding.Severity) {
	at := 0
	if severity == finding.SeverityWarn {
		at = 1
	}
	c[kind][at]++
}

// tally collects what one call of the processor did, so that instruments are touched once and outside locks.
type tally struct {
	written, unwritten       counts
	lost                     []finding.Finding // what unwritten counts
	evicted, expired, fanOut int64
	unprepared, forgotten    int64
	rollbacks, collapsed     int64
}

func (t *tally) found(kind dbspan.Kind, severity finding.Severity) { t.written.add(kind, severity) }

func (t *tally) lose(kind dbspan.Kind, f finding.Finding) {
	t.unwritten.add(kind, f.Severity)
	t.lost = append(t.lost, f)
}

// rolledBack takes the findings back: the next consumer refused the spans they were written on.
func (t *tally) rolledBack() {
	t.written, t.collapsed = counts{}, 0
	t.rollbacks++
}

// telemetry reports tallies and the size of the state.
type telemetry struct {
	builder *metadata.TelemetryBuilder
}

func newTelemetry(set component.TelemetrySettings, s *state) (*telemetry, error) {
	builder, err := metadata.NewTelemetryBuilder(set)
	if err != nil {
		return nil, err
	}
	err = builder.RegisterProcessorNPlusOneGroupsCallback(func(_ context.Context, o metric.Int64Observer) error {
		groups, _ := s.size()
		o.Observe(groups)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = builder.RegisterProcessorNPlusOneStateBytesCallback(func(_ context.Context, o metric.Int64Observer) error {
		_, bytes := s.size()
		o.Observe(bytes)
		return nil
	})
	return &telemetry{builder}, err
}

func (t *telemetry) record(ctx context.Context, done *tally) {
	reportCounts(ctx, t.builder.ProcessorNPlusOneFindings, &done.written)
	reportCounts(ctx, t.builder.ProcessorNPlusOneFindingsUnwritten, &done.unwritten)
	reportReason(ctx, t.builder.ProcessorNPlusOneEvictions, "max_bytes", done.evicted)
	reportReason(ctx, t.builder.ProcessorNPlusOneEvictions, "ttl", done.expired)
	reportReason(ctx, t.builder.ProcessorNPlusOneEvictions, "fan_out", done.fanOut)
	reportReason(ctx, t.builder.ProcessorNPlusOneEvictions, "prepared", done.unprepared)
	reportReason(ctx, t.builder.ProcessorNPlusOneEvictions, "texts", done.forgotten)
	if done.collapsed > 0 {
		t.builder.ProcessorNPlusOneCollapsedSpans.Add(ctx, done.collapsed)
	}
	if done.rollbacks > 0 {
		t.builder.ProcessorNPlusOneRollbacks.Add(ctx, done.rollbacks)
	}
}

func reportCounts(ctx context.Context, counter metric.Int64Counter, c *counts) {
	if *c == (counts{}) {
		return
	}
	for kind := range c {
		for at, severity := range []finding.Severity{finding.SeverityInfo, finding.SeverityWarn} {
			if n := c[kind][at]; n > 0 {
				counter.Add(ctx, n, metric.WithAttributes(
					attribute.String("kind", dbspan.Kind(kind).String()),
					attribute.String("severity", string(severity)),
				))
			}
		}
	}
}

func reportReason(ctx context.Context, counter metric.Int64Counter, reason string, n int64) {
	if n > 0 {
		counter.Add(ctx, n, metric.WithAttributes(attribute.String("reason", reason)))
	}
}

func (t *telemetry) shutdown() { t.builder.Shutdown() }
