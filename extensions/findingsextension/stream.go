package findingsextension

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const (
	// patienceWithClient is how long a client may take to read one update.
	patienceWithClient = 5 * time.Second
	// heartbeat keeps proxies from ending a quiet stream, and finds out who has gone.
	heartbeat = 15 * time.Second
)

// events answers with a stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html).
func (a *api) events(w http.ResponseWriter, r *http.Request) {
	if err := a.check(r); err != nil {
		err.write(w)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	if r.Method == http.MethodHead {
		return // nothing would come that could tell whether it is still there
	}
	c, err := a.hub.join()
	if err != nil {
		a.dropped(r.Context(), "too_many", 1)
		err.write(w)
		return
	}
	defer a.hub.leave(c)
	w.Header().Set("X-Accel-Buffering", "no") // for proxies that would hold events back
	s := &stream{w, http.NewResponseController(w)}
	if s.write("retry: 2000\n\n") == nil {
		s.follow(r.Context(), c, a.hub)
	}
}

// stream writes events, each within its time: the server's write_timeout is for whole answers.
type stream struct {
	w  http.ResponseWriter
	rc *http.ResponseController
}

func (s *stream) follow(ctx context.Context, c *client, h *hub) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return
		case <-beat.C:
			err = s.write(": still here\n\n")
		case update, open := <-c.updates:
			if !open {
				s.end(h)
				return
			}
			err = s.write("event: update\ndata: " + string(update) + "\n\n")
		}
		if err != nil {
			return
		}
	}
}

// end says why the stream ends.
func (s *stream) end(h *hub) {
	reason := "this client read too slowly; connect again, and read the lists for what was missed"
	if h.isClosed() {
		reason = "the collector is stopping"
	}
	_ = s.write(fmt.Sprintf("event: dropped\ndata: {\"reason\":%q}\n\n", reason)) // it may have gone
}

func (s *stream) write(text string) error {
	if err := s.rc.SetWriteDeadline(time.Now().Add(patienceWithClient)); err != nil {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.rc.Flush()
}
