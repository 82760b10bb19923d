package piimaskingprocessor

import "go.opentelemetry.io/collector/pdata/plog"

func (p *pass) logs(batch plog.Logs) {
	for _, rl := range batch.ResourceLogs().All() {
		p.resource(rl.Resource())
		for _, sl := range rl.ScopeLogs().All() {
			p.scope(sl.Scope())
			for _, record := range sl.LogRecords().All() {
				p.record(record)
			}
		}
	}
}

func (p *pass) record(record plog.LogRecord) {
	p.name(placeLogEventName, record.EventName(), record.SetEventName)
	p.name(placeLogSeverityText, record.SeverityText(), record.SetSeverityText)
	if p.value(placeLogBody, record.Body(), 0) == dropped {
		record.Body().SetStr("")
	}
	p.attributes(placeLogAttribute, record.Attributes())
}
