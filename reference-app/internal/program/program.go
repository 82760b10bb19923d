// Package program is what every main here does around its own work: signals, telemetry, exit status.
package program

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// flushTimeout bounds how long the last telemetry may take to leave.
const flushTimeout = 10 * time.Second

// garbagePercent is the growth of the heap between two collections; GOGC overrides it. What lives is a few MiB: with
// Go's default of 100 the garbage that telemetry adds would have it collected several times a second.
const garbagePercent = 400

// Run runs work until it returns or SIGINT or SIGTERM ends its context, then flushes telemetry. It returns the exit
// status: 0, or 1 after an error, which it logs.
func Run(service string, work func(context.Context) error) (status int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
	}
	flush, err := telemetry.Start(ctx, service)
	if err != nil {
		fmt.Fprintln(os.Stderr, service+": telemetry:", err)
		return 1
	}
	if err := work(ctx); err != nil {
		slog.ErrorContext(ctx, service+" failed: "+err.Error())
		status = 1
	}
	flushCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	if err := flush(flushCtx); err != nil {
		fmt.Fprintln(os.Stderr, service+": telemetry was not flushed whole:", err)
	}
	return status
}
