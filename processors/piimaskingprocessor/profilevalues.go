package piimaskingprocessor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pprofile"
)

// inlineValues writes the strings that values of the attribute table point at into these values, so that the
// rules for their keys see them. The protocol lets a value, and a key in a nested map, be an index into the
// table of strings (opentelemetry/proto/common/v1, string_value_strindex and key_strindex). pdata carries such
// an index in the attribute table and cannot read it; it resolves those of a resource when it unmarshals.
func inlineValues(dict pprofile.ProfilesDictionary) {
	if !anyIndexed(dict) {
		return
	}
	carrier := pprofile.NewProfiles()
	dict.StringTable().CopyTo(carrier.Dictionary().StringTable())
	values := carrier.ResourceProfiles().AppendEmpty().Resource().Attributes().PutEmptySlice("values")
	for _, attr := range dict.AttributeTable().All() {
		attr.Value().CopyTo(values.AppendEmpty())
	}
	resolved, ok := resolve(carrier)
	if !ok || resolved.Len() != dict.AttributeTable().Len() {
		return
	}
	for i, attr := range dict.AttributeTable().All() {
		if mayBeIndexed(attr.Value()) {
			resolved.At(i).MoveTo(attr.Value())
			dropKeyIndexes(attr.Value())
		}
	}
}

// dropKeyIndexes leaves the keys of nested maps without the indexes that they were resolved from: pdata keeps
// both, and the protocol wants one.
func dropKeyIndexes(value pcommon.Value) {
	switch value.Type() {
	case pcommon.ValueTypeMap:
		for _, item := range value.Map().All() {
			dropKeyIndexes(item)
		}
		rebuild(value.Map(), make([]string, value.Map().Len()))
	case pcommon.ValueTypeSlice:
		for _, item := range value.Slice().All() {
			dropKeyIndexes(item)
		}
	}
}

func resolve(carrier pprofile.Profiles) (pcommon.Slice, bool) {
	raw, err := (&pprofile.ProtoMarshaler{}).MarshalProfiles(carrier)
	if err != nil {
		return pcommon.Slice{}, false
	}
	batch, err := (&pprofile.ProtoUnmarshaler{}).UnmarshalProfiles(raw)
	if err != nil {
		return pcommon.Slice{}, false
	}
	values, found := batch.ResourceProfiles().At(0).Resource().Attributes().Get("values")
	if !found {
		return pcommon.Slice{}, false
	}
	return values.Slice(), true
}

// anyIndexed tells whether a value of the attribute table may be or hold an index. It is often false: an
// index looks like an empty value, and producers write few of these beside the table's first entry, which
// stands for no attribute at all.
func anyIndexed(dict pprofile.ProfilesDictionary) bool {
	for _, attr := range dict.AttributeTable().All() {
		if attr.KeyStrindex() != 0 && mayBeIndexed(attr.Value()) {
			return true
		}
	}
	return false
}

func mayBeIndexed(value pcommon.Value) bool {
	switch value.Type() {
	case pcommon.ValueTypeEmpty:
		return true
	case pcommon.ValueTypeMap:
		for key, item := range value.Map().All() {
			if key == "" || mayBeIndexed(item) {
				return true
			}
		}
	case pcommon.ValueTypeSlice:
		for _, item := range value.Slice().All() {
			if mayBeIndexed(item) {
				return true
			}
		}
	}
	return false
}
