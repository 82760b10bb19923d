package piimaskingprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
)

func (p *pass) resource(resource pcommon.Resource) {
	p.entries(placeResource, resource.Attributes(), 0)
	var renamed map[string]string
	if p.names {
		renamed = p.renameKeys(resource.Attributes(), 0)
	}
	for _, ref := range entity.ResourceEntityRefs(resource).All() {
		p.entityRef(ref, renamed)
	}
}

// entityRef masks what names an entity of the resource. Its keys are those of attributes of the resource, so
// they become what those became.
func (p *pass) entityRef(ref entity.EntityRef, renamed map[string]string) {
	p.name(placeResource, ref.Type(), ref.SetType)
	p.name(placeResource, ref.SchemaUrl(), ref.SetSchemaUrl)
	if p.names {
		p.entityKeys(ref.IdKeys(), renamed)
		p.entityKeys(ref.DescriptionKeys(), renamed)
	}
}

func (p *pass) entityKeys(keys pcommon.StringSlice, renamed map[string]string) {
	for i, key := range keys.All() {
		if to, ok := renamed[key]; ok {
			keys.SetAt(i, to)
		} else if to, what := p.key(key); what != kept { // a key the resource does not have
			keys.SetAt(i, to)
		}
	}
}

func (p *pass) scope(scope pcommon.InstrumentationScope) {
	p.name(placeScope, scope.Name(), scope.SetName)
	p.name(placeScope, scope.Version(), scope.SetVersion)
	p.attributes(placeScope, scope.Attributes())
}

func (p *pass) traceState(at place, state pcommon.TraceState) {
	p.name(at, state.AsRaw(), state.FromRaw)
}
