package httpapi

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	referenceapp "github.com/base-14/otelcol-scout/reference-app"
	"github.com/base-14/otelcol-scout/reference-app/internal/auth"
	"github.com/base-14/otelcol-scout/reference-app/internal/cache"
	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const testSecret = "the secret of these tests, long enough"

// server is an API on a database of its own; every answer is checked against openapi.yaml.
type server struct {
	t      *testing.T
	url    string
	pool   *pgxpool.Pool
	cache  *cache.Cache
	tokens *auth.Tokens
	clock  *clock
	client *http.Client
	doc    *openapi3.T
	router routers.Router
}

// clock tells a time that tests move.
type clock struct{ nanos atomic.Int64 }

func (c *clock) now() time.Time          { return time.Unix(0, c.nanos.Load()) }
func (c *clock) advance(d time.Duration) { c.nanos.Add(int64(d)) }

func startServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, pool: pgtest.Pool(t), clock: &clock{}}
	s.clock.nanos.Store(time.Now().UnixNano())
	s.tokens = auth.NewTokens([]byte(testSecret), s.clock.now)
	handler := New(s.parts())
	listening := httptest.NewServer(handler)
	t.Cleanup(listening.Close)
	s.url, s.client = listening.URL, listening.Client()
	s.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	s.loadContract()
	return s
}

func (s *server) parts() Parts {
	s.t.Helper()
	metrics, err := telemetry.NewMetrics()
	require.NoError(s.t, err)
	opened, err := cache.Open(s.t.Context(), "", metrics.CacheRequests)
	require.NoError(s.t, err)
	s.t.Cleanup(func() { _ = opened.Close() }) // some tests close it themselves
	s.cache = opened
	passwords, err := auth.NewPasswords(bcrypt.MinCost)
	require.NoError(s.t, err)
	queue, err := jobs.NewQueue(s.pool)
	require.NoError(s.t, err)
	return Parts{Store: postgres.NewStore(s.pool), Cache: s.cache, Queue: queue, Tokens: s.tokens, Passwords: passwords,
		Metrics: metrics, ServiceName: "articles-api", Now: s.clock.now}
}

func (s *server) loadContract() {
	s.t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(referenceapp.OpenAPI)
	require.NoError(s.t, err)
	require.NoError(s.t, doc.Validate(s.t.Context()))
	s.doc = doc
	s.router, err = gorillamux.NewRouter(doc)
	require.NoError(s.t, err)
}

// reply is an answer that keeps to the contract.
type reply struct {
	status int
	header http.Header
	body   string
}

func (r reply) decode(t *testing.T, into any) {
	t.Helper()
	require.NoError(t, json.Unmarshal([]byte(r.body), into), r.body)
}

// call sends a request; a body that is not nil is sent as JSON, a string as it is.
func (s *server) call(method, path, token string, body any) reply {
	s.t.Helper()
	header := http.Header{}
	if token != "" {
		header.Set("Authorization", "Bearer "+token)
	}
	var content []byte
	switch b := body.(type) {
	case nil:
	case string:
		content = []byte(b)
	default:
		data, err := json.Marshal(b)
		require.NoError(s.t, err)
		content = data
	}
	if body != nil {
		header.Set("Content-Type", "application/json")
	}
	return s.send(method, path, header, content)
}

// send sends a request and checks the answer against the contract.
func (s *server) send(method, path string, header http.Header, body []byte) reply {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.url+path, bytes.NewReader(body))
	require.NoError(s.t, err)
	req.Header = header
	res, err := s.client.Do(req)
	require.NoError(s.t, err)
	data, err := io.ReadAll(res.Body)
	require.NoError(s.t, err)
	require.NoError(s.t, res.Body.Close())
	got := reply{res.StatusCode, res.Header, string(data)}
	if method != http.MethodHead {
		s.checkContract(req, got)
	}
	return got
}

func (s *server) checkContract(req *http.Request, got reply) {
	s.t.Helper()
	if req.URL.Path+"/" == listPath {
		req.URL.Path = listPath // the contract lists one of the two
	}
	if req.Method == http.MethodOptions && got.status == http.StatusOK {
		return // says Allow, and nothing that the contract describes
	}
	route, params, err := s.router.FindRoute(req)
	if err != nil {
		s.checkFailure(got) // a path or method outside the contract
		return
	}
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, Route: route, PathParams: params},
		Status:                 got.status, Header: got.header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	input.SetBodyBytes([]byte(got.body))
	assert.NoError(s.t, openapi3filter.ValidateResponse(s.t.Context(), input), "%s %s answered outside openapi.yaml: %s", req.Method, req.URL, got.body)
}

func (s *server) checkFailure(got reply) {
	s.t.Helper()
	var body any
	got.decode(s.t, &body)
	assert.NoError(s.t, s.doc.Components.Schemas["Failure"].Value.VisitJSON(body))
}

// failure is the JSON of a refusal.
type failure struct {
	Error struct {
		Message    string              `json:"message"`
		StatusCode int                 `json:"status_code"`
		TraceID    *string             `json:"trace_id"`
		Fields     map[string][]string `json:"fields"`
	} `json:"error"`
}

// assertRefused checks status, text and shape of a refusal.
func assertRefused(t *testing.T, got reply, status int, message string) failure {
	t.Helper()
	var f failure
	got.decode(t, &f)
	assert.Equal(t, status, got.status)
	assert.Equal(t, status, f.Error.StatusCode)
	assert.Equal(t, message, f.Error.Message)
	assert.NotNil(t, f.Error.TraceID, "trace_id is always there")
	return f
}

type testSession struct {
	User struct {
		ID    int64  `json:"id"`
		Email string `json:"email"`
		Name  string `json:"name"`
	} `json:"user"`
	Token struct {
		AccessToken string `json:"access_token"`
		TokenType   string `json:"token_type"`
	} `json:"token"`
}

const testPassword = "correct horse"

// join registers somebody and returns the session.
func (s *server) join(name string) testSession {
	s.t.Helper()
	got := s.call(http.MethodPost, "/api/register", "", map[string]string{"email": name + "@example.com", "password": testPassword, "name": strings.ToUpper(name)})
	require.Equal(s.t, http.StatusCreated, got.status, got.body)
	var session testSession
	got.decode(s.t, &session)
	return session
}

type testArticle struct {
	Slug           string    `json:"slug"`
	Title          string    `json:"title"`
	Description    string    `json:"description"`
	Body           string    `json:"body"`
	FavoritesCount int       `json:"favorites_count"`
	Favorited      bool      `json:"favorited"`
	CreatedAt      time.Time `json:"created_at"`
	UpdatedAt      time.Time `json:"updated_at"`
	Author         struct {
		ID    int64  `json:"id"`
		Email string `json:"email"`
		Name  string `json:"name"`
	} `json:"author"`
}

// write publishes an article, a second after the one before it.
func (s *server) write(token, title string) testArticle {
	s.t.Helper()
	s.clock.advance(time.Second)
	got := s.call(http.MethodPost, "/api/articles/", token, map[string]string{"title": title, "body": "Body of " + title})
	require.Equal(s.t, http.StatusCreated, got.status, got.body)
	var a testArticle
	got.decode(s.t, &a)
	return a
}
