package scoutauthextension

import (
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componentstatus"
)

func TestRequestsCarryOneTokenUntilItIsRefreshed(t *testing.T) {
	p, b := startProvider(t, time.Hour), startBackend(t)
	set, _ := telemetry(t)
	c := client(t, startExtension(t, set, standInConfig(p), &host{}))
	for i := range 20 {
		response, err := c.Post(b.URL, "text/plain", strings.NewReader(strconv.Itoa(i)))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Equal(t, http.StatusOK, response.StatusCode)
	}
	tokens, _ := b.taken()
	for _, token := range tokens {
		assert.Equal(t, tokens[0], token)
	}
	assert.EqualValues(t, 1, p.fetches.Load())
}

// TestARevokedTokenIsReplacedOnceForAll has a hundred requests refused at the same time.
func TestARevokedTokenIsReplacedOnceForAll(t *testing.T) {
	const requests = 100
	p, b := startProvider(t, time.Hour), startBackend(t)
	set, _ := telemetry(t)
	c := client(t, startExtension(t, set, standInConfig(p), &host{}))
	response, err := c.Get(b.URL)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	b.revoke()

	var running sync.WaitGroup
	for i := range requests {
		running.Go(func() {
			response, err := c.Post(b.URL, "text/plain", strings.NewReader(fmt.Sprint("body ", i)))
			if assert.NoError(t, err) {
				assert.NoError(t, response.Body.Close())
				assert.Equal(t, http.StatusOK, response.StatusCode)
			}
		})
	}
	running.Wait()
	assert.EqualValues(t, 2, p.fetches.Load())
	_, bodies := b.taken()
	want := []string{""}
	for i := range requests {
		want = append(want, fmt.Sprint("body ", i))
	}
	assert.ElementsMatch(t, want, bodies, "each body came whole, and once")
}

func TestWhatIsRefusedAgainIsAnErrorNotAResponse(t *testing.T) {
	for status, want := range map[int]string{
		http.StatusUnauthorized: "scout_auth: the backend answered 401 Unauthorized and there is no token that it takes; the data is kept and sent again: check that the client may send telemetry, and the audience",
		http.StatusForbidden:    "scout_auth: the backend answered 403 Forbidden and there is no token that it takes; the data is kept and sent again: check that the client may send telemetry, and the audience",
	} {
		p, b := startProvider(t, time.Hour), startBackend(t)
		set, _ := telemetry(t)
		c := client(t, startExtension(t, set, standInConfig(p), &host{}))
		b.refusal.Store(int64(status))
		response, err := c.Post(b.URL, "text/plain", strings.NewReader("body")) //nolint:bodyclose // there is none
		assert.Nil(t, response)
		assert.EqualError(t, err, fmt.Sprintf("Post %q: %s", b.URL, want))
		assert.EqualValues(t, 2, p.fetches.Load())
		b.refusal.Store(0)
		response, err = c.Post(b.URL, "text/plain", strings.NewReader("body"))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.EqualValues(t, 2, p.fetches.Load())
	}
}

func TestOtherAnswersAreLeftAlone(t *testing.T) {
	p, b := startProvider(t, time.Hour), startBackend(t)
	set, _ := telemetry(t)
	c := client(t, startExtension(t, set, standInConfig(p), &host{}))
	for _, status := range []int{400, 413, 422, 429, 501, 502, 503, 504} {
		b.refusal.Store(int64(status))
		response, err := c.Get(b.URL)
		require.NoError(t, err)
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, status, response.StatusCode)
		assert.Equal(t, "refused\n", string(body))
	}
	assert.EqualValues(t, 1, p.fetches.Load())
}

// once is a body that cannot be had again.
type once struct {
	io.Reader
	closed bool
}

func (o *once) Close() error { o.closed = true; return nil }

func TestABodyThatCannotBeHadAgainIsLeftToTheExporter(t *testing.T) {
	p, b := startProvider(t, time.Hour), startBackend(t)
	set, _ := telemetry(t)
	e := startExtension(t, set, standInConfig(p), &host{})
	c := client(t, e)
	first, err := e.Token(t.Context())
	require.NoError(t, err)
	b.revoked["Bearer "+first.AccessToken] = true
	_, err = c.Post(b.URL, "text/plain", &once{Reader: strings.NewReader("body")}) //nolint:bodyclose // there is none
	assert.ErrorContains(t, err, "the data is kept and sent again")
	response, err := c.Post(b.URL, "text/plain", &once{Reader: strings.NewReader("body")})
	require.NoError(t, err, "the refusal has brought a new token")
	require.NoError(t, response.Body.Close())
	_, bodies := b.taken()
	assert.Equal(t, []string{"body"}, bodies)
}

