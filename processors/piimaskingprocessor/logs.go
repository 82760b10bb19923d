package piimaskingprocessor

import "go.opentelemetry.io/collector/pdata/plog"

func (p *pass) logs(batch plog.Logs) {
	p.moveDeprecatedLogs(batch)
	for _, rl := range batch.ResourceLogs().All() {
		p.resource(rl.Resource())
		p.name(placeResource, rl.SchemaUrl(), rl.SetSchemaUrl)
		for _, sl := range rl.ScopeLogs().All() {
			p.scope(sl.Scope())
			p.name(placeScope, sl.SchemaUrl(), sl.SetSchemaUrl)
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
	if p.names {
		p.nestedKeys(record.Body(), 0)
	}
	p.attributes(placeLogAttribute, record.Attributes())
}
