package nplusoneprocessor

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"

	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor/internal/metadatatest"
)

// newMeasuredRig is a rig whose internal metrics can be read.
func newMeasuredRig(t *testing.T, change ...func(*Config)) (rig, *switchable, *componenttest.Telemetry) {
	t.Helper()
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, tel.Shutdown(context.Background())) })
	next := &switchable{TracesSink: new(consumertest.TracesSink)}
	clock := newHandClock()
	p, err := newProcessor(tel.NewTelemetrySettings(), defaults(change...), next, clock.Now)
	require.NoError(t, err)
	return rig{p, next.TracesSink, clock, nil}, next, tel
}

func point(value int64, attrs ...string) metricdata.DataPoint[int64] {
	var set []attribute.KeyValue
	for i := 0; i < len(attrs); i += 2 {
		set = append(set, attribute.String(attrs[i], attrs[i+1]))
	}
	return metricdata.DataPoint[int64]{Value: value, Attributes: attribute.NewSet(set...)}
}

var loosely = metricdatatest.IgnoreTimestamp()

func TestFindingsAreCountedByKindAndSeverity(t *testing.T) {
	rig, _, tel := newMeasuredRig(t)
	quick := wrapped(5, 0x200, rootID, "find")
	for i := range quick {
		quick[i].end = quick[i].start + 1
	}
	rig.feed(t, append(append(selects(6, 0x100, rootID, 10), quick...), server(rootID, 0, 0, 100)))
	metadatatest.AssertEqualProcessorNPlusOneFindings(t, tel, []metricdata.DataPoint[int64]{
		point(1, "kind", "db", "severity", "warn"), point(1, "kind", "db", "severity", "info"),
	}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))
}

func TestRollBacksAreCountedAndTheirFindingsAreNot(t *testing.T) {
	rig, next, tel := newMeasuredRig(t)
	td := traces(append(selects(6, 0x100, rootID, 10), server(rootID, 0, 0, 100))...)
	rig.refused(t, next, td)
	metadatatest.AssertEqualProcessorNPlusOneRollbacks(t, tel, []metricdata.DataPoint[int64]{point(1)}, loosely)
	_, err := tel.GetMetric("otelcol_processor_n_plus_one_findings")
	assert.Error(t, err, "no finding left the processor")
	require.NoError(t, rig.Shutdown(context.Background()))
}

func TestWhatExpiresUnwrittenIsCounted(t *testing.T) {
	rig, _, tel := newMeasuredRig(t)
	rig.feed(t, selects(6, 0x100, rootID, 10))
	rig.clock.advance(time.Hour)
	rig.feed(t, selects(1, 0x100, rootID, 10))
	metadatatest.AssertEqualProcessorNPlusOneEvictions(t, tel, []metricdata.DataPoint[int64]{point(1, "reason", "ttl")}, loosely)
	metadatatest.AssertEqualProcessorNPlusOneFindingsUnwritten(t, tel,
		[]metricdata.DataPoint[int64]{point(1, "kind", "db", "severity", "warn")}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))
}

func TestEvictionsAreCounted(t *testing.T) {
	rig, _, tel := newMeasuredRig(t)
	rig.state.budget = 0
	rig.feed(t, selects(6, 0x100, rootID, 10))
	metadatatest.AssertEqualProcessorNPlusOneEvictions(t, tel, []metricdata.DataPoint[int64]{point(1, "reason", "max_bytes")}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))
}

func TestFanOutIsCounted(t *testing.T) {
	rig, _, tel := newMeasuredRig(t)
	rig.feed(t, fanOut(maxFanOut+3))
	metadatatest.AssertEqualProcessorNPlusOneEvictions(t, tel, []metricdata.DataPoint[int64]{point(3, "reason", "fan_out")}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))
}

// Every bound says how often it was met.
func TestForgottenTextsAndPreparationsAreCounted(t *testing.T) {
	rig, _, tel := newMeasuredRig(t)
	for i := range 3*catalogSize + 1 { // one shard keeps at most two generations
		at := float64(i)
		rig.feed(t, []testSpan{query(uint64(0x100+i), uint64(0x90000+i/100), at, at+1, fmt.Sprintf("SELECT c%d FROM t", i))})
	}
	metadatatest.AssertEqualProcessorNPlusOneEvictions(t, tel, []metricdata.DataPoint[int64]{point(2*catalogSize, "reason", "texts")}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))

	rig, _, tel = newMeasuredRig(t)
	for i := range maxPrepared + 1 {
		rig.feedLinked(t, []any{prepare(uint64(0x1000+i), float64(i), userQuery)})
	}
	for i := range maxWaiting + 2 {
		rig.feedLinked(t, []any{execute(uint64(0x5000+i), uint64(0x9000+i), float64(i))})
	}
	metadatatest.AssertEqualProcessorNPlusOneEvictions(t, tel, []metricdata.DataPoint[int64]{point(maxPrepared+2, "reason", "prepared")}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))
}

func TestSizeIsObserved(t *testing.T) {
	rig, _, tel := newMeasuredRig(t)
	rig.feed(t, selects(6, 0x100, rootID, 10))
	_, bytes := rig.state.size()
	metadatatest.AssertEqualProcessorNPlusOneGroups(t, tel, []metricdata.DataPoint[int64]{point(1)}, loosely)
	metadatatest.AssertEqualProcessorNPlusOneStateBytes(t, tel, []metricdata.DataPoint[int64]{point(bytes)}, loosely)
	require.NoError(t, rig.Shutdown(context.Background()))
}

func TestShutdownReportsWhatWasNeverWritten(t *testing.T) {
	rig, _, tel := newMeasuredRig(t)
	rig.feed(t, selects(6, 0x100, rootID, 10))
	require.NoError(t, rig.Shutdown(context.Background()))
	metadatatest.AssertEqualProcessorNPlusOneFindingsUnwritten(t, tel,
		[]metricdata.DataPoint[int64]{point(1, "kind", "db", "severity", "warn")}, loosely)
	groups, bytes := rig.state.size()
	assert.Zero(t, groups)
	assert.Zero(t, bytes)
}
