package input

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

type jaegerTag struct {
	Key   string          `json:"key"`
	Type  string          `json:"type"` // string, bool, int64, float64, binary; may be missing
	Value json.RawMessage `json:"value"`
}

func writeTags(tags []jaegerTag, attributes pcommon.Map) {
	attributes.EnsureCapacity(len(tags))
	for i := range tags {
		tags[i].writeTo(attributes)
	}
}

// writeTo takes the value as it stands where it has not the type that the tag says: old clients wrote all as texts.
func (t *jaegerTag) writeTo(attributes pcommon.Map) {
	if t.Key == "" || len(t.Value) == 0 {
		return
	}
	switch text, isText := t.text(); {
	case t.Type == "int64":
		t.writeWhole(attributes, text)
	case t.Type == "binary" && isText:
		t.writeBytes(attributes, text)
	case isText:
		attributes.PutStr(t.Key, text)
	case t.Value[0] == 't', t.Value[0] == 'f':
		attributes.PutBool(t.Key, t.Value[0] == 't')
	default:
		if number, err := strconv.ParseFloat(string(t.Value), 64); err == nil && t.Type == "float64" {
			attributes.PutDouble(t.Key, number)
			return
		}
		t.writeWhole(attributes, string(t.Value))
	}
}

// text is the value without its quotes, and whether it had any.
func (t *jaegerTag) text() (text string, isText bool) {
	if t.Value[0] != '"' {
		return string(t.Value), false
	}
	err := json.Unmarshal(t.Value, &text)
	return text, err == nil
}

// writeWhole puts a whole number or, where it is none, what stands there.
func (t *jaegerTag) writeWhole(attributes pcommon.Map, text string) {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		attributes.PutInt(t.Key, number)
		return
	}
	attributes.PutStr(t.Key, text)
}

func (t *jaegerTag) writeBytes(attributes pcommon.Map, text string) {
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		attributes.PutStr(t.Key, text)
		return
	}
	attributes.PutEmptyBytes(t.Key).FromRaw(raw)
}

var jaegerKinds = map[string]ptrace.SpanKind{
	"client": ptrace.SpanKindClient, "server": ptrace.SpanKindServer, "producer": ptrace.SpanKindProducer,
	"consumer": ptrace.SpanKindConsumer, "internal": ptrace.SpanKindInternal,
}

// writeMeaning moves the tags that stand for fields of OTLP into those fields
// (https://opentelemetry.io/docs/specs/otel/trace/sdk_exporters/jaeger/).
func writeMeaning(span ptrace.Span, scope pcommon.InstrumentationScope) {
	attributes := span.Attributes()
	span.SetKind(jaegerKinds[strings.ToLower(take(attributes, "span.kind"))])
	scope.SetName(cmp.Or(take(attributes, "otel.scope.name"), take(attributes, "otel.library.name")))
	scope.SetVersion(cmp.Or(take(attributes, "otel.scope.version"), take(attributes, "otel.library.version")))
	span.TraceState().FromRaw(take(attributes, "w3c.tracestate"))
	span.Status().SetMessage(take(attributes, "otel.status_description"))
	failed, marked := attributes.Get("error")
	switch code := take(attributes, "otel.status_code"); {
	case code == "OK":
		span.Status().SetCode(ptrace.StatusCodeOk)
	case code == "ERROR", marked && failed.AsString() == "true":
		span.Status().SetCode(ptrace.StatusCodeError)
		attributes.Remove("error")
	}
}

// take removes the attribute and returns its text; empty where it is none.
func take(attributes pcommon.Map, key string) string {
	value, ok := attributes.Get(key)
	if !ok || value.Type() != pcommon.ValueTypeStr {
		return ""
	}
	text := value.Str()
	attributes.Remove(key)
	return text
}
