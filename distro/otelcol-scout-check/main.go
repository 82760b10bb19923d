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
	vain     = 3
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
			err = o.write(r, stdout, stderr)
		}
		if err == nil {
			err = o.verdict(r)
		}
	}
	if err == nil {
		return kept
	}
	if !errors.Is(err, errExceeded) { // the report has said so
		_, _ = fmt.Fprintf(stderr, "otelcol-scout-check: %v\n", err)
	}
	return codeOf(err)
}

func codeOf(err error) int {
	switch {
	case errors.Is(err, errExceeded):
		return exceeded
	case errors.As(err, new(inVain)):
		return vain
	default:
		return unusable
	}
}

var errExceeded = errors.New("a budget is exceeded")

// inVain says why nothing was checked, and what to do: a gate that saw nothing must not be green.
type inVain string

// Error is the reason.
func (v inVain) Error() string { return string(v) }

const (
	nothingMatches = inVain("every budget names a service or a span that the traces do not have, so nothing was checked; " +
		"were they renamed, or did the tests that call them not run? Give --allow-empty if that is as it should be")
	warned = inVain("there are warnings, which --strict does not let pass")
)

// noSpans is for an input without any.
func noSpans(in input.Counts) inVain {
	return inVain("there are no spans in the input" + report.LeftOut(in) + ", so nothing was checked; does the application send traces to the collector, " +
		"and is its exporter flushed before it ends? Give --allow-empty if that is as it should be")
}

// verdict is nil where the budgets were kept.
func (o *options) verdict(r *report.Report) error {
	switch {
	case r.Over():
		return errExceeded
	case r.Nothing() && !o.allowEmpty:
		return nothingMatches
	case o.strict && len(r.Warnings()) > 0:
		return warned
	default:
		return nil
	}
}

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
		return nil, noSpans(spans.Counts)
	}
	result, err := judge.Run(ctx, config, spans.Each)
	if err != nil {
		return nil, err
	}
	r := &report.Report{
		Input: spans.Counts, Groups: report.Groups(result.Findings), Endpoints: result.Endpoints, Places: result.Places, Scope: result.Scope,
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

// write puts the report where it is wanted, and its warnings to standard error besides. A file that only programs read is
// told about in words beside it.
func (o *options) write(r *report.Report, stdout, stderr io.Writer) error {
	for _, warning := range r.Warnings() {
		_, _ = fmt.Fprintf(stderr, "otelcol-scout-check: warning: %s\n", warning.Message)
	}
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
