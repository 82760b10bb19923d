package piimaskingprocessor

import (
	"fmt"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// The workload of the benchmarks: batches of 1,000 spans of about 690 bytes and 12 attributes, an address in
// every tenth and an exception event with one in every twentieth; batches of 1,000 log records of about 330
// bytes, every tenth with an address or a card number.
const workloadSize = 1000

func workloadTraces() ptrace.Traces {
	traces := ptrace.NewTraces()
	rs := traces.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "checkout")
	rs.Resource().Attributes().PutStr("deployment.environment.name", "production")
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	spans.EnsureCapacity(workloadSize)
	for i := range workloadSize {
		workloadSpan(spans.AppendEmpty(), i)
	}
	return traces
}

func workloadSpan(span ptrace.Span, i int) {
	span.SetTraceID(pcommon.TraceID{1, byte(i >> 8), byte(i)})
	span.SetSpanID(pcommon.SpanID{2, byte(i >> 8), byte(i)})
	span.SetName("GET /api/v1/orders/{orderId}")
	a := span.Attributes()
	a.PutStr("http.request.method", "GET")
	a.PutStr("http.route", "/api/v1/orders/{orderId}")
	a.PutInt("http.response.status_code", 200)
	a.PutStr("url.full", fmt.Sprintf("https://shop.example.com/api/v1/orders/%d?expand=items&page=%d", 100000+i, i%7))
	a.PutStr("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36")
	a.PutStr("server.address", "shop.example.com")
	a.PutInt("server.port", 443)
	a.PutStr("network.peer.address", "10.24.7.19")
	a.PutStr("db.system.name", "postgresql")
	a.PutStr("db.namespace", "shop")
	a.PutStr("db.query.text", fmt.Sprintf("SELECT o.id, o.total, o.currency FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = %d AND o.state = 'open'", 100000+i))
	a.PutStr("enduser.id", fmt.Sprintf("customer-%d", i))
	if i%10 == 3 {
		a.PutStr("enduser.id", fmt.Sprintf("customer%d@example.com", i))
	}
	if i%20 == 7 {
		event := span.Events().AppendEmpty()
		event.SetName("exception")
		event.Attributes().PutStr("exception.type", "ValidationError")
		event.Attributes().PutStr("exception.message", fmt.Sprintf("no account for customer%d@example.com", i))
	}
}

func workloadLogs() plog.Logs {
	logs := plog.NewLogs()
	rl := logs.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "checkout")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	records.EnsureCapacity(workloadSize)
	for i := range workloadSize {
		record := records.AppendEmpty()
		record.SetSeverityText("INFO")
		record.Body().SetStr(workloadLine(i))
		record.Attributes().PutStr("logger.name", "com.example.shop.checkout.OrderService")
		record.Attributes().PutStr("thread.name", "http-nio-8080-exec-4")
		record.Attributes().PutInt("http.response.status_code", 200)
	}
	return logs
}

func workloadLine(i int) string {
	who := fmt.Sprintf("customer %d", i)
	switch i % 20 {
	case 3:
		who = fmt.Sprintf("customer%d@example.com", i)
	case 13:
		who = "card 4111 1111 1111 1111"
	}
	return fmt.Sprintf("2024-05-17T08:21:%02d.483Z order %d accepted for %s, 3 items, total 148.20 EUR, queued for shipping in warehouse 7 after 128 ms", i%60, 100000+i, who)
}
