package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/budget"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/input"
	"github.com/base-14/otelcol-scout/distro/otelcol-scout-check/report"
	"github.com/base-14/otelcol-scout/internal/finding"
)

// options are the command line.
type options struct {
	budgets                                      budget.Budgets
	severity                                     finding.Severity
	config, baseline, format, output, sourceRoot string
	allowEmpty, strict                           bool
	files                                        []string
}

const usage = `Usage: otelcol-scout-check [flags] FILE...

Finds N+1 patterns and slow queries in traces and fails where there are more than allowed. A FILE holds OTLP JSON as
the collector's file exporter writes it, or Jaeger JSON; - is standard input.

Exit codes: 0 the budgets were kept, 1 one was exceeded, 2 wrong use or unreadable input, 3 nothing was checked.

`

// parseOptions reads the command line. Flags may stand before and behind files.
func parseOptions(args []string, stderr io.Writer) (*options, error) {
	o := &options{}
	flags := o.flags(stderr)
	for len(args) > 0 {
		if err := flags.Parse(args); err != nil {
			return nil, err
		}
		args = flags.Args()
		if len(args) > 0 {
			o.files, args = append(o.files, args[0]), args[1:]
		}
	}
	if len(o.budgets) == 0 {
		o.budgets = budget.Default()
	}
	return o, o.validate()
}

func (o *options) flags(stderr io.Writer) *flag.FlagSet {
	flags := flag.NewFlagSet("otelcol-scout-check", flag.ContinueOnError)
	flags.SetOutput(io.Discard) // the caller says what is wrong
	flags.Var(&o.budgets, "budget", "how many findings are allowed, `KIND[@WHERE]=N` with commas between; KIND is n_plus_one or slow_query,\nWHERE a service, a route or both (default n_plus_one=0,slow_query=0); may be given several times")
	flags.StringVar(&o.baseline, "baseline", "", "`FILE` with findings that do not count, as --format json writes it")
	flags.StringVar(&o.config, "config", "", "`FILE` with settings of the processors, as in a collector's configuration below processors")
	flags.StringVar((*string)(&o.severity), "severity", string(finding.SeverityWarn), "least `SEVERITY` that counts: warn or info")
	flags.StringVar(&o.format, "format", "text", "`FORMAT` of the report: text, json, sarif or junit")
	flags.StringVar(&o.output, "output", "", "`FILE` for the report; standard output gets the text then")
	flags.StringVar(&o.sourceRoot, "source-root", "", "`FOLDER` where the source code was when the application ran, for the places in SARIF (default: the working folder)")
	flags.BoolVar(&o.allowEmpty, "allow-empty", false, "let an input pass that has no spans, or none that a budget is for")
	flags.BoolVar(&o.strict, "strict", false, "end with 3 where a warning says that something could not be found")
	flags.Usage = func() {
		_, _ = io.WriteString(stderr, usage)
		flags.SetOutput(stderr)
		flags.PrintDefaults()
		flags.SetOutput(io.Discard)
	}
	return flags
}

func (o *options) validate() (err error) {
	if len(o.files) == 0 {
		return errors.New("no file is named; name what the file exporter wrote, or - for standard input")
	}
	if _, ok := report.Writers[o.format]; !ok {
		return fmt.Errorf("--format: there is no %q; use one of %s", o.format, strings.Join(slices.Sorted(maps.Keys(report.Writers)), ", "))
	}
	if o.severity != finding.SeverityWarn && o.severity != finding.SeverityInfo {
		return fmt.Errorf("--severity: there is no %q; use warn or info", o.severity)
	}
	if slices.ContainsFunc(o.files, o.overwrites) {
		return fmt.Errorf("--output: %s is also an input; name another file", o.output)
	}
	if o.sourceRoot == "" {
		o.sourceRoot, err = os.Getwd()
	}
	return err
}

// overwrites tells whether the report would take the place of the file, under whichever name.
func (o *options) overwrites(file string) bool {
	if o.output == "" || file == input.Stdin {
		return false
	}
	from, err := os.Stat(file)
	if err != nil {
		return false // the reader says what is wrong
	}
	to, err := os.Stat(o.output)
	return err == nil && os.SameFile(from, to)
}

// evidence names the file for findings without a place in the source.
func (o *options) evidence() string {
	for _, file := range o.files {
		if file != input.Stdin {
			return file
		}
	}
	return "standard-input.json"
}
