package findingsextension

import (
	"context"
	"sync"
	"time"
)

// cached loads a value when somebody asks for it, at most once in each period: however many look at the page, the
// pipeline is asked as often as for one. Those who come while it is being loaded wait for it.
type cached[T any] struct {
	period time.Duration
	clock  func() time.Time
	load   func(context.Context) T

	mu     sync.Mutex
	value  T
	loaded time.Time
}

func (c *cached[T]) get(ctx context.Context) T {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.clock(); c.loaded.IsZero() || now.Sub(c.loaded) >= c.period || now.Before(c.loaded) {
		c.value = c.load(context.WithoutCancel(ctx)) // for those who wait, too
		c.loaded = c.clock()                         // not before: who waited for longer than a period would load again
	}
	return c.value
}
