package scoutauthextension

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/config/configopaque"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

func TestCredentialsInFilesAreReadAtEachFetch(t *testing.T) {
	p := startProvider(t, time.Hour)
	dir := t.TempDir()
	cfg := standInConfig(p)
	cfg.ClientID, cfg.ClientIDFile = "", filepath.Join(dir, "id")
	cfg.ClientSecret, cfg.ClientSecretFile = "", filepath.Join(dir, "secret")
	const unreadable = "the credentials cannot be read: "
	assert.Equal(t, failure{text: unreadable + "client_id_file: open " + cfg.ClientIDFile + ": no such file or directory", refused: true}, *fetchOnce(t, cfg))

	require.NoError(t, os.WriteFile(cfg.ClientIDFile, []byte(scoutstandin.ClientID+"\n"), 0o600))
	require.NoError(t, os.WriteFile(cfg.ClientSecretFile, []byte(" \n"), 0o600))
	assert.Equal(t, failure{text: unreadable + "client_secret_file: " + cfg.ClientSecretFile + " is empty", refused: true}, *fetchOnce(t, cfg))

	require.NoError(t, os.WriteFile(cfg.ClientSecretFile, []byte("wrong"), 0o600))
	fetcher := mustFetcher(t, cfg)
	_, err := fetcher.fetch(t.Context())
	require.Error(t, err)
	require.NoError(t, os.WriteFile(cfg.ClientSecretFile, []byte(scoutstandin.ClientSecret), 0o600))
	token, err := fetcher.fetch(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "Bearer", token.Type())
}

// particular is a token endpoint that takes the secret in one place only, and counts what it is asked.
type particular struct {
	inForm atomic.Bool
	asked  atomic.Int64
}

func (p *particular) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.asked.Add(1)
	w.Header().Set("Content-Type", "application/json")
	if inForm := r.PostFormValue("client_secret") == "secret"; inForm != p.inForm.Load() {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"error":"invalid_client"}`))
		return
	}
	_, _ = w.Write([]byte(`{"access_token":"abc","expires_in":60}`))
}

// TestWhereTheSecretGoesIsRemembered, and found out again where an endpoint changes its mind.
func TestWhereTheSecretGoesIsRemembered(t *testing.T) {
	p := &particular{}
	p.inForm.Store(true)
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	cfg := createDefaultConfig().(*Config)
	cfg.ClientID, cfg.ClientSecret, cfg.TokenURL = "articles", "secret", server.URL
	fetcher := mustFetcher(t, cfg)
	requests := func() int64 {
		before := p.asked.Load()
		_, _ = fetcher.fetch(t.Context())
		return p.asked.Load() - before
	}
	assert.EqualValues(t, 2, requests(), "first in the header")
	assert.EqualValues(t, 1, requests(), "then where it was taken")
	p.inForm.Store(false)
	assert.EqualValues(t, 1, requests(), "there it is not taken any more")
	assert.EqualValues(t, 1, requests(), "in the header it is")
	_, err := fetcher.fetch(t.Context())
	require.NoError(t, err)
}

// signedBy is a configuration of the other grant type, with a new key in a file, and what its endpoint is sent.
func signedBy(t *testing.T) (cfg *Config, key *rsa.PrivateKey, form *url.Values) {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	form = &url.Values{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		*form = r.PostForm
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"access_token":"abc","token_type":"bearer","expires_in":60}`))
	}))
	t.Cleanup(server.Close)
	cfg = createDefaultConfig().(*Config)
	cfg.ClientID, cfg.TokenURL, cfg.GrantType = "articles", server.URL, grantJWTBearer
	cfg.ClientCertificateKeyFile = filepath.Join(t.TempDir(), "key.pem")
	pemKey := pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)})
	require.NoError(t, os.WriteFile(cfg.ClientCertificateKeyFile, pemKey, 0o600))
	return cfg, key, form
}

func claimsOf(t *testing.T, assertion string, key *rsa.PrivateKey) (*jwt.Token, jwt.MapClaims) {
	t.Helper()
	claims := jwt.MapClaims{}
	token, err := jwt.ParseWithClaims(assertion, claims, func(*jwt.Token) (any, error) { return key.Public(), nil })
	require.NoError(t, err)
	return token, claims
}

func TestAnAssertionInPlaceOfASecret(t *testing.T) {
	cfg, key, form := signedBy(t)
	token, err := mustFetcher(t, cfg).fetch(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "abc", token.AccessToken)
	assert.Equal(t, grantJWTBearer, form.Get("grant_type"))
	assert.Len(t, *form, 2, "the grant and the assertion: %v", *form)
	signed, claims := claimsOf(t, form.Get("assertion"), key)
	assert.Equal(t, "RS256", signed.Header["alg"])
	assert.NotContains(t, signed.Header, "kid")
	assert.Equal(t, []any{"articles", "articles", cfg.TokenURL}, []any{claims["iss"], claims["sub"], claims["aud"]})
	assert.InDelta(t, assertionLifetime.Seconds(), claims["exp"].(float64)-claims["iat"].(float64), 0)
	assert.NotEmpty(t, claims["jti"])
	assert.NotContains(t, claims, "scope")
}

func TestWhatAnAssertionTakesFromTheConfiguration(t *testing.T) {
	cfg, key, form := signedBy(t)
	cfg.ClientID, cfg.ClientIDFile = "", filepath.Join(t.TempDir(), "id")
	require.NoError(t, os.WriteFile(cfg.ClientIDFile, []byte("from-a-file\n"), 0o600))
	cfg.SignatureAlgorithm, cfg.ClientCertificateKeyID = "RS512", "key-7"
	cfg.Iss, cfg.Audience, cfg.Scopes = "issuer", "audience", []string{"read", "write"}
	cfg.Claims = map[string]any{"tenant": "base14"}
	cfg.EndpointParams = url.Values{"grant_type": {"own"}, "resource": {"scout"}}
	fetcher := mustFetcher(t, cfg)
	for range 2 { // the second uses what the first has left
		_, err := fetcher.fetch(t.Context())
		require.NoError(t, err)
		assert.Equal(t, []string{"own", "scout", "read write"}, []string{form.Get("grant_type"), form.Get("resource"), form.Get("scope")})
		signed, claims := claimsOf(t, form.Get("assertion"), key)
		assert.Equal(t, []any{"RS512", "key-7"}, []any{signed.Header["alg"], signed.Header["kid"]})
		assert.Equal(t, []any{"issuer", "from-a-file", "audience", "read write", "base14"},
			[]any{claims["iss"], claims["sub"], claims["aud"], claims["scope"], claims["tenant"]})
	}
	assert.Len(t, cfg.EndpointParams, 2, "the configuration stays as it was")
}

func TestAKeyThatIsNone(t *testing.T) {
	cfg, _, _ := signedBy(t)
	require.NoError(t, os.WriteFile(cfg.ClientCertificateKeyFile, []byte("hunter2"), 0o600))
	const want = "client_certificate_key: no RSA key in PEM: invalid key: Key must be a PEM encoded PKCS1 or PKCS8 key"
	f := fetchOnce(t, cfg)
	assert.Equal(t, failure{text: "the credentials cannot be read: " + want, refused: true}, *f)

	cfg.ClientCertificateKeyFile, cfg.ClientCertificateKey = "", configopaque.String("hunter2")
	_, err := newFetcher(t.Context(), cfg)
	assert.EqualError(t, err, want)
}
