package nplusoneprocessor

import (
	"math"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

// identical tells whether two values are the same to the last byte on the wire: maps in the same order, doubles bit
// for bit (0 and -0 differ, NaN is itself). No value holds an empty one here; see shapeOf.
func identical(a, b pcommon.Value) bool {
	if a.Type() != b.Type() {
		return false
	}
	switch a.Type() {
	case pcommon.ValueTypeStr:
		return a.Str() == b.Str()
	case pcommon.ValueTypeInt:
		return a.Int() == b.Int()
	case pcommon.ValueTypeDouble:
		return math.Float64bits(a.Double()) == math.Float64bits(b.Double())
	case pcommon.ValueTypeBool:
		return a.Bool() == b.Bool()
	case pcommon.ValueTypeBytes:
		return a.Bytes().Equal(b.Bytes())
	case pcommon.ValueTypeSlice:
		return identicalSlices(a.Slice(), b.Slice())
	case pcommon.ValueTypeMap:
		return identicalMaps(a.Map(), b.Map())
	default:
		return false
	}
}

func identicalSlices(a, b pcommon.Slice) bool {
	if a.Len() != b.Len() {
		return false
	}
	for i, value := range a.All() {
		if !identical(value, b.At(i)) {
			return false
		}
	}
	return true
}

// identicalMaps takes the maps' order for part of them and needs no look-up by key, of which there may be two.
func identicalMaps(a, b pcommon.Map) bool {
	if a.Len() != b.Len() {
		return false
	}
	next, at := make([]keyValue, 0, b.Len()), 0
	for key, value := range b.All() {
		next = append(next, keyValue{key, value})
	}
	for key, value := range a.All() {
		if key != next[at].key || !identical(value, next[at].value) {
			return false
		}
		at++
	}
	return true
}

// holdsEmpty tells whether the value is empty or has an empty one in it.
func holdsEmpty(v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeEmpty:
		return true
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			if holdsEmpty(element) {
				return true
			}
		}
	case pcommon.ValueTypeMap:
		for key, element := range v.Map().All() {
			if key == "" || holdsEmpty(element) {
				return true
			}
		}
	}
	return false
}

// hashValue is equal for identical values.
func hashValue(v pcommon.Value) uint64 {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return xxhash.Sum64String(v.Str())
	case pcommon.ValueTypeInt:
		return uint64(v.Int())
	case pcommon.ValueTypeDouble:
		return math.Float64bits(v.Double())
	case pcommon.ValueTypeBool:
		if v.Bool() {
			return 1
		}
		return 0
	default:
		return hashMany(v)
	}
}

func hashMany(v pcommon.Value) uint64 {
	hash := uint64(v.Type())
	switch v.Type() {
	case pcommon.ValueTypeBytes:
		for _, b := range v.Bytes().All() {
			hash = mix(hash, uint64(b))
		}
	case pcommon.ValueTypeSlice:
		for _, element := range v.Slice().All() {
			hash = mix(hash, hashValue(element))
		}
	case pcommon.ValueTypeMap:
		for key, element := range v.Map().All() {
			hash = mix(mix(hash, xxhash.Sum64String(key)), hashValue(element))
		}
	}
	return hash
}
