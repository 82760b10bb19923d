package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/base-14/otelcol-scout/processors/slowqueryprocessor/internal/metadatatest"
)

func TestTelemetry(t *testing.T) {
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	refuse := false
	next, err := newSwitch(&refuse)
	require.NoError(t, err)
	cfg := defaultConfig()
	cfg.MaxStatements, cfg.Baseline.MaxStatements, cfg.Baseline.MinSamples = 2, 3, 1
	p, err := NewFactory().CreateTraces(context.Background(), metadatatest.NewSettings(tel), cfg, next)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })

	td, spans := newTraces("shop")
	for _, text := range []string{"SELECT a", "SELECT b", "SELECT c"} {
		addQuery(spans, "postgresql", text, time.Second)
	}
	addQuery(spans, "redis", "get k", time.Millisecond)
	addQuery(spans, "redis", "get k", 90*time.Millisecond)
	addQuery(spans, "postgresql", "COMMIT", time.Second)
	spans.AppendEmpty().SetName("no call")
	require.NoError(t, p.ConsumeTraces(context.Background(), td))

	refuse = true
	again, spans := newTraces("shop")
	addQuery(spans, "postgresql", "SELECT a", time.Second)
	require.Error(t, p.ConsumeTraces(context.Background(), again), "what was refused is not counted")

	ignore := metricdatatest.IgnoreTimestamp()
	metadatatest.AssertEqualProcessorSlowQuerySpans(t, tel, []metricdata.DataPoint[int64]{
		{Value: 3, Attributes: attribute.NewSet(attribute.String("kind", "db"))},
		{Value: 2, Attributes: attribute.NewSet(attribute.String("kind", "cache"))},
		{Value: 1, Attributes: attribute.NewSet(attribute.String("kind", "housekeeping"))},
	}, ignore)
	metadatatest.AssertEqualProcessorSlowQueryFindings(t, tel, []metricdata.DataPoint[int64]{
		{Value: 3, Attributes: attribute.NewSet(attribute.String("reason", "threshold"), attribute.String("severity", "warn"))},
		{Value: 1, Attributes: attribute.NewSet(attribute.String("reason", "baseline"), attribute.String("severity", "warn"))},
	}, ignore)
	inTexts, inHistory := attribute.NewSet(attribute.String("store", "texts")), attribute.NewSet(attribute.String("store", "history"))
	metadatatest.AssertEqualProcessorSlowQueryStatements(t, tel, []metricdata.DataPoint[int64]{
		{Value: 2, Attributes: inTexts}, {Value: 3, Attributes: inHistory},
	}, ignore)
	metadatatest.AssertEqualProcessorSlowQueryEvictions(t, tel, []metricdata.DataPoint[int64]{
		{Value: 4, Attributes: inTexts}, {Value: 2, Attributes: inHistory},
	}, ignore)
}
