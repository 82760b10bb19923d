package e2e_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// slowness is a backend that keeps the findings of slow calls by reason, and what the metrics of queries add up to.
type slowness struct {
	mu      sync.Mutex
	spans   int
	reasons map[string]int
	samples []int64
	// durations are the points of db.client.operation.duration, found those of scout.findings; by their attributes.
	durations, found map[string]uint64
	buckets          map[string][]uint64
	bounds           []float64
}

func newSlowness() *slowness {
	return &slowness{reasons: map[string]int{}, durations: map[string]uint64{}, found: map[string]uint64{}, buckets: map[string][]uint64{}}
}

// Traces implements scoutstandin.Sink.
func (s *slowness) Traces(td ptrace.Traces) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spans += td.SpanCount()
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				for _, event := range span.Events().All() {
					s.keep(event)
				}
			}
		}
	}
	return nil
}

func (s *slowness) keep(event ptrace.SpanEvent) {
	if event.Name() != "scout.slow_query" {
		return
	}
	s.reasons[textOf(event.Attributes(), "scout.slow_query.reason")]++
	if samples, ok := event.Attributes().Get("scout.slow_query.samples"); ok {
		s.samples = append(s.samples, samples.Int())
	}
}

// Metrics implements scoutstandin.Sink.
func (s *slowness) Metrics(md pmetric.Metrics) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, resource := range md.ResourceMetrics().All() {
		for _, scope := range resource.ScopeMetrics().All() {
			for _, metric := range scope.Metrics().All() {
				s.add(metric, textOf(resource.Resource().Attributes(), "service.name"))
			}
		}
	}
	return nil
}

func (s *slowness) add(metric pmetric.Metric, service string) {
	switch metric.Name() {
	case "db.client.operation.duration":
		for _, point := range metric.Histogram().DataPoints().All() {
			series := strings.Join([]string{service, textOf(point.Attributes(), "db.system.name"), textOf(point.Attributes(), "db.query.summary"), metric.Unit()}, "|")
			s.durations[series] += point.Count()
			s.bounds = point.ExplicitBounds().AsRaw()
			s.buckets[series] = sum(s.buckets[series], point.BucketCounts().AsRaw())
		}
	case "scout.findings":
		for _, point := range metric.Sum().DataPoints().All() {
			series := seriesOf(point.Attributes(), "service.name", "scout.finding.kind", "scout.finding.severity", "scout.query.fingerprint")
			s.found[series] += uint64(point.IntValue())
		}
	}
}

func seriesOf(attrs pcommon.Map, keys ...string) string {
	var values []string
	for _, key := range keys {
		values = append(values, textOf(attrs, key))
	}
	return strings.Join(values, "|")
}

func sum(a, b []uint64) []uint64 {
	total := make([]uint64, max(len(a), len(b)))
	for i := range total {
		if i < len(a) {
			total[i] += a[i]
		}
		if i < len(b) {
			total[i] += b[i]
		}
	}
	return total
}

// Logs implements scoutstandin.Sink.
func (*slowness) Logs(plog.Logs) error { return nil }

// query is a request with one span: a query of shop's that took so many milliseconds.
func query(id, system, text string, number, took int) string {
	const start = 1_767_225_600_000
	return fmt.Sprintf(`{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop"}}]},"scopeSpans":[{"spans":[{
		"traceId":"%032x","spanId":"%016x","name":"query","kind":3,"startTimeUnixNano":"%d000000","endTimeUnixNano":"%d000000","attributes":[
		{"key":"db.system.name","value":{"stringValue":%q}},{"key":"db.query.text","value":{"stringValue":%q}}]}]}]}]}`,
		number+1, number+1, start+1000*number, start+1000*number+took, system, text+id)
}

// TestSlowQueriesAreFoundAndMeasured sends a statement that is quick a hundred times and then slower, but below the
// threshold, and one that is beyond it: both are found, for their reasons, and every call is in the histogram of its
// statement, with the buckets of the semantic conventions.
func TestSlowQueriesAreFoundAndMeasured(t *testing.T) {
	backend := newSlowness()
	collector := newRig(t, startScout(t, backend))
	collector.start(t)
	const normal = 100
	for i := range normal {
		require.NoError(t, post(collector.otlp+"/v1/traces", query(strconv.Itoa(i), "postgresql", "SELECT name FROM users WHERE id = ", i, 8)))
	}
	require.NoError(t, post(collector.otlp+"/v1/traces", query("17", "postgresql", "SELECT name FROM users WHERE id = ", normal, 90)))
	require.NoError(t, post(collector.otlp+"/v1/traces", query("'x'", "mysql", "SELECT * FROM reports WHERE owner = ", normal+1, 700)))
	const sent = normal + 2
	require.Eventually(t, func() bool {
		backend.mu.Lock()
		defer backend.mu.Unlock()
		return backend.spans == sent && len(backend.found) == 2 && backend.durations["shop|mysql|SELECT reports|s"] == 1
	}, patience, tick, "all spans and metrics arrive")
	collector.stop(t)

	assert.Equal(t, map[string]int{"baseline": 1, "threshold": 1}, backend.reasons)
	assert.ElementsMatch(t, []int64{normal, 0}, backend.samples)
	assert.Equal(t, map[string]uint64{"shop|postgresql|SELECT users|s": normal + 1, "shop|mysql|SELECT reports|s": 1}, backend.durations)
	assert.Equal(t, []float64{0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10}, backend.bounds)
	assert.Equal(t, []uint64{0, 0, normal, 0, 1, 0, 0, 0, 0, 0}, backend.buckets["shop|postgresql|SELECT users|s"])
	for series, n := range backend.found {
		assert.Regexp(t, `^shop\|slow_query\|warn\|[0-9a-f]{16}$`, series)
		assert.EqualValues(t, 1, n, series)
	}
}
