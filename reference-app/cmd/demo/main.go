// Command demo runs the whole product on this machine: see package demo. Start it in the root folder of the
// repository, by `make demo` or `go run ./reference-app/cmd/demo`.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/demo"
)

func main() { os.Exit(run()) }

func run() (exitCode int) {
	o := demo.Options{Out: os.Stdout}
	flag.BoolVar(&o.Once, "once", false, "end after the traffic and write the results")
	flag.DurationVar(&o.Duration, "duration", 20*time.Second, "how long the traffic lasts with --once, at least until every user did everything once")
	flag.Float64Var(&o.Rate, "rate", 20, "requests a second")
	flag.IntVar(&o.Users, "users", 4, "users who act at the same time")
	flag.StringVar(&o.Output, "output", "out", "folder for the results; its old ones are replaced")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the demo at once
	if err := demo.Run(ctx, o); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		return 1
	}
	return 0
}
