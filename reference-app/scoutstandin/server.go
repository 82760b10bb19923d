package scoutstandin

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlpingest"
)

// Sink takes what was accepted. Its methods may be called concurrently.
type Sink = otlpingest.Sink

// Credentials a client needs, as Scout hands them to its users. They open nothing but this process.
const (
	ClientID     = "demo-client"
	ClientSecret = "demo-secret"
	Audience     = "b14collector"
	realmPath    = "/realms/demo"
	tokenPath    = "protocol/openid-connect/token"
)

// Options of Start.
type Options struct {
	// Addr to listen on; it must be loopback. Empty: 127.0.0.1 and a free port.
	Addr string
	// TokenLifetime of the access tokens; 0: 5 minutes, Keycloak's default.
	TokenLifetime time.Duration
	// Sink receives what was accepted. An error from it answers 503, so that the exporter retries. nil: the stand-in is
	// an identity provider alone.
	Sink Sink
	// Pages serves every path that is neither OTLP nor the identity provider's; nil: 404.
	Pages http.Handler
}

// Server is a running stand-in.
type Server struct {
	url      string
	identity *identity
	http     *http.Server
	done     chan error
}

// Start listens and serves until Close. It fails when the address is taken or is not loopback.
func Start(ctx context.Context, options Options) (*Server, error) {
	listener, err := listen(ctx, options.Addr)
	if err != nil {
		return nil, err
	}
	base := "http://" + listener.Addr().String()
	identity, err := newIdentity(base+realmPath, options.TokenLifetime)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	mux := http.NewServeMux()
	mux.Handle(realmPath+"/", http.StripPrefix(realmPath, identity.provider))
	if options.Pages != nil {
		mux.Handle("/", options.Pages)
	}
	if options.Sink != nil {
		mux.Handle("/v1/", identity.requireToken(otlpingest.Handler(options.Sink)))
	}
	s := &Server{
		url:      base,
		identity: identity,
		http:     &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second},
		done:     make(chan error, 1),
	}
	go func() { s.done <- s.http.Serve(listener) }()
	return s, nil
}

func listen(ctx context.Context, addr string) (net.Listener, error) {
	if addr == "" {
		addr = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("stand-in address %q: %w", addr, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("stand-in address %q: must be loopback, for example 127.0.0.1:0", addr)
	}
	return (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
}

// Endpoint is the OTLP/HTTP base address (SCOUT_ENDPOINT).
func (s *Server) Endpoint() string { return s.url }

// TokenURL is the OAuth2 token endpoint (SCOUT_TOKEN_URL).
func (s *Server) TokenURL() string { return s.url + realmPath + "/" + tokenPath }

// Issuer is the name of the identity provider, at which it serves its discovery document and its keys (JWKS): what a
// backend needs to check tokens by itself.
func (s *Server) Issuer() string { return s.identity.issuer }

// RotateKey signs with a new key from now on. The old one leaves the JWKS at once, so that whoever reads it anew refuses
// the tokens issued so far.
func (s *Server) RotateKey() error { return s.identity.storage.rotateKey() }

// AcceptSecrets replaces the secrets that the client may use; at first that is ClientSecret. Two of them at a time are
// what a provider accepts while a secret is being changed.
func (s *Server) AcceptSecrets(secrets ...string) { s.identity.storage.acceptSecrets(secrets) }

// Close stops listening, lets requests under way end (until ctx does) and waits for the server to be gone.
func (s *Server) Close(ctx context.Context) error {
	err := s.http.Shutdown(ctx)
	if served := <-s.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
