package piimaskingprocessor

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/workload"
)

// signal is how a batch of one signal is read, written and masked.
type signal[B any] struct {
	read  func([]byte) (B, error)
	write func(B) ([]byte, error)
	mask  func(*pass, B)
}

// checkSkeleton holds, for everything that is a batch on the wire: what goes in comes out, record for record, with the
// same ids, times, numbers and types of values; and masking twice is masking once.
func checkSkeleton[B any](t *testing.T, wire []byte, s signal[B]) {
	batch, err := s.read(wire)
	if err != nil {
		t.Skip("not a batch")
	}
	text := func() string {
		written, err := s.write(batch)
		require.NoError(t, err)
		return string(written)
	}
	before := text()
	p := newTestPass()
	s.mask(p, batch)
	once := text()
	if p.tally.unscanned == [reasonCount]int64{} {
		assert.Equal(t, skeletonOf(t, before), skeletonOf(t, once))
	}
	s.mask(newTestPass(), batch)
	assert.Equal(t, once, text())
}

// texts are the fields of OTLP/JSON in which masking may change the text. An integer may become one.
var texts = wordSet(`name description unit schemaUrl version traceState message eventName severityText stringValue bytesValue intValue`)

// skeletonOf returns a batch in OTLP/JSON without its texts, and without the keys that are left out when one is empty.
func skeletonOf(t *testing.T, batch string) any {
	var raw any
	require.NoError(t, json.Unmarshal([]byte(batch), &raw))
	return withoutTexts(raw)
}

func withoutTexts(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			if _, ok := texts[key]; ok {
				delete(v, key)
				continue
			}
			v[key] = withoutTexts(item)
		}
	case []any:
		for i, item := range v {
			v[i] = withoutTexts(item)
		}
	}
	return value
}

func TestWithoutTexts(t *testing.T) {
	want := `{"a":[{"key":"k","value":{}},{"spanId":"01","timeUnixNano":"5"},{"value":{"doubleValue":2.5}}]}`
	full := `{"name":"n","a":[{"key":"k","value":{"stringValue":"x"}},{"spanId":"01","timeUnixNano":"5","message":""},{"value":{"doubleValue":2.5}}]}`
	assert.Equal(t, skeletonOf(t, want), skeletonOf(t, full))
	assert.NotEqual(t, skeletonOf(t, want), skeletonOf(t, strings.Replace(full, "01", "02", 1)))
}

func FuzzLogs(f *testing.F) {
	small := plog.NewLogs()
	record := small.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	workload.Record(record, 3)
	fillEveryType(record.Body().SetEmptyMap())
	record.SetTraceID(pcommon.TraceID{1, 2})
	wire, err := (&plog.ProtoMarshaler{}).MarshalLogs(small)
	require.NoError(f, err)
	f.Add(wire)
	f.Fuzz(func(t *testing.T, wire []byte) {
		checkSkeleton(t, wire, signal[plog.Logs]{
			(&plog.ProtoUnmarshaler{}).UnmarshalLogs, (&plog.JSONMarshaler{}).MarshalLogs, (*pass).logs,
		})
	})
}

func FuzzTraces(f *testing.F) {
	small := ptrace.NewTraces()
	span := small.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	workloadSpan(span, 3)
	fillEveryType(span.Links().AppendEmpty().Attributes())
	wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(small)
	require.NoError(f, err)
	f.Add(wire)
	f.Fuzz(func(t *testing.T, wire []byte) {
		checkSkeleton(t, wire, signal[ptrace.Traces]{
			(&ptrace.ProtoUnmarshaler{}).UnmarshalTraces, (&ptrace.JSONMarshaler{}).MarshalTraces, (*pass).traces,
		})
	})
}

func FuzzMetrics(f *testing.F) {
	wire, err := (&pmetric.ProtoMarshaler{}).MarshalMetrics(everyMetric())
	require.NoError(f, err)
	f.Add(wire)
	f.Fuzz(func(t *testing.T, wire []byte) {
		checkSkeleton(t, wire, signal[pmetric.Metrics]{
			(&pmetric.ProtoUnmarshaler{}).UnmarshalMetrics, (&pmetric.JSONMarshaler{}).MarshalMetrics, (*pass).metrics,
		})
	})
}

// everyMetric holds a datapoint of every type, with numbers that look like card numbers.
func everyMetric() pmetric.Metrics {
	batch := pmetric.NewMetrics()
	metrics := batch.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics()
	gauge := metrics.AppendEmpty().SetEmptyGauge().DataPoints().AppendEmpty()
	gauge.SetIntValue(4111111111111111)
	fillEveryType(gauge.Attributes())
	sum := metrics.AppendEmpty().SetEmptySum().DataPoints().AppendEmpty()
	exemplar := sum.Exemplars().AppendEmpty()
	exemplar.SetIntValue(4111111111111111)
	exemplar.SetSpanID(pcommon.SpanID{1})
	fillEveryType(exemplar.FilteredAttributes())
	histogram := metrics.AppendEmpty().SetEmptyHistogram().DataPoints().AppendEmpty()
	histogram.SetCount(4111111111111111)
	histogram.BucketCounts().FromRaw([]uint64{4111111111111111, 0})
	histogram.ExplicitBounds().FromRaw([]float64{4111111111111111})
	fillEveryType(histogram.Attributes())
	fillEveryType(metrics.AppendEmpty().SetEmptyExponentialHistogram().DataPoints().AppendEmpty().Attributes())
	summary := metrics.AppendEmpty().SetEmptySummary().DataPoints().AppendEmpty()
	summary.QuantileValues().AppendEmpty().SetValue(4111111111111111)
	fillEveryType(summary.Attributes())
	return batch
}

// fillEveryType puts a value of every type into the map, with something to mask in each that can hold it.
func fillEveryType(attrs pcommon.Map) {
	attrs.PutStr("mail", "alice@example.com")
	attrs.PutInt("card", 4111111111111111)
	attrs.PutDouble("double", 4111111111111111)
	attrs.PutBool("password", true)
	attrs.PutEmpty("empty")
	attrs.PutEmptyBytes("bytes").FromRaw([]byte("bob@example.com"))
	list := attrs.PutEmptySlice("list")
	list.AppendEmpty().SetStr(`{"token":"x1y2z3"}`)
	list.AppendEmpty().SetEmptyMap().PutStr("api_key", "x")
}
