package jobs

import (
	"context"
	"log/slog"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

// HeartbeatInterval is how often a worker says that it lives. One that is silent for three intervals counts as gone.
const HeartbeatInterval = 5 * time.Second

// heartbeat says that a worker lives, so that the health check can tell.
type heartbeat struct {
	cancel context.CancelFunc
	ended  chan struct{}
}

func startHeartbeat(ctx context.Context, store *postgres.Store, worker string) *heartbeat {
	ctx, cancel := context.WithCancel(ctx)
	h := &heartbeat{cancel: cancel, ended: make(chan struct{})}
	go h.run(ctx, store, worker)
	return h
}

func (h *heartbeat) run(ctx context.Context, store *postgres.Store, worker string) {
	defer close(h.ended)
	ticker := time.NewTicker(HeartbeatInterval)
	defer ticker.Stop()
	for {
		if err := store.Beat(ctx, worker); err != nil && ctx.Err() == nil {
			slog.WarnContext(ctx, "Heartbeat failed", "error", err)
		}
		select {
		case <-ticker.C:
		case <-ctx.Done():
			h.retire(ctx, store, worker)
			return
		}
	}
}

func (h *heartbeat) retire(ctx context.Context, store *postgres.Store, worker string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	if err := store.Retire(ctx, worker); err != nil {
		slog.WarnContext(ctx, "Heartbeat: retiring failed", "error", err)
	}
}

func (h *heartbeat) stop() {
	h.cancel()
	<-h.ended
}
