// Command traffic drives the article API the way people do and checks every answer: it exits with status 1 when one was
// not as expected.
package main

import (
	"context"
	"encoding/json"
	"errors"
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
	c := traffic.Config{Progress: os.Stderr, Live: isTerminal(os.Stderr)}
	reportPath := ""
	flag.StringVar(&c.Target, "target", "http://127.0.0.1:8080", "address of the API")
	flag.Float64Var(&c.Rate, "rate", 20, "requests per second of all users together, at most")
	flag.DurationVar(&c.Duration, "duration", time.Minute, "how long; 0 goes on until interrupted")
	flag.BoolVar(&c.Whole, "whole", false, "let every user do everything once, even when the time is over")
	flag.IntVar(&c.Users, "users", 4, "people at a time")
	flag.Uint64Var(&c.Seed, "seed", 0, "decides what people do; 0 takes a random one and reports it")
	flag.BoolVar(&c.Defects, "defects", false, "also visit the endpoints that are there for their planted defect alone")
	flag.StringVar(&reportPath, "report", "", "file for the report, as JSON; none: standard output")
	flag.Parse()
	report, err := traffic.Run(ctx, c)
	if report.Requests > 0 {
		err = errors.Join(err, write(report, reportPath))
	}
	return err
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// write writes the report to the file, or to standard output where none is named.
func write(report traffic.Report, path string) error {
	data, err := json.MarshalIndent(report, "", "  ")
	if err != nil {
		return err
	}
	data = append(data, '\n')
	if path == "" {
		_, err = os.Stdout.Write(data)
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
