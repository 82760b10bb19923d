package referenceapp_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlptest"
)

// telemetry.md is held against what the programs send on a tour through everything they do, and against the source for
// what they log when something fails. A row that is missing, or that nothing sends, fails the test and is printed.

// rows returns the rows of the table below a heading, each cell without its code marks; the last cell, which explains,
// is left out.
func rows(t *testing.T, heading string) (table [][]string) {
	t.Helper()
	for line := range strings.Lines(section(t, readFile(t, "telemetry.md"), heading)) {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(strings.ReplaceAll(cell, "`", ""))
		}
		table = append(table, cells[:len(cells)-1])
	}
	return table
}

// sorted words a set for a cell.
func sorted(set map[string]bool) string { return strings.Join(slices.Sorted(maps.Keys(set)), ", ") }

// set is what tells a row's cells apart while they are gathered.
type set = map[string]map[string]bool

func add(s set, key string, values ...string) {
	if s[key] == nil {
		s[key] = map[string]bool{}
	}
	for _, value := range values {
		s[key][value] = true
	}
}

func service(name string) string { return strings.TrimPrefix(name, "articles-") }

// instrumentation is the last part of a scope's name, "app" for the app's own.
func instrumentation(scope string) string {
	name := scope[strings.LastIndexByte(scope, '/')+1:]
	if name == "reference-app" {
		return "app"
	}
	return name
}

func names(attributes pcommon.Map) []string {
	return slices.Collect(maps.Keys(attributes.AsRaw()))
}

// spanRows is what the spans of a tour would make of the page: name, kind, instrumentation and services; and below
// these keys, for each instrumentation and kind, the attributes.
func spanRows(spans []otlptest.Span) (rows, attributes set) {
	rows, attributes = set{}, set{}
	for _, span := range spans {
		from := instrumentation(span.Scope)
		kind := strings.ToLower(span.Kind().String())
		add(rows, span.Name()+" | "+kind+" | "+from, service(span.Service))
		key := from + " | " + kind
		if from == "app" {
			key = span.Name() + " | " + kind
		}
		add(attributes, key, names(span.Attributes())...)
	}
	return rows, attributes
}

// timely is the one span of which the services are a matter of time: a pool opens its connections when it needs them, in
// a trace or outside of any.
const timely = "connect | client | otelpgx"

// asListed takes the timely span as listed when fewer services sent it than the page lists.
func asListed(spans set, table [][]string) set {
	for _, row := range table {
		if services, seen := spans[timely]; seen && strings.Join(row[:3], " | ") == timely {
			for _, service := range strings.Split(row[3], ", ") {
				services[service] = true
			}
		}
	}
	return spans
}

// cutOff counts statements that fail, which in the tour only those do that a stop cuts off.
const cutOff = "db.client.operation.errors | sum | –"

// asListedToo takes the row of statements that fail as listed, whether one did or not.
func asListedToo(metrics set, table [][]string) set {
	for _, row := range table {
		if strings.Join(row[:3], " | ") == cutOff {
			metrics[cutOff] = map[string]bool{strings.Join(row[3:], " | "): true}
		}
	}
	return metrics
}

func metricRows(metrics []otlptest.Metric) (rows, attributes set) {
	rows, attributes = set{}, set{}
	for _, m := range metrics {
		key := m.Name() + " | " + strings.ToLower(m.Type().String()) + " | " + unit(m)
		add(rows, key, service(m.Service))
		add(attributes, key)
		for _, of := range pointAttributes(m.Metric) {
			add(attributes, key, names(of)...)
		}
	}
	return rows, attributes
}

func unit(m otlptest.Metric) string {
	if m.Unit() == "" {
		return "–"
	}
	return m.Unit()
}

func pointAttributes(m pmetric.Metric) (attributes []pcommon.Map) {
	switch m.Type() {
	case pmetric.MetricTypeSum:
		for _, point := range m.Sum().DataPoints().All() {
			attributes = append(attributes, point.Attributes())
		}
	case pmetric.MetricTypeGauge:
		for _, point := range m.Gauge().DataPoints().All() {
			attributes = append(attributes, point.Attributes())
		}
	case pmetric.MetricTypeHistogram:
		for _, point := range m.Histogram().DataPoints().All() {
			attributes = append(attributes, point.Attributes())
		}
	}
	return attributes
}

// worded makes rows of a set: the key, then its values.
func worded(s set) (lines []string) {
	for key, values := range s {
		lines = append(lines, key+" | "+sorted(values))
	}
	slices.Sort(lines)
	return lines
}

// joined makes rows of a table.
func joined(table [][]string) (lines []string) {
	for _, cells := range table {
		lines = append(lines, strings.Join(cells, " | "))
	}
	slices.Sort(lines)
	return lines
}

func TestTheTelemetryPageSaysWhatIsSent(t *testing.T) {
	s := play(t, func(s *scene) {
		s.tour()
	}, quickExport, "OTEL_METRIC_EXPORT_INTERVAL=200")
	spans, spanAttributes := spanRows(s.received.Spans())
	metrics, metricAttributes := metricRows(s.received.Metrics())
	for key, services := range metrics {
		add(metricAttributes, key)
		metrics[key] = map[string]bool{sorted(services) + " | " + sorted(metricAttributes[key]): true}
	}
	assert.Equal(t, joined(rows(t, "Spans")), worded(asListed(spans, rows(t, "Spans"))))
	assert.Equal(t, joined(rows(t, "Attributes of spans")), worded(spanAttributes))
	assert.Equal(t, joined(rows(t, "Metrics")), worded(asListedToo(metrics, rows(t, "Metrics"))))
	s.assertRecordsAreListed()
}

// assertRecordsAreListed looks for the row of each record: of its message, with its level and attributes; and for the
// services of each row.
func (s *scene) assertRecordsAreListed() {
	s.t.Helper()
	table := slices.Concat(rows(s.t, "Logs"), rows(s.t, "Logs of River"))
	for _, record := range s.received.Records() {
		assert.NotNil(s.t, rowOf(table, record),
			"no row for | `%s` | %s | %s | %v |", record.Body().AsString(), record.SeverityText(), service(record.Service), names(record.Attributes()))
	}
	s.assertServicesDid(table)
}

func tells(row []string, record otlptest.Record) bool {
	pattern := "^" + strings.ReplaceAll(regexp.QuoteMeta(row[0]), "…", "(?s:.*)") + "$"
	if !regexp.MustCompile(pattern).MatchString(record.Body().AsString()) || row[1] != record.SeverityText() {
		return false
	}
	for _, name := range names(record.Attributes()) {
		common := strings.HasPrefix(name, "code.") || strings.HasPrefix(name, "exception.") && strings.Contains(row[3], "error")
		if !common && !slices.Contains(strings.Split(row[3], ", "), name) {
			return false
		}
	}
	return record.SeverityNumber() >= plog.SeverityNumberInfo
}

func TestTheTelemetryPageSaysWhatIsLogged(t *testing.T) {
	listed, written := map[string]bool{}, map[string]bool{}
	for _, row := range rows(t, "Logs") {
		listed[row[0]+" | "+row[1]+" | "+row[3]] = true
	}
	calls := logCalls(t)
	for _, call := range calls {
		written[call.message+" | "+call.level+" | "+strings.Join(call.attributes, ", ")] = true
	}
	assert.Equal(t, slices.Sorted(maps.Keys(written)), slices.Sorted(maps.Keys(listed)))
	assertServicesCan(t, calls)
}
