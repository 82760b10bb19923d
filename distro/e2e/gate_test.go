package e2e_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// gate is a reverse proxy that a test can make fail. It never acknowledges what the backend did not; page answers 200 with
// something else.
type gate struct {
	addr      string
	transport *http.Transport // to the base
	proxy     *httputil.ReverseProxy
	cert, key string // of a gate that speaks TLS

	mu      sync.Mutex
	server  *http.Server
	done    chan error
	fault   fault
	healed  chan struct{} // closed when the fault is over
	arrived int
	results map[string]int  // requests by status, or "cut"
	tokens  map[string]bool // Authorization headers seen
}

// fault handles a request in place of the proxy, pass. healed is closed when the gate has another fault or none.
type fault func(w http.ResponseWriter, r *http.Request, pass http.Handler, healed <-chan struct{})

// newGate starts a gate in front of a base URL. With a certificate it speaks TLS, and trusts that of the base.
func newGate(t *testing.T, base, cert, key string) *gate {
	t.Helper()
	target, err := url.Parse(base)
	require.NoError(t, err)
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	if cert != "" {
		raw, err := os.ReadFile(cert)
		require.NoError(t, err)
		roots := x509.NewCertPool()
		require.True(t, roots.AppendCertsFromPEM(raw))
		transport.TLSClientConfig, transport.ForceAttemptHTTP2 = &tls.Config{RootCAs: roots}, true
	}
	g := &gate{
		addr: freeAddr(t), transport: transport, cert: cert, key: key,
		healed: make(chan struct{}), results: map[string]int{}, tokens: map[string]bool{},
		proxy: &httputil.ReverseProxy{
			Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target) },
			Transport:     transport,
			FlushInterval: -1, // gRPC answers in streams
			ErrorLog:      log.New(io.Discard, "", 0),
			// Who is not there cannot answer: no status of the gate's own.
			ErrorHandler: func(_ http.ResponseWriter, r *http.Request, _ error) { hangUp(r) },
		},
	}
	g.open(t)
	t.Cleanup(func() {
		g.close(t)
		transport.CloseIdleConnections()
	})
	return g
}

func (g *gate) url() string {
	if g.cert != "" {
		return "https://" + g.addr
	}
	return "http://" + g.addr
}

// open listens, again where it was closed.
func (g *gate) open(t *testing.T) {
	t.Helper()
	var listener net.Listener
	require.Eventually(t, func() (ok bool) {
		var err error
		listener, err = net.Listen("tcp", g.addr)
		return err == nil
	}, patience, tick, "%s is taken", g.addr)
	server := &http.Server{Handler: g, ErrorLog: log.New(io.Discard, "", 0), ConnContext: withConnection}
	done := make(chan error, 1)
	go func() {
		if g.cert != "" {
			done <- server.ServeTLS(listener, g.cert, g.key)
			return
		}
		done <- server.Serve(listener)
	}()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.server, g.done = server, done
}

// close refuses connections and cuts those that are open.
func (g *gate) close(t *testing.T) {
	t.Helper()
	g.mu.Lock()
	server, done := g.server, g.done
	g.server = nil
	g.mu.Unlock()
	if server == nil {
		return
	}
	assert.NoError(t, server.Close())
	assert.ErrorIs(t, <-done, http.ErrServerClosed)
}

// fail makes every request from now on meet the fault; nil heals the gate.
func (g *gate) fail(f fault) {
	g.mu.Lock()
	defer g.mu.Unlock()
	close(g.healed)
	g.fault, g.healed = f, make(chan struct{})
}

func (g *gate) heal() { g.fail(nil) }

// revoke refuses every token that was seen so far.
func (g *gate) revoke() {
	g.mu.Lock()
	revoked := maps.Clone(g.tokens)
	g.mu.Unlock()
	refuse := status(http.StatusUnauthorized)
	g.fail(func(w http.ResponseWriter, r *http.Request, pass http.Handler, healed <-chan struct{}) {
		if revoked[r.Header.Get("Authorization")] {
			refuse(w, r, pass, healed)
			return
		}
		pass.ServeHTTP(w, r)
	})
}

// requests counts those that came.
func (g *gate) requests() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.arrived
}

