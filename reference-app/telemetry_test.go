package referenceapp_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlptest"
)

func TestOneTraceFromTheRequestToTheJobsSQL(t *testing.T) {
	var created response
	s := play(t, func(s *scene) { created = s.publish("Hello") }, quickExport)
	server := s.named(created.traceID, "POST /api/articles")
	assert.Equal(t, ptrace.SpanKindServer, server.Kind())
	assert.Equal(t, "articles-api", server.Service)
	insert := s.named(created.traceID, "river.insert_many")
	job := s.named(created.traceID, "job.send_article_notification")
	assert.Equal(t, "articles-worker", job.Service)
	assert.True(t, s.below(insert, server), "the enqueue stands below the request")
	assert.True(t, s.below(insert, s.named(created.traceID, "article.create")), "and below the business span")
	assert.True(t, s.below(job, insert), "the job stands below the enqueue")
	var statements []string
	for _, span := range s.trace(created.traceID) {
		if span.Service == "articles-worker" && span.Kind() == ptrace.SpanKindClient && s.below(span, job) {
			statements = append(statements, span.Text("db.query.text"))
		}
	}
	assert.True(t, slices.ContainsFunc(statements, func(q string) bool { return strings.HasPrefix(q, "INSERT INTO notifications") }), "%v", statements)
}

func TestARetriedJobStaysInItsTrace(t *testing.T) {
	var created response
	s := play(t, func(s *scene) { created = s.publish("A flaky one") }, quickExport)
	var failed, done int
	for _, span := range s.trace(created.traceID) {
		switch {
		case span.Name() != "job.send_article_notification":
		case span.Status().Code() == ptrace.StatusCodeError:
			failed++
			require.Equal(t, 1, span.Events().Len())
			event := span.Events().At(0)
			assert.Equal(t, "exception", event.Name())
			message, _ := event.Attributes().Get("exception.message")
			assert.Equal(t, "the mail gateway did not take the message", message.AsString())
		default:
			done++
		}
	}
	assert.Equal(t, 1, failed, "the first attempt")
	assert.Equal(t, 1, done, "the second")
}

func TestServerSpansHaveTheirRoute(t *testing.T) {
	type visit struct {
		method, path, body string
		status             int
		span, route        string
	}
	visits := []visit{
		{"GET", "/api/health", "", 200, "GET /api/health", "/api/health"},
		{"GET", "/api/articles/", "", 200, "GET /api/articles", "/api/articles"},
		{"GET", "/api/articles", "", 200, "GET /api/articles", "/api/articles"},
		{"GET", "/api/articles/export", "", 200, "GET /api/articles/export", "/api/articles/export"},
		{"GET", "/api/articles/views", "", 200, "GET /api/articles/views", "/api/articles/views"},
		{"POST", "/api/articles/import?mode=fast", `{}`, 400, "POST /api/articles/import", "/api/articles/import"},
		{"GET", "/api/articles/nothing-1", "", 404, "GET /api/articles/{slug}", "/api/articles/{slug}"},
		{"PUT", "/api/articles/nothing-1", `{}`, 404, "PUT /api/articles/{slug}", "/api/articles/{slug}"},
		{"DELETE", "/api/articles/nothing-1", "", 404, "DELETE /api/articles/{slug}", "/api/articles/{slug}"},
		{"POST", "/api/articles/nothing-1/favorite", "", 404, "POST /api/articles/{slug}/favorite", "/api/articles/{slug}/favorite"},
		{"POST", "/api/login", `{"email":"ada1815@example.com","password":"wrong"}`, 401, "POST /api/login", "/api/login"},
		{"GET", "/api/nowhere", "", 404, "GET", ""},
		{"PATCH", "/api/login", "", 405, "PATCH", ""},
	}
	ids := make([]string, len(visits))
	s := play(t, func(s *scene) {
		for i, v := range visits {
			got := request(t, v.method, s.base+v.path, s.token, v.body)
			require.Equal(t, v.status, got.status, "%s %s: %s", v.method, v.path, got.body)
			ids[i] = got.traceID
			if v.status >= 400 {
				assert.Equal(t, got.traceID, got.Error.TraceID, "an error names its trace")
			}
		}
	})
	for i, v := range visits {
		span := s.named(ids[i], v.span)
		assert.Equal(t, ptrace.SpanKindServer, span.Kind())
		assert.Equal(t, v.route, span.Text("http.route"), "%s %s", v.method, v.path)
		assert.Equal(t, ptrace.StatusCodeUnset, span.Status().Code(), "a 4xx is no error of the server")
	}
}

