package piimaskingprocessor

import (
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pprofile"
)

// profiles masks a batch of profiles. Beside resources and scopes, the text of profiles stands in one
// dictionary for the whole batch: a table of attributes and a table of strings, which all else points into.
func (p *pass) profiles(batch pprofile.Profiles) {
	dict := batch.Dictionary()
	inlineValues(dict)
	known := p.knownStrings(batch)
	for _, rp := range batch.ResourceProfiles().All() {
		p.resource(rp.Resource())
		p.name(placeResource, rp.SchemaUrl(), rp.SetSchemaUrl)
		for _, sp := range rp.ScopeProfiles().All() {
			p.scope(sp.Scope())
			p.name(placeScope, sp.SchemaUrl(), sp.SetSchemaUrl)
			for _, profile := range sp.Profiles().All() {
				p.profile(profile)
			}
		}
	}
	p.attributeTable(dict)
	p.stringTable(dict.StringTable(), known)
}

// profile masks the copy of a profile in the format it was collected in. Like any bytes it is masked if it
// is text.
func (p *pass) profile(profile pprofile.Profile) {
	p.name(placeProfileString, profile.OriginalPayloadFormat(), profile.SetOriginalPayloadFormat)
	raw := profile.OriginalPayload().AsRaw()
	if !utf8.Valid(raw) {
		return
	}
	p.name(placeProfileString, string(raw), func(text string) { profile.OriginalPayload().FromRaw([]byte(text)) })
}

// attributeTable masks the values of the attributes of profiles, samples, mappings and locations. These point
// at an attribute by its position, so one that a rule removes stays where it is, with an empty value.
func (p *pass) attributeTable(dict pprofile.ProfilesDictionary) {
	for _, attr := range dict.AttributeTable().All() {
		value := attr.Value()
		if value.Type() == pcommon.ValueTypeEmpty {
			continue
		}
		if p.entry(placeProfileAttribute, 0, stringAt(dict.StringTable(), attr.KeyStrindex()), value, 0) == dropped {
			pcommon.NewValueEmpty().MoveTo(value)
		}
		if p.names {
			p.nestedKeys(value, 0)
		}
	}
}

// stringTable masks the table of strings by position, so that what points into it still does.
//
// By default all strings are masked but those that are nothing else than names: keys of attributes, and types
// and units of measurements. A string that is a name and also that of a function or a file is masked.
func (p *pass) stringTable(table pcommon.StringSlice, known knownStrings) {
	for i, s := range table.All() {
		at, isName := known.names[s]
		if !isName {
			at = placeProfileString
		}
		hidden, isHidden := known.hidden[s]
		switch {
		case isName && !p.names:
		case isHidden && !isName:
			table.SetAt(i, hidden)
		case at == placeAttributeKey:
			p.tableKey(table, i, known)
		default:
			p.name(at, s, func(text string) { table.SetAt(i, text) })
		}
	}
}

// tableKey masks a key. Keys that become alike are told apart as in a map, but within the whole table.
func (p *pass) tableKey(table pcommon.StringSlice, i int, known knownStrings) {
	text, what := p.key(table.At(i))
	if what == kept {
		return
	}
	text = free(known.names, text)
	known.names[text] = placeAttributeKey
	table.SetAt(i, text)
}

// stringAt returns an entry of the table, or nothing if there is none: the index came over the network.
func stringAt(table pcommon.StringSlice, index int32) string {
	if index < 0 || int(index) >= table.Len() {
		return ""
	}
	return table.At(int(index))
}
