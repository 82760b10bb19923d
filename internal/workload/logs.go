package workload

import (
	"fmt"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
)

// Logs is a batch of log records.
func Logs() plog.Logs {
	logs := plog.NewLogs()
	rl := logs.ResourceLogs().AppendEmpty()
	rl.Resource().Attributes().PutStr("service.name", "checkout")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	records.EnsureCapacity(Size)
	for i := range Size {
		Record(records.AppendEmpty(), i)
	}
	return logs
}

// Record fills in the i-th log record of the workload.
func Record(record plog.LogRecord, i int) {
	record.SetTraceID(pcommon.TraceID{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, byte(i >> 8), byte(i)})
	record.SetSpanID(pcommon.SpanID{2, 3, 4, 5, 6, 7, byte(i >> 8), byte(i)})
	record.SetTimestamp(pcommon.NewTimestampFromTime(start.Add(time.Duration(i) * time.Millisecond)))
	record.SetSeverityNumber(plog.SeverityNumberInfo)
	record.SetSeverityText("INFO")
	record.Body().SetStr(line(i))
	record.Attributes().PutStr("logger.name", "com.example.shop.checkout.OrderService")
	record.Attributes().PutStr("thread.name", "http-nio-8080-exec-4")
	record.Attributes().PutInt("http.response.status_code", 200)
}

func line(i int) string {
	who := fmt.Sprintf("customer %d", i)
	switch i % 30 {
	case 3:
		who = fmt.Sprintf("customer%d@example.com", i)
	case 13:
		who = "card 4111 1111 1111 1111"
	case 23:
		who = "phone +1 415 555 2671"
	}
	return fmt.Sprintf("2024-05-17T08:21:%02d.483Z order %d accepted for %s, 3 items, 148.20 EUR, queued after 128 ms, leaves warehouse 7 in two parcels",
		i%60, 100000+i, who)
}
