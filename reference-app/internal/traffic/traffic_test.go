package traffic

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fast is a rate that does not slow a test down.
const fast = 1e6

func TestConfigDefaults(t *testing.T) {
	c, err := Config{Target: "http://127.0.0.1:8080/"}.withDefaults()
	require.NoError(t, err)
	assert.NotZero(t, c.Seed)
	c.Seed = 0
	assert.Equal(t, Config{Target: "http://127.0.0.1:8080", Rate: 20, Users: 4}, c)
}

func TestConfigErrors(t *testing.T) {
	for message, c := range map[string]Config{
		"traffic: target: not an address such as http://127.0.0.1:8080":  {Target: "127.0.0.1"},
		"traffic: target: not an address such as http://127.0.0.1:8080 ": {},
		"traffic: rate, users and duration: must not be negative":        {Target: "http://h", Rate: -1},
		"traffic: rate, users and duration: must not be negative ":       {Target: "http://h", Users: -1},
	} {
		_, err := Run(t.Context(), c)
		assert.EqualError(t, err, strings.TrimSpace(message))
	}
}

// api answers as the contract says, from memory, just enough for the flows; spoil may change an answer.
type api struct {
	mu       sync.Mutex
	users    map[string]int
	tokens   map[string]string // to e-mail
	articles map[string]string // slug to e-mail
	marked   map[string]bool
	titles   []string // of all articles ever written
	requests atomic.Int64
	spoil    func(r *http.Request) (status int, spoilt bool)
}

func newAPI(t *testing.T) (*api, string) {
	t.Helper()
	a := &api{users: map[string]int{}, tokens: map[string]string{}, articles: map[string]string{}, marked: map[string]bool{}}
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return a, server.URL
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.requests.Add(1)
	status, body := a.answer(r)
	if a.spoil != nil {
		if wrong, spoilt := a.spoil(r); spoilt {
			status = wrong
		}
	}
	if status >= 400 {
		body = map[string]any{"error": map[string]any{"message": "no", "status_code": status}}
	}
	w.WriteHeader(status)
	if status != http.StatusNoContent {
		_ = json.NewEncoder(w).Encode(body)
	}
}

func (a *api) answer(r *http.Request) (status int, body any) {
	content, _ := io.ReadAll(r.Body)
	in := map[string]string{}
	_ = json.Unmarshal(content, &in)
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	email := a.tokens[token]
	slug := strings.TrimSuffix(strings.TrimPrefix(r.URL.Path, "/api/articles/"), "/favorite")
	switch r.Method + " " + r.URL.Path {
	case "POST /api/register":
		return a.register(in["email"])
	case "POST /api/login":
		return a.login(in["email"], in["password"])
	case "GET /api/user":
		if email == "" {
			return 401, nil
		}
		return 200, map[string]any{"email": email}
	case "POST /api/logout":
		delete(a.tokens, token)
		return 200, nil
	case "PATCH /api/login":
		return 405, nil
	case "GET /api/articles/":
		return a.list()
	case "POST /api/articles/":
		return a.create(email, in["title"])
	case "POST /api/articles/import":
		return a.bringIn(email, content)
	case "POST /api/contact":
		return 202, nil
	case "GET /api/articles/export", "GET /api/articles/views", "GET /api/articles/mentions", "GET /api/articles/previews", "GET /api/user/notifications":
		return 200, map[string]any{"articles": []any{}}
	}
	return a.one(r, slug, email)
}

func (a *api) register(email string) (int, any) {
	if a.users[email] != 0 {
		return 409, nil
	}
	a.users[email] = len(a.users) + 1
	status, body := a.login(email, "secret-")
	return status + 1, body
}

func (a *api) login(email, password string) (int, any) {
	if a.users[email] == 0 || !strings.HasPrefix(password, "secret-") {
		return 401, nil
	}
	token := fmt.Sprint("token", a.requests.Load())
	a.tokens[token] = email
	return 200, map[string]any{"user": a.user(email), "token": map[string]any{"access_token": token}}
}

func (a *api) user(email string) map[string]any {
	return map[string]any{"id": a.users[email], "email": email}
}

func (a *api) list() (int, any) {
	var articles []any
	for slug, email := range a.articles {
		articles = append(articles, map[string]any{"slug": slug, "author": a.user(email)})
	}
	return 200, map[string]any{"articles": articles, "total": len(articles)}
}

func (a *api) create(email, title string) (int, any) {
	if title == "" {
		return 400, nil
	}
	slug := fmt.Sprint("a-", a.requests.Load())
	a.articles[slug] = email
	a.titles = append(a.titles, title)
	return 201, map[string]any{"slug": slug, "title": title, "author": a.user(email)}
}

