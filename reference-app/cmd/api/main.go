// Command api serves the article API; with an argument it runs a command, such as `api migrate`. README.md beside openapi.yaml lists the environment variables it reads.
package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/base-14/otelcol-scout/reference-app/internal/auth"
	"github.com/base-14/otelcol-scout/reference-app/internal/cache"
	"github.com/base-14/otelcol-scout/reference-app/internal/command"
	"github.com/base-14/otelcol-scout/reference-app/internal/config"
	"github.com/base-14/otelcol-scout/reference-app/internal/httpapi"
	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/pgembed"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/program"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

func main() {
	if len(os.Args) > 1 {
		os.Exit(program.Run("articles-cli", runCommand))
	}
	os.Exit(program.Run("articles-api", run))
}

func runCommand(ctx context.Context) error {
	settings, err := config.ReadCommand()
	if err != nil {
		return err
	}
	return command.Run(ctx, settings.DatabaseURL, os.Args[1:])
}

func run(ctx context.Context) (err error) {
	settings, err := config.ReadAPI()
	if err != nil {
		return err
	}
	if settings.JWTSecretMade {
		slog.WarnContext(ctx, "JWT_SECRET is not set: tokens are good until this process ends")
	}
	database, err := openDatabase(ctx, settings.DatabaseURL)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Stop()) }()
	pool, err := postgres.Open(ctx, database.URL(""))
	if err != nil {
		return err
	}
	defer pool.Close()
	if err := postgres.Migrate(ctx, pool); err != nil {
		return err
	}
	parts := httpapi.Parts{Store: postgres.NewStore(pool), Tokens: auth.NewTokens([]byte(settings.JWTSecret), time.Now),
		ServiceName: settings.ServiceName, Now: time.Now}
	var queueErr, metricsErr, passwordsErr, excludedErr error
	parts.Queue, queueErr = jobs.NewQueue(pool)
	parts.Metrics, metricsErr = telemetry.NewMetrics()
	parts.Passwords, passwordsErr = auth.NewPasswords(auth.DefaultCost)
	parts.Excluded, excludedErr = telemetry.Excluded()
	if err := errors.Join(queueErr, metricsErr, passwordsErr, excludedErr); err != nil {
		return err
	}
	redis.SetLogger(telemetry.RedisLog{})
	if parts.Cache, err = cache.Open(ctx, settings.RedisURL, parts.Metrics.CacheRequests); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, parts.Cache.Close()) }()
	listening := httpapi.Listening{Addr: settings.HTTPAddr, AddrFile: settings.HTTPAddrFile, Grace: settings.ShutdownTimeout}
	return httpapi.Serve(ctx, listening, httpapi.New(parts))
}

// openDatabase returns the server that is set, or a private one that ends with the API.
func openDatabase(ctx context.Context, url string) (*pgembed.Server, error) {
	database, err := pgembed.Start(ctx, pgembed.Options{URL: url, Progress: func(line string) { slog.InfoContext(ctx, "PostgreSQL: "+line) }})
	if err == nil && url == "" {
		slog.InfoContext(ctx, "DATABASE_URL is not set: started a PostgreSQL for this run only; give the worker DATABASE_URL="+database.URL("postgres"))
	}
	return database, err
}
