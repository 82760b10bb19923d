package referenceapp_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlptest"
)

// command runs the API with arguments, to its end, and returns what it printed.
func (s *scene) command(args []string, env ...string) (stdout string, err error) {
	s.t.Helper()
	p := startWith(s.t, "api", args, slices.Concat(s.env, env)...)
	err = p.wait()
	return p.stdout.String(), err
}

// root returns the one span of the service that has no parent.
func (s *scene) root(service, name string) otlptest.Span {
	s.t.Helper()
	var found []otlptest.Span
	for _, span := range s.received.Spans() {
		if span.Service == service && span.Name() == name {
			found = append(found, span)
		}
	}
	require.Len(s.t, found, 1, name)
	return found[0]
}

// forget takes the notifications away behind the programs' backs.
func (s *scene) forget() {
	s.t.Helper()
	conn, err := pgx.Connect(s.t.Context(), s.database)
	require.NoError(s.t, err)
	_, err = conn.Exec(s.t.Context(), "DELETE FROM notifications")
	require.NoError(s.t, err)
	require.NoError(s.t, conn.Close(s.t.Context()))
}

func TestACommandIsOneTraceDownToTheJobsItCauses(t *testing.T) {
	var created response
	s := play(t, func(s *scene) {
		created = s.publish("Hello")
		s.forget()
		_, err := s.command([]string{"notify", "--limit", "10"})
		require.NoError(t, err)
		require.Eventually(t, func() bool { return s.notifiedTimes(created.Slug) == 2 }, waitTime, 20*time.Millisecond)
		_, err = s.command([]string{"prune"})
		require.NoError(t, err)
	}, quickExport)
	notify := s.root("articles-cli", "api notify")
	assert.True(t, notify.ParentSpanID().IsEmpty())
	assert.Equal(t, ptrace.SpanKindInternal, notify.Kind())
	assert.Equal(t, "0", notify.Text("process.exit.code"))
	assert.Equal(t, "api", notify.Text("process.executable.name"))
	assert.NotEmpty(t, notify.Text("process.pid"))
	job := s.named(notify.TraceID().String(), "job.send_article_notification")
	assert.Equal(t, "articles-worker", job.Service)
	assert.True(t, s.below(job, notify))
	for _, span := range s.received.Spans() {
		isCommand := span.Name() == "api notify" || span.Name() == "api prune"
		if span.Service == "articles-cli" && !isCommand {
			assert.False(t, span.ParentSpanID().IsEmpty(), "%s is below a command", span.Name())
		}
	}
	record := s.record("articles-cli", "Command done: notify")
	assert.Equal(t, notify.SpanID(), record.SpanID())
	assert.Equal(t, "1 notifications enqueued", record.Text("done"))
}

func TestACommandContinuesTheTraceOfItsCaller(t *testing.T) {
	caller := newTraceID()
	s := play(t, func(s *scene) {
		_, err := s.command([]string{"seed", "--articles", "3"}, "TRACEPARENT=00-"+caller+"-00f067aa0ba902b7-01")
		require.NoError(t, err)
	})
	assert.Equal(t, "00f067aa0ba902b7", s.named(caller, "api seed").ParentSpanID().String())
}

func TestACommandThatFailsSaysSo(t *testing.T) {
	s := play(t, func(s *scene) {
		out, err := s.command([]string{"migrate"}, "DATABASE_URL=postgres://nobody@127.0.0.1:1/none?connect_timeout=1")
		require.Error(t, err)
		assert.Contains(t, out, `"msg":"articles-cli failed: migrate: DATABASE_URL: the server does not answer`)
	})
	span := s.root("articles-cli", "api migrate")
	assert.Equal(t, ptrace.StatusCodeError, span.Status().Code())
	assert.Equal(t, "1", span.Text("process.exit.code"))
	assert.NotEmpty(t, span.Text("error.type"))
	assert.Equal(t, 1, span.Events().Len(), "the exception")
}

func TestExcludedPathsLeaveNoTelemetry(t *testing.T) {
	var health, list response
	s := play(t, func(s *scene) {
		health = request(t, http.MethodGet, s.base+"/api/health", "", "")
		list = request(t, http.MethodGet, s.base+"/api/articles/", "", "")
		require.Equal(t, http.StatusOK, health.status)
	}, "OTEL_GO_EXCLUDED_URLS=/api/health$,nothing")
	assert.NotEmpty(t, s.trace(list.traceID))
	for _, span := range s.received.Spans() {
		assert.NotContains(t, span.Text("db.query.text"), "worker_heartbeats WHERE seen_at >", "a statement of the health check")
		assert.NotEqual(t, "/api/health", span.Text("http.route"))
	}
	for point := range s.points() {
		assert.False(t, strings.Contains(point, "http.server.request.duration") && strings.Contains(point, "/api/health"), point)
	}
}

func TestASampleOfTheTraces(t *testing.T) {
	const requests = 60
	s := play(t, func(s *scene) {
		for range requests {
			response, err := http.Get(s.base + "/api/articles/") // a trace that starts in the API
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
		}
	}, "OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.5")
	sampled := 0
	for _, span := range s.received.Spans() {
		if span.Name() == "GET /api/articles" {
			sampled++
		}
	}
	assert.Positive(t, sampled)
	assert.Less(t, sampled, requests, "one in 2^60 runs has all of them")
	var measured int64
	for point, value := range s.points() {
		if strings.Contains(point, "http.server.request.duration") && strings.Contains(point, "http.route=/api/articles,") {
			measured += value
		}
	}
	assert.EqualValues(t, requests, measured, "metrics count what is not sampled, too")
}
