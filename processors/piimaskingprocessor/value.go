package piimaskingprocessor

import (
	"slices"
	"strconv"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// maxDepth bounds how deep maps and slices may be nested; what is deeper counts as unscanned.
const maxDepth = 64

// attributes masks the values of a map, by their keys first and by their text then.
func (p *pass) attributes(at place, attrs pcommon.Map) {
	p.entries(at, attrs, 0)
}

func (p *pass) entries(at place, attrs pcommon.Map, depth int) {
	var gone []int
	i := 0
	for key, value := range attrs.All() {
		if p.entry(at, key, value, depth) == dropped {
			gone = append(gone, i)
		}
		i++
	}
	if gone == nil {
		return
	}
	i = -1
	attrs.RemoveIf(func(string, pcommon.Value) bool {
		i++
		_, found := slices.BinarySearch(gone, i)
		return found
	})
}

func (p *pass) entry(at place, key string, value pcommon.Value, depth int) outcome {
	v := p.keys.verdict(key)
	switch {
	case v.action.edits():
		return p.byKey(at, v, value, depth)
	case v.action == ActionDetect:
		p.tally.matches[at][detectorKey]++
	case v.fingerprint && isFingerprint(value):
		return kept
	}
	return p.value(at, value, depth)
}

// isFingerprint tells whether the value is what this project writes under its own keys: 16 hexadecimal
// digits, or a list of such. They may happen to be decimal and look like a card number.
func isFingerprint(value pcommon.Value) bool {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		_, ok := finding.ParseHex(value.Str())
		return ok
	case pcommon.ValueTypeSlice:
		for _, item := range value.Slice().All() {
			if item.Type() != pcommon.ValueTypeStr || !isFingerprint(item) {
				return false
			}
		}
		return true
	default:
		return false
	}
}

// value masks one value by its text. A map stays a map, a slice a slice, bytes stay bytes.
func (p *pass) value(at place, value pcommon.Value, depth int) outcome {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		text, what := p.text(at, value.Str())
		if what == changed {
			value.SetStr(text)
		}
		return what
	case pcommon.ValueTypeInt:
		return p.integer(at, value)
	case pcommon.ValueTypeBytes:
		return p.bytes(at, value)
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		return p.nested(at, value, depth)
	default:
		return kept
	}
}

// nested goes into a map or a slice, or treats it as unscanned when it is too deep.
func (p *pass) nested(at place, value pcommon.Value, depth int) outcome {
	if depth >= maxDepth {
		text, what := p.unscanned(reasonDepth, "")
		if what == changed {
			value.SetStr(text)
		}
		return what
	}
	if value.Type() == pcommon.ValueTypeMap {
		p.entries(at, value.Map(), depth+1)
		return kept
	}
	value.Slice().RemoveIf(func(item pcommon.Value) bool { return p.value(at, item, depth+1) == dropped })
	return kept
}

// integer masks an integer that is a card number. It becomes text only if it has to.
func (p *pass) integer(at place, value pcommon.Value) outcome {
	if !isCardInteger(value.Int()) {
		return kept
	}
	text, what := p.text(at, strconv.FormatInt(value.Int(), 10))
	if what == changed {
		value.SetStr(text)
	}
	return what
}

// bytes masks bytes that are text. Others are data that no detector can read.
func (p *pass) bytes(at place, value pcommon.Value) outcome {
	raw := value.Bytes().AsRaw()
	if !utf8.Valid(raw) {
		return kept
	}
	text, what := p.text(at, string(raw))
	if what == changed {
		value.Bytes().FromRaw([]byte(text))
	}
	return what
}

// name masks a text that stands in a field of its own. A dropped one becomes empty.
func (p *pass) name(at place, s string, set func(string)) {
	if text, what := p.text(at, s); what != kept {
		set(text)
	}
}
