package piimaskingprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pprofile"
)

// knownStrings is what is known of entries of the table of strings before anything is masked.
type knownStrings struct {
	// names are the strings that are nothing but names, with the place they count in when masked.
	names map[string]place
	// hidden are the strings that key rules hide where they stand, with what stands there then. pdata puts
	// the text of every attribute of a resource and a scope into the table, too, where no key is beside it.
	hidden map[string]string
}

func (p *pass) knownStrings(batch pprofile.Profiles) knownStrings {
	dict := batch.Dictionary()
	table := dict.StringTable()
	known := knownStrings{names: make(map[string]place), hidden: make(map[string]string)}
	for _, rp := range batch.ResourceProfiles().All() {
		p.learnMap(known, rp.Resource().Attributes())
		for _, sp := range rp.ScopeProfiles().All() {
			p.learnMap(known, sp.Scope().Attributes())
			for _, profile := range sp.Profiles().All() {
				known.valueType(table, profile.SampleType())
				known.valueType(table, profile.PeriodType())
			}
		}
	}
	for _, attr := range dict.AttributeTable().All() {
		p.learn(known, stringAt(table, attr.KeyStrindex()), attr.Value())
		known.measure(stringAt(table, attr.UnitStrindex()))
	}
	known.forgetCode(dict)
	return known
}

// learnMap learns from the attributes of a map and of everything nested in it.
func (p *pass) learnMap(known knownStrings, attrs pcommon.Map) {
	for key, value := range attrs.All() {
		p.learn(known, key, value)
	}
}

func (p *pass) learn(known knownStrings, key string, value pcommon.Value) {
	known.names[key] = placeAttributeKey
	if v := p.keys.verdict(key); v.action.edits() {
		p.learnHidden(known, v.action, value)
		return
	}
	p.learnNested(known, value)
}

func (p *pass) learnNested(known knownStrings, value pcommon.Value) {
	switch value.Type() {
	case pcommon.ValueTypeMap:
		p.learnMap(known, value.Map())
	case pcommon.ValueTypeSlice:
		for _, item := range value.Slice().All() {
			p.learnNested(known, item)
		}
	}
}

// learnHidden learns the texts of a value that a key rule hides as a whole.
func (p *pass) learnHidden(known knownStrings, action Action, value pcommon.Value) {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		p.learnHiddenText(known, action, value.Str())
	case pcommon.ValueTypeMap:
		for key, item := range value.Map().All() {
			known.names[key] = placeAttributeKey
			p.learnHidden(known, action, item)
		}
	case pcommon.ValueTypeSlice:
		for _, item := range value.Slice().All() {
			p.learnHidden(known, action, item)
		}
	}
}

func (p *pass) learnHiddenText(known knownStrings, action Action, s string) {
	switch {
	case s == "":
	case action == ActionRemove:
		known.hidden[s] = ""
	default:
		known.hidden[s] = p.hiddenText(action, s)
	}
}

func (k knownStrings) valueType(table pcommon.StringSlice, of pprofile.ValueType) {
	k.measure(stringAt(table, of.TypeStrindex()))
	k.measure(stringAt(table, of.UnitStrindex()))
}

// measure learns the type or the unit of a measurement: what the name of a metric is elsewhere.
func (k knownStrings) measure(name string) {
	if _, isKey := k.names[name]; !isKey {
		k.names[name] = placeMetricName
	}
}

// forgetCode takes out what functions and files are called: such a string is masked like any text, and it
// stays readable when it happens to be the text of a secret, too.
func (k knownStrings) forgetCode(dict pprofile.ProfilesDictionary) {
	table := dict.StringTable()
	forget := func(index int32) {
		s := stringAt(table, index)
		delete(k.names, s)
		delete(k.hidden, s)
	}
	for _, function := range dict.FunctionTable().All() {
		forget(function.NameStrindex())
		forget(function.SystemNameStrindex())
		forget(function.FilenameStrindex())
	}
	for _, mapping := range dict.MappingTable().All() {
		forget(mapping.FilenameStrindex())
	}
}
