package e2e_test

import (
	"bytes"
	"io"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestChaosOutage takes the backend away in the middle of the traffic.
func TestChaosOutage(t *testing.T) {
	t.Parallel()
	t.Run("backend stopped", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{})
		e.collector.start(t)
		e.traffic.begin(t)
		e.traffic.proceed(t, 40)
		e.gate.close(t)
		e.stopBackend(t)
		e.traffic.proceed(t, 80)
		e.backend.start(t)
		e.gate.open(t)
		e.traffic.proceed(t, 40)
		e.traffic.end(t)
		e.finish(t)
	})
	t.Run("answers cut", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{})
		e.gate.fail(cutAnswers())
		e.collector.start(t)
		e.traffic.burst(t, 80)
		e.delivered(t)
		e.gate.heal()
		e.traffic.burst(t, 20)
		c := e.finish(t)
		assert.Positive(t, c.duplicated, "a request whose answer is cut is sent again")
	})
	// What a gateway, a broken deployment or a sign-in page answers in the backend's place.
	for name, f := range map[string]fault{
		"error 500":         status(http.StatusInternalServerError),
		"not found":         status(http.StatusNotFound),
		"redirect":          status(http.StatusFound, "Location", "https://login.example.com/"),
		"a page in between": page("text/html", "<html>Sign in to the network</html>"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := setUp(t, setting{})
			e.healsAfter(t, f, 20)
			assert.Zero(t, e.finish(t).duplicated)
		})
	}
	t.Run("error 503", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{})
		e.healsAfter(t, status(http.StatusServiceUnavailable), 20)
		assert.Zero(t, e.finish(t).duplicated)
	})
}

// healsAfter sends while the backend's gate fails, until it refused so many requests, and heals it.
func (e *stage) healsAfter(t *testing.T, f fault, requests int) {
	t.Helper()
	e.collector.start(t)
	e.traffic.begin(t)
	e.traffic.proceed(t, 20)
	e.gate.fail(f)
	e.gate.meet(t, requests)
	e.gate.heal()
	e.traffic.proceed(t, 20)
	e.traffic.end(t)
}

// throttle answers 429 to the first requests and notes who comes back before the time.
type throttle struct {
	wait  time.Duration
	limit int

	mu              sync.Mutex
	until           map[string]time.Time // by the request's body
	early, returned int
}

func (l *throttle) handle(w http.ResponseWriter, r *http.Request, pass http.Handler, healed <-chan struct{}) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		hangUp(r)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if l.refuses(string(body)) {
		status(http.StatusTooManyRequests, "Retry-After", "3")(w, r, pass, healed)
		return
	}
	pass.ServeHTTP(w, r)
}

func (l *throttle) refuses(body string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	until, known := l.until[body]
	switch {
	case !known && len(l.until) < l.limit:
		l.until[body] = time.Now().Add(l.wait)
		return true
	case !known:
		return false
	}
	l.returned++
	if time.Now().Before(until) {
		l.early++
	}
	return false
}

// TestChaosThrottled asks for three seconds of rest, once for each of the first twenty requests.
func TestChaosThrottled(t *testing.T) {
	t.Parallel()
	e := setUp(t, setting{})
	limit := &throttle{wait: 3 * time.Second, limit: 20, until: map[string]time.Time{}}
	e.gate.fail(limit.handle)
	e.collector.start(t)
	e.traffic.burst(t, 60)
	c := e.finish(t)
	assert.Zero(t, c.duplicated)
	limit.mu.Lock()
	defer limit.mu.Unlock()
	require.Len(t, limit.until, limit.limit)
	assert.Equal(t, limit.limit, limit.returned, "each refused request comes back once")
	assert.Zero(t, limit.early, "requests repeated before Retry-After was over")
}
