package cache

import (
	"sync"
	"time"

	"github.com/alicebob/miniredis/v2"
)

// embedded is a Redis inside this process.
type embedded struct {
	server *miniredis.Miniredis
	done   chan struct{}
	ended  chan struct{}
	once   sync.Once
}

func startEmbedded() (*embedded, error) {
	server, err := miniredis.Run()
	if err != nil {
		return nil, err
	}
	e := &embedded{server: server, done: make(chan struct{}), ended: make(chan struct{})}
	go e.age()
	return e, nil
}

func (e *embedded) url() string { return "redis://" + e.server.Addr() }

// age lets keys expire: this server's clock stands still unless it is moved.
func (e *embedded) age() {
	defer close(e.ended)
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			e.server.FastForward(time.Second)
		case <-e.done:
			return
		}
	}
}

func (e *embedded) stop() {
	e.once.Do(func() {
		close(e.done)
		<-e.ended
		e.server.Close()
	})
}
