// Command traffic drives the article API the way people do and checks every answer: it exits with status 1 when one was
// not as expected.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/traffic"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	c := traffic.Config{Progress: os.Stderr}
	flag.StringVar(&c.Target, "target", "http://127.0.0.1:8080", "address of the API")
	flag.Float64Var(&c.Rate, "rate", 20, "requests per second of all users together, at most")
	flag.DurationVar(&c.Duration, "duration", time.Minute, "how long; 0 goes on until interrupted")
	flag.IntVar(&c.Users, "users", 4, "people at a time")
	flag.Uint64Var(&c.Seed, "seed", 0, "decides what people do; 0 takes a random one and reports it")
	flag.Parse()
	report, err := traffic.Run(ctx, c)
	if report.Requests > 0 {
		encoder := json.NewEncoder(os.Stdout)
		encoder.SetIndent("", "  ")
		if printErr := encoder.Encode(report); printErr != nil {
			return printErr
		}
	}
	return err
}
