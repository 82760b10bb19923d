package findingsextension

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"mime"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// client asks an extension; every answer is held against openapi.yaml.
type apiClient struct {
	t      *testing.T
	e      *findings
	url    string
	router routers.Router
	doc    *openapi3.T
}

func openAPIClient(t *testing.T, change ...func(*Config)) *apiClient {
	t.Helper()
	e, url := open(t, change...)
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	require.NoError(t, err)
	require.NoError(t, doc.Validate(t.Context()))
	router, err := gorillamux.NewRouter(doc)
	require.NoError(t, err)
	return &apiClient{t, e, url, router, doc}
}

// ask gets an answer, and checks it: its headers, and its body by the description.
func (c *apiClient) ask(path string, status int) []byte {
	c.t.Helper()
	request, err := http.NewRequestWithContext(c.t.Context(), http.MethodGet, c.url+path, nil)
	require.NoError(c.t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(c.t, err)
	require.NoError(c.t, response.Body.Close())
	require.Equal(c.t, status, response.StatusCode, "%s: %s", path, body)
	assert.Equal(c.t, "application/json; charset=utf-8", response.Header.Get("Content-Type"))
	c.validate(request, response, body)
	return body
}

func (c *apiClient) validate(request *http.Request, response *http.Response, body []byte) {
	c.t.Helper()
	request.URL.Scheme, request.URL.Host, request.Host = "", "", ""
	route, params, err := c.router.FindRoute(request)
	require.NoError(c.t, err)
	input := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: params, Route: route},
		Status:                 response.StatusCode, Header: response.Header,
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	}
	require.NoError(c.t, openapi3filter.ValidateResponse(c.t.Context(), input.SetBodyBytes(body)), "%s", body)
}

func (c *apiClient) findings(query string) (list findingsJSON) {
	c.t.Helper()
	require.NoError(c.t, json.Unmarshal(c.ask("/api/v1/findings"+query, http.StatusOK), &list))
	return list
}

func routesOf(list findingsJSON) (routes []string) {
	for _, f := range list.Findings {
		routes = append(routes, f.Route)
	}
	return routes
}

func TestEmptyListsAreLists(t *testing.T) {
	c := openAPIClient(t)
	assert.JSONEq(t, fmt.Sprintf(`{"findings":[],"matching":0,"time_wasted":0,"services":[],"store":{"findings":0,"bytes":0,"seen":0,"evicted":0,"since":%q}}`,
		c.e.api.since.UTC().Format(time.RFC3339Nano)), string(c.ask("/api/v1/findings", http.StatusOK)))
	assert.JSONEq(t, `{"statements":[],"known":0,"calls":0,"total":0}`, string(c.ask("/api/v1/statements", http.StatusOK)))
	assert.JSONEq(t, `{"total":0,"counts":[],"detectors":[]}`, string(c.ask("/api/v1/masking", http.StatusOK)))
	assert.JSONEq(t, `{"health":"unknown","window":300,"problems":["`+errNoMetrics.Error()+`"],"source":"","exporters":[]}`, string(c.ask("/api/v1/export", http.StatusOK)))
}

func TestAFindingIsTold(t *testing.T) {
	c := openAPIClient(t, func(cfg *Config) { cfg.TraceLink = "https://jaeger.example.com/trace/{trace_id}?x=1" })
	c.e.store.clock = newClock().read
	c.e.Found(t.Context(), []finding.Finding{nPlusOneFinding(0xab, "GET /posts", 3, 30*ms)})
	want := `{"id":"` + c.findings("").Findings[0].ID + `","kind":"n_plus_one","severity":"warn","service":"shop","route":"GET /posts",
		"fingerprint":"0123456789abcdef","count":1,"time_wasted":0.02,"in_n_plus_one":0,"duration":0.03,"first_seen":"2026-01-01T12:00:00Z","last_seen":"2026-01-01T12:00:00Z",
		"example":{"finding_id":"` + nPlusOneFinding(0xab, "GET /posts", 3, 30*ms).ID + `","trace_id":"ab000000000000000000000000000000",
		"trace_link":"https://jaeger.example.com/trace/ab000000000000000000000000000000?x=1","span_id":"ab00000000000000","span_name":"GET /posts",
		"start":"2026-01-01T12:00:00Z","duration":0.03,"complete":true,"hint":"Load all of them in one query.","system":"postgresql",
		"summary":"SELECT users","text":"SELECT name FROM users WHERE id = ?","code":{"function":"shop.Posts.list","file":"posts.py","line":17},
		"n_plus_one":{"repeats":3,"call":"db","parameters":"different","concurrency":"sequential","via":["PostSerializer"],"source":"SELECT posts",
		"total":0.03,"end":0.032,"calls":[{"span_id":"0100000000000000","offset":0},{"span_id":"0101000000000000","offset":0.01},{"span_id":"0102000000000000","offset":0.02}],
		"parent":{"offset":-0.01,"duration":0.06},"source_call":{"offset":-0.006,"duration":0.004}}}}`
	assert.JSONEq(t, want, string(c.ask("/api/v1/findings/"+c.findings("").Findings[0].ID, http.StatusOK)))
}

