package input

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// readOTLP reads one request of OTLP JSON (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). Fields
// that are not known are left out, as that page demands.
func readOTLP(docs *documents, doc document) (ptrace.Traces, error) {
	var decoder ptrace.JSONUnmarshaler
	td, err := decoder.UnmarshalTraces(doc.raw)
	if err != nil {
		return ptrace.Traces{}, docs.fault(doc.line, otlpFault(err))
	}
	return td, nil
}

// otlpFault says what is wrong in words of our own: the decoder's quote the file.
func otlpFault(err error) string {
	for _, known := range []struct{ operation, what string }{
		{"ID.UnmarshalJSON", "an id is not what OTLP JSON gives it: a trace id is 32 hexadecimal digits, a span id 16; base64, which protobuf's own JSON has, is not read"},
		{"ReadInt", "a whole number is expected where something else stands"},
		{"ReadUint", "a time or a number that is not negative is expected where something else stands; times are nanoseconds since 1970"},
		{"ReadFloat", "a number is expected where something else stands"},
		{"base64", "bytes are not in base64"},
		{"ReadEnum", "a span kind or status is none that OTLP has"},
	} {
		if strings.HasPrefix(err.Error(), known.operation) {
			return known.what
		}
	}
	return "a field does not have the type that OTLP JSON gives it; this is no request that the file exporter wrote"
}
