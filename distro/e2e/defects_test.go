package e2e_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// plantedDefect is a visit to the reference app that shows a defect of its, visits that do the same without it, and what
// the collector says of each. reference-app/README.md promises this table.
type plantedDefect struct {
	name    string
	planted visit
	twins   []visit
	// says are the findings in the trace of the planted visit, worded by saidOf, sorted. About a twin there is none.
	says []string
}

// inImport is how many articles an import holds.
const inImport = 20

// plantedRepeats are the defects that are calls made again and again.
var plantedRepeats = []plantedDefect{
	{"N+1 in the list", get("/api/articles/"), []visit{get("/api/articles/?eager=true")}, []string{
		"GET /api/articles: db SELECT favorites × 20, sequential, via []",
		"GET /api/articles: db SELECT users × 21, sequential, via []", // with the caller's own row
	}},
	{"N+1 under wrapper spans", get("/api/articles/export"), []visit{get("/api/articles/export?eager=true")}, []string{
		"GET /api/articles/export: db SELECT favorites × 30, sequential, via [article.export]",
		"GET /api/articles/export: db SELECT users × 30, sequential, via [article.export]",
	}},
	{"cache N+1", get("/api/articles/views"), []visit{get("/api/articles/views?eager=true")}, []string{
		"GET /api/articles/views: cache GET × 30, sequential, via []",
	}},
	{"parallel N+1", get("/api/articles/mentions"), []visit{get("/api/articles/mentions?eager=true")}, []string{
		"GET /api/articles/mentions: db SELECT SELECT articles × 30, parallel, via []",
	}},
	{"HTTP N+1", get("/api/articles/previews"), []visit{get("/api/articles/previews?eager=true")}, []string{
		"GET /api/articles/previews: http GET /api/articles/{id} × 30, sequential, via []",
	}},
	{"N+1 that writes", bringIn("rows"), []visit{bringIn("batch"), bringIn("copy")}, []string{
		"POST /api/articles/import: db INSERT articles × 20, sequential, via []",
	}},
}

// bringIn imports articles; a title of its own keeps an import from meeting the slugs of another.
func bringIn(mode string) visit {
	articles := slices.Repeat([]string{`{"title":"A note brought by ` + mode + `","body":"Text"}`}, inImport)
	return visit{method: http.MethodPost, path: "/api/articles/import?mode=" + mode, body: `{"articles":[` + strings.Join(articles, ",") + `]}`, want: 201}
}

// TestDefectsAreFoundAndTheirTwinsAreClean visits every endpoint with a planted N+1, and its twins. Text is slowed, so that
// the statements of the parallel N+1 do overlap: each compares sixty texts, and starts when a connection is free.
func TestDefectsAreFoundAndTheirTwinsAreClean(t *testing.T) {
	s := openScene(t, quiet)
	s.command("seed", "--articles", "60")
	s.slowDown()
	s.joinAs("grace1906")
	planted := map[string]string{}
	clean := map[string]string{}
	for _, d := range plantedRepeats {
		for i, twin := range d.twins {
			clean[fmt.Sprintf("%s, twin %d", d.name, i+1)] = s.goTo(twin)
		}
		planted[d.name] = s.goTo(d.planted)
	}
	s.close()
	for _, d := range plantedRepeats {
		t.Run(d.name, func(t *testing.T) { assert.Equal(t, d.says, s.saidOf(planted[d.name])) })
	}
	for name, id := range clean {
		t.Run(name, func(t *testing.T) { assert.Empty(t, s.findingsOf(id)) })
	}
}

// saidOf words the N+1 findings of a trace, sorted: the span, the calls, their number, how they ran and what stands
// between.
func (s *scene) saidOf(traceID string) (said []string) {
	s.t.Helper()
	spans := s.witness.trace(traceID)
	require.NotEmpty(s.t, spans, "the trace arrived")
	for _, span := range spans {
		for _, event := range span.Events().All() {
			if event.Name() != nPlusOne {
				continue
			}
			text := func(key string) string { return textOf(event.Attributes(), key) }
			said = append(said, fmt.Sprintf("%s: %s %s × %s, %s, via %s", span.Name(), text("scout.n_plus_one.kind"), text("db.query.summary"),
				text("scout.n_plus_one.repeats"), text("scout.n_plus_one.concurrency"), viaOf(event)))
		}
	}
	slices.Sort(said)
	return said
}

func viaOf(event ptrace.SpanEvent) []string {
	via, ok := event.Attributes().Get("scout.n_plus_one.via")
	names := []string{}
	if ok {
		for _, name := range via.Slice().All() {
			names = append(names, name.Str())
		}
	}
	return names
}

// TestTheAppSpeaksGRPC: the same telemetry arrives over the other protocol of OTLP.
func TestTheAppSpeaksGRPC(t *testing.T) {
	s := openScene(t, staging{protocol: "grpc"})
	s.joinAs("grace1906")
	list := s.goTo(get("/api/articles/"))
	s.close()
	assert.NotEmpty(t, s.witness.trace(list))
	assert.Contains(t, s.witness.String(), "User registered: gr***@example.com")
	assert.Contains(t, s.witness.String(), `"http.server.request.duration"`)
}

// TestAJobThatFailsAtFirstIsNoFinding: both attempts are in the trace of the request that caused them.
func TestAJobThatFailsAtFirstIsNoFinding(t *testing.T) {
	s := openScene(t, quiet)
	s.joinAs("grace1906")
	flaky := s.goTo(visit{method: http.MethodPost, path: "/api/articles/", body: `{"title":"A flaky one","body":"Text"}`, want: 201})
	plain := s.goTo(visit{method: http.MethodPost, path: "/api/articles/", body: `{"title":"A plain one","body":"Text"}`, want: 201})
	s.waitFor("/api/user/notifications?eager=true", `a-flaky-one-`, `a-plain-one-`)
	s.close()
	assert.Equal(t, map[string]int{"failed": 1, "done": 1}, s.attempts(flaky))
	assert.Equal(t, map[string]int{"done": 1}, s.attempts(plain))
	s.assertClean([]string{flaky, plain})
}

// attempts counts how the attempts at the notification in a trace ended.
func (s *scene) attempts(traceID string) map[string]int {
	ended := map[string]int{}
	for _, span := range s.witness.trace(traceID) {
		switch {
		case span.Name() != "job.send_article_notification":
		case span.Status().Code() == ptrace.StatusCodeError:
			ended["failed"]++
			assert.Equal(s.t, 1, span.Events().Len(), "the exception")
		default:
			ended["done"]++
		}
	}
	return ended
}
