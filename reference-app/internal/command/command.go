// Package command is what an operator or a scheduler runs by name, as `api seed`: each run is one trace.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// command is something to run by name.
type command struct {
	name string
	// takes names the flags.
	takes string
	// setUp adds the flags and returns the work, which reads them.
	setUp func(flags *flag.FlagSet) work
}

// work returns what was done, in words.
type work func(ctx context.Context, pool *pgxpool.Pool) (done string, err error)

var commands = []command{
	{"migrate", "no flags", migrate},
	{"seed", "--articles N", seed},
	{"notify", "--limit N", notify},
	{"prune", "no flags", prune},
}

// Run runs the command that the arguments name on the database at the URL. The schema is brought up to date first.
func Run(ctx context.Context, databaseURL string, args []string) error {
	var names []string
	for _, c := range commands {
		if c.name == args[0] {
			return c.run(ctx, databaseURL, args[1:])
		}
		names = append(names, c.name)
	}
	return fmt.Errorf("%q is no command; there are %s", args[0], strings.Join(names, ", "))
}

func (c command) run(ctx context.Context, databaseURL string, args []string) error {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	do := c.setUp(flags)
	err := flags.Parse(args)
	if err == nil && flags.NArg() > 0 {
		err = fmt.Errorf("%q is no flag", flags.Arg(0))
	}
	if err != nil {
		return fmt.Errorf("%s: %w; it takes %s", c.name, err, c.takes)
	}
	return c.trace(ctx, func(ctx context.Context) (string, error) {
		pool, err := postgres.Open(ctx, databaseURL)
		if err != nil {
			return "", err
		}
		defer pool.Close()
		if err := postgres.Migrate(ctx, pool); err != nil {
			return "", err
		}
		return do(ctx, pool)
	})
}

// trace runs the work under one span, named and described by the semantic conventions for command-line programs
// (https://opentelemetry.io/docs/specs/semconv/cli/cli-spans/), in the trace that TRACEPARENT in the environment names.
func (c command) trace(ctx context.Context, do func(context.Context) (string, error)) error {
	ctx = otel.GetTextMapPropagator().Extract(ctx, environment{})
	executable := filepath.Base(os.Args[0])
	ctx, span := telemetry.Tracer().Start(ctx, executable+" "+c.name, trace.WithAttributes(
		attribute.String("process.executable.name", executable), attribute.Int("process.pid", os.Getpid())))
	defer span.End()
	done, err := do(ctx)
	if err != nil {
		span.SetAttributes(attribute.Int("process.exit.code", 1), attribute.String("error.type", fmt.Sprintf("%T", root(err))))
		telemetry.Failed(span, err)
		return fmt.Errorf("%s: %w", c.name, err)
	}
	span.SetAttributes(attribute.Int("process.exit.code", 0))
	slog.InfoContext(ctx, "Command done: "+c.name, "done", done)
	return nil
}

// root is the innermost cause.
func root(err error) error {
	for cause := err; cause != nil; cause = errors.Unwrap(cause) {
		err = cause
	}
	return err
}

// environment carries a trace into a process
// (https://opentelemetry.io/docs/specs/otel/context/env-carriers/).
type environment struct{}

// Get implements propagation.TextMapCarrier.
func (environment) Get(key string) string { return os.Getenv(strings.ToUpper(key)) }

// Set implements propagation.TextMapCarrier; nothing is passed on from here.
func (environment) Set(string, string) {}

// Keys implements propagation.TextMapCarrier.
func (environment) Keys() []string { return nil }