// answers counts by status, or "cut".
func (g *gate) answers() map[string]int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.results)
}

// meet waits until so many more requests came.
func (g *gate) meet(t *testing.T, requests int) {
	t.Helper()
	goal := g.requests() + requests
	if !assert.Eventually(t, func() bool { return g.requests() >= goal }, patience, tick) {
		t.Fatalf("nobody asks; answers so far were %v", g.answers())
	}
}

// ServeHTTP implements http.Handler.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	answer := &answered{ResponseWriter: w}
	fault, healed := g.admit(r)
	defer func() { g.count(answer) }() // of a cut connection, too: that is a panic
	if fault == nil {
		g.proxy.ServeHTTP(answer, r)
		return
	}
	// Only with the body read does the server notice that the client is gone.
	body, err := io.ReadAll(r.Body)
	if err != nil {
		hangUp(r)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	fault(answer, r, g.proxy, healed)
}

func (g *gate) admit(r *http.Request) (fault, <-chan struct{}) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.arrived++
	g.tokens[r.Header.Get("Authorization")] = true
	return g.fault, g.healed
}

func (g *gate) count(answer *answered) {
	result := "cut"
	if answer.status != 0 {
		result = strconv.Itoa(answer.status)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.results[result]++
}

// answered remembers the status.
type answered struct {
	http.ResponseWriter
	status int
}

// WriteHeader implements http.ResponseWriter.
func (a *answered) WriteHeader(status int) {
	a.status = status
	a.ResponseWriter.WriteHeader(status)
}

// Unwrap lets the proxy flush.
func (a *answered) Unwrap() http.ResponseWriter { return a.ResponseWriter }

// status answers with a status, and headers as name, value, name, value …
func status(code int, headers ...string) fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler, _ <-chan struct{}) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
	}
}

type connectionKey struct{}

func withConnection(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connectionKey{}, c)
}

// hangUp ends the connection and the handler. Of HTTP/2, a panic alone ends but the one stream.
func hangUp(r *http.Request) {
	if c, ok := r.Context().Value(connectionKey{}).(net.Conn); ok {
		_ = c.Close()
	}
	panic(http.ErrAbortHandler)
}

// cut ends the connection without an answer.
func cut(_ http.ResponseWriter, r *http.Request, _ http.Handler, _ <-chan struct{}) { hangUp(r) }

// stall takes the request and says nothing: until the client gives up, or the gate is healed, which cuts the connection.
func stall(_ http.ResponseWriter, r *http.Request, _ http.Handler, healed <-chan struct{}) {
	select {
	case <-healed:
	case <-r.Context().Done():
	}
	hangUp(r)
}

// cutAnswers lets the backend take every request, and cuts the connection of every other one in place of the answer.
func cutAnswers() fault {
	var turn sync.Mutex
	taken := 0
	return func(w http.ResponseWriter, r *http.Request, pass http.Handler, _ <-chan struct{}) {
		turn.Lock()
		taken++
		whole := taken%2 == 0
		turn.Unlock()
		if whole {
			pass.ServeHTTP(w, r)
			return
		}
		pass.ServeHTTP(httptest.NewRecorder(), r)
		hangUp(r)
	}
}

// slow holds each request for a time before it passes.
func slow(hold time.Duration) fault {
	return func(w http.ResponseWriter, r *http.Request, pass http.Handler, _ <-chan struct{}) {
		select {
		case <-time.After(hold):
		case <-r.Context().Done():
		}
		pass.ServeHTTP(w, r)
	}
}

// page answers 200 with a text that is no token.
func page(contentType, text string) fault {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler, _ <-chan struct{}) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(http.StatusOK)
		_, _ = io.WriteString(w, text)
	}
}

// withoutExpiry passes tokens on without saying how long they live.
func withoutExpiry(w http.ResponseWriter, r *http.Request, pass http.Handler, _ <-chan struct{}) {
	recorded := httptest.NewRecorder()
	pass.ServeHTTP(recorded, r)
	var token map[string]any
	if err := json.Unmarshal(recorded.Body.Bytes(), &token); err != nil {
		hangUp(r)
	}
	delete(token, "expires_in")
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(recorded.Code)
	_ = json.NewEncoder(w).Encode(token)
}
