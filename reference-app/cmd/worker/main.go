// Command worker does the jobs that the API enqueues. README.md beside openapi.yaml lists the environment variables it
// reads.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"

	"github.com/base-14/otelcol-scout/reference-app/internal/config"
	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/program"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

func main() { os.Exit(program.Run("articles-worker", run)) }

func run(ctx context.Context) error {
	if len(os.Args) > 1 {
		return fmt.Errorf("%q: the worker takes no argument, environment variables set it; commands are run as `api migrate`", os.Args[1])
	}
	settings, err := config.ReadWorker()
	if err != nil {
		return err
	}
	pool, err := postgres.Open(ctx, settings.DatabaseURL)
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := postgres.Migrate(ctx, pool); err != nil {
		return err
	}
	metrics, err := telemetry.NewMetrics()
	if err != nil {
		return err
	}
	worker, err := jobs.StartWorker(ctx, pool, metrics)
	if err != nil {
		return err
	}
	slog.InfoContext(ctx, "Working")
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), settings.ShutdownTimeout)
	defer cancel()
	return worker.Stop(grace)
}
