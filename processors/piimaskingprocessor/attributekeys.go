package piimaskingprocessor

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// maskKeys masks the keys of a map and of everything nested in it; they count in the place attribute_key,
// wherever the map stands. Key rules go by the key as it came, so this follows the masking of the values.
func (p *pass) maskKeys(_ place, attrs pcommon.Map) {
	p.renameKeys(attrs, 0)
}

// renameKeys masks keys and returns what the changed ones of the map itself became, or nil if none changed.
//
// No attribute is lost: a masked key that meets another key of the map gets the first free suffix of _2, _3
// and so on, in the order of the attributes, and the attributes keep their order. A map in which no key is
// masked costs one scan per key and no allocation; another costs time quadratic in its number of keys,
// because pdata cannot rename a key and searches for each one that it puts.
func (p *pass) renameKeys(attrs pcommon.Map, depth int) map[string]string {
	var masked []string // the new key by position; empty for a key that stays
	i := 0
	for key, value := range attrs.All() {
		p.nestedKeys(value, depth)
		if text, what := p.key(key); what != kept {
			if masked == nil {
				masked = make([]string, attrs.Len())
			}
			masked[i] = text
		}
		i++
	}
	if masked == nil {
		return nil
	}
	return rebuild(attrs, masked)
}

// nestedKeys masks the keys of every map inside the value. What is deeper than maxDepth was treated as
// unscanned with the values.
func (p *pass) nestedKeys(value pcommon.Value, depth int) {
	if depth >= maxDepth {
		return
	}
	switch value.Type() {
	case pcommon.ValueTypeMap:
		p.renameKeys(value.Map(), depth+1)
	case pcommon.ValueTypeSlice:
		for _, item := range value.Slice().All() {
			p.nestedKeys(item, depth+1)
		}
	}
}

// nameless stands for a key or a metric's name of which nothing is left: OTLP wants both to be there.
const nameless = "[REDACTED]"

// key masks one key.
func (p *pass) key(key string) (string, outcome) {
	text, what := p.text(placeAttributeKey, key)
	if what != kept && text == "" {
		return nameless, changed
	}
	return text, what
}

// rebuild puts the attributes into a new map under their new keys.
func rebuild(attrs pcommon.Map, masked []string) map[string]string {
	taken := keysThatStay(attrs, masked) // true once an attribute stands under the key
	renamed := make(map[string]string)
	built := pcommon.NewMap()
	built.EnsureCapacity(attrs.Len())
	i := 0
	for key, value := range attrs.All() {
		to := key
		if masked[i] != "" {
			to = free(taken, masked[i])
			renamed[key] = to
		} else if taken[key] {
			to = free(taken, key) // the key stands twice, which OTLP forbids and nothing prevents
		}
		taken[to] = true
		value.MoveTo(built.PutEmpty(to))
		i++
	}
	built.MoveTo(attrs)
	return renamed
}

func keysThatStay(attrs pcommon.Map, masked []string) map[string]bool {
	keys := make(map[string]bool, attrs.Len())
	i := 0
	for key := range attrs.All() {
		if masked[i] == "" {
			keys[key] = false
		}
		i++
	}
	return keys
}

// free returns the key, with the first suffix that makes it none of the taken ones if it is one.
func free[V any](taken map[string]V, key string) string {
	to := key
	for n := 2; ; n++ {
		if _, found := taken[to]; !found {
			return to
		}
		to = key + "_" + strconv.Itoa(n)
	}
}
