package finding

import (
	"encoding/binary"
	"encoding/hex"
	"slices"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// ID returns the id of a finding: 16 hexadecimal digits, a hash of the kind, the trace, the parent span
// and the fingerprint, so that the same finding seen twice (a retry, a second collector) can be told.
func ID(kind Kind, trace pcommon.TraceID, parent pcommon.SpanID, fingerprint uint64) string {
	return Hex(Sum(kind, trace, parent, fingerprint))
}

// Sum is the number that ID writes.
func Sum(kind Kind, trace pcommon.TraceID, parent pcommon.SpanID, fingerprint uint64) uint64 {
	var key [32]byte
	copy(key[:16], trace[:])
	copy(key[16:24], parent[:])
	binary.BigEndian.PutUint64(key[24:], fingerprint)
	digest := xxhash.New()
	_, _ = digest.WriteString(string(kind)) // a hash never fails to take bytes
	_, _ = digest.Write(key[:])
	return digest.Sum64()
}

// Hex writes a 64-bit fingerprint or id the way it stands on telemetry: 16 lower-case hexadecimal digits.
func Hex(v uint64) string {
	var raw [8]byte
	binary.BigEndian.PutUint64(raw[:], v)
	return hex.EncodeToString(raw[:])
}

// ParseHex reads what Hex wrote; ok is false for anything else.
func ParseHex(s string) (v uint64, ok bool) {
	const digits = 16
	if len(s) != digits {
		return 0, false
	}
	for i := range digits {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		default:
			return 0, false
		}
		v = v<<4 | uint64(c)
	}
	return v, true
}

// Mark adds the kind to the span's AttrFindings: sorted, each kind once, so marking twice changes nothing.
func Mark(span ptrace.Span, kind Kind) {
	kinds := []string{string(kind)}
	if have, ok := span.Attributes().Get(AttrFindings); ok && have.Type() == pcommon.ValueTypeSlice {
		for _, v := range have.Slice().All() {
			kinds = append(kinds, v.AsString())
		}
	}
	slices.Sort(kinds)
	SetStrings(span.Attributes(), AttrFindings, slices.Compact(kinds))
}

// Find returns the span's event of this name that carries the finding with this id. An event of another name is not
// ours, whatever id it has.
func Find(span ptrace.Span, name, id string) (ptrace.SpanEvent, bool) {
	for _, event := range span.Events().All() {
		if event.Name() != name {
			continue
		}
		if v, ok := event.Attributes().Get(AttrFindingID); ok && v.AsString() == id {
			return event, true
		}
	}
	return ptrace.SpanEvent{}, false
}

// SetStrings writes a string array attribute, replacing what stood there.
func SetStrings(attrs pcommon.Map, key string, values []string) {
	slice := attrs.PutEmptySlice(key)
	slice.EnsureCapacity(len(values))
	for _, v := range values {
		slice.AppendEmpty().SetStr(v)
	}
}

// Shorten returns the text, cut between two characters and marked with an ellipsis where it is longer than the limit in
// bytes, which is at least 3.
func Shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	const ellipsis = "…"
	end := limit - len(ellipsis)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + ellipsis
}