func TestASlowQueryIsTold(t *testing.T) {
	c := openAPIClient(t)
	c.e.Found(t.Context(), []finding.Finding{slowFinding(1, "GET /search", "posts", time.Second)})
	got := c.findings("").Findings[0]
	p95, samples := 0.02, int64(400)
	assert.Equal(t, &slowQueryJSON{Reason: "threshold", Threshold: 0.5, BaselineP95: &p95, Samples: &samples}, got.Example.SlowQuery)
	assert.Nil(t, got.Example.NPlusOne)
	assert.Nil(t, got.Example.Code)
	assert.Equal(t, "GET /search", got.Route)
	assert.Equal(t, "SELECT posts", got.Example.SpanName)

	unknown := slowFinding(1, "GET /search", "users", time.Second)
	unknown.SlowQuery = &finding.SlowQuery{Reason: finding.ReasonThreshold, Samples: -1}
	unknown.TraceID, unknown.SpanID = [16]byte{}, [8]byte{}
	c.e.Found(t.Context(), []finding.Finding{unknown})
	assert.Len(t, c.findings("").Findings, 2, "what is not known is left out, as the description says")
}

// fed is a client of a store with findings whose order differs by what they are ordered by.
func fed(t *testing.T) *apiClient {
	t.Helper()
	c, clock := openAPIClient(t), newClock()
	c.e.store.clock = clock.read
	info := nPlusOneFinding(4, "GET /info", 4, 4*ms)
	info.Severity, info.Service = finding.SeverityInfo, "blog"
	c.e.Found(t.Context(), []finding.Finding{slowFinding(1, "GET /search", "posts", 900*ms)})
	clock.advance(time.Second)
	for trace := range byte(10) {
		c.e.Found(t.Context(), []finding.Finding{nPlusOneFinding(trace, "GET /posts", 10, 150*ms)})
	}
	clock.advance(time.Second)
	c.e.Found(t.Context(), []finding.Finding{info})
	return c
}

func TestFiltersAndOrders(t *testing.T) {
	c := fed(t)
	for query, want := range map[string][]string{
		"":                              {"GET /posts", "GET /search", "GET /info"},
		"?order=time_wasted":            {"GET /posts", "GET /search", "GET /info"},
		"?order=duration":               {"GET /search", "GET /posts", "GET /info"},
		"?order=last_seen":              {"GET /info", "GET /posts", "GET /search"},
		"?order=count&severity=warn":    {"GET /posts", "GET /search"},
		"?kind=slow_query":              {"GET /search"},
		"?kind=n_plus_one&service=shop": {"GET /posts"},
		"?service=blog":                 {"GET /info"},
		"?severity=info":                {"GET /info"},
		"?route=" + url.QueryEscape("GET /posts"): {"GET /posts"},
		"?service=nobody":                         nil,
		"?service=":                               nil,
	} {
		t.Run(query, func(t *testing.T) {
			list := c.findings(query)
			assert.Equal(t, want, routesOf(list))
			assert.Equal(t, len(want), list.Matching)
			assert.Equal(t, []string{"blog", "shop"}, list.Services, "all there are, whatever the filter")
		})
	}
}

func TestAFindingIsFoundByItsID(t *testing.T) {
	c := fed(t)
	second := c.findings("").Findings[1]
	assert.Equal(t, []string{second.Route}, routesOf(c.findings("?id="+second.ID)))
	assert.Empty(t, c.findings("?severity=info&id="+second.ID).Findings, "filters are joined")
	assert.Empty(t, c.findings("?id=00000000000000ff").Findings, "it is gone")
}

// What is served is described, and what is described is served.
func TestTheDescriptionIsOfEveryAddress(t *testing.T) {
	c := openAPIClient(t)
	assert.ElementsMatch(t, slices.Collect(maps.Keys(c.e.api.routes())), slices.Collect(maps.Keys(c.doc.Paths.Map())))
}

func TestPagesFollowEachOther(t *testing.T) {
	c := openAPIClient(t)
	const n = 25
	for i := range n {
		c.e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, fmt.Sprintf("GET /%02d", i), 10, time.Duration(i/2)*ms)}) // equal in pairs
	}
	all := routesOf(c.findings(fmt.Sprintf("?limit=%d", n)))
	var paged []string
	for query, pages := "?limit=4", 0; query != ""; pages++ {
		list := c.findings(query)
		if pages == 2 { // one that was seen moves to the front, and a new one is first: neither comes again, none is left out
			c.e.Found(t.Context(), []finding.Finding{nPlusOneFinding(2, all[0], 10, time.Second), nPlusOneFinding(2, "GET /new", 10, time.Minute)})
		}
		paged, query = append(paged, routesOf(list)...), ""
		if list.Next != "" {
			query = "?limit=4&cursor=" + list.Next
		}
	}
	assert.Equal(t, all, paged)
}