func TestBusinessSpansRecordExceptions(t *testing.T) {
	var refused, wrong response
	s := play(t, func(s *scene) {
		refused = request(t, http.MethodPost, s.base+"/api/register", "", `{"email":"ada1815@example.com","password":"secret","name":"Ada"}`)
		wrong = request(t, http.MethodPost, s.base+"/api/login", "", `{"email":"ada1815@example.com","password":"wrong"}`)
	})
	for _, c := range []struct{ traceID, span, message string }{
		{refused.traceID, "user.register", "Email already registered"},
		{wrong.traceID, "user.login", "Invalid credentials"},
	} {
		span := s.named(c.traceID, c.span)
		assert.Equal(t, ptrace.StatusCodeError, span.Status().Code())
		assert.Equal(t, c.message, span.Status().Message())
		assert.Equal(t, "ada1815@example.com", span.Text("user.email"), "raw on purpose: masking is the collector's job")
		require.Equal(t, 1, span.Events().Len())
		assert.Equal(t, "exception", span.Events().At(0).Name())
	}
}

func TestEveryBusinessSpanIsThere(t *testing.T) {
	s := play(t, func(s *scene) {
		created := s.publish("Hello")
		article := s.base + "/api/articles/" + created.Slug
		request(t, http.MethodPost, s.base+"/api/login", "", `{"email":"ada1815@example.com","password":"secret"}`)
		request(t, http.MethodPost, article+"/favorite", s.token, "")
		request(t, http.MethodDelete, article+"/favorite", s.token, "")
		request(t, http.MethodPut, article, s.token, `{"title":"Changed"}`)
		request(t, http.MethodGet, s.base+"/api/articles/export", "", "")
		request(t, http.MethodDelete, article, s.token, "")
	}, quickExport)
	names := map[string]bool{}
	for _, span := range s.received.Spans() {
		names[span.Name()] = true
	}
	for _, want := range []string{"user.register", "user.login", "article.create", "article.update", "article.delete",
		"article.favorite", "article.unfavorite", "article.export", "job.send_article_notification"} {
		assert.True(t, names[want], want)
	}
}

func TestTheListIsAnNPlusOneAndItsTwinIsNot(t *testing.T) {
	const articles = 6
	var planted, clean, export, search response
	s := play(t, func(s *scene) {
		for range articles {
			s.publish("Hello")
		}
		planted = request(t, http.MethodGet, s.base+"/api/articles/", "", "")
		clean = request(t, http.MethodGet, s.base+"/api/articles/?eager=true", "", "")
		export = request(t, http.MethodGet, s.base+"/api/articles/export", "", "")
		search = request(t, http.MethodGet, s.base+"/api/articles/?search=hello", "", "")
	}, quickExport)
	author, favorites := regexp.MustCompile("^SELECT .* FROM users WHERE id = "), regexp.MustCompile("^SELECT .* FROM favorites WHERE article_id = ")
	assert.Equal(t, articles, s.count(planted, author))
	assert.Equal(t, articles, s.count(planted, favorites))
	assert.Zero(t, s.count(clean, author)+s.count(clean, favorites))
	assert.Equal(t, articles, s.count(export, author))
	assert.Equal(t, 1, s.count(search, regexp.MustCompile("ILIKE")))
	for _, span := range s.trace(export.traceID) {
		if author.MatchString(span.Text("db.query.text")) {
			assert.NotEqual(t, s.named(export.traceID, "GET /api/articles/export").SpanID(), span.ParentSpanID(), "each stands below a span of its own")
		}
	}
}

func TestTheImportIsAnNPlusOneAndItsTwinsAreNot(t *testing.T) {
	const articles = 6
	var rows, batch, copied response
	s := play(t, func(s *scene) {
		rows, batch, copied = s.bringIn("", "By row", articles), s.bringIn("?mode=batch", "Batched", articles), s.bringIn("?mode=copy", "Copied", articles)
	})
	insert := regexp.MustCompile("^INSERT INTO articles ")
	assert.Equal(t, articles, s.childrenOf(s.importOf(rows), insert))
	assert.Zero(t, s.childrenOf(s.importOf(batch), insert))
	assert.Zero(t, s.childrenOf(s.importOf(copied), insert))
	assert.Zero(t, s.count(copied, insert))

	trip := s.named(batch.traceID, "batch start")
	assert.True(t, s.below(trip, s.importOf(batch)))
	size, _ := trip.Attributes().Get("db.operation.batch.size")
	assert.EqualValues(t, articles, size.Int())
	assert.Equal(t, articles, s.childrenOf(trip, insert), "the statements stand below their round trip")
	assert.True(t, s.below(s.named(copied.traceID, `copy_from "articles"`), s.importOf(copied)))
}

