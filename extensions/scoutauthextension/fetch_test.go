package scoutauthextension

import (
	"cmp"
	"encoding/pem"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func fetchOnce(t *testing.T, cfg *Config) *failure {
	t.Helper()
	_, err := mustFetcher(t, cfg).fetch(t.Context())
	require.Error(t, err)
	return describe(err, cfg.TokenURL)
}

func mustFetcher(t *testing.T, cfg *Config) *fetcher {
	t.Helper()
	f, err := newFetcher(t.Context(), cfg)
	require.NoError(t, err)
	return f
}

// TestWhatAnOperatorReads is every way in which a fetch fails, and what is said of it: never a secret, nor an answer's body.
func TestWhatAnOperatorReads(t *testing.T) {
	p := startProvider(t, time.Hour)
	answer := func(status int, contentType, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", contentType)
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(body))
		}
	}
	const asJSON = "application/json"
	for name, c := range map[string]struct {
		door    http.HandlerFunc
		secret  string
		want    string
		refused bool
		after   time.Duration
	}{
		"wrong secret (real server)": {nil, "wrong", "answered 401 Unauthorized (invalid_client): check client_id and client_secret; a corrected file is read at once, an environment variable needs a restart", true, 0},
		"invalid_scope":              {answer(400, asJSON, `{"error":"invalid_scope","error_description":"hunter2"}`), "", "answered 400 Bad Request (invalid_scope): check scopes", true, 7 * time.Second},
		"invalid_grant":              {answer(400, asJSON, `{"error":"invalid_grant"}`), "", "answered 400 Bad Request (invalid_grant): check client_certificate_key, iss and audience", true, 7 * time.Second},
		"unsupported_grant_type":     {answer(400, asJSON, `{"error":"unsupported_grant_type"}`), "", "answered 400 Bad Request (unsupported_grant_type): check grant_type, scopes and endpoint_params", true, 7 * time.Second},
		"an error with 200":          {answer(200, asJSON, `{"error":"temporarily_unavailable"}`), "", "answered 200 OK (temporarily_unavailable)", false, 7 * time.Second},
		"a code that is none":        {answer(400, asJSON, `{"error":"hunter2 \n injected"}`), "", "answered 400 Bad Request", false, 7 * time.Second},
		"500":                        {answer(500, "text/html", "<h1>hunter2</h1>"), "", "answered 500 Internal Server Error", false, 7 * time.Second},
		"429":                        {answer(429, "text/html", "hunter2"), "", "answered 429 Too Many Requests", false, 7 * time.Second},
		"a page":                     {answer(200, "text/html", "<h1>hunter2</h1>"), "", "answered something that is not a token; check token_url", false, 0},
		"no access_token":            {answer(200, asJSON, `{"token_type":"hunter2"}`), "", "answered something that is not a token; check token_url", false, 0},
		"cut off":                    {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, "", "cannot be reached: the connection was cut off", false, 0},
		"not HTTP":                   {raw("HTTP/hunter2 200 OK\r\n\r\n"), "", "cannot be reached: what answers does not speak HTTP as it should, or leads elsewhere", false, 0},
		"a header that is none":      {raw("HTTP/1.1 200 OK\r\nhunter2\r\n\r\n"), "", "cannot be reached: what answers does not speak HTTP as it should, or leads elsewhere", false, 0},
		"cut off in the body":        {raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{\"access_token\":\"hunter2\""), "", "cannot be reached: its answer was cut off", false, 0},
		"not modified":               {answer(304, asJSON, ""), "", "answered 304 Not Modified", false, 7 * time.Second},
		"a token of two megabytes":   {answer(200, asJSON, `{"access_token":"`+strings.Repeat("hunter2", 300_000)+`"}`), "", "answered something that is not a token; check token_url", false, 0},
		"expires_in in words":        {answer(200, asJSON, `{"access_token":"hunter2","expires_in":"soon"}`), "", "answered something that is not a token; check token_url", false, 0},
		"a redirect to nowhere":      {raw("HTTP/1.1 302 Found\r\nLocation: ://hunter2\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"), "", "cannot be reached: what answers does not speak HTTP as it should, or leads elsewhere", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			p.heal()
			if c.door != nil {
				p.answer(c.door)
			}
			cfg := standInConfig(p)
			if c.secret != "" {
				cfg.ClientSecret = "wrong"
			}
			f := fetchOnce(t, cfg)
			want := "the token endpoint " + p.tokenURL + " " + c.want
			assert.Equal(t, failure{text: want, refused: c.refused, retryAfter: c.after}, *f)
			assert.NotContains(t, f.Error(), "hunter2")
		})
	}
}

