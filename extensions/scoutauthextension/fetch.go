package scoutauthextension

import (
	"context"
	"net/http"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// fetcher asks the token endpoint, by the OAuth2 library that contrib's extension uses. It is not that extension itself,
// because its HTTP client, which cannot be replaced, follows redirects with the client's secret. For one goroutine.
type fetcher struct {
	cfg *Config
	// request is kept while it works: it remembers whether the endpoint takes the secret in the header or in the form.
	request *clientcredentials.Config
}

// newFetcher fails for what only a restart can mend: certificates of tls that cannot be read, and a key under
// client_certificate_key that is none. Files with credentials are read at each fetch.
func newFetcher(ctx context.Context, cfg *Config) (*fetcher, error) {
	f := &fetcher{cfg: cfg}
	if _, err := f.client(ctx); err != nil {
		return nil, err
	}
	return f, cfg.checkKey()
}

// fetch asks once: one request, or two while it is not known where the endpoint wants the secret.
func (f *fetcher) fetch(ctx context.Context) (*oauth2.Token, error) {
	client, err := f.client(ctx)
	if err != nil {
		return nil, err
	}
	defer client.CloseIdleConnections()
	if err := f.prepare(); err != nil {
		return nil, err
	}
	token, err := f.request.Token(context.WithValue(ctx, oauth2.HTTPClient, client))
	if err != nil {
		f.request = nil // an endpoint may change where it wants the secret
	}
	return token, err
}

// client reads the certificates as they are now. It follows no redirect: 307 and 308 send the form with the secret again,
// 301 to 303 the header with it to the same host, also without TLS, where RFC 6749 (section 3.2) wants TLS for both.
func (f *fetcher) client(ctx context.Context) (*http.Client, error) {
	secured, err := f.cfg.TLS.LoadTLSConfig(ctx)
	if err != nil {
		return nil, err
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.TLSClientConfig = secured
	timeout := f.cfg.Timeout
	if timeout == 0 {
		timeout = defaultTimeout
	}
	return &http.Client{Transport: transport, Timeout: timeout, CheckRedirect: staysThere}, nil
}

func staysThere(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// prepare puts what the files hold now into the request.
func (f *fetcher) prepare() error {
	if f.request == nil {
		f.request = &clientcredentials.Config{TokenURL: f.cfg.TokenURL, Scopes: f.cfg.Scopes, EndpointParams: f.cfg.EndpointParams}
	}
	id, err := credential("client_id", f.cfg.ClientID, f.cfg.ClientIDFile)
	if err != nil {
		return err
	}
	if f.cfg.GrantType == grantJWTBearer {
		return f.assert(id)
	}
	f.request.ClientID = id
	f.request.ClientSecret, err = credential("client_secret", string(f.cfg.ClientSecret), f.cfg.ClientSecretFile)
	return err
}

// assert sends a signed assertion in place of a secret.
func (f *fetcher) assert(id string) error {
	assertion, err := f.cfg.assertion(id)
	if err != nil {
		return err
	}
	f.request.AuthStyle = oauth2.AuthStyleInParams // with no secret there is nothing to try in the header
	f.request.EndpointParams = assertionParams(f.cfg.EndpointParams, assertion)
	return nil
}
