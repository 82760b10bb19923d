package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"

	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// concurrency is how many jobs one worker does at a time.
const concurrency = 4

// Worker does jobs until it is stopped.
type Worker struct {
	client    *river.Client[pgx.Tx]
	heartbeat *heartbeat
	depth     interface{ Unregister() error }
}

// StartWorker starts doing jobs from the pool's database. The caller stops it with Stop.
func StartWorker(ctx context.Context, pool *pgxpool.Pool, metrics telemetry.Metrics) (*Worker, error) {
	store := postgres.NewStore(pool)
	workers := river.NewWorkers()
	if err := river.AddWorkerSafely(workers, &notifier{store: store, metrics: metrics}); err != nil {
		return nil, err
	}
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{
		Logger:     slog.Default(),
		Middleware: []rivertype.Middleware{river.WorkerMiddlewareFunc(continueTrace), instrumentation()},
		Queues:     map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: concurrency}},
		Workers:    workers,
	})
	if err != nil {
		return nil, err
	}
	w := &Worker{client: client}
	if w.depth, err = observeDepth(store, metrics.QueueDepth); err != nil {
		return nil, err
	}
	// Jobs end by Stop, which lets them finish, not by the end of the context.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return nil, errors.Join(err, w.depth.Unregister())
	}
	w.heartbeat = startHeartbeat(context.WithoutCancel(ctx), store, workerName())
	return w, nil
}

// Stop takes no new jobs, lets running ones finish until the context ends, then cancels them; a cancelled job is done
// again by the next worker.
func (w *Worker) Stop(ctx context.Context) error {
	w.heartbeat.stop()
	err := w.client.Stop(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		cancelCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = w.client.StopAndCancel(cancelCtx)
	}
	return errors.Join(err, w.depth.Unregister())
}

func workerName() string {
	host, err := os.Hostname()
	if err != nil {
		host = "worker"
	}
	return fmt.Sprintf("%s-%d-%s", host, os.Getpid(), rand.Text()[:6])
}
