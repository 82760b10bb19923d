package scoutauthextension

import (
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
	for _, status := range []int{400, 404, 413, 429, 500, 502, 503} {
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
