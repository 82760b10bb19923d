package httpapi

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// checkTimeout bounds each check of a component.
const checkTimeout = 2 * time.Second

// workerSilence is how long a worker may be silent before it counts as gone.
const workerSilence = 3 * jobs.HeartbeatInterval

const (
	healthy   = "healthy"
	unhealthy = "unhealthy"
)

type health struct {
	Status     string            `json:"status"`
	Components map[string]string `json:"components"`
	Service    service           `json:"service"`
}

type service struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// health checks what the API stands on. Without a worker the API still serves everything, and jobs wait: that is told,
// and it is no reason to take the API out of service.
func (a *api) health(w http.ResponseWriter, r *http.Request) {
	database := check(r.Context(), "database", a.Store.Ping)
	redis := check(r.Context(), "redis", a.Cache.Ping)
	worker := check(r.Context(), "worker", a.seeWorker)
	status, code := healthy, http.StatusOK
	if database != healthy || redis != healthy {
		status, code = unhealthy, http.StatusServiceUnavailable
	}
	respond(w, r, code, health{
		Status:     status,
		Components: map[string]string{"database": database, "redis": redis, "worker": worker},
		Service:    service{Name: a.ServiceName, Version: telemetry.Version},
	})
}

func check(ctx context.Context, component string, ask func(context.Context) error) string {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	if err := ask(ctx); err != nil {
		slog.WarnContext(ctx, "Unhealthy: "+component, "error", err)
		return unhealthy
	}
	return healthy
}

var errNoWorker = errors.New("no worker gave a sign of life")

func (a *api) seeWorker(ctx context.Context) error {
	seen, err := a.Store.WorkerSeen(ctx, workerSilence)
	if err == nil && !seen {
		err = errNoWorker
	}
	return err
}
