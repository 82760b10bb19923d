package demo

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var begin = time.Unix(1700000000, 0)

// listTrace is a request with five repeated queries, its parent arriving last.
func listTrace(trace byte) ptrace.Traces {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "articles-api")
	spans := resource.ScopeSpans().AppendEmpty().Spans()
	add := func(id, parent byte, name string, start, end time.Duration) ptrace.Span {
		span := spans.AppendEmpty()
		span.SetTraceID(pcommon.TraceID{trace})
		span.SetSpanID(pcommon.SpanID{id})
		if parent != 0 {
			span.SetParentSpanID(pcommon.SpanID{parent})
		}
		span.SetName(name)
		span.SetStartTimestamp(pcommon.NewTimestampFromTime(begin.Add(start)))
		span.SetEndTimestamp(pcommon.NewTimestampFromTime(begin.Add(end)))
		return span
	}
	for i := range 5 {
		start := time.Duration(i+1) * time.Millisecond
		add(byte(10+i), 1, "query", start, start+time.Millisecond/2).Attributes().PutStr("db.query.summary", "SELECT users")
	}
	event := add(1, 0, "GET /api/articles/", 0, 7*time.Millisecond).Events().AppendEmpty()
	event.SetName("scout.n_plus_one")
	event.Attributes().PutStr("scout.finding.severity", "info")
	event.Attributes().PutStr("db.query.summary", "SELECT users")
	event.Attributes().PutInt("scout.n_plus_one.repeats", 5)
	event.Attributes().PutDouble("scout.n_plus_one.duration", 0.0025)
	return td
}

const listTree = `GET /api/articles/  7ms  (articles-api)
  ▲ n_plus_one [info] SELECT users × 5, 2.5ms in all
  SELECT users  500µs  (articles-api)
  SELECT users  500µs  (articles-api)
  SELECT users  500µs  (articles-api)
  … 2 more × SELECT users
`

// tracesFile holds the traces 1 and 2, as the stand-in writes them.
func tracesFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "traces.jsonl")
	var lines []byte
	for _, trace := range []byte{1, 2} {
		line, err := (&ptrace.JSONMarshaler{}).MarshalTraces(listTrace(trace))
		require.NoError(t, err)
		lines = append(append(lines, line...), '\n')
	}
	require.NoError(t, os.WriteFile(path, lines, 0o600))
	return path
}

func TestTree(t *testing.T) {
	spans, err := readTrace(tracesFile(t), pcommon.TraceID{2}.String())
	require.NoError(t, err)
	var out bytes.Buffer
	writeTree(&out, spans)
	assert.Equal(t, listTree, out.String())
}

func TestPages(t *testing.T) {
	show := func(w io.Writer) { _, _ = fmt.Fprint(w, "findings") }
	handler := pages(show, tracesFile(t))
	for path, want := range map[string]struct {
		status int
		body   string
	}{
		"/":                                      {http.StatusOK, "findings"},
		"/traces/" + pcommon.TraceID{1}.String(): {http.StatusOK, listTree},
		"/traces/" + pcommon.TraceID{9}.String(): {http.StatusNotFound, "no span of this trace has arrived\n"},
		"/traces/nonsense":                       {http.StatusBadRequest, "a trace id is 32 hexadecimal digits\n"},
		"/elsewhere":                             {http.StatusNotFound, "404 page not found\n"},
	} {
		t.Run(path, func(t *testing.T) {
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
			assert.Equal(t, want.status, answer.Code)
			assert.Equal(t, want.body, answer.Body.String())
			assert.Equal(t, "text/plain; charset=utf-8", answer.Header().Get("Content-Type"))
			assert.Equal(t, path == "/", answer.Header().Get("Refresh") != "", "only the findings change")
		})
	}
}

func TestTheWorstOfEachKindAsATrace(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, writeWorst(&out, []found{
		{Kind: "n_plus_one", TraceID: pcommon.TraceID{1}.String()},
		{Kind: "n_plus_one", TraceID: pcommon.TraceID{2}.String()},
	}, tracesFile(t)))
	assert.Equal(t, "\nN+1 at its worst, as a trace:\n\n"+listTree, out.String())
}
