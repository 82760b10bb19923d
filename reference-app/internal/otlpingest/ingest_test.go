package otlpingest_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlpingest"
)

// counter counts requests by signal, or refuses them with err.
type counter struct {
	err                   error
	traces, metrics, logs int
}

func (c *counter) Traces(ptrace.Traces) error    { c.traces++; return c.err }
func (c *counter) Metrics(pmetric.Metrics) error { c.metrics++; return c.err }
func (c *counter) Logs(plog.Logs) error          { c.logs++; return c.err }

func send(sink otlpingest.Sink, method, path, encoding string, body []byte) *httptest.ResponseRecorder {
	request := httptest.NewRequest(method, path, bytes.NewReader(body))
	request.Header.Set("Content-Type", "application/x-protobuf")
	if encoding != "" {
		request.Header.Set("Content-Encoding", encoding)
	}
	answer := httptest.NewRecorder()
	otlpingest.Handler(sink).ServeHTTP(answer, request)
	return answer
}

func zipped(t *testing.T, raw []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(raw)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.Bytes()
}

func TestEachSignalReachesItsOwnMethod(t *testing.T) {
	sink := &counter{}
	for _, path := range []string{"/v1/traces", "/v1/metrics", "/v1/logs", "/v1/logs"} {
		answer := send(sink, http.MethodPost, path, "", nil) // an empty body is an empty request
		assert.Equal(t, http.StatusOK, answer.Code, path)
		assert.Equal(t, "application/x-protobuf", answer.Header().Get("Content-Type"))
	}
	assert.Equal(t, counter{traces: 1, metrics: 1, logs: 2}, *sink)
}

func TestTheAnswerIsAnExportResponse(t *testing.T) {
	answer := send(&counter{}, http.MethodPost, "/v1/logs", "gzip", zipped(t, nil))
	response := plogotlp.NewExportResponse()
	require.NoError(t, response.UnmarshalProto(answer.Body.Bytes()))
	assert.Zero(t, response.PartialSuccess().RejectedLogRecords())
}

func TestWhatIsRefused(t *testing.T) {
	huge := zipped(t, make([]byte, 64<<20+1))
	for name, c := range map[string]struct {
		sink           *counter
		method, path   string
		encoding       string
		body           []byte
		status         int
		answerContains string
	}{
		"another method":  {&counter{}, http.MethodGet, "/v1/traces", "", nil, 405, "Method Not Allowed"},
		"another path":    {&counter{}, http.MethodPost, "/v1/profiles", "", nil, 404, "not found"},
		"not protobuf":    {&counter{}, http.MethodPost, "/v1/traces", "", []byte("\xff\xff"), 400, "the body is not OTLP protobuf: "},
		"a gzip bomb":     {&counter{}, http.MethodPost, "/v1/traces", "gzip", huge, 413, "the request is larger than 67108864 bytes"},
		"the sink's will": {&counter{err: errors.New("the disk is full")}, http.MethodPost, "/v1/metrics", "", nil, 503, "the disk is full"},
	} {
		t.Run(name, func(t *testing.T) {
			answer := send(c.sink, c.method, c.path, c.encoding, c.body)
			assert.Equal(t, c.status, answer.Code)
			assert.Contains(t, answer.Body.String(), c.answerContains)
		})
	}
}
