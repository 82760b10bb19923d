package input

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// jaegerSpanOf is the span that Jaeger JSON with these fields gives, and its resource and scope.
func jaegerSpanOf(t *testing.T, fields string) (ptrace.Span, ptrace.ResourceSpans) {
	t.Helper()
	spans, err := readText(jaegerSpanWith(`"traceID":"1f","spanID":"2f","processID":"p1",` + fields))
	require.NoError(t, err)
	resource := all(t, spans)[0].ResourceSpans().At(0)
	return resource.ScopeSpans().At(0).Spans().At(0), resource
}

func TestJaegerFields(t *testing.T) {
	span, resource := jaegerSpanOf(t, `"operationName":"SELECT","startTime":1700000000000001,"duration":250,
		"tags":[{"key":"span.kind","type":"string","value":"client"},{"key":"otel.scope.name","type":"string","value":"pgx"},
			{"key":"otel.scope.version","type":"string","value":"v1"},{"key":"w3c.tracestate","type":"string","value":"a=b"}],
		"logs":[{"timestamp":1700000000000100,"fields":[{"key":"event","type":"string","value":"exception"},{"key":"exception.type","type":"string","value":"Timeout"}]}]`)
	assert.Equal(t, "0000000000000000000000000000001f", span.TraceID().String(), "zeros in front may be left out")
	assert.Equal(t, "000000000000002f", span.SpanID().String())
	assert.Equal(t, "SELECT", span.Name())
	assert.Equal(t, pcommon.Timestamp(1700000000000001000), span.StartTimestamp())
	assert.Equal(t, pcommon.Timestamp(1700000000000251000), span.EndTimestamp())
	assert.Equal(t, ptrace.SpanKindClient, span.Kind())
	assert.Equal(t, "a=b", span.TraceState().AsRaw())
	assert.Empty(t, span.Attributes().AsRaw(), "what stands for a field of OTLP is one")
	assert.Equal(t, map[string]any{"service.name": "blog"}, resource.Resource().Attributes().AsRaw())
	scope := resource.ScopeSpans().At(0).Scope()
	assert.Equal(t, []string{"pgx", "v1"}, []string{scope.Name(), scope.Version()})
	event := span.Events().At(0)
	assert.Equal(t, "exception", event.Name())
	assert.Equal(t, pcommon.Timestamp(1700000000000100000), event.Timestamp())
	assert.Equal(t, map[string]any{"exception.type": "Timeout"}, event.Attributes().AsRaw())
}

func TestJaegerValues(t *testing.T) {
	for name, tc := range map[string]struct {
		tag  string
		want any
	}{
		"text":                  {`"type":"string","value":"a\"b"`, `a"b`},
		"bool":                  {`"type":"bool","value":true`, true},
		"false":                 {`"type":"bool","value":false`, false},
		"whole number":          {`"type":"int64","value":9007199254740993`, int64(9007199254740993)},
		"whole number as text":  {`"type":"int64","value":"7"`, int64(7)},
		"whole number, or none": {`"type":"int64","value":"many"`, "many"},
		"number":                {`"type":"float64","value":7`, 7.0},
		"bytes":                 {`"type":"binary","value":"AQI="`, []byte{1, 2}},
		"bytes, or none":        {`"type":"binary","value":"?"`, "?"},
		"no type":               {`"value":7`, int64(7)},
		"a list":                {`"type":"string","value":["a"]`, `["a"]`},
		"null":                  {`"type":"string","value":null`, "null"},
	} {
		t.Run(name, func(t *testing.T) {
			span, _ := jaegerSpanOf(t, `"tags":[{"key":"k",`+tc.tag+`}]`)
			assert.Equal(t, map[string]any{"k": tc.want}, span.Attributes().AsRaw())
		})
	}
}

func TestJaegerStatus(t *testing.T) {
	for name, tc := range map[string]struct {
		tags string
		want ptrace.StatusCode
	}{
		"none":         {``, ptrace.StatusCodeUnset},
		"ok":           {`{"key":"otel.status_code","type":"string","value":"OK"}`, ptrace.StatusCodeOk},
		"error":        {`{"key":"otel.status_code","type":"string","value":"ERROR"}`, ptrace.StatusCodeError},
		"of old":       {`{"key":"error","type":"bool","value":true}`, ptrace.StatusCodeError},
		"of old, none": {`{"key":"error","type":"bool","value":false}`, ptrace.StatusCodeUnset},
	} {
		t.Run(name, func(t *testing.T) {
			span, _ := jaegerSpanOf(t, `"tags":[`+tc.tags+`]`)
			assert.Equal(t, tc.want, span.Status().Code())
		})
	}
}

func TestJaegerParents(t *testing.T) {
	for name, tc := range map[string]struct {
		fields, want string
		links        int
	}{
		"none":           {`"references":[]`, "", 0},
		"child of":       {`"references":[{"refType":"CHILD_OF","traceID":"1f","spanID":"a"}]`, "000000000000000a", 0},
		"follows from":   {`"references":[{"refType":"FOLLOWS_FROM","traceID":"1f","spanID":"b"}]`, "000000000000000b", 0},
		"both":           {`"references":[{"refType":"FOLLOWS_FROM","traceID":"1f","spanID":"b"},{"refType":"CHILD_OF","traceID":"1f","spanID":"a"}]`, "000000000000000a", 1},
		"of other trace": {`"references":[{"refType":"CHILD_OF","traceID":"2f","spanID":"a"}]`, "", 1},
		"as of old":      {`"parentSpanID":"c"`, "000000000000000c", 0},
	} {
		t.Run(name, func(t *testing.T) {
			span, _ := jaegerSpanOf(t, tc.fields)
			assert.Equal(t, tc.want, span.ParentSpanID().String())
			assert.Equal(t, tc.links, span.Links().Len())
		})
	}
}

// A process may stand at the span itself, as in Jaeger's index.
func TestJaegerProcessOfASpan(t *testing.T) {
	_, resource := jaegerSpanOf(t, `"process":{"serviceName":"shop","tags":[{"key":"host","type":"string","value":"a"}]}`)
	assert.Equal(t, map[string]any{"service.name": "shop", "host": "a"}, resource.Resource().Attributes().AsRaw())
}