// raw answers with bytes.
func raw(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // or closing resets the connection
		connection, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			panic(err)
		}
		_, _ = connection.Write([]byte(answer))
		_ = connection.Close()
	}
}

// TestHowLongATokenIsValid: what endpoints say of it, as numbers and as text, in JSON and in a form.
func TestHowLongATokenIsValid(t *testing.T) {
	const over = "the token's time (expires_in) was over when it came, "
	const form = "application/x-www-form-urlencoded"
	p := startProvider(t, time.Hour)
	for name, c := range map[string]struct {
		kind, body string
		want       time.Duration // 0: it has no end
		err        string
	}{
		"a number":           {"", `{"access_token":"a","expires_in":300}`, 5 * time.Minute, ""},
		"a text":             {"", `{"access_token":"a","expires_in":"300"}`, 5 * time.Minute, ""},
		"another kind":       {"application/jwt", `{"access_token":"a","expires_in":300}`, 5 * time.Minute, ""},
		"a form":             {form, "access_token=a&expires_in=300", 5 * time.Minute, ""},
		"nothing":            {"", `{"access_token":"a"}`, 0, ""},
		"null":               {"", `{"access_token":"a","expires_in":null}`, 0, ""},
		"zero":               {"", `{"access_token":"a","expires_in":0}`, 0, ""},
		"negative":           {"", `{"access_token":"a","expires_in":-3600}`, 0, over + "1h0m"},
		"more than 68 years": {"", `{"access_token":"a","expires_in":999999999999}`, math.MaxInt32 * time.Second, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p.answer(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", cmp.Or(c.kind, "application/json"))
				for _, char := range []byte(c.body) { // in as many chunks
					_, _ = w.Write([]byte{char})
					_ = http.NewResponseController(w).Flush()
				}
			})
			token, err := mustFetcher(t, standInConfig(p)).fetch(t.Context())
			require.NoError(t, err)
			l, err := newLease(token, time.Now())
			if c.err != "" {
				assert.ErrorContains(t, err, c.err)
				return
			}
			require.NoError(t, err)
			left, ends := l.remaining(l.start)
			assert.Equal(t, c.want != 0, ends)
			assert.InDelta(t, c.want.Seconds(), left.Seconds(), patience.Seconds())
		})
	}
}

func TestAnEndpointThatCannotBeReached(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	cfg := createDefaultConfig().(*Config)
	cfg.ClientID, cfg.ClientSecret, cfg.Timeout = "articles", "secret", 50*time.Millisecond
	cfg.TokenURL = fmt.Sprintf("http://user:hunter2@%s/token?key=hunter2", listener.Addr())
	assert.Equal(t, fmt.Sprintf("the token endpoint http://%s/token cannot be reached: no answer in time", listener.Addr()), fetchOnce(t, cfg).text)
	require.NoError(t, listener.Close())
	assert.Equal(t, fmt.Sprintf("the token endpoint http://%[1]s/token cannot be reached: dial tcp %[1]s: connect: connection refused", listener.Addr()), fetchOnce(t, cfg).text)
}

func TestACertificateOfAnUnknownAuthorityIsNotTrusted(t *testing.T) {
	server := httptest.NewTLSServer(http.NotFoundHandler())
	t.Cleanup(server.Close)
	cfg := createDefaultConfig().(*Config)
	cfg.ClientID, cfg.ClientSecret, cfg.TokenURL = "articles", "secret", server.URL+"/token"
	assert.Contains(t, fetchOnce(t, cfg).text, "cannot be reached: tls: failed to verify certificate: x509: certificate signed by unknown authority; for a private authority set tls::ca_file")

	cfg.TLS.CAFile = authorityOf(t, server)
	assert.Equal(t, "the token endpoint "+server.URL+"/token answered 404 Not Found", fetchOnce(t, cfg).text)
}

// authorityOf is a file with the certificate of a server.
func authorityOf(t *testing.T, server *httptest.Server) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ca.pem")
	require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600))
	return file
}

func TestCertificatesThatCannotBeReadStopTheStart(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	cfg.ClientID, cfg.ClientSecret, cfg.TokenURL = "articles", "secret", "https://id.example.com/token"
	cfg.TLS.CAFile = filepath.Join(t.TempDir(), "missing.pem")
	set, _ := telemetry(t)
	_, err := NewFactory().Create(t.Context(), settings(set), cfg)
	assert.ErrorContains(t, err, "missing.pem")
}
