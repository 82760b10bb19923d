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

// attributes masks the values of a map, by their keys first and by their text then, and on request the
// keys themselves.
func (p *pass) attributes(at place, attrs pcommon.Map) {
	p.entries(at, attrs, 0)
	if p.names {
		p.maskKeys(at, attrs)
	}
}

func (p *pass) entries(at place, attrs pcommon.Map, depth int) {
	var gone []int
	for next := 0; next < attrs.Len(); {
		next = p.entriesFrom(next, at, attrs, depth, &gone)
	}
	if gone == nil {
		return
	}
	i := -1
	attrs.RemoveIf(func(string, pcommon.Value) bool {
		i++
		_, found := slices.BinarySearch(gone, i)
		return found
	})
}

// entriesFrom masks the entries from the first one on, lists those to be removed, and returns how many are done: all, or
// those up to the one that met a fault.
func (p *pass) entriesFrom(first int, at place, attrs pcommon.Map, depth int, gone *[]int) (done int) {
	var current pcommon.Value
	defer func() {
		if done == attrs.Len() { // asking costs less than recovering
			return
		}
		what := kept
		if p.contain(recover(), current, &what); what == dropped {
			*gone = append(*gone, done)
		}
		done++
	}()
	i := 0
	for key, value := range attrs.All() {
		if i++; i <= first {
			continue
		}
		done, current = i-1, value
		if p.entry(at, done, key, value, depth) == dropped {
			*gone = append(*gone, done)
		}
	}
	return i
}

// entry masks the i-th entry of a map.
func (p *pass) entry(at place, i int, key string, value pcommon.Value, depth int) outcome {
	recent := p.recent[at].at(i, key, p.keys)
	v := &recent.verdict
	switch {
	case v.action.edits():
		return p.byKey(at, *v, value, depth)
	case v.action == ActionDetect:
		p.tally.matches[at][detectorKey]++
	case v.fingerprint && isFingerprint(value):
		return kept
	}
	if value.Type() == pcommon.ValueTypeStr {
		return p.entryText(at, recent, value)
	}
	return p.inner(at, value, v.hint, depth)
}

// entryText masks the text of an entry, unless it is the one that was clean a moment ago.
func (p *pass) entryText(at place, recent *recentEntry, value pcommon.Value) outcome {
	s := value.Str()
	if recent.wasClean(s) {
		p.tally.bytes += int64(len(s))
		return kept
	}
	text, what := p.keyedText(at, s, recent.verdict.hint)
	switch {
	case what == changed:
		value.SetStr(text)
	case p.clean:
		recent.remember(s)
	}
	return what
}

// contain makes a fault cost the one value that was looked at. What is recovered may hold the value, so it goes
// nowhere.
func (p *pass) contain(fault any, value pcommon.Value, what *outcome) {
	if fault == nil {
		return
	}
	text, outcome := p.unscanned(reasonPanic, "")
	if outcome == changed {
		value.SetStr(text)
	}
	*what = outcome
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

// value masks one value that has no key, by its text.
func (p *pass) value(at place, value pcommon.Value, depth int) (what outcome) {
	defer func() { p.contain(recover(), value, &what) }()
	if value.Type() == pcommon.ValueTypeStr {
		return p.inner(at, value, hintKeyless, depth)
	}
	return p.inner(at, value, 0, depth)
}

// inner masks a value by its text and by what its key tells. A map stays a map, a slice a slice, bytes stay bytes.
func (p *pass) inner(at place, value pcommon.Value, h hint, depth int) outcome {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		text, what := p.keyedText(at, value.Str(), h)
		if what == changed {
			value.SetStr(text)
		}
		return what
	case pcommon.ValueTypeInt:
		return p.integer(at, value, h)
	case pcommon.ValueTypeBytes:
		return p.bytes(at, value, h)
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		return p.nested(at, value, h, depth)
	default:
		return kept
	}
}

// nested goes into a map or a slice, or treats it as unscanned when it is too deep. The items of a slice share its
// key, the entries of a map have their own.
func (p *pass) nested(at place, value pcommon.Value, h hint, depth int) outcome {
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
	if h == hintCommandLine {
		p.arguments(at, value.Slice(), h, depth+1)
		return kept
	}
	value.Slice().RemoveIf(func(item pcommon.Value) bool { return p.inner(at, item, h, depth+1) == dropped })
	return kept
}

// integer masks an integer that is a card number, or what its key says it is. It becomes text only if it has to.
func (p *pass) integer(at place, value pcommon.Value, h hint) outcome {
	if h == 0 && !isCardInteger(value.Int()) {
		return kept
	}
	text, what := p.keyedText(at, strconv.FormatInt(value.Int(), 10), h)
	if what == changed {
		value.SetStr(text)
	}
	return what
}

// bytes masks bytes that are text. Others are data that no detector can read.
func (p *pass) bytes(at place, value pcommon.Value, h hint) outcome {
	raw := value.Bytes().AsRaw()
	if !utf8.Valid(raw) {
		return kept
	}
	text, what := p.keyedText(at, string(raw), h)
	if what == changed {
		value.Bytes().FromRaw([]byte(text))
	}
	return what
}

// name masks a text that stands in a field of its own. A dropped one becomes empty.
func (p *pass) name(at place, s string, set func(string)) {
	defer func() {
		if recover() != nil {
			if text, what := p.unscanned(reasonPanic, s); what != kept {
				set(text)
			}
		}
	}()
	recent := &p.recentNames[at]
	if recent.wasClean(s) {
		p.tally.bytes += int64(len(s))
		return
	}
	text, what := p.text(at, s)
	switch {
	case what != kept:
		set(text)
	case p.clean:
		recent.remember(s)
	}
}
