package findingsextension

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// listener reads a stream of events.
type listener struct {
	t     *testing.T
	c     *apiClient
	lines *bufio.Scanner
	body  io.Closer
}

func (c *apiClient) listen() *listener {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), patience) // an event that never comes fails the test
	c.t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.url+"/api/v1/events", nil)
	require.NoError(c.t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(c.t, err)
	c.t.Cleanup(func() { _ = response.Body.Close() })
	require.Equal(c.t, http.StatusOK, response.StatusCode)
	assert.Equal(c.t, "text/event-stream; charset=utf-8", response.Header.Get("Content-Type"))
	return &listener{c.t, c, bufio.NewScanner(response.Body), response.Body}
}

// next gives the next event, its data held against the description.
func (l *listener) next() (event, data string) {
	l.t.Helper()
	for l.lines.Scan() {
		line := l.lines.Text()
		switch {
		case strings.HasPrefix(line, "event: "):
			event = strings.TrimPrefix(line, "event: ")
		case strings.HasPrefix(line, "data: "):
			data = strings.TrimPrefix(line, "data: ")
		case line == "" && event != "":
			l.check(event, data)
			return event, data
		}
	}
	require.Fail(l.t, "the stream ended", "%v", l.lines.Err())
	return "", ""
}

func (l *listener) check(event, data string) {
	l.t.Helper()
	var value any
	require.NoError(l.t, json.Unmarshal([]byte(data), &value))
	schema := l.c.doc.Components.Schemas[strings.ToUpper(event[:1])+event[1:]]
	require.NotNil(l.t, schema, event)
	require.NoError(l.t, schema.Value.VisitJSON(value))
}

func (l *listener) update() (u updateJSON) {
	l.t.Helper()
	event, data := l.next()
	require.Equal(l.t, "update", event)
	require.NoError(l.t, json.Unmarshal([]byte(data), &u))
	return u
}

func TestEventsTellWhatHasChanged(t *testing.T) {
	c := openAPIClient(t)
	stream := c.listen()
	c.e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, "GET /posts", 10, 100*ms)})
	var changed []string
	var found []findingJSON
	for len(found) == 0 {
		u := stream.update()
		changed, found = append(changed, u.Changed...), append(found, u.Findings...)
	}
	assert.Contains(t, changed, "findings")
	require.Len(t, found, 1)
	assert.Equal(t, "GET /posts", found[0].Route)
	c.e.Masked(t.Context(), masked("email", 1))
	for u := stream.update(); ; u = stream.update() { // other lists may change in the same period
		assert.Empty(t, u.Findings, "it was told")
		if slices.Contains(u.Changed, "masking") {
			return
		}
	}
}

func TestStreamsAreBounded(t *testing.T) {
	c := openAPIClient(t, func(cfg *Config) { cfg.MaxClients = 2 })
	c.listen()
	second := c.listen()
	assert.JSONEq(t, `{"error":"there are as many streams of events as max_clients lets: close another page, or raise max_clients of the findings extension"}`,
		string(c.ask("/api/v1/events", http.StatusServiceUnavailable)))
	require.NoError(t, second.body.Close())
	require.Eventually(t, func() bool { return c.e.api.hub.size() == 1 }, patience, tick, "who has gone makes room")
	c.listen()
}

// Who asks for the header alone takes up no stream.
func TestTheHeaderOfAStream(t *testing.T) {
	_, url := open(t, func(cfg *Config) { cfg.MaxClients = 1 })
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, url+"/api/v1/events", nil)
	require.NoError(t, err)
	a := &api{hub: newHub(0), dropped: func(context.Context, string, int) { assert.Fail(t, "it was to join") }}
	answer := httptest.NewRecorder()
	a.events(answer, request)
	assert.Equal(t, http.StatusOK, answer.Code)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, "text/event-stream; charset=utf-8", response.Header.Get("Content-Type"))
}

// A client that does not read is let go of with a reason, and holds up nobody.
func TestSlowClientsAreDropped(t *testing.T) {
	h := newHub(2)
	slow, err := h.join()
	require.Nil(t, err)
	quick, err := h.join()
	require.Nil(t, err)
	for i := range backlog + 1 {
		if i < backlog {
			assert.Zero(t, h.broadcast([]byte("{}")))
		} else {
			assert.Equal(t, 1, h.broadcast([]byte("{}")))
		}
		<-quick.updates
	}
	assert.Equal(t, 1, h.size())
	for range backlog {
		<-slow.updates
	}
	_, open := <-slow.updates
	assert.False(t, open)
	h.leave(slow)
	assert.Equal(t, 1, h.size())
}

