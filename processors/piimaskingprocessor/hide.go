package piimaskingprocessor

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// byKey treats a value whose key a rule names, everything nested in it included. It counts one match if
// there was something to hide: what is hidden already is not found again.
func (p *pass) byKey(at place, v verdict, value pcommon.Value, depth int) outcome {
	switch {
	case v.action == ActionRemove:
		p.tally.matches[at][detectorKey]++
		return dropped
	case p.hide(v, value, depth):
		p.tally.matches[at][detectorKey]++
	}
	return kept
}

// hide replaces every leaf of the value and tells whether that changed anything. A map stays a map, a slice
// a slice and bytes stay bytes; what is nested deeper than maxDepth is replaced as one.
func (p *pass) hide(v verdict, value pcommon.Value, depth int) bool {
	switch value.Type() {
	case pcommon.ValueTypeStr:
		return p.hideText(v.action, value.Str(), value.SetStr)
	case pcommon.ValueTypeBytes:
		return p.hideText(v.action, string(value.Bytes().AsRaw()), func(text string) { value.Bytes().FromRaw([]byte(text)) })
	case pcommon.ValueTypeInt:
		return p.hideText(v.action, strconv.FormatInt(value.Int(), 10), value.SetStr)
	case pcommon.ValueTypeBool, pcommon.ValueTypeDouble:
		return !v.builtIn && p.hideText(whole(v.action), value.AsString(), value.SetStr)
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		return p.hideNested(v, value, depth)
	default:
		return false
	}
}

// whole gives up keeping a part: two letters of true are all of it.
func whole(action Action) Action {
	if action == ActionPartial {
		return ActionMask
	}
	return action
}

func (p *pass) hideNested(v verdict, value pcommon.Value, depth int) bool {
	if depth >= maxDepth {
		value.SetStr(detectors[detectorKey].label)
		return true
	}
	found := false
	if value.Type() == pcommon.ValueTypeMap {
		for _, item := range value.Map().All() {
			found = p.hide(v, item, depth+1) || found
		}
		return found
	}
	for _, item := range value.Slice().All() {
		found = p.hide(v, item, depth+1) || found
	}
	return found
}

func (p *pass) hideText(action Action, s string, set func(string)) bool {
	text := p.hiddenText(action, s)
	if s == "" || text == s {
		return false
	}
	set(text)
	return true
}

// hiddenText is what stands for a whole text under a key rule.
func (p *pass) hiddenText(action Action, s string) string {
	switch {
	case action == ActionMask:
		return hidden
	case action == ActionReplace:
		return detectors[detectorKey].label
	case action == ActionHMAC && p.isHidden(s):
		return s
	case action == ActionHMAC:
		return string(p.hash.append(nil, detectors[detectorKey].label, detectorKey, s))
	case isPartial(s):
		return s
	case !utf8.ValidString(s):
		return hidden
	}
	if m, ok := wholeAddress(s); ok {
		return string(appendPartial(nil, s[:m.at])) + s[m.at:]
	}
	return string(appendPartial(nil, s))
}

func wholeAddress(s string) (match, bool) {
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return match{}, false
	}
	m, ok := emailAt(s, at, 1)
	return m, ok && m.start == 0 && m.end == len(s)
}

// isPartial tells whether s is what ActionPartial writes.
func isPartial(s string) bool {
	kept, rest, ok := strings.Cut(s, hidden)
	if !ok || utf8.RuneCountInString(kept) > keptRunes {
		return false
	}
	return rest == "" || rest[0] == '@' && domainEnd(rest, 1) == len(rest)
}
