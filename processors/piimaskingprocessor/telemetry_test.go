package piimaskingprocessor

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/metric/metricdata/metricdatatest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
	"gopkg.in/yaml.v3"

	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor/internal/metadatatest"
)

// settingsOf gives the processor the id pii_masking/edge.
func settingsOf(tel *componenttest.Telemetry) processor.Settings {
	set := metadatatest.NewSettings(tel)
	set.ID = component.NewIDWithName(NewFactory().Type(), "edge")
	return set
}

func (id pointID) point(value int64) metricdata.DataPoint[int64] {
	attrs := []attribute.KeyValue{attribute.String("processor", "pii_masking/edge")}
	for i := 0; i < len(id); i += 2 {
		attrs = append(attrs, attribute.String(id[i], id[i+1]))
	}
	return metricdata.DataPoint[int64]{Value: value, Attributes: attribute.NewSet(attrs...)}
}

// pointID is the attributes of a point: names and values in turn.
type pointID []string

func TestMetricsOfTraces(t *testing.T) {
	tel := componenttest.NewTelemetry()
	batch := ptrace.NewTraces()
	span := batch.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName("GET /alice@example.com")
	span.Attributes().PutStr("mail", "alice@example.com, bob@example.com")
	span.Attributes().PutStr("card", "4111111111111111")
	span.Attributes().PutStr("password", "hunter2")
	span.Attributes().PutStr("long", strings.Repeat("x", 100))

	p, err := NewFactory().CreateTraces(context.Background(), settingsOf(tel), &Config{MaxValueBytes: 99, OnUnscanned: UnscannedDrop}, consumertest.NewNop())
	require.NoError(t, err)
	for range 2 { // the second time everything is masked already
		require.NoError(t, p.ConsumeTraces(context.Background(), batch))
	}

	matches := func(detector, place string) pointID {
		return pointID{"signal", "traces", "detector", detector, "place", place}
	}
	metadatatest.AssertEqualProcessorPiiMaskingMatches(t, tel, []metricdata.DataPoint[int64]{
		matches("email", "span_name").point(1),
		matches("email", "span_attribute").point(2),
		matches("credit_card", "span_attribute").point(1),
		matches("key", "span_attribute").point(1),
	}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualProcessorPiiMaskingUnscannedValues(t, tel, []metricdata.DataPoint[int64]{
		pointID{"signal", "traces", "reason", "size"}.point(1),
	}, metricdatatest.IgnoreTimestamp())
	metadatatest.AssertEqualProcessorPiiMaskingScannedBytes(t, tel, []metricdata.DataPoint[int64]{
		pointID{"signal", "traces"}.point(int64(22 + 34 + 16 + 22 + 34 + 16)),
	}, metricdatatest.IgnoreTimestamp())
	require.NoError(t, p.Shutdown(context.Background()))
	require.NoError(t, tel.Shutdown(context.Background()))
}

func TestMetricsOfLogs(t *testing.T) {
	tel := componenttest.NewTelemetry()
	batch := plog.NewLogs()
	record := batch.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.Body().SetStr("alice@example.com")
	record.Attributes().PutStr("password", "hunter2")
	cfg := createDefaultConfig().(*Config)
	cfg.Detectors["email"] = DetectorConfig{Action: ActionDetect}
	cfg.Keys = []KeyRule{{Match: "password", Action: ActionDetect}}

	p, err := NewFactory().CreateLogs(context.Background(), settingsOf(tel), cfg, consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, p.ConsumeLogs(context.Background(), batch))
	metadatatest.AssertEqualProcessorPiiMaskingMatches(t, tel, []metricdata.DataPoint[int64]{
		pointID{"signal", "logs", "detector", "email", "place", "log_body"}.point(1),
		pointID{"signal", "logs", "detector", "key", "place", "log_attribute"}.point(1),
	}, metricdatatest.IgnoreTimestamp())
	assert.Equal(t, "alice@example.com", record.Body().Str())
	require.NoError(t, tel.Shutdown(context.Background()))
}

func TestKeyCacheEvictionsAreReported(t *testing.T) {
	tel := componenttest.NewTelemetry()
	telemetry, err := newTelemetry(settingsOf(tel), pipeline.SignalLogs)
	require.NoError(t, err)
	telemetry.report(context.Background(), &tally{}, 3)
	metadatatest.AssertEqualProcessorPiiMaskingKeyCacheEvictions(t, tel, []metricdata.DataPoint[int64]{
		pointID{"signal", "logs"}.point(3),
	}, metricdatatest.IgnoreTimestamp())
	require.NoError(t, tel.Shutdown(context.Background()))
}

// TestNamesAreThoseOfTheMetadata keeps the enumerations of metadata.yaml and of the code the same.
func TestNamesAreThoseOfTheMetadata(t *testing.T) {
	raw, err := os.ReadFile("metadata.yaml")
	require.NoError(t, err)
	var metadata struct {
		Attributes map[string]struct {
			Enum []string `yaml:"enum"`
		} `yaml:"attributes"`
	}
	require.NoError(t, yaml.Unmarshal(raw, &metadata))
	assert.Equal(t, metadata.Attributes["place"].Enum, placeNames[:])
	assert.Equal(t, metadata.Attributes["reason"].Enum, reasonNames[:])
	assert.Equal(t, metadata.Attributes["detector"].Enum, slices.Concat(detectorNames(), []string{detectors[detectorPattern].name, detectors[detectorKey].name}))
}

// countingSink is an extension that takes masking counts.
type countingSink struct {
	component.StartFunc
	component.ShutdownFunc
	counts []finding.MaskingCount
}

func (s *countingSink) Masked(_ context.Context, counts []finding.MaskingCount) {
	s.counts = append(s.counts, counts...)
}

type sinkHost struct{ sink component.Component }

func (h sinkHost) GetExtensions() map[component.ID]component.Component {
	return map[component.ID]component.Component{component.MustNewID("findings"): h.sink}
}

// TestCountsReachTheSink holds that an extension of the host gets the numbers, and nothing else.
func TestCountsReachTheSink(t *testing.T) {
	tel := componenttest.NewTelemetry()
	p, err := NewFactory().CreateLogs(context.Background(), settingsOf(tel), createDefaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	sink := &countingSink{}
	require.NoError(t, p.Start(context.Background(), sinkHost{sink}))
	batch := plog.NewLogs()
	record := batch.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.Body().SetStr("alice@example.com, bob@example.com")
	record.Attributes().PutStr("card", "4111111111111111")
	for range 2 { // the second time there is nothing to count
		require.NoError(t, p.ConsumeLogs(context.Background(), batch))
	}
	assert.Equal(t, []finding.MaskingCount{
		{Processor: "pii_masking/edge", Signal: "logs", Detector: "email", Place: "log_body", Count: 2},
		{Processor: "pii_masking/edge", Signal: "logs", Detector: "credit_card", Place: "log_attribute", Count: 1},
	}, sink.counts)
	require.NoError(t, p.Shutdown(context.Background()))
	require.NoError(t, tel.Shutdown(context.Background()))
}

type faultySink struct{ countingSink }

func (*faultySink) Masked(context.Context, []finding.MaskingCount) { panic("fault") }

// TestAFaultOfAnExtensionCostsNoTelemetry holds that what was masked goes on when an extension that counts it fails.
func TestAFaultOfAnExtensionCostsNoTelemetry(t *testing.T) {
	tel := componenttest.NewTelemetry()
	set := settingsOf(tel)
	core, logged := observer.New(zap.ErrorLevel)
	set.Logger = zap.New(core)
	next := new(consumertest.LogsSink)
	p, err := NewFactory().CreateLogs(context.Background(), set, createDefaultConfig(), next)
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), sinkHost{new(faultySink)}))
	batch := plog.NewLogs()
	batch.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("alice@example.com")
	require.NoError(t, p.ConsumeLogs(context.Background(), batch))
	assert.Equal(t, 1, next.LogRecordCount())
	assert.Equal(t, 1, logged.FilterMessage("an extension failed: it was not told what a batch gave").Len())
	require.NoError(t, p.Shutdown(context.Background()))
	require.NoError(t, tel.Shutdown(context.Background()))
}
