package input

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// FuzzOTLP holds the reader to what must be true of any bytes; see holds.
func FuzzOTLP(f *testing.F) {
	f.Add([]byte(line + "\n" + line))
	f.Add([]byte(strings.Replace(line, `"name":"GET /"`, `"kind":3,"startTimeUnixNano":"1","endTimeUnixNano":"2","attributes":[{"key":"`+jane+`","value":{"stringValue":"`+jane+`"}},{"key":"b","value":{"bytesValue":"AQI="}}],"events":[{"name":"scout.slow_query"}],"links":[{"spanId":"b7ad6b7169203331"}],"status":{"code":2}`, 1)))
	f.Add([]byte(`{"resourceLogs":[]}` + "\n{}\n" + line[:70]))
	f.Add([]byte(`{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"doubleValue":"NaN"}}]}}]}`))
	f.Fuzz(holds)
}

// FuzzJaeger holds the reader to what must be true of any bytes; see holds.
func FuzzJaeger(f *testing.F) {
	f.Add([]byte(jaegerSpanWith(`"traceID":"1","spanID":"2","processID":"p1","startTime":5,"duration":7,"tags":[{"key":"span.kind","type":"string","value":"client"},{"key":"` + jane + `","type":"int64","value":"` + jane + `"}]`)))
	f.Add([]byte(jaegerSpanWith(`"traceID":"1","spanID":"2","process":{"serviceName":"` + jane + `"},"references":[{"refType":"CHILD_OF","traceID":"1","spanID":"3"}],"logs":[{"timestamp":5,"fields":[{"key":"event","value":"exception"}]}]`)))
	f.Add([]byte(jaegerSpanWith(`"traceID":"1","spanID":"2","processID":"p1","tags":[{"key":"a","type":"float64","value":1e400},{"key":"b","type":"binary","value":"?"},{"key":"error","value":true}]`)))
	f.Add([]byte(`{"data":null,"errors":[{"code":404,"msg":"` + jane + `"}]}`))
	f.Fuzz(holds)
}

// holds tells what must be true of any bytes: an error says where and quotes nothing; and what was read is, written as
// OTLP JSON and read again, the same to the last field, whatever the order of the lines.
func holds(t *testing.T, raw []byte) {
	bounds := limits{1 << 16, 1 << 17, 1000}
	spans, err := read([]string{Stdin}, bytes.NewReader(raw), bounds)
	if err != nil {
		require.Regexp(t, `^standard input: line \d+: `, err.Error())
		require.NotContains(t, err.Error(), "jane")
		return
	}
	assert.LessOrEqual(t, spans.Counts.Spans, bounds.spans)
	first := written(t, spans)
	lines := slices.Clone(first)
	slices.Reverse(lines)
	again, err := read([]string{Stdin}, strings.NewReader(strings.Join(lines, "\n")), limits{1 << 20, 1 << 21, 1000})
	require.NoError(t, err)
	require.Equal(t, first, written(t, again))
	require.Equal(t, spans.Counts.Spans, again.Counts.Spans)
	require.Equal(t, spans.Counts.Traces, again.Counts.Traces)
	require.Zero(t, again.Counts.Duplicates)
}

// written is every trace as a line.
func written(t *testing.T, spans *Spans) (lines []string) {
	t.Helper()
	for _, td := range all(t, spans) {
		raw, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
		require.NoError(t, err)
		lines = append(lines, string(raw))
	}
	return lines
}
