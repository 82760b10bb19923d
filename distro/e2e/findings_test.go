package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// shown is what the findings page's API tells, as far as it is asked about here.
type shown struct {
	Findings []struct {
		Kind, Severity, Service, Route string
		Count                          int
		TimeWasted                     float64 `json:"time_wasted"`
		Example                        struct {
			TraceID   string `json:"trace_id"`
			TraceLink string `json:"trace_link"`
			Summary   string
			Text      string
			Hint      string
			NPlusOne  *struct {
				Repeats int
				Source  string
				Calls   []struct{ Offset float64 }
				Parent  struct{ Offset, Duration float64 }
			} `json:"n_plus_one"`
			SlowQuery *struct {
				Reason    string
				Threshold float64
			} `json:"slow_query"`
		}
	}
	Matching int
}

// ask reads a list of the API.
func (r *rig) ask(t *testing.T, path string, into any) (raw string) {
	t.Helper()
	response, err := http.Get("http://" + r.findings + "/api/v1/" + path)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, response.StatusCode, "%s", body)
	require.NoError(t, json.Unmarshal(body, into))
	return string(body)
}

// span as OTLP's JSON has it; times are milliseconds after an instant.
func span(id, parent, kind int, name string, from, to int, attributes string) string {
	const start = 1_767_225_600_000
	parentID := ""
	if parent != 0 {
		parentID = fmt.Sprintf("%016x", parent)
	}
	return fmt.Sprintf(`{"traceId":"%032x","spanId":"%016x","parentSpanId":%q,"name":%q,"kind":%d,"startTimeUnixNano":"%d000000","endTimeUnixNano":"%d000000","attributes":[%s]}`,
		0xabc, id, parentID, name, kind, start+from, start+to, attributes)
}

func statementOf(text string) string {
	return fmt.Sprintf(`{"key":"db.system.name","value":{"stringValue":"postgresql"}},{"key":"db.query.text","value":{"stringValue":%q}}`, text)
}

// request is one request of blog's: a list, twenty calls for its items, and one slow call.
func request() string {
	const server, client, items = 2, 3, 20
	spans := []string{
		span(1, 0, server, "GET /posts", 0, 1000, ""),
		span(2, 1, client, "SELECT posts", 1, 9, statementOf("SELECT id FROM posts WHERE author = 'jane@example.com'")),
		span(3, 1, client, "SELECT reports", 260, 990, statementOf("SELECT * FROM reports WHERE owner = 'jane@example.com'")),
	}
	for i := range items {
		spans = append(spans, span(100+i, 1, client, "SELECT users", 10+10*i, 19+10*i, statementOf(fmt.Sprintf("SELECT name FROM users WHERE id = %d", i))))
	}
	return `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"blog"}}]},"scopeSpans":[{"spans":[` + strings.Join(spans, ",") + `]}]}]}`
}

// TestFindingsAreShown sends one request to the built binary, and reads from the page's API what is wrong with it, what
// was masked, which statements there are, and that it has been sent on. No literal of the request is among it.
func TestFindingsAreShown(t *testing.T) {
	collector := newRig(t, startScout(t, newSlowness()), "FINDINGS_TRACE_LINK=http://localhost:16686/trace/{trace_id}")
	collector.start(t)
	require.NoError(t, post(collector.otlp+"/v1/traces", request()))

	var list shown
	raw := collector.ask(t, "findings", &list)
	require.Equal(t, 2, list.Matching, "a finding is there when the request is answered: %s", raw)
	slow, repeated := list.Findings[0], list.Findings[1]
	assert.Equal(t, []string{"slow_query", "warn", "blog", "GET /posts"}, []string{slow.Kind, slow.Severity, slow.Service, slow.Route})
	assert.Equal(t, "SELECT * FROM reports WHERE owner = ?", slow.Example.Text)
	assert.InDelta(t, 0.73, slow.TimeWasted, 1e-6)
	assert.InDelta(t, 0.5, slow.Example.SlowQuery.Threshold, 1e-9)
	assert.Equal(t, "threshold", slow.Example.SlowQuery.Reason)
	assert.NotEmpty(t, slow.Example.Hint)

	assert.Equal(t, []string{"n_plus_one", "warn", "blog", "GET /posts"}, []string{repeated.Kind, repeated.Severity, repeated.Service, repeated.Route})
	assert.Equal(t, "SELECT name FROM users WHERE id = ?", repeated.Example.Text)
	assert.InDelta(t, 0.18*19/20, repeated.TimeWasted, 1e-6)
	assert.Equal(t, 20, repeated.Example.NPlusOne.Repeats)
	assert.Equal(t, "SELECT posts", repeated.Example.NPlusOne.Source)
	assert.Len(t, repeated.Example.NPlusOne.Calls, 10)
	assert.InDelta(t, 0.01, repeated.Example.NPlusOne.Calls[1].Offset, 1e-6)
	assert.InDelta(t, -0.01, repeated.Example.NPlusOne.Parent.Offset, 1e-6)
	assert.Equal(t, "http://localhost:16686/trace/00000000000000000000000000000abc", repeated.Example.TraceLink)

	var statements struct{ Statements []struct{ Summary string } }
	raw += collector.ask(t, "statements", &statements)
	assert.Len(t, statements.Statements, 3)
	var masking struct{ Total int }
	raw += collector.ask(t, "masking", &masking)
	assert.Equal(t, 2, masking.Total)
	assert.NotContains(t, raw, "jane")
	assert.NotContains(t, raw, "example.com")
}

// TestExportHealthIsShown holds that the page finds the collector's metrics without being told where they are.
func TestExportHealthIsShown(t *testing.T) {
	collector := newRig(t, startScout(t, newSlowness()))
	collector.start(t)
	require.NoError(t, post(collector.otlp+"/v1/traces", request()))
	var export struct {
		Health    string
		Problems  []string
		Exporters []struct {
			Exporter, Signal string
			Unit             string `json:"queue_unit"`
			Sent             float64
		}
		Token struct{ Endpoint string }
	}
	require.Eventually(t, func() bool {
		collector.ask(t, "export", &export)
		for _, e := range export.Exporters {
			if e.Signal == "traces" && e.Sent > 0 {
				return true
			}
		}
		return false
	}, patience, tick, "the exporter tells what it sent")
	assert.Equal(t, "ok", export.Health, export.Problems)
	assert.Empty(t, export.Problems)
	assert.Equal(t, "otlp_http/scout", export.Exporters[0].Exporter)
	assert.Equal(t, "bytes", export.Exporters[0].Unit)
	assert.Equal(t, "ok", export.Token.Endpoint)
}

// TestThePageIsServed asks as a browser does, by the names that may be used and by one that may not.
func TestThePageIsServed(t *testing.T) {
	collector := newRig(t, startScout(t, newSlowness()))
	collector.start(t)
	for host, status := range map[string]int{"localhost": http.StatusOK, collector.findings: http.StatusOK, "evil.example": http.StatusForbidden} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+collector.findings+"/", nil)
		require.NoError(t, err)
		request.Host = host
		response, err := http.DefaultClient.Do(request)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, status, response.StatusCode, host)
		assert.Equal(t, status == http.StatusOK, strings.Contains(string(body), "What to fix first"), host)
		assert.Contains(t, response.Header.Get("Content-Security-Policy"), "default-src 'none'")
	}
}
