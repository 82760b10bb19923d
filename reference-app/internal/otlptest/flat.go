package otlptest

import (
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Span is a received span with the service it came from.
type Span struct {
	Service string
	Scope   string
	ptrace.Span
}

// Text returns an attribute as text, empty when the span does not have it.
func (s Span) Text(name string) string { return text(s.Attributes(), name) }

// Record is a received log record with the service it came from.
type Record struct {
	Service string
	plog.LogRecord
}

// Text returns an attribute as text, empty when the record does not have it.
func (r Record) Text(name string) string { return text(r.Attributes(), name) }

// Metric is a received metric with the service it came from.
type Metric struct {
	Service string
	pmetric.Metric
}

func text(attrs pcommon.Map, name string) string {
	value, has := attrs.Get(name)
	if !has {
		return ""
	}
	return value.AsString()
}

func serviceOf(res pcommon.Resource) string { return text(res.Attributes(), "service.name") }

// Spans returns all spans received so far.
func (r *Receiver) Spans() (spans []Span) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, td := range r.traces {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					spans = append(spans, Span{serviceOf(rs.Resource()), ss.Scope().Name(), span})
				}
			}
		}
	}
	return spans
}

// Records returns all log records received so far.
func (r *Receiver) Records() (records []Record) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, ld := range r.logs {
		for _, rl := range ld.ResourceLogs().All() {
			for _, sl := range rl.ScopeLogs().All() {
				for _, record := range sl.LogRecords().All() {
					records = append(records, Record{serviceOf(rl.Resource()), record})
				}
			}
		}
	}
	return records
}

// Metrics returns all metrics received so far; the same metric comes once per export.
func (r *Receiver) Metrics() (metrics []Metric) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, md := range r.metrics {
		for _, rm := range md.ResourceMetrics().All() {
			for _, sm := range rm.ScopeMetrics().All() {
				for _, metric := range sm.Metrics().All() {
					metrics = append(metrics, Metric{serviceOf(rm.Resource()), metric})
				}
			}
		}
	}
	return metrics
}

// Values returns the values of a metric by "name{attribute=value,…}": whole numbers as they are, histograms by their
// count, other numbers cut off.
func (m Metric) Values() map[string]int64 {
	values := map[string]int64{}
	switch m.Type() {
	case pmetric.MetricTypeSum:
		m.numbers(m.Sum().DataPoints(), values)
	case pmetric.MetricTypeGauge:
		m.numbers(m.Gauge().DataPoints(), values)
	case pmetric.MetricTypeHistogram:
		for _, point := range m.Histogram().DataPoints().All() {
			values[m.key(point.Attributes())] = int64(point.Count())
		}
	}
	return values
}

func (m Metric) numbers(points pmetric.NumberDataPointSlice, values map[string]int64) {
	for _, point := range points.All() {
		value := point.IntValue()
		if point.ValueType() == pmetric.NumberDataPointValueTypeDouble {
			value = int64(point.DoubleValue())
		}
		values[m.key(point.Attributes())] = value
	}
}

func (m Metric) key(attrs pcommon.Map) string {
	var pairs []string
	for name, value := range attrs.All() {
		pairs = append(pairs, name+"="+value.AsString())
	}
	slices.Sort(pairs)
	return m.Name() + "{" + strings.Join(pairs, ",") + "}"
}
