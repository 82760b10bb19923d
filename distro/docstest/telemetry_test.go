package docstest

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// value is one attribute of the test's span. What must not come through is secret, a part of text.
type value struct{ key, text, secret string }

// values hold what the patterns of the old configurations look for, in the forms in which applications write it.
var values = []value{
	{"note", "mail carol.king@example.com", "carol.king@"},
	{"note", "mail bo@example.com", "bo@"},
	{"note", "mail support@example.com", "support@"},
	{"note", "card 4012 8888 8888 1881", "4012 8888 8888 1881"},
	{"note", "card 4012888888881881", "4012888888881881"},
	{"note", "card 378282246310005", "378282246310005"},
	{"note", "order 1234 5678 9012 3456", "1234 5678 9012 3456"},
	{"note", "SSN 536-22-1234", "536-22-1234"},
	{"note", "ticket 000-12-3456", "000-12-3456"},
	{"note", "call +44 20 7946 0958", "20 7946 0958"},
	{"note", "employee EMP-204518", "EMP-204518"},
	{"note", "IBAN DE89 3704 0044 0532 0130 00", "3704 0044"},
	{"note", "password=hunter2xyz", "hunter2xyz"},
	{"note", "postgres://app:s3cretpw@db/shop", "s3cretpw"},
	{"user.email", "dora.lee@example.com", "dora.lee@"},
	{"user.password", "opensesame", "opensesame"},
	{"csrf_token", "a81bc81b", "a81bc81b"},
	{"app.session_id", "5f2c7d", "5f2c7d"},
	{"app.secret.pin", "pin-seven", "pin-seven"},
	{"authorization", "Basic dXNlcjpwYXNz", "dXNlcjpwYXNz"},
	{"enduser.id", "customer-17", "customer-17"},
	{"http.request.body", "name=Dora", "Dora"},
	{"build.author", "eve.ray@example.com", "eve.ray@"},
	{"vcs.author", "fay.fox@example.com", "fay.fox@"},
	{"db.query.text", "SELECT * FROM users WHERE name = 'Georgina'", "Georgina"},
	{"url.full", "https://shop.example.com/users/7483920/orders", "7483920"},
	{"client.address", "203.0.113.77", "203.0.113.77"},
}

// asSpan is the value on a span of its own, as a database call where it is one.
func (v value) asSpan() telemetry {
	td := telemetry{ptrace.NewTraces(), plog.NewLogs(), pmetric.NewMetrics()}
	span := newSpan(td.traces)
	if v.key == "db.query.text" {
		span.SetKind(ptrace.SpanKindClient)
		span.Attributes().PutStr("db.system.name", "postgresql")
		span.Attributes().PutStr("db.system", "postgresql") // what redaction looks for
	}
	span.Attributes().PutStr(v.key, v.text)
	newLog(td.logs)
	newPoint(td.metrics)
	return td
}

// place is somewhere a text can stand.
type place struct {
	name string
	put  func(telemetry, string)
}

// places are those of the three signals that a person would name.
var places = []place{
	{"resource attribute (traces)", func(td telemetry, s string) {
		td.traces.ResourceSpans().At(0).Resource().Attributes().PutStr("note", s)
	}},
	{"scope attribute (traces)", func(td telemetry, s string) {
		td.traces.ResourceSpans().At(0).ScopeSpans().At(0).Scope().Attributes().PutStr("note", s)
	}},
	{"span name", func(td telemetry, s string) { theSpan(td).SetName("GET " + s) }},
	{"span attribute", func(td telemetry, s string) { theSpan(td).Attributes().PutStr("note", s) }},
	{"span attribute, in a list", func(td telemetry, s string) { theSpan(td).Attributes().PutEmptySlice("note").AppendEmpty().SetStr(s) }},
	{"span attribute, percent-encoded", func(td telemetry, s string) { theSpan(td).Attributes().PutStr("note", encoded(s)) }},
	{"status message", func(td telemetry, s string) { theSpan(td).Status().SetMessage(s) }},
	{"span event attribute", func(td telemetry, s string) { theSpan(td).Events().AppendEmpty().Attributes().PutStr("note", s) }},
	{"span link attribute", func(td telemetry, s string) { theSpan(td).Links().AppendEmpty().Attributes().PutStr("note", s) }},
	{"log body", func(td telemetry, s string) { theLog(td).Body().SetStr(s) }},
	{"log body, in a map", func(td telemetry, s string) { theLog(td).Body().SetEmptyMap().PutStr("note", s) }},
	{"log attribute", func(td telemetry, s string) { theLog(td).Attributes().PutStr("note", s) }},
	{"resource attribute (logs)", func(td telemetry, s string) { td.logs.ResourceLogs().At(0).Resource().Attributes().PutStr("note", s) }},
	{"datapoint attribute", func(td telemetry, s string) { thePoint(td).Attributes().PutStr("note", s) }},
	{"exemplar attribute", func(td telemetry, s string) {
		exemplar := thePoint(td).Exemplars().AppendEmpty()
		exemplar.SetIntValue(1)
		exemplar.FilteredAttributes().PutStr("note", s)
	}},
}

// with is the text at the place.
func (p place) with(text string) telemetry {
	td := telemetry{ptrace.NewTraces(), plog.NewLogs(), pmetric.NewMetrics()}
	newSpan(td.traces)
	newLog(td.logs)
	newPoint(td.metrics)
	p.put(td, text)
	return td
}

func encoded(s string) string {
	return "q=" + string([]rune(s)[:len(s)-len("@example.com")]) + "%40example.com"
}

func newSpan(td ptrace.Traces) ptrace.Span {
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(pcommon.SpanID{1})
	span.SetName("GET /users")
	return span
}

func newLog(ld plog.Logs) {
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("hello")
}

func newPoint(md pmetric.Metrics) {
	metric := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	metric.SetName("requests")
	metric.SetEmptyGauge().DataPoints().AppendEmpty().SetIntValue(1)
}

func theSpan(td telemetry) ptrace.Span {
	return td.traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
}

func theLog(td telemetry) plog.LogRecord {
	return td.logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
}

func thePoint(td telemetry) pmetric.NumberDataPoint {
	return td.metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().At(0).Gauge().DataPoints().At(0)
}