func TestWrongQuestionsSayWhatToChange(t *testing.T) {
	c := fed(t)
	cursor := c.findings("?limit=1").Next
	require.NotEmpty(t, cursor)
	const wrongCursor = "cursor: is not one of this order; take the field next of the page before, with the same order"
	for path, want := range map[string]string{
		"/api/v1/findings?order=worst":                       `order: "worst" is not known; use one of time_wasted, count, last_seen, duration`,
		"/api/v1/findings?kind=n1":                           `kind: "n1" is not known; use one of n_plus_one, slow_query`,
		"/api/v1/findings?severity=high":                     `severity: "high" is not known; use one of warn, info`,
		"/api/v1/findings?limit=0":                           `limit: "0" is not a number from 1 to 200`,
		"/api/v1/findings?limit=201":                         `limit: "201" is not a number from 1 to 200`,
		"/api/v1/findings?limit=x":                           `limit: "x" is not a number from 1 to 200`,
		"/api/v1/findings?sort=x":                            `sort: is not a parameter here; use cursor, id, kind, limit, order, route, service, severity`,
		"/api/v1/findings?kind=n_plus_one&kind=slow_query":   `kind: came 2 times; give it once`,
		"/api/v1/findings?cursor=!":                          wrongCursor,
		"/api/v1/findings?cursor=" + cursor + "&order=count": wrongCursor,
		"/api/v1/findings?cursor=dGltZV93YXN0ZWQgeCB5":       wrongCursor,
		"/api/v1/findings?id=xyz":                            `id: "xyz" is not one of a finding; it has 16 hexadecimal digits`,
		"/api/v1/findings/xyz":                               `id: is not one of a finding; it has 16 hexadecimal digits`,
		"/api/v1/findings?kind=%zz":                          `the query cannot be read: invalid URL escape "%zz"; write special characters as %XX`,
		"/api/v1/export?;":                                   `the query cannot be read: invalid semicolon separator in query; write special characters as %XX`,
		"/api/v1/statements?limit=1001":                      `limit: "1001" is not a number from 1 to 1000`,
		"/api/v1/statements?kind=x":                          `kind: is not a parameter here; use limit, service`,
		"/api/v1/masking?x=1":                                `x: is not a parameter here; use none`,
		"/api/v1/export?x=1":                                 `x: is not a parameter here; use none`,
		"/api/v1/events?x=1":                                 `x: is not a parameter here; use none`,
	} {
		t.Run(path, func(t *testing.T) {
			var got map[string]string
			require.NoError(t, json.Unmarshal(c.ask(path, http.StatusBadRequest), &got))
			assert.Equal(t, map[string]string{"error": want}, got)
		})
	}
	assert.Contains(t, string(c.ask("/api/v1/findings/0000000000000000", http.StatusNotFound)), "there is no finding with this id (any more)")
}

func TestWhatIsNotThere(t *testing.T) {
	_, url := open(t)
	for name, tc := range map[string]struct {
		method, path string
		status       int
		want         string
	}{
		"an address of the API": {"GET", "/api/v2/findings", 404, "/api/v2/findings is not here; /api/v1/openapi.yaml lists what is"},
		"a file":                {"GET", "/secret.txt", 404, "there is nothing at this address; the page is at /"},
		"a file as a folder":    {"GET", "/index.html/", 404, "there is nothing at this address; the page is at /"},
		"a folder":              {"GET", "/lib", 404, "there is nothing at this address; the page is at /"},
		"a change":              {"POST", "/api/v1/findings", 405, "POST is not possible: everything here is to be read; use GET"},
		"a change of the page":  {"DELETE", "/", 405, "DELETE is not possible: everything here is to be read; use GET"},
	} {
		t.Run(name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), tc.method, url+tc.path, nil)
			require.NoError(t, err)
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			defer response.Body.Close()
			assert.Equal(t, tc.status, response.StatusCode)
			var got map[string]string
			require.NoError(t, json.NewDecoder(response.Body).Decode(&got))
			assert.Equal(t, tc.want, got["error"])
		})
	}
}

