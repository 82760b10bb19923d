package scoutauthextension

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componentstatus"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/extension"
	"go.opentelemetry.io/collector/extension/extensiontest"

	"github.com/base-14/otelcol-scout/extensions/scoutauthextension/internal/metadata"
	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

const (
	patience = 30 * time.Second
	tick     = 5 * time.Millisecond
)

// provider is a real OAuth2 server behind a door: while a test has put something in the door, that answers.
type provider struct {
	tokenURL string
	fetches  atomic.Int64
	door     atomic.Pointer[http.HandlerFunc]
}

func startProvider(t *testing.T, lifetime time.Duration) *provider {
	t.Helper()
	server, err := scoutstandin.Start(t.Context(), scoutstandin.Options{TokenLifetime: lifetime})
	require.NoError(t, err)
	target, err := url.Parse(server.Endpoint())
	require.NoError(t, err)
	p := &provider{}
	through := httputil.NewSingleHostReverseProxy(target)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.fetches.Add(1)
		if inDoor := p.door.Load(); inDoor != nil {
			(*inDoor)(w, r)
			return
		}
		through.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		front.Close()
		http.DefaultClient.CloseIdleConnections()
		assert.NoError(t, server.Close(context.Background()))
	})
	p.tokenURL = front.URL + strings.TrimPrefix(server.TokenURL(), server.Endpoint())
	return p
}

func (p *provider) answer(handler http.HandlerFunc) { p.door.Store(&handler) }
func (p *provider) heal()                           { p.door.Store(nil) }

func status500(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) }

// backend takes requests whose token it has not revoked.
type backend struct {
	*httptest.Server
	refusal atomic.Int64 // answered to every token; 0: none

	mu      sync.Mutex
	revoked map[string]bool
	tokens  []string // of the requests taken
	bodies  []string
}

func startBackend(t *testing.T) *backend {
	t.Helper()
	b := &backend{revoked: map[string]bool{}}
	b.Server = httptest.NewServer(b)
	t.Cleanup(b.Close)
	return b
}

func (b *backend) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	token := r.Header.Get("Authorization")
	b.mu.Lock()
	defer b.mu.Unlock()
	switch refusal := b.refusal.Load(); {
	case refusal != 0:
		http.Error(w, "refused", int(refusal))
	case b.revoked[token] || !strings.HasPrefix(token, "Bearer "):
		http.Error(w, "revoked", http.StatusUnauthorized)
	default:
		b.tokens, b.bodies = append(b.tokens, token), append(b.bodies, string(body))
	}
}

// revoke refuses the tokens seen so far.
func (b *backend) revoke() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, token := range b.tokens {
		b.revoked[token] = true
	}
}

func (b *backend) taken() (tokens, bodies []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.tokens), slices.Clone(b.bodies)
}

// host is what components are started with; it notes the status that is reported.
type host struct {
	extensions map[component.ID]component.Component
	mu         sync.Mutex
	events     []*componentstatus.Event
}

func (h *host) GetExtensions() map[component.ID]component.Component { return h.extensions }

func (h *host) Report(event *componentstatus.Event) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.events = append(h.events, event)
}

func (h *host) statuses() []componentstatus.Status {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []componentstatus.Status
	for _, event := range h.events {
		all = append(all, event.Status())
	}
	return all
}

func settings(set component.TelemetrySettings) extension.Settings {
	s := extensiontest.NewNopSettings(metadata.Type)
	s.TelemetrySettings = set
	return s
}

func standInConfig(p *provider) *Config {
	cfg := createDefaultConfig().(*Config)
	cfg.ClientID, cfg.ClientSecret = scoutstandin.ClientID, configopaque.String(scoutstandin.ClientSecret)
	cfg.TokenURL = p.tokenURL
	return cfg
}

// startExtension starts one that ends before its provider and its backend do.
func startExtension(t *testing.T, set component.TelemetrySettings, cfg *Config, h *host) *scoutAuth {
	t.Helper()
	created, err := NewFactory().Create(t.Context(), settings(set), cfg)
	require.NoError(t, err)
	require.NoError(t, created.Start(t.Context(), h))
	t.Cleanup(func() { assert.NoError(t, created.Shutdown(context.Background())) })
	return created.(*scoutAuth)
}

// client sends requests with the extension's tokens.
func client(t *testing.T, e *scoutAuth) *http.Client {
	t.Helper()
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	authorizing, err := e.RoundTripper(transport)
	require.NoError(t, err)
	return &http.Client{Transport: authorizing, Timeout: patience}
}
