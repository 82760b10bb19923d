package findingsextension

import (
	"net/http"
	"sync"
)

// backlog is how many updates wait for a client that does not read. One comes a second at most.
const backlog = 8

// hub hands updates to the clients of the event stream. It never waits for one.
type hub struct {
	max int

	mu      sync.Mutex
	closed  bool
	clients map[*client]struct{}
}

// client is one stream. Its channel is closed when the hub lets go of it.
type client struct {
	updates chan []byte
}

func newHub(most int) *hub { return &hub{max: most, clients: map[*client]struct{}{}} }

// join adds a client, unless there are as many as may be.
func (h *hub) join() (*client, *problem) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.closed {
		return nil, &problem{http.StatusServiceUnavailable, "the collector is stopping"}
	}
	if len(h.clients) >= h.max {
		return nil, &problem{http.StatusServiceUnavailable, "there are as many streams of events as max_clients lets: close another page, or raise max_clients of the findings extension"}
	}
	c := &client{make(chan []byte, backlog)}
	h.clients[c] = struct{}{}
	return c, nil
}

// leave is for a client that goes by itself.
func (h *hub) leave(c *client) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.drop(c)
}

// broadcast gives everybody the update, and tells how many it let go of because they did not read those before.
func (h *hub) broadcast(update []byte) (dropped int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.clients {
		select {
		case c.updates <- update:
		default:
			h.drop(c)
			dropped++
		}
	}
	return dropped
}

func (h *hub) drop(c *client) {
	if _, there := h.clients[c]; there {
		delete(h.clients, c)
		close(c.updates)
	}
}

// close ends all streams; none begins after it.
func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.closed = true
	for c := range h.clients {
		h.drop(c)
	}
}

func (h *hub) size() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.clients)
}

func (h *hub) isClosed() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.closed
}
