package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/budget"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/input"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/judge"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
)

// What the process ends with.
const (
	kept     = 0
	exceeded = 1
	unusable = 2
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// run is the whole program. It returns what the process ends with.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parseOptions(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return kept
	}
	if err == nil {
		var r *report.Report
		if r, err = o.check(ctx, stdin); err == nil {
			err = o.write(r, stdout)
		}
		if err == nil {
			return verdict(r)
		}
	}
	_, _ = fmt.Fprintf(stderr, "otelcol-scout-check: %v\n", err)
	return unusable
}

func verdict(r *report.Report) int {
	if r.Over() {
		return exceeded
	}
	return kept
}

var errNoSpans = errors.New("there are no spans in the input, so nothing was checked; does the application send traces to the collector, and is its exporter flushed before it ends? " +
	"Give --allow-empty if that is as it should be")

// check reads, judges and counts.
func (o *options) check(ctx context.Context, stdin io.Reader) (*report.Report, error) {
	config, known, err := o.load(ctx)
	if err != nil {
		return nil, err
	}
	spans, err := input.Read(o.files, stdin)
	if err != nil {
		return nil, err
	}
	if spans.Counts.Spans == 0 && !o.allowEmpty {
		return nil, errNoSpans
	}
	result, err := judge.Run(ctx, config, spans.Each)
	if err != nil {
		return nil, err
	}
	r := &report.Report{
		Input: spans.Counts, Groups: report.Groups(result.Findings), Endpoints: result.Endpoints,
		SourceRoot: o.sourceRoot, Evidence: o.evidence(),
	}
	r.Budgets = o.budgets.Apply(r.Groups, known, o.severity)
	r.Gone = known.Gone(r.Groups)
	return r, nil
}

// load reads the files that say how to judge.
func (o *options) load(ctx context.Context) (config judge.Config, known budget.Known, err error) {
	config = judge.DefaultConfig()
	if o.config != "" {
		if config, err = judge.LoadConfig(ctx, o.config); err != nil {
			return config, nil, fmt.Errorf("--config: %w", err)
		}
	}
	if o.baseline != "" {
		if known, err = budget.LoadKnown(o.baseline); err != nil {
			return config, nil, fmt.Errorf("--%w", err)
		}
	}
	return config, known, nil
}

// write puts the report where it is wanted. A file that only programs read is told about in words beside it.
func (o *options) write(r *report.Report, stdout io.Writer) error {
	write := report.Writers[o.format]
	if o.output == "" {
		return write(r, stdout)
	}
	file, err := os.Create(o.output) //nolint:gosec // where the caller wants it is where it goes
	if err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	if err = errors.Join(write(r, file), file.Close()); err != nil {
		return fmt.Errorf("--output: %w", err)
	}
	return r.Text(stdout)
}
