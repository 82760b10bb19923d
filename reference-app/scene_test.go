package referenceapp_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlptest"
	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
)

func get(t *testing.T, url string) int {
	t.Helper()
	return request(t, http.MethodGet, url, "", "").status
}

type response struct {
	status  int
	body    []byte
	traceID string
	Token   struct {
		AccessToken string `json:"access_token"`
	} `json:"token"`
	Slug  string `json:"slug"`
	Error struct {
		TraceID string `json:"trace_id"`
	} `json:"error"`
}

// request sends a request in a trace of its own: the trace id is the response's.
func request(t *testing.T, method, url, token, body string) response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	got := response{traceID: newTraceID()}
	req.Header.Set("traceparent", "00-"+got.traceID+"-00f067aa0ba902b7-01")
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	data, err := io.ReadAll(res.Body)
	require.NoError(t, err)
	require.NoError(t, res.Body.Close())
	got.status, got.body = res.StatusCode, data
	if bytes.HasPrefix(data, []byte("{")) {
		require.NoError(t, json.Unmarshal(data, &got))
	}
	return got
}

func newTraceID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	return hex.EncodeToString(id[:])
}

func listens(host string) bool {
	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", host)
	if err != nil {
		return false
	}
	_ = conn.Close()
	return true
}

// scene is a run of API and worker with everything they exported.
type scene struct {
	t        *testing.T
	received *otlptest.Receiver
	base     string
	token    string
	stdout   string // of the API
	worker   string // standard output of the worker
	env      []string
	database string // its URL
}

// play starts API and worker, lets act use them, stops both and returns what they exported: the programs flush at their
// end, so nothing is still on its way.
func play(t *testing.T, act func(s *scene), env ...string) *scene {
	t.Helper()
	s := &scene{t: t, received: otlptest.Start(t), database: pgtest.URL(t)}
	s.env = append([]string{"DATABASE_URL=" + s.database, "HTTP_ADDR=127.0.0.1:0", "OTEL_EXPORTER_OTLP_ENDPOINT=" + s.received.URL()}, env...)
	worker, api := start(t, "worker", s.env...), start(t, "api", s.env...)
	s.base = api.address()
	worker.logged("Working")
	joined := request(t, http.MethodPost, s.base+"/api/register", "", `{"email":"ada1815@example.com","password":"secret","name":"Ada"}`)
	require.Equal(t, http.StatusCreated, joined.status)
	s.token = joined.Token.AccessToken
	act(s)
	t.Cleanup(http.DefaultClient.CloseIdleConnections)
	require.NoError(t, api.stop(syscall.SIGTERM))
	require.NoError(t, worker.stop(syscall.SIGTERM))
	assert.Empty(t, api.stderr.String())
	assert.Empty(t, worker.stderr.String())
	s.stdout, s.worker = api.stdout.String(), worker.stdout.String()
	return s
}

// publish writes an article and waits until the worker told its author.
func (s *scene) publish(title string) response {
	s.t.Helper()
	created := request(s.t, http.MethodPost, s.base+"/api/articles/", s.token, `{"title":"`+title+`","body":"Text"}`)
	require.Equal(s.t, http.StatusCreated, created.status)
	require.Eventually(s.t, func() bool { return s.notified(created.Slug) }, waitTime, 20*time.Millisecond)
	return created
}

// notified tells whether the worker said that it told the author.
func (s *scene) notified(slug string) bool { return s.notifiedTimes(slug) > 0 }

// notifiedTimes counts how often it said so.
func (s *scene) notifiedTimes(slug string) (n int) {
	for _, record := range s.received.Records() {
		if record.Service == "articles-worker" && strings.HasPrefix(record.Body().AsString(), "Notification sent") && record.Text("slug") == slug {
			n++
		}
	}
	return n
}

// trace returns the spans of one trace.
func (s *scene) trace(id string) (spans []otlptest.Span) {
	for _, span := range s.received.Spans() {
		if span.TraceID().String() == id {
			spans = append(spans, span)
		}
	}
	return spans
}

// named returns the one span of a trace with the name.
func (s *scene) named(traceID, name string) otlptest.Span {
	s.t.Helper()
	var found []otlptest.Span
	var names []string
	for _, span := range s.trace(traceID) {
		names = append(names, span.Service+": "+span.Name())
		if span.Name() == name {
			found = append(found, span)
		}
	}
	require.Len(s.t, found, 1, "%s among %v", name, names)
	return found[0]
}

// below tells whether a span stands below another, over any number of levels.
func (s *scene) below(span, ancestor otlptest.Span) bool {
	byID := map[string]otlptest.Span{}
	for _, other := range s.trace(span.TraceID().String()) {
		byID[other.SpanID().String()] = other
	}
	for id := span.ParentSpanID().String(); id != ""; {
		if id == ancestor.SpanID().String() {
			return true
		}
		parent, known := byID[id]
		if !known {
			return false
		}
		id = parent.ParentSpanID().String()
	}
	return false
}

const quickExport = "OTEL_BLRP_SCHEDULE_DELAY=50"

// count counts the statements of a request that match.
func (s *scene) count(r response, statement *regexp.Regexp) (n int) {
	for _, span := range s.trace(r.traceID) {
		if runs(span, statement) {
			n++
		}
	}
	return n
}

// childrenOf counts the statements directly below a span that match.
func (s *scene) childrenOf(parent otlptest.Span, statement *regexp.Regexp) (n int) {
	for _, span := range s.trace(parent.TraceID().String()) {
		if span.ParentSpanID() == parent.SpanID() && runs(span, statement) {
			n++
		}
	}
	return n
}

// runs tells whether a span is a statement that matches; preparing one, which happens once a connection, is not running it.
func runs(span otlptest.Span, statement *regexp.Regexp) bool {
	_, prepares := span.Attributes().Get("pgx.prepare_stmt.name")
	return !prepares && statement.MatchString(span.Text("db.query.text"))
}

// record returns the one log record with the text.
func (s *scene) record(service, body string) otlptest.Record {
	s.t.Helper()
	var found []otlptest.Record
	for _, r := range s.received.Records() {
		if r.Service == service && r.Body().AsString() == body {
			found = append(found, r)
		}
	}
	require.Len(s.t, found, 1, body)
	return found[0]
}

// points returns the last value of every data point of the whole numbers, and the count of histograms, as
// "service metric{attributes}".
func (s *scene) points() map[string]int64 {
	points := map[string]int64{}
	for _, m := range s.received.Metrics() {
		for key, value := range m.Values() {
			points[m.Service+" "+key] = value
		}
	}
	return points
}

func (s *scene) measured(name string) bool {
	return slices.ContainsFunc(s.received.Metrics(), func(m otlptest.Metric) bool { return m.Service+" "+m.Name() == name })
}
