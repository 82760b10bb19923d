package nplusoneprocessor

import (
	"math"
	"strings"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// Calls of one shape are equal in all that a collapsed span keeps once: name, kind, flags, trace state, status, and
// the attributes' keys in their order with the types of their values. Values of strings, ints, doubles and bools
// may differ; those of bytes, arrays and maps may not.

// keyValue is one attribute of a span.
type keyValue struct {
	key   string
	value pcommon.Value
}

// maxFoldAttributes bounds the attributes of spans that fold: they are compared with each other by name. SDKs keep 128
// of a span unless told otherwise (https://opentelemetry.io/docs/specs/otel/common/#attribute-limits).
const maxFoldAttributes = 512

// foldable tells whether a span is plain enough to be told by a collapsed one; shapeOf looks at its attributes.
func foldable(span ptrace.Span) bool {
	return !span.TraceID().IsEmpty() && !span.SpanID().IsEmpty() && !span.ParentSpanID().IsEmpty() &&
		span.Attributes().Len() <= maxFoldAttributes && span.Status().Code() != ptrace.StatusCodeError &&
		span.Events().Len() == 0 && span.Links().Len() == 0 &&
		span.DroppedAttributesCount() == 0 && span.DroppedEventsCount() == 0 && span.DroppedLinksCount() == 0 &&
		span.StartTimestamp() <= math.MaxInt64 && span.EndTimestamp() <= math.MaxInt64 // offsets are signed
}

// shapeOf is the hash of a span's shape. ok is false where an attribute cannot be told by a collapsed span: ours,
// which makes it a collapsed span, and one without key or with an empty value anywhere, which may refer to the string
// table of OTLP profiles that the API does not show.
func shapeOf(span ptrace.Span) (shape uint64, ok bool) {
	shape = mix(xxhash.Sum64String(span.Name()), xxhash.Sum64String(span.TraceState().AsRaw()))
	shape = mix(shape, uint64(span.Kind())<<32|uint64(span.Flags()))
	shape = mix(shape, xxhash.Sum64String(span.Status().Message())+uint64(span.Status().Code()))
	for key, value := range span.Attributes().All() {
		if key == "" || holdsEmpty(value) || strings.HasPrefix(key, finding.AttrCollapsedPrefix) {
			return 0, false
		}
		shape = mix(shape, xxhash.Sum64String(key)+uint64(value.Type()))
		if !scalar(value.Type()) { // must be equal, see sameShape
			shape = mix(shape, hashValue(value))
		}
	}
	return shape, true
}

// readHead reads the attributes of the span that others are compared with.
func (c *collapser) readHead(span ptrace.Span) {
	c.head = c.head[:0]
	for key, value := range span.Attributes().All() {
		c.head = append(c.head, keyValue{key, value})
	}
}

// headRepeatsKey: a span with two attributes of one name stays, since the values of each are found by name.
func (c *collapser) headRepeatsKey() bool {
	for i := range c.head {
		for j := range i {
			if c.head[i].key == c.head[j].key {
				return true
			}
		}
	}
	return false
}

// sameShape compares the span with head, whose attributes are in c.head.
func (c *collapser) sameShape(head, span ptrace.Span) bool {
	if span.Name() != head.Name() || span.Kind() != head.Kind() || span.Flags() != head.Flags() ||
		span.TraceState().AsRaw() != head.TraceState().AsRaw() ||
		span.Status().Code() != head.Status().Code() || span.Status().Message() != head.Status().Message() ||
		span.Attributes().Len() != len(c.head) {
		return false
	}
	at := 0
	for key, value := range span.Attributes().All() {
		h := &c.head[at]
		at++
		if key != h.key || value.Type() != h.value.Type() || !scalar(value.Type()) && !identical(value, h.value) {
			return false
		}
	}
	return true
}

// scalar tells whether values of this type can stand in an array beside the attribute.
func scalar(t pcommon.ValueType) bool {
	switch t {
	case pcommon.ValueTypeStr, pcommon.ValueTypeInt, pcommon.ValueTypeDouble, pcommon.ValueTypeBool:
		return true
	default:
		return false
	}
}