// bringIn imports articles of one title; a title of its own keeps an import from meeting the slugs of another.
func (s *scene) bringIn(query, title string, n int) response {
	s.t.Helper()
	body := `{"articles":[` + strings.Join(slices.Repeat([]string{`{"title":"` + title + `","body":"Text"}`}, n), ",") + `]}`
	got := request(s.t, http.MethodPost, s.base+"/api/articles/import"+query, s.token, body)
	require.Equal(s.t, http.StatusCreated, got.status, "%s", got.body)
	return got
}

// importOf returns the server span of an import.
func (s *scene) importOf(r response) otlptest.Span {
	s.t.Helper()
	span := s.named(r.traceID, "POST /api/articles/import")
	require.Equal(s.t, ptrace.SpanKindServer, span.Kind())
	return span
}

func TestCacheCommandsKeepTheLegacyConventions(t *testing.T) {
	var read, planted, clean response
	s := play(t, func(s *scene) {
		created := s.publish("Hello")
		s.publish("Again")
		read = request(t, http.MethodGet, s.base+"/api/articles/"+created.Slug, "", "")
		planted = request(t, http.MethodGet, s.base+"/api/articles/views", "", "")
		clean = request(t, http.MethodGet, s.base+"/api/articles/views?eager=true", "", "")
	}, quickExport)
	assert.Equal(t, "redis", s.named(read.traceID, "set").Text("db.system"))
	assert.Contains(t, s.named(read.traceID, "set").Text("db.statement"), "set article:hello-")
	var gets int
	for _, span := range s.trace(planted.traceID) {
		if span.Name() == "get" {
			gets++
		}
	}
	assert.Equal(t, 2, gets, "one command per article")
	s.named(clean.traceID, "mget")
}

func TestLogsCarryTheTraceAndRawAddresses(t *testing.T) {
	var joined response
	s := play(t, func(s *scene) {
		joined = request(t, http.MethodPost, s.base+"/api/register", "", `{"email":"bob1912@example.com","password":"secret","name":"Bob"}`)
		request(t, http.MethodPost, s.base+"/api/login", "", `{"email":"bob1912@example.com","password":"secret"}`)
		request(t, http.MethodPost, s.base+"/api/login", "", `{"email":"eve1984@example.com","password":"secret"}`)
		s.publish("Hello")
	}, quickExport)
	record := s.record("articles-api", "User registered: bob1912@example.com")
	assert.Equal(t, joined.traceID, record.TraceID().String())
	assert.Equal(t, s.named(joined.traceID, "user.register").SpanID(), record.SpanID())
	assert.Equal(t, plog.SeverityNumberInfo, record.SeverityNumber())
	assert.Equal(t, "bob1912@example.com", record.Text("email"))
	assert.Contains(t, record.Text("code.function.name"), "createUser")
	assert.Contains(t, record.Text("code.file.path"), "account.go")
	assert.NotEmpty(t, record.Text("code.line.number"))
	s.record("articles-api", "User logged in: bob1912@example.com")
	assert.Equal(t, plog.SeverityNumberWarn, s.record("articles-api", "Login failed: user not found for eve1984@example.com").SeverityNumber())
	s.record("articles-worker", "Notification sent to ada1815@example.com")

	assert.Contains(t, s.stdout, `"msg":"User registered: bob1912@example.com"`)
	assert.Contains(t, s.stdout, `"trace_id":"`+joined.traceID+`"`)
	for line := range strings.Lines(s.stdout + s.worker) {
		assert.True(t, json.Valid([]byte(line)), "standard output is JSON lines: %s", line)
	}
}