func TestWithoutATokenTheBodyIsClosed(t *testing.T) {
	p := startProvider(t, time.Hour)
	p.answer(status500)
	set, _ := telemetry(t)
	c := client(t, startExtension(t, set, standInConfig(p), &host{}))
	body := &once{Reader: strings.NewReader("body")}
	_, err := c.Post("http://127.0.0.1:1", "text/plain", body) //nolint:bodyclose // there is none
	assert.ErrorContains(t, err, "scout_auth: no token: the token endpoint "+p.tokenURL+" answered 500 Internal Server Error")
	assert.True(t, body.closed)
}

// TestAnswersThatSayNothingAboutTheData: the stock exporter would drop the data, or take it for delivered.
func TestAnswersThatSayNothingAboutTheData(t *testing.T) {
	const kept = "; the data is kept and sent again"
	const endpoint = ": check the exporter's endpoint, which is the base address without /v1/traces"
	elsewhere := startBackend(t)
	for name, c := range map[string]struct {
		code   int
		header http.Header
		want   string
	}{
		"404":                  {404, nil, "the endpoint answered 404 Not Found" + endpoint},
		"405":                  {405, nil, "the endpoint answered 405 Method Not Allowed" + endpoint},
		"407":                  {407, nil, "the endpoint answered 407 Proxy Authentication Required" + endpoint},
		"408":                  {408, nil, "the endpoint answered 408 Request Timeout" + endpoint},
		"500":                  {500, nil, "the backend answered 500 Internal Server Error"},
		"520":                  {520, nil, "the backend answered 520"},
		"a page with 200":      {200, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, "a web page answered instead of the backend: check the exporter's endpoint, and whether a proxy or a sign-in stands before it"},
		"a sign-in":            {302, http.Header{"Location": {"https://login.example.com/?token=hunter2"}}, "the endpoint redirects (302 Found) to https://login.example.com, which is not followed: correct the exporter's endpoint"},
		"another server":       {307, http.Header{"Location": {elsewhere.URL}}, "the endpoint redirects (307 Temporary Redirect) to " + elsewhere.URL + ", which is not followed: correct the exporter's endpoint"},
		"a redirect to itself": {301, http.Header{"Location": {"/v2"}}, "the endpoint redirects (301 Moved Permanently) to another path of the same server, which is not followed: correct the exporter's endpoint"},
	} {
		t.Run(name, func(t *testing.T) {
			p := startProvider(t, time.Hour)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				maps.Copy(w.Header(), c.header)
				w.WriteHeader(c.code)
			}))
			t.Cleanup(server.Close)
			set, logs := telemetry(t)
			sender := client(t, startExtension(t, set, standInConfig(p), &host{}))
			_, err := sender.Post(server.URL, "text/plain", strings.NewReader("body")) //nolint:bodyclose // there is none
			assert.EqualError(t, err, fmt.Sprintf("Post %q: scout_auth: %s%s", server.URL, c.want, kept))
			assert.EqualValues(t, 1, p.fetches.Load())
			assert.Equal(t, 1, logs.Len(), "the exporter logs it")
		})
	}
	tokens, _ := elsewhere.taken()
	assert.Empty(t, tokens, "no token goes to another server")
}

// TestABackendThatTakesEveryOtherRequestIsReportedOnce has two nodes, of which one refuses the token.
func TestABackendThatTakesEveryOtherRequestIsReportedOnce(t *testing.T) {
	p, b := startProvider(t, time.Hour), startBackend(t)
	set, logs := telemetry(t)
	h := &host{}
	c := client(t, startExtension(t, set, standInConfig(p), h))
	for i := range 200 {
		b.refusal.Store(int64(http.StatusUnauthorized * (i % 2)))
		_ = get(t, c, b.URL)
	}
	assert.Len(t, messages(logs), 2)
	assert.Equal(t, []componentstatus.Status{componentstatus.StatusRecoverableError}, h.statuses())
	assert.LessOrEqual(t, p.fetches.Load(), int64(3))
}
