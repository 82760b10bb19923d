package piimaskingprocessor

import "go.opentelemetry.io/collector/pdata/ptrace"

func (p *pass) traces(batch ptrace.Traces) {
	p.moveDeprecatedSpans(batch)
	for _, rs := range batch.ResourceSpans().All() {
		p.resource(rs.Resource())
		p.name(placeResource, rs.SchemaUrl(), rs.SetSchemaUrl)
		for _, ss := range rs.ScopeSpans().All() {
			p.scope(ss.Scope())
			p.name(placeScope, ss.SchemaUrl(), ss.SetSchemaUrl)
			for _, span := range ss.Spans().All() {
				p.span(span)
			}
		}
	}
}

func (p *pass) span(span ptrace.Span) {
	p.name(placeSpanName, span.Name(), span.SetName)
	p.name(placeSpanStatus, span.Status().Message(), span.Status().SetMessage)
	p.traceState(placeTraceState, span.TraceState())
	p.attributes(placeSpanAttribute, span.Attributes())
	for _, event := range span.Events().All() {
		p.name(placeEventName, event.Name(), event.SetName)
		p.attributes(placeEventAttribute, event.Attributes())
	}
	for _, link := range span.Links().All() {
		p.traceState(placeLinkTraceState, link.TraceState())
		p.attributes(placeLinkAttribute, link.Attributes())
	}
}