func TestMetrics(t *testing.T) {
	s := play(t, func(s *scene) {
		created := s.publish("A flaky one")
		for range 3 {
			request(t, http.MethodGet, s.base+"/api/articles/"+created.Slug, "", "")
		}
		request(t, http.MethodPost, s.base+"/api/login", "", `{"email":"ada1815@example.com","password":"secret"}`)
		request(t, http.MethodPost, s.base+"/api/login", "", `{"email":"ada1815@example.com","password":"wrong"}`)
		const drained = "articles-worker jobs.queue.depth{queue=default,state=completed}" // a worker that ended reports none
		require.Eventually(t, func() bool { return s.points()[drained] == 1 }, waitTime, 20*time.Millisecond)
	}, quickExport, "OTEL_METRIC_EXPORT_INTERVAL=200")
	got := s.points()
	for point, want := range map[string]int64{
		"articles-api auth.login.attempts{status=failure}":                1,
		"articles-api auth.login.attempts{status=success}":                1,
		"articles-api articles.created{}":                                 1,
		"articles-api cache.requests{result=miss}":                        1,
		"articles-api cache.requests{result=hit}":                         2,
		"articles-worker jobs.failed{kind=send_article_notification}":     1,
		"articles-worker jobs.completed{kind=send_article_notification}":  1,
		"articles-worker jobs.duration{kind=send_article_notification}":   2,
		"articles-worker jobs.queue.depth{queue=default,state=available}": 0,
		"articles-worker jobs.queue.depth{queue=default,state=completed}": 1,
		"articles-worker jobs.queue.depth{queue=default,state=retryable}": 0,
		"articles-worker jobs.queue.depth{queue=default,state=running}":   0,
	} {
		value, there := got[point]
		assert.True(t, there, point)
		assert.Equal(t, want, value, point)
	}
	for _, metric := range []string{"articles-api http.server.request.duration", "articles-api pgxpool.acquired_connections",
		"articles-api go.goroutine.count", "articles-worker go.goroutine.count", "articles-worker pgxpool.acquired_connections"} {
		assert.True(t, s.measured(metric), metric)
	}
}

func TestStandardVariablesRule(t *testing.T) {
	var unsampled response
	s := play(t, func(s *scene) { unsampled = request(t, http.MethodGet, s.base+"/api/articles/", "", "") },
		"OTEL_TRACES_SAMPLER=always_off", "OTEL_SERVICE_NAME=renamed", "OTEL_RESOURCE_ATTRIBUTES=deployment.environment.name=test")
	assert.Equal(t, http.StatusOK, unsampled.status)
	assert.Empty(t, s.received.Spans())
	require.NotEmpty(t, s.received.Records())
	for _, r := range s.received.Records() {
		assert.Equal(t, "renamed", r.Service)
	}
}

func TestDisabledSDKExportsNothing(t *testing.T) {
	var failed response
	s := play(t, func(s *scene) { failed = request(t, http.MethodGet, s.base+"/api/articles/nothing-1", "", "") }, noTelemetry)
	assert.Empty(t, s.received.Spans())
	assert.Empty(t, s.received.Records())
	assert.Empty(t, s.received.Metrics())
	assert.Empty(t, failed.Error.TraceID)
	assert.Contains(t, s.stdout, "User registered: ada1815@example.com", "standard output is written all the same")
}

func TestAFailureOfTheServerIsAnErrorOnItsSpan(t *testing.T) {
	var failed response
	s := play(t, func(s *scene) {
		conn, err := pgx.Connect(t.Context(), s.database)
		require.NoError(t, err)
		_, err = conn.Exec(t.Context(), "ALTER TABLE favorites RENAME TO favorites_away")
		require.NoError(t, err)
		require.NoError(t, conn.Close(t.Context()))
		failed = request(t, http.MethodGet, s.base+"/api/articles/nothing-1", s.token, "")
	})
	assert.Equal(t, http.StatusInternalServerError, failed.status)
	span := s.named(failed.traceID, "GET /api/articles/{slug}")
	assert.Equal(t, ptrace.StatusCodeError, span.Status().Code())
	assert.Equal(t, "500", span.Text("http.response.status_code"))
	assert.Equal(t, "500", span.Text("error.type"))
	require.Equal(t, 1, span.Events().Len())
	kind, _ := span.Events().At(0).Attributes().Get("exception.type")
	assert.Equal(t, "*pgconn.PrepareError", kind.AsString())
	var records int
	for _, record := range s.received.Records() {
		if record.TraceID().String() == failed.traceID && record.SeverityNumber() == plog.SeverityNumberError {
			records++
			assert.Contains(t, record.Body().AsString(), `Request failed: ERROR: relation "favorites" does not exist`)
		}
	}
	assert.Equal(t, 1, records)
	assert.NotContains(t, string(failed.body), "favorites", "the answer tells nothing")
}
