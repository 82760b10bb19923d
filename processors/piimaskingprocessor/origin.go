package piimaskingprocessor

import "go.opentelemetry.io/collector/pdata/pcommon"

func (p *pass) resource(resource pcommon.Resource) {
	p.attributes(placeResource, resource.Attributes())
}

func (p *pass) scope(scope pcommon.InstrumentationScope) {
	p.name(placeScope, scope.Name(), scope.SetName)
	p.name(placeScope, scope.Version(), scope.SetVersion)
	p.attributes(placeScope, scope.Attributes())
}

func (p *pass) traceState(at place, state pcommon.TraceState) {
	p.name(at, state.AsRaw(), state.FromRaw)
}
