package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/alicebob/miniredis/v2"

	"github.com/base-14/otelcol-scout/reference-app/internal/pgembed"
	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

const (
	startTimeout = time.Minute     // for one part to get ready
	drainTimeout = 2 * time.Minute // for the backend to acknowledge what is left
	standInPort  = 14318
	apiPort      = 8080
)

// stack is everything that runs, and how to stop it.
type stack struct {
	out io.Writer
	dir string

	tally     *tally
	base      string // address of the pages
	api       string // base address of the API
	collector *collector

	stops []stopper // in the order of the starts
}

// stopper stops one part.
type stopper struct {
	what string
	stop func() error
}

func (s *stack) onStop(what string, stop func() error) {
	s.stops = append(s.stops, stopper{what, stop})
}

// stop stops the parts in the reverse order of their starts; a part that fails does not keep the others running.
func (s *stack) stop() error {
	var err error
	for _, part := range slices.Backward(s.stops) {
		if stopErr := part.stop(); stopErr != nil {
			err = errors.Join(err, fmt.Errorf("stopping %s: %w", part.what, stopErr))
		}
	}
	s.stops = nil
	return err
}

func (s *stack) say(format string, args ...any) {
	_, _ = fmt.Fprintf(s.out, format+"\n", args...)
}

// start starts all parts; on an error the caller still calls stop.
func (s *stack) start(ctx context.Context) error {
	s.say("Starting:")
	database, err := s.startDatabase(ctx)
	if err != nil {
		return err
	}
	cache, err := s.startCache()
	if err != nil {
		return err
	}
	scout, err := s.startScout(ctx)
	if err != nil {
		return err
	}
	if err := s.startPipeline(ctx, scout); err != nil {
		return err
	}
	return s.startApp(ctx, database, cache)
}

func (s *stack) startDatabase(ctx context.Context) (url string, err error) {
	s.say("  PostgreSQL")
	server, err := pgembed.Start(ctx, pgembed.Options{
		URL:      os.Getenv("DATABASE_URL"),
		Progress: func(line string) { s.say("    %s", line) },
	})
	if err != nil {
		return "", err
	}
	s.onStop("PostgreSQL", server.Stop)
	return server.URL(databaseName()), nil
}

// databaseName keeps the database of DATABASE_URL; a cluster of the demo's own has "postgres".
func databaseName() string {
	if os.Getenv("DATABASE_URL") != "" {
		return ""
	}
	return "postgres"
}

func (s *stack) startCache() (url string, err error) {
	if url := os.Getenv("REDIS_URL"); url != "" {
		return url, nil
	}
	s.say("  Redis (embedded)")
	server, err := miniredis.Run()
	if err != nil {
		return "", fmt.Errorf("embedded redis: %w", err)
	}
	s.onStop("Redis", func() error { server.Close(); return nil })
	return "redis://" + server.Addr(), nil
}

func (s *stack) startScout(ctx context.Context) (*scoutstandin.Server, error) {
	s.say("  stand-in for Scout")
	files, err := scoutstandin.OpenFiles(s.dir)
	if err != nil {
		return nil, err
	}
	s.onStop("the record", files.Close)
	addr, err := ports{s.out}.pick(ctx, "the stand-in for Scout", standInPort)
	if err != nil {
		return nil, err
	}
	s.tally = newTally(files)
	s.base = "http://" + addr
	show := func(w io.Writer) {
		writeFindings(w, s.tally.worstFirst(), func(traceID string) string { return s.base + "/traces/" + traceID })
	}
	scout, err := scoutstandin.Start(ctx, scoutstandin.Options{
		Addr: addr, Sink: s.tally, Pages: pages(show, filepath.Join(s.dir, "traces.jsonl")),
	})
	if err != nil {
		return nil, err
	}
	s.onStop("the stand-in for Scout", bounded(scout.Close))
	return scout, nil
}

func (s *stack) startPipeline(ctx context.Context, scout *scoutstandin.Server) error {
	s.say("  collector, with otel-config.yaml")
	queue, err := os.MkdirTemp("", "otelcol-scout-demo-queue-")
	if err != nil {
		return err
	}
	s.onStop("the queue", func() error { return os.RemoveAll(queue) })
	ready, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	s.collector, err = startCollector(ready, ports{s.out}, s.dir, queue, s.base, scout)
	if err != nil {
		return err
	}
	s.onStop("the collector", func() error {
		return errors.Join(bounded(s.collector.drain)(), s.collector.stop())
	})
	return nil
}

func (s *stack) startApp(ctx context.Context, database, cache string) error {
	s.say("  API and worker of the reference app")
	addr, err := ports{s.out}.pick(ctx, "the API", apiPort)
	if err != nil {
		return err
	}
	s.api = "http://" + addr
	env := []string{
		"DATABASE_URL=" + database,
		"REDIS_URL=" + cache,
		"HTTP_ADDR=" + addr,
		"JWT_SECRET=the-demo-signs-its-own-tokens-only",
		"OTEL_EXPORTER_OTLP_ENDPOINT=http://" + s.collector.otlpHTTP,
		"OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
		"OTEL_METRIC_EXPORT_INTERVAL=5000",
	}
	worker, err := startProcess(s.dir, "worker", workerBinary, nil, env)
	if err != nil {
		return err
	}
	s.onStop("the worker", worker.stop)
	api, err := startProcess(s.dir, "api", apiBinary, nil, env)
	if err != nil {
		return err
	}
	s.onStop("the API", api.stop)
	ready, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	if err := api.waitUntil(ready, "waiting for /api/health", func(ctx context.Context) bool {
		return answers(ctx, s.api+"/api/health")
	}); err != nil {
		return err
	}
	return s.seed(ctx, database)
}

// bounded gives stop its own time, since the demo's context is over when parts are stopped.
func bounded(stop func(context.Context) error) func() error {
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		return stop(ctx)
	}
}
