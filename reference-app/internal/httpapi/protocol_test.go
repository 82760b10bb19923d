package httpapi

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	referenceapp "github.com/base-14/otelcol-scout/reference-app"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func TestOnlyJSONIsTaken(t *testing.T) {
	s := startServer(t)
	body := []byte(`{"email":"ada@example.com","password":"secret","name":"Ada"}`)
	for _, content := range []string{"", "text/plain", "application/x-www-form-urlencoded", "application/json; charset", "multipart/form-data; boundary=x"} {
		got := s.send(http.MethodPost, "/api/register", http.Header{"Content-Type": {content}}, body)
		assertRefused(t, got, http.StatusUnsupportedMediaType, "Content-Type must be application/json")
	}
	got := s.send(http.MethodPost, "/api/register", http.Header{"Content-Type": {"application/json; charset=utf-8"}}, body)
	assert.Equal(t, http.StatusCreated, got.status)
	got = s.send(http.MethodPost, "/api/register", http.Header{"Content-Type": {"application/vnd.example+json"}}, body)
	assertRefused(t, got, http.StatusConflict, "Email already registered")
}

func TestMalformedBodies(t *testing.T) {
	s := startServer(t)
	const notJSON, notObject = "Request body is not valid JSON", "Request body must be a JSON object"
	for body, message := range map[string]string{
		"":                        notJSON,
		"{":                       notJSON,
		"not json":                notJSON,
		`{"email":"a"} {}`:        notJSON,
		`{"email":"a"}garbage`:    notJSON,
		`[]`:                      notObject,
		`"text"`:                  notObject,
		`17`:                      notObject,
		"{\"email\":\"a\nb\"}":    notJSON,
		`{"email":"a"}}`:          notJSON,
		strings.Repeat("[", 1000): notJSON,
	} {
		got := s.call(http.MethodPost, "/api/login", "", body)
		f := assertRefused(t, got, http.StatusBadRequest, message)
		assert.Nil(t, f.Error.Fields, "no field is to blame")
	}
}

func TestBodiesAreBounded(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	frame := len(`{"title":"t","body":""}`)
	largest := `{"title":"t","body":"` + strings.Repeat("b", maxBody-frame) + `"}`
	require.Len(t, largest, maxBody)
	assert.Equal(t, http.StatusCreated, s.call(http.MethodPost, "/api/articles/", token, largest).status)
	got := s.call(http.MethodPost, "/api/articles/", token, largest+" ")
	assertRefused(t, got, http.StatusRequestEntityTooLarge, "Request body must not be larger than 1 MiB")
}

func TestUnknownPathsAndMethods(t *testing.T) {
	s := startServer(t)
	assertRefused(t, s.call(http.MethodGet, "/api/nowhere", "", nil), http.StatusNotFound, "Not found")
	assertRefused(t, s.call(http.MethodGet, "/", "", nil), http.StatusNotFound, "Not found")
	for path, allow := range map[string]string{
		"/api/login":                 "POST, OPTIONS",
		"/api/user":                  "GET, HEAD, OPTIONS",
		"/api/articles/":             "GET, HEAD, POST, OPTIONS",
		"/api/articles":              "GET, HEAD, POST, OPTIONS",
		"/api/articles/a-1":          "GET, HEAD, PUT, DELETE, OPTIONS",
		"/api/articles/a-1/favorite": "POST, DELETE, OPTIONS",
	} {
		got := s.call(http.MethodPatch, path, "", nil)
		assertRefused(t, got, http.StatusMethodNotAllowed, "Method not allowed")
		assert.Equal(t, allow, got.header.Get("Allow"), path)
		got = s.call(http.MethodOptions, path, "", nil)
		assert.Equal(t, http.StatusOK, got.status)
		assert.Equal(t, allow, got.header.Get("Allow"), path)
		assert.Empty(t, got.body)
	}
	assertRefused(t, s.call(http.MethodOptions, "/api/nowhere", "", nil), http.StatusNotFound, "Not found")
	assertRefused(t, s.call(http.MethodGet, "/api/articles/a-1/", "", nil), http.StatusNotFound, "Not found")
}

