package scoutauthextension

import (
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

// catcher counts what comes to a server that nobody should ask.
func catcher(t *testing.T, start func(http.Handler) *httptest.Server) (address string, caught *atomic.Int64) {
	t.Helper()
	caught = &atomic.Int64{}
	server := start(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		caught.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"stolen","expires_in":3600}`))
	}))
	t.Cleanup(server.Close)
	return server.URL, caught
}

// TestARedirectDoesNotGetTheSecret: the stock extension hands the client's secret to wherever the token endpoint points.
func TestARedirectDoesNotGetTheSecret(t *testing.T) {
	p := startProvider(t, time.Hour)
	plain, caughtPlain := catcher(t, httptest.NewServer)
	secured, caughtSecured := catcher(t, httptest.NewTLSServer)
	for _, code := range []int{301, 302, 303, 307, 308} {
		for location, says := range map[string]string{
			plain + "/token?key=hunter2":   plain,
			secured + "/token?key=hunter2": secured,
			"/elsewhere":                   "another path of the same server",
		} {
			t.Run(strconv.Itoa(code)+" "+says, func(t *testing.T) {
				var asked atomic.Int64
				p.answer(func(w http.ResponseWriter, r *http.Request) {
					if r.URL.Path == "/elsewhere" {
						asked.Add(1)
					}
					http.Redirect(w, r, location, code)
				})
				f := fetchOnce(t, standInConfig(p))
				assert.Equal(t, failure{text: "the token endpoint " + p.tokenURL + " redirects (" + strconv.Itoa(code) + " " + http.StatusText(code) + ") to " + says +
					", which is not followed, because the client's secret would go there, too: correct token_url"}, *f)
				assert.Zero(t, asked.Load())
			})
		}
	}
	assert.Zero(t, caughtPlain.Load()+caughtSecured.Load(), "no request goes to another server")
}

// TestARedirectDoesNotTakeTheSecretOutOfTLS: to the same host the library would send the header again.
func TestARedirectDoesNotTakeTheSecretOutOfTLS(t *testing.T) {
	plain, caught := catcher(t, httptest.NewServer)
	server := httptest.NewTLSServer(http.RedirectHandler(plain, http.StatusTemporaryRedirect))
	t.Cleanup(server.Close)
	cfg := createDefaultConfig().(*Config)
	cfg.ClientID, cfg.ClientSecret, cfg.TokenURL = "articles", "secret", server.URL
	cfg.TLS.CAFile = authorityOf(t, server)
	assert.Contains(t, fetchOnce(t, cfg).text, "redirects (307 Temporary Redirect) to "+plain)
	assert.Zero(t, caught.Load())
}