func TestDroppedClientsReadWhy(t *testing.T) {
	c := openAPIClient(t)
	stream := c.listen()
	c.e.api.hub.mu.Lock()
	for client := range c.e.api.hub.clients {
		c.e.api.hub.drop(client)
	}
	c.e.api.hub.mu.Unlock()
	event, data := "", ""
	for event != "dropped" {
		event, data = stream.next()
	}
	assert.JSONEq(t, `{"reason":"this client read too slowly; connect again, and read the lists for what was missed"}`, data)
}

// Shutdown does not wait for those who would listen for ever.
func TestShutdownEndsStreams(t *testing.T) {
	c := openAPIClient(t)
	stream := c.listen()
	c.e.api.hub.close()
	event, data := "", ""
	for event != "dropped" {
		event, data = stream.next()
	}
	assert.JSONEq(t, `{"reason":"the collector is stopping"}`, data)
	assert.JSONEq(t, `{"error":"the collector is stopping"}`, string(c.ask("/api/v1/events", http.StatusServiceUnavailable)))
}

// While nobody looks, nobody is asked.
func TestThePumpRestsWhileNobodyLooks(t *testing.T) {
	a := &api{hub: newHub(1)}
	(&pump{api: a}).tick(t.Context()) // it would meet a nil
	_, err := a.hub.join()
	require.Nil(t, err)
	assert.Panics(t, func() { (&pump{api: a}).tick(t.Context()) })
}

// Metrics of the collector that do not answer hold up no finding.
func TestFindingsDoNotWaitForTheExports(t *testing.T) {
	e, _ := open(t)
	asked, release := make(chan struct{}), make(chan struct{})
	e.api.export.load = func(context.Context) exportState { close(asked); <-release; return exportState{} }
	e.api.export.period = time.Hour
	a := *e.api
	a.hub = newHub(1)
	c, problem := a.hub.join()
	require.Nil(t, problem)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { (&pump{api: &a}).run(ctx, ms); close(done) }()
	<-asked
	e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, "GET /posts", 10, 100*ms)})
	select {
	case update := <-c.updates:
		assert.Contains(t, string(update), "GET /posts")
	case <-time.After(patience):
		assert.Fail(t, "the finding waits")
	}
	close(release)
	for update := range c.updates { // it is told when it comes
		if strings.Contains(string(update), `"changed":["export"]`) {
			break
		}
	}
	cancel()
	<-done
}

// A client that takes nothing off the wire is given up after a while; the others go on meanwhile.
func TestAStreamThatCannotBeWrittenEnds(t *testing.T) {
	h := newHub(1)
	c, problem := h.join()
	require.Nil(t, problem)
	stuck := &stuckWriter{header: http.Header{}}
	s := &stream{stuck, http.NewResponseController(stuck)}
	h.broadcast([]byte("{}"))
	s.follow(t.Context(), c, h) // returns
	assert.WithinDuration(t, time.Now().Add(patienceWithClient), stuck.deadline, patience)
}

// stuckWriter is a connection whose deadline has passed.
type stuckWriter struct {
	header   http.Header
	deadline time.Time
}

func (w *stuckWriter) Header() http.Header                 { return w.header }
func (*stuckWriter) WriteHeader(int)                       {}
func (*stuckWriter) Write([]byte) (int, error)             { return 0, os.ErrDeadlineExceeded }
func (*stuckWriter) Flush()                                {}
func (w *stuckWriter) SetWriteDeadline(at time.Time) error { w.deadline = at; return nil }

// What an update holds is bounded, however much has changed.
func TestUpdatesAreBounded(t *testing.T) {
	e, _ := open(t)
	for i := range 5 * maxUpdate {
		e.Found(t.Context(), []finding.Finding{nPlusOneFinding(1, strings.Repeat("x", i+1), 10, time.Duration(i)*ms)})
	}
	p := &pump{api: e.api}
	update := p.compare(t.Context())
	require.Len(t, update.Findings, maxUpdate)
	assert.Len(t, update.Findings[0].Route, 5*maxUpdate, "what wasted the most time comes first")
	assert.NotContains(t, p.compare(t.Context()).Changed, "findings", "it was told")
}