func (a *api) bringIn(email string, content []byte) (int, any) {
	var in struct {
		Articles []struct{ Title, Body string }
	}
	if json.Unmarshal(content, &in) != nil || email == "" {
		return 400, nil
	}
	return 201, map[string]any{"imported": len(in.Articles)}
}

func (a *api) one(r *http.Request, slug, email string) (int, any) {
	author, known := a.articles[slug]
	switch {
	case !known:
		return 404, nil
	case strings.HasSuffix(r.URL.Path, "/favorite"):
		a.marked[slug] = r.Method == http.MethodPost
	case r.Method != http.MethodGet && author != email:
		return 403, nil
	case r.Method == http.MethodDelete:
		delete(a.articles, slug)
		return 204, nil
	}
	return 200, map[string]any{"slug": slug, "author": a.user(author), "favorited": a.marked[slug]}
}

func TestRunWalksEveryFlowAndChecksIt(t *testing.T) {
	_, target := newAPI(t)
	var progress bytes.Buffer
	report, err := Run(t.Context(), Config{Target: target, Rate: fast, Users: 3, Seed: 7, Duration: 1200 * time.Millisecond, Progress: &progress})
	require.NoError(t, err)
	assert.Zero(t, report.Errors, report.Failures)
	assert.EqualValues(t, 7, report.Seed)
	for _, step := range []string{"register", "login", "user", "create", "read", "list", "list joined", "search", "favorite", "update", "export", "views",
		"export joined", "views at once", "import rows", "import batch", "import copy",
		"wrong password", "unknown user", "taken address", "no such article", "no such path", "wrong method", "empty article", "no token",
		"trespass", "logout", "refused token", "delete", "deleted"} {
		assert.Positive(t, report.Steps[step], step)
	}
	sum := 0
	for _, n := range report.Steps {
		sum += n
	}
	assert.Equal(t, report.Requests, sum)
	assert.Greater(t, report.Requests, report.Refused)
	assert.GreaterOrEqual(t, report.EmailsSent, len(report.Emails))
	assert.Len(t, report.Emails, 6, "three users and three that do not exist")
	for _, email := range report.Emails {
		assert.Regexp(t, `^[a-z0-9]{4,}@example\.com$`, email)
	}
	assert.Regexp(t, `^\d+ requests, [\d.]+/s, 0 errors, p50 \S+, p99 \S+\n`, progress.String())
}

func TestDefectsAreVisitedWhenAskedFor(t *testing.T) {
	_, target := newAPI(t)
	for _, asked := range []bool{false, true} {
		report, err := Run(t.Context(), Config{Target: target, Rate: fast, Users: 1, Seed: 7, Duration: time.Nanosecond, Whole: true, Defects: asked})
		require.NoError(t, err)
		for _, step := range []string{"mentions", "mentions, twin", "previews", "previews, twin", "notifications", "notifications, twin", "contact"} {
			assert.Equal(t, asked, report.Steps[step] > 0, step)
		}
	}
}

// TestAWholeRunWalksEveryFlow: its time is over before it begins.
func TestAWholeRunWalksEveryFlow(t *testing.T) {
	_, target := newAPI(t)
	for _, whole := range []bool{false, true} {
		report, err := Run(t.Context(), Config{Target: target, Rate: fast, Users: 2, Seed: 7, Duration: time.Nanosecond, Whole: whole})
		require.NoError(t, err)
		for _, step := range []string{"register", "create", "list", "search", "favorite", "update", "export", "import copy", "no token", "trespass", "logout", "delete"} {
			assert.Equal(t, whole, report.Steps[step] > 0, step)
		}
	}
}

func TestRunTwiceWithOneSeedLogsInTheSecondTime(t *testing.T) {
	_, target := newAPI(t)
	c := Config{Target: target, Rate: fast, Users: 1, Seed: 7, Duration: 200 * time.Millisecond}
	first, err := Run(t.Context(), c)
	require.NoError(t, err)
	second, err := Run(t.Context(), c)
	require.NoError(t, err)
	assert.Equal(t, first.Emails, second.Emails, "the seed decides the addresses")
	assert.Equal(t, 1, second.Steps["register"])
}

