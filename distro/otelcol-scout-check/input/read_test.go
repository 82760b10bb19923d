package input

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	trace = "0af7651916cd43dd8448eb211c80319c"
	line  = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"` + trace + `","spanId":"b7ad6b7169203331","name":"GET /"}]}]}]}`
	jane  = "jane@example.com" // whatever is wrong, no error quotes it
)

var small = limits{document: 1 << 20, bytes: 2 << 20, spans: 3}

func readText(text string) (*Spans, error) {
	return read([]string{Stdin}, strings.NewReader(text), small)
}

func jaegerSpanWith(fields string) string {
	return `{"data":[{"traceID":"1","processes":{"p1":{"serviceName":"blog"}},"spans":[{` + fields + `}]}]}`
}

func TestErrorsSayWhatToChange(t *testing.T) {
	for name, tc := range map[string]struct{ text, want string }{
		"cut off at the end":      {line + "\n" + line[:60], "line 2: the document that starts here is not complete; stop what writes the file before it is checked, and write it anew"},
		"cut off in a text":       {line + "\n" + line[:22] + jane + "\n" + line, "line 2: the line ends in the middle of a text; the file was cut off here, or written by two processes at once"},
		"cut off between fields":  {line[:19] + "\n" + line, "line 1: the document that starts here is not complete; stop what writes the file before it is checked, and write it anew"},
		"brackets that mix":       {"\n\n{\n\"resourceSpans\": [}\n}", "line 4: this is not valid JSON; the file was cut off, or changed after it was written"},
		"too large":               {`{"a":"` + strings.Repeat("x", 1<<20) + `"}`, "line 1: the document that starts here is larger than 1 MiB, the most that is read at once; make the batches smaller, or download fewer traces at a time"},
		"too much":                {strings.Repeat(line+"\n", 5), "line 4: with this the traces are more than 2 MiB or 3 spans, the most that is checked at once; check the files one by one, or send fewer requests"},
		"gzip":                    {"\x1f\x8b\x08", "line 1: this is not JSON but looks compressed; leave `compression` out of the file exporter, or decompress the file first"},
		"zstd":                    {"\x28\xb5\x2f\xfd", "line 1: this is not JSON but looks compressed; leave `compression` out of the file exporter, or decompress the file first"},
		"protobuf":                {"\x00\x00\x01\x0a", "line 1: a JSON object is expected here: an OTLP request, or what Jaeger's API answers; set `format: json` at the file exporter"},
		"a list":                  {"[" + line + "]", "line 1: a JSON object is expected here: an OTLP request, or what Jaeger's API answers; set `format: json` at the file exporter"},
		"something else":          {`{"` + jane + `":1}`, `line 1: neither OTLP JSON, which has "resourceSpans", nor Jaeger JSON, which has "data" or "result"`},
		"too deep":                {strings.Repeat(`{"a":`, 10_001) + "1" + strings.Repeat("}", 10_001), "line 1: this is not valid JSON; the file was cut off, or changed after it was written"},
		"a short trace id":        {strings.Replace(line, trace, "0af7", 1), "line 1: an id is not what OTLP JSON gives it: a trace id is 32 hexadecimal digits, a span id 16; base64, which protobuf's own JSON has, is not read"},
		"an id that is no number": {strings.Replace(line, trace, strings.Repeat("z", 32), 1), "line 1: an id is not what OTLP JSON gives it: a trace id is 32 hexadecimal digits, a span id 16; base64, which protobuf's own JSON has, is not read"},
		"no trace id":             {strings.Replace(line, trace, "", 1), "line 1: a span has no trace id or no span id; every span that OpenTelemetry or Jaeger writes has both"},
		"no span id":              {strings.Replace(line, "b7ad6b7169203331", strings.Repeat("0", 16), 1), "line 1: a span has no trace id or no span id; every span that OpenTelemetry or Jaeger writes has both"},
		"a time that is none":     {strings.Replace(line, `"name":"GET /"`, `"startTimeUnixNano":"`+jane+`"`, 1), "line 1: a time or a number that is not negative is expected where something else stands; times are nanoseconds since 1970"},
		"a kind that is none":     {strings.Replace(line, `"name":"GET /"`, `"kind":"`+jane+`"`, 1), "line 1: a span kind or status is none that OTLP has"},
		"a name that is none":     {strings.Replace(line, `"GET /"`, `{"a":"`+jane+`"}`, 1), "line 1: a field does not have the type that OTLP JSON gives it; this is no request that the file exporter wrote"},
		"Jaeger: an error":        {`{"data":null,"errors":[{"code":404,"msg":"` + jane + `"}]}`, "line 1: Jaeger answered with an error instead of traces; ask it again, and check the trace id"},
		"Jaeger 3: an error":      {`{"error":{"httpCode":404,"message":"` + jane + `"}}`, "line 1: Jaeger answered with an error instead of traces; ask it again, and check the trace id"},
		"Jaeger 3: base64":        {`{"result":` + strings.Replace(line, trace, "Hh12U4y9/tlmRYfpsJQItA==", 1) + `}`, "line 1: an id is not what OTLP JSON gives it: a trace id is 32 hexadecimal digits, a span id 16; base64, which protobuf's own JSON has, is not read"},
		"Tempo":                   {`{"batches":[{"scopeSpans":[]}]}`, "line 1: this looks like an answer of Tempo, which is not read; give the file that the collector's file exporter writes"},
		"Tempo 2":                 {`{"trace":{"resourceSpans":[]}}`, "line 1: this looks like an answer of Tempo, which is not read; give the file that the collector's file exporter writes"},
		"Jaeger: no process":      {jaegerSpanWith(`"traceID":"1","spanID":"1","processID":"p2"`), "line 1: data[0]: spans[0]: processID names no entry of processes"},
		"Jaeger: a trace id":      {jaegerSpanWith(`"traceID":"` + jane + `","spanID":"1","processID":"p1"`), "line 1: data[0]: spans[0]: traceID is not 1 to 32 hexadecimal digits"},
		"Jaeger: a span id":       {jaegerSpanWith(`"traceID":"1","spanID":"12345678901234567","processID":"p1"`), "line 1: data[0]: spans[0]: spanID is not 1 to 16 hexadecimal digits"},
		"Jaeger: a reference":     {jaegerSpanWith(`"traceID":"1","spanID":"1","processID":"p1","references":[{"refType":"CHILD_OF","traceID":"1","spanID":"?"}]`), "line 1: data[0]: spans[0]: references[0].spanID is not 1 to 16 hexadecimal digits"},
		"Jaeger: a time":          {jaegerSpanWith("\n" + `"startTime":"` + jane + `"`), `line 2: the field "data.spans.startTime" does not have the type uint64; this is not what Jaeger writes`},
		"Jaeger: a far time":      {jaegerSpanWith(`"traceID":"1","spanID":"1","processID":"p1","startTime":18446744073709551615`), "line 1: data[0]: spans[0]: startTime or duration is out of range; both are microseconds"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readText(tc.text)
			require.EqualError(t, err, "standard input: "+tc.want)
			assert.NotContains(t, err.Error(), "jane")
		})
	}
}

func TestFilesThatCannotBeRead(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "traces.jsonl")
	_, err := Read([]string{missing}, nil)
	require.EqualError(t, err, "open "+missing+": no such file or directory; name the file that the collector's file exporter wrote, or a download from Jaeger")

	_, err = Read([]string{t.TempDir()}, nil)
	require.ErrorContains(t, err, "line 1: cannot be read: ")

	_, err = Read([]string{Stdin}, io.MultiReader(strings.NewReader(line[:50]), failing{}))
	require.EqualError(t, err, "standard input: line 1: cannot be read: the pipe broke")
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the pipe broke") }

func TestWhatIsRead(t *testing.T) {
	for name, tc := range map[string]struct {
		text string
		want Counts
	}{
		"nothing":          {" \n\n\t\r\n", Counts{}},
		"a line":           {line, Counts{Requests: 1, Spans: 1, Traces: 1}},
		"the same twice":   {line + line, Counts{Requests: 2, Spans: 1, Traces: 1, Duplicates: 1}},
		"over many lines":  {strings.NewReplacer("{", "{\n", ",", ",\n").Replace(line), Counts{Requests: 1, Spans: 1, Traces: 1}},
		"with a mark":      {"\xef\xbb\xbf" + line, Counts{Requests: 1, Spans: 1, Traces: 1}},
		"fields unknown":   {strings.Replace(line, `"name"`, `"new":{"a":[1,"}"]},"name"`, 1), Counts{Requests: 1, Spans: 1, Traces: 1}},
		"snake case":       {`{"resource_spans":[{"scope_spans":[{"spans":[{"trace_id":"` + trace + `","span_id":"b7ad6b7169203331"}]}]}]}`, Counts{Requests: 1, Spans: 1, Traces: 1}},
		"other signals":    {`{"resourceLogs":[]}{"resourceMetrics":[]}{"resourceProfiles":[]}{}`, Counts{Logs: 1, Metrics: 1, Profiles: 1, Empty: 1}},
		"Jaeger":           {jaegerSpanWith(`"traceID":"1","spanID":"1","processID":"p1","flags":1,"warnings":null`), Counts{Requests: 1, Spans: 1, Traces: 1}},
		"Jaeger 3":         {`{"result":` + line + `}` + "\n" + `{"result":{}}`, Counts{Requests: 2, Spans: 1, Traces: 1}},
		"Jaeger, no trace": {`{"data":[],"total":0,"errors":null}`, Counts{Requests: 1}},
		"two ends, one id": {line + strings.Replace(line, `"name"`, `"kind":2,"name"`, 1), Counts{Requests: 2, Spans: 2, Traces: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			spans, err := readText(tc.text)
			require.NoError(t, err)
			_ = all(t, spans)
			assert.Equal(t, tc.want, spans.Counts)
		})
	}
}

func all(t *testing.T, spans *Spans) (traces []ptrace.Traces) {
	t.Helper()
	require.NoError(t, spans.Each(func(td ptrace.Traces) error {
		traces = append(traces, td)
		return nil
	}))
	return traces
}

func TestSpansOfATraceComeTogether(t *testing.T) {
	one := `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"blog"}},{"key":"host","value":{"stringValue":"a"}}]},"scopeSpans":[{"spans":[{"traceId":"` + trace + `","spanId":"0000000000000002","startTimeUnixNano":"9"}]}]}]}`
	two := `{"resourceSpans":[{"resource":{"attributes":[{"key":"host","value":{"stringValue":"a"}},{"key":"service.name","value":{"stringValue":"blog"}}]},"scopeSpans":[{"spans":[{"traceId":"` + trace + `","spanId":"0000000000000001","startTimeUnixNano":"5"}]}]}]}`
	other := strings.ReplaceAll(two, trace, strings.Repeat("f", 32))
	spans, err := readText(one + "\n" + other + "\n" + two)
	require.NoError(t, err)
	traces := all(t, spans)
	require.Len(t, traces, 2)
	require.Equal(t, 1, traces[0].ResourceSpans().Len(), "the same resource in another order is the same")
	found := traces[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	require.Equal(t, 2, found.Len())
	assert.Equal(t, "0000000000000001", found.At(0).SpanID().String())
	assert.Equal(t, trace, found.At(1).TraceID().String())
}

func TestWhatACollectorFoundIsTakenOff(t *testing.T) {
	judged := strings.Replace(line, `"name"`, `"attributes":[{"key":"scout.findings","value":{"arrayValue":{}}},{"key":"scout.n_plus_one.repeats","value":{"intValue":"7"}},{"key":"scout.query.fingerprint","value":{"stringValue":"0000000000000007"}}],
		"events":[{"name":"scout.n_plus_one"},{"name":"exception"},{"name":"scout.slow_query"}],"name"`, 1)
	spans, err := readText(judged)
	require.NoError(t, err)
	span := all(t, spans)[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	assert.Equal(t, map[string]any{"scout.query.fingerprint": "0000000000000007"}, span.Attributes().AsRaw(), "the statement may have been dropped since")
	require.Equal(t, 1, span.Events().Len())
	assert.Equal(t, "exception", span.Events().At(0).Name())
}

// TestMemoryIsBounded reads a line that never ends: no more than the bound of it is taken.
func TestMemoryIsBounded(t *testing.T) {
	endless := &endless{}
	_, err := read([]string{Stdin}, endless, small)
	require.ErrorContains(t, err, "is larger than 1 MiB")
	assert.Less(t, endless.given, 2*small.document)
}

type endless struct{ given int }

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '{'
	}
	e.given += len(p)
	return len(p), nil
}

func TestSeveralFiles(t *testing.T) {
	first := filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, os.WriteFile(first, []byte(line), 0o600))
	spans, err := Read([]string{first, Stdin}, strings.NewReader(strings.ReplaceAll(line, trace, strings.Repeat("f", 32))))
	require.NoError(t, err)
	_ = all(t, spans)
	assert.Equal(t, Counts{Requests: 2, Spans: 2, Traces: 2}, spans.Counts)
}