// The types are those of the page's own list, and every file has one.
func TestFilesTellTheirTypes(t *testing.T) {
	files, err := fs.ReadDir(webFiles, "web")
	require.NoError(t, err)
	want := map[string]string{".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	for ext, declared := range want {
		require.NoError(t, mime.AddExtensionType(ext, "application/x-machine"))
		t.Cleanup(func() { assert.NoError(t, mime.AddExtensionType(ext, declared)) })
	}
	for _, file := range files {
		answer := httptest.NewRecorder()
		webHandler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/"+file.Name(), nil))
		assert.Equal(t, http.StatusOK, answer.Code, file.Name())
		assert.Equal(t, want[path.Ext(file.Name())], answer.Header().Get("Content-Type"), file.Name())
	}
}

func TestStatementsAreTold(t *testing.T) {
	c := openAPIClient(t, func(cfg *Config) { cfg.TraceLink = "http://localhost:16686/trace/{trace_id}" })
	one := c.e.AddStatements(table{statement(1, "shop", 10, 3*time.Second), statement(2, "shop", 5, time.Second)})
	defer one()
	two := c.e.AddStatements(table{statement(1, "blog", 20, 5*time.Second), statement(3, "blog", 1, time.Second)})
	ask := func(query string) (list statementsJSON) {
		c.e.api.statements.loaded = time.Time{} // as if the period were over
		require.NoError(t, json.Unmarshal(c.ask("/api/v1/statements"+query, http.StatusOK), &list))
		return list
	}
	got := ask("")
	require.Len(t, got.Statements, 3)
	seen := start
	assert.Equal(t, statementJSON{
		Fingerprint: "0000000000000001", System: "postgresql", Summary: "SELECT t", Text: "SELECT 1 FROM t WHERE a = ?", Services: []string{"blog", "shop"},
		Calls: 30, Errors: 2, Slow: 4, Total: 8, Share: 0.8, P50: 0.002, P95: 0.02, P99: 0.09, Max: 0.8, LastSeen: &seen,
		TraceID: "07000000000000000000000000000000", TraceLink: "http://localhost:16686/trace/07000000000000000000000000000000",
	}, got.Statements[0])
	assert.EqualValues(t, 36, got.Calls)
	assert.InDelta(t, 10, got.Total, 1e-9)
	assert.Len(t, ask("?service=blog").Statements, 2)
	assert.Len(t, ask("?limit=1").Statements, 1)
	two()
	two()
	got = ask("")
	assert.Equal(t, 2, got.Known, "a processor took its table back")
	assert.InDelta(t, 0.75, got.Statements[0].Share, 1e-9)
}

// However many look, processors are asked once in a period.
func TestProcessorsAreAskedSeldom(t *testing.T) {
	clock, asked := newClock(), 0
	c := &cached[int]{period: time.Second, clock: clock.read, load: func(ctx context.Context) int {
		assert.NoError(t, ctx.Err(), "who asked first may have gone")
		asked++
		return asked
	}}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	assert.Equal(t, 1, c.get(gone))
	clock.advance(999 * ms)
	assert.Equal(t, 1, c.get(gone))
	clock.advance(ms)
	assert.Equal(t, 2, c.get(gone))
	clock.advance(-time.Hour)
	assert.Equal(t, 3, c.get(gone), "the clock was set back")
}

// A load that takes longer than the period is done once for all who waited for it.
func TestASlowLoadIsDoneOnce(t *testing.T) {
	clock, loads := newClock(), 0
	c := &cached[int]{period: time.Second, clock: clock.read, load: func(context.Context) int {
		clock.advance(3 * time.Second)
		loads++
		return loads
	}}
	assert.Equal(t, 1, c.get(t.Context()))
	assert.Equal(t, 1, c.get(t.Context()))
	clock.advance(time.Second)
	assert.Equal(t, 2, c.get(t.Context()))
}

func TestMaskingIsTold(t *testing.T) {
	c, clock := openAPIClient(t), newClock()
	c.e.masking.clock = clock.read
	count := func(detector, place string, n int64) finding.MaskingCount {
		return finding.MaskingCount{Processor: "pii_masking", Signal: "traces", Detector: detector, Place: place, Count: n}
	}
	c.e.Masked(t.Context(), []finding.MaskingCount{count("email", "span_attribute", 3), count("iban", "log_body", 1)})
	clock.advance(2 * time.Minute)
	c.e.Masked(t.Context(), []finding.MaskingCount{count("email", "span_attribute", 4)})
	minutes := strings.Repeat("0,", 57)
	assert.JSONEq(t, `{"total":8,"counts":[
		{"processor":"pii_masking","signal":"traces","detector":"email","place":"span_attribute","count":7},
		{"processor":"pii_masking","signal":"traces","detector":"iban","place":"log_body","count":1}],
		"detectors":[{"detector":"email","minutes":[`+minutes+`3,0,4]},{"detector":"iban","minutes":[`+minutes+`1,0,0]}]}`,
		string(c.ask("/api/v1/masking", http.StatusOK)))
}