func TestWrongAnswersAreErrors(t *testing.T) {
	for name, c := range map[string]struct {
		spoil   func(*http.Request) (int, bool)
		message string
	}{
		"a failing list": {func(r *http.Request) (int, bool) {
			return 500, r.Method == http.MethodGet && r.URL.Path == "/api/articles/"
		}, `list: GET /api/articles/ answered 500 "no", want [200]`},
		"an import that fails": {func(r *http.Request) (int, bool) { return 500, r.URL.RawQuery == "mode=copy" },
			`import copy: POST /api/articles/import?mode=copy answered 500 "no", want [201]`},
		"a token that lasts":  {func(r *http.Request) (int, bool) { return 200, r.URL.Path == "/api/user" }, `no token: GET /api/user answered 200 "", want [401]`},
		"everybody may enter": {func(r *http.Request) (int, bool) { return 200, r.URL.Path == "/api/login" }, `wrong password: POST /api/login answered 200 "", want [401]`},
	} {
		t.Run(name, func(t *testing.T) {
			a, target := newAPI(t)
			a.spoil = c.spoil
			report, err := Run(t.Context(), Config{Target: target, Rate: fast, Users: 1, Seed: 7, Duration: 300 * time.Millisecond})
			require.ErrorContains(t, err, "did not get the answer they should have got; the first: ")
			assert.Contains(t, report.Failures, c.message)
			assert.LessOrEqual(t, len(report.Failures), failuresKept)
			assert.GreaterOrEqual(t, report.Errors, len(report.Failures))
		})
	}
}

func TestAnImportThatLosesArticlesIsAnError(t *testing.T) {
	assert.NoError(t, allImported(answer{Imported: 20}))
	assert.EqualError(t, allImported(answer{Imported: 19}), "imported 19 articles, want 20")
}

// TestEverybodysFirstArticleIsFlaky holds that even a short run shows a job that is tried again, and one that is not.
func TestEverybodysFirstArticleIsFlaky(t *testing.T) {
	a, target := newAPI(t)
	_, err := Run(t.Context(), Config{Target: target, Rate: fast, Users: 1, Seed: 7, Duration: 300 * time.Millisecond})
	require.NoError(t, err)
	require.NotEmpty(t, a.titles)
	assert.Contains(t, a.titles[0], "flaky")
	assert.True(t, slices.ContainsFunc(a.titles, func(title string) bool { return !strings.Contains(title, "flaky") }))
}

func TestRunReportsAnAPIThatIsAway(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	target := server.URL
	server.Close()
	report, err := Run(t.Context(), Config{Target: target, Rate: 100, Users: 1, Duration: 100 * time.Millisecond})
	require.ErrorContains(t, err, "register: ")
	assert.Equal(t, report.Requests, report.Errors)
}

func TestRunEndsWithItsContextWithoutBlamingTheAPI(t *testing.T) {
	a, target := newAPI(t)
	ctx, cancel := context.WithCancel(t.Context())
	a.spoil = func(*http.Request) (int, bool) {
		if a.requests.Load() == 30 {
			cancel()
		}
		return 0, false
	}
	report, err := Run(ctx, Config{Target: target, Rate: fast, Users: 2})
	require.NoError(t, err)
	assert.Zero(t, report.Errors)
	assert.Less(t, report.Requests, 40)
}

func TestRateBoundsTheRequests(t *testing.T) {
	_, target := newAPI(t)
	report, err := Run(t.Context(), Config{Target: target, Rate: 50, Users: 8, Seed: 7, Duration: time.Second})
	require.NoError(t, err)
	assert.LessOrEqual(t, report.Requests, 52)
	assert.InDelta(t, float64(report.Requests)/report.Duration.Seconds(), report.Rate(), 0.001)
}

func TestPercentile(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	var hundred []time.Duration
	for n := 1; n <= 100; n++ {
		hundred = append(hundred, ms(n))
	}
	assert.Equal(t, ms(50), percentile(hundred, 50))
	assert.Equal(t, ms(99), percentile(hundred, 99))
	assert.Equal(t, ms(1), percentile(hundred[:1], 99))
	assert.Equal(t, ms(2), percentile(hundred[:3], 50))
	assert.Zero(t, percentile(nil, 50))
}

func TestRecorderIsBounded(t *testing.T) {
	r := newRecorder(1)
	for n := range latenciesKept + 10 {
		r.record(sent{step: "x", took: time.Duration(n), failure: fmt.Errorf("failure %d", n)})
	}
	report := r.snapshot()
	assert.Equal(t, latenciesKept+10, report.Requests)
	assert.Len(t, report.Failures, failuresKept)
	assert.Equal(t, "x: failure 0", report.Failures[0])
	assert.Len(t, r.latencies, latenciesKept)
	assert.EqualValues(t, latenciesKept+9, r.latencies[9], "the oldest go first")
}

func TestEmptyReport(t *testing.T) {
	assert.Zero(t, Report{}.Rate())
	assert.Equal(t, "0 requests, 0.0/s, 0 errors, p50 0s, p99 0s", Report{}.String())
}