func TestFieldsAreTakenAsTheyAreSpelledAndOnce(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for body, want := range map[string]map[string][]string{
		`{"Title":"t","body":"b"}`:                                    {"Title": {"is not a known field"}},
		`{"title":"t","body":"b","BODY":"c"}`:                         {"BODY": {"is not a known field"}},
		"{\"title\":\"t\",\"body\":\"b\",\"de\u017fcription\":\"d\"}": {"de\u017fcription": {"is not a known field"}},
		`{"title":"t","title":"u","body":"b"}`:                        {"title": {"must be sent once"}},
		`{"title":"t","body":"b","":""}`:                              {"": {"is not a known field"}},
	} {
		f := assertRefused(t, s.call(http.MethodPost, "/api/articles/", token, body), http.StatusBadRequest, "Validation failed")
		assert.Equal(t, want, f.Error.Fields, body)
	}
	f := assertRefused(t, s.call(http.MethodPost, "/api/articles/import", token, `{"articles":[{"title":"t","body":"b"},{"title":"t","body":"b","body":"c"}]}`),
		http.StatusBadRequest, "Validation failed")
	assert.Equal(t, map[string][]string{"body": {"must be sent once"}}, f.Error.Fields)
	got := s.call(http.MethodPost, "/api/articles/", token, "{\"title\":\"\xff\",\"body\":\"b\"}")
	assertRefused(t, got, http.StatusBadRequest, "Request body is not valid JSON")
	got = s.call(http.MethodPost, "/api/articles/", token, `{"title":"t","body":"b","description":null}`)
	f = assertRefused(t, got, http.StatusBadRequest, "Validation failed")
	assert.Equal(t, map[string][]string{"description": {"must not be null"}}, f.Error.Fields)
}

func TestHeadAnswersLikeGet(t *testing.T) {
	s := startServer(t)
	got := s.call(http.MethodHead, "/api/articles/", "", nil)
	assert.Equal(t, http.StatusOK, got.status)
	assert.Empty(t, got.body)
}

func TestOpenAPIIsServed(t *testing.T) {
	s := startServer(t)
	got := s.call(http.MethodGet, "/api/openapi.yaml", "", nil)
	assert.Equal(t, http.StatusOK, got.status)
	assert.Equal(t, string(referenceapp.OpenAPI), got.body)
}

func TestEveryRouteIsInTheContract(t *testing.T) {
	s := startServer(t)
	routes := map[string]bool{}
	for path, item := range s.doc.Paths.Map() {
		for method := range item.Operations() {
			routes[method+" "+path] = true
		}
	}
	assert.Equal(t, routes, mountedRoutes(t, s))
}

func TestPanicsAnswerWithoutTellingWhy(t *testing.T) {
	handler := recoverPanics(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("secret detail") }))
	recorder := httptest.NewRecorder()
	handler.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/", nil))
	assert.Equal(t, http.StatusInternalServerError, recorder.Code)
	assert.JSONEq(t, `{"error":{"message":"Internal server error","status_code":500,"trace_id":""}}`, recorder.Body.String())
}

func TestAbortedRequestsStayAborted(t *testing.T) {
	handler := recoverPanics(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	assert.PanicsWithError(t, http.ErrAbortHandler.Error(), func() {
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil))
	})
}

func TestHealth(t *testing.T) {
	s := startServer(t)
	got := s.call(http.MethodGet, "/api/health", "", nil)
	assert.Equal(t, http.StatusOK, got.status)
	assert.JSONEq(t, `{"status":"healthy","components":{"database":"healthy","redis":"healthy","worker":"unhealthy"},
		"service":{"name":"articles-api","version":"1.0.0"}}`, got.body, "jobs wait for a worker")

	require.NoError(t, postgres.NewStore(s.pool).Beat(t.Context(), "some worker"))
	got = s.call(http.MethodGet, "/api/health", "", nil)
	assert.Contains(t, got.body, `"worker":"healthy"`)

	require.NoError(t, s.cache.Close())
	got = s.call(http.MethodGet, "/api/health", "", nil)
	assert.Equal(t, http.StatusServiceUnavailable, got.status)
	assert.Contains(t, got.body, `"status":"unhealthy"`)
	assert.Contains(t, got.body, `"redis":"unhealthy"`)

	s.pool.Close()
	got = s.call(http.MethodGet, "/api/health", "", nil)
	assert.Equal(t, http.StatusServiceUnavailable, got.status)
	assert.Contains(t, got.body, `"database":"unhealthy"`)
}
