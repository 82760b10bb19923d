package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/traffic"
)

// Options of Run.
type Options struct {
	// Once ends the demo after Duration of traffic, and not before every user did everything once; otherwise the traffic goes on until ctx is done.
	Once bool
	// Duration of the traffic with Once.
	Duration time.Duration
	// Rate of the traffic, in requests a second.
	Rate float64
	// Users who act at the same time.
	Users int
	// Output is the folder for what the stand-in received, the logs and summary.json. Its old content is replaced.
	Output string
	// Out is where the demo tells what it does.
	Out io.Writer
}

// Run runs the demo until its traffic ends (Once) or ctx is done, stops everything it started, prints what was
// found and writes summary.json. Interrupting it is no error; a part that fails is.
func Run(ctx context.Context, o Options) error {
	if err := os.MkdirAll(o.Output, 0o750); err != nil {
		return err
	}
	if err := build(ctx, o.Out); err != nil {
		return err
	}
	s := &stack{out: o.Out, dir: o.Output}
	report, err := s.run(ctx, o)
	err = errors.Join(err, s.stop())
	return errors.Join(err, s.conclude(report))
}

// run starts the parts and drives the traffic; everything it started is registered for stop.
func (s *stack) run(ctx context.Context, o Options) (traffic.Report, error) {
	if err := s.start(ctx); err != nil {
		return traffic.Report{}, ignoreInterrupt(ctx, err)
	}
	s.say("\nEverything runs. Open http://%s: what to fix first, live.", s.collector.findings)
	s.say("What the backend has, as text: %s", s.base)
	s.say("API %s/api/ · OTLP for your own application http://%s · pipelines http://%s/debug/pipelinez",
		s.api, s.collector.otlpHTTP, s.collector.zpages)
	if !o.Once {
		s.say("Ctrl-C stops everything.")
	}
	s.say("")
	watching, stopWatching := context.WithCancel(ctx)
	watched := make(chan struct{})
	go func() { defer close(watched); s.watch(watching) }()
	defer func() { stopWatching(); <-watched }()

	cfg := traffic.Config{Target: s.api, Rate: o.Rate, Users: o.Users, Defects: true, Whole: true}
	if o.Once {
		cfg.Duration = o.Duration
	}
	report, err := traffic.Run(ctx, cfg)
	return report, ignoreInterrupt(ctx, err)
}

// watch tells each new finding once, and how far things are every few seconds.
func (s *stack) watch(ctx context.Context) {
	const interval = 2 * time.Second
	began, told := time.Now(), map[string]bool{}
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	last := began
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for _, f := range s.tally.worstFirst() {
				if key := f.Kind + f.Operation + f.Summary; !told[key] {
					told[key] = true
					s.say("  found after %s: %s in %s (%s)", now.Sub(began).Round(100*time.Millisecond), title[f.Kind], f.Operation, f.Summary)
				}
			}
			if now.Sub(last) >= interval {
				last = now
				spans, logs, points, events := s.tally.counts()
				s.say("  %4.0f s: %d spans, %d log records, %d metric points arrived; %d N+1 and %d slow-query events",
					now.Sub(began).Seconds(), spans, logs, points, events["n_plus_one"], events["slow_query"])
			}
		}
	}
}

// conclude prints and writes what the run gave. Everything has stopped, so the files are complete.
func (s *stack) conclude(report traffic.Report) error {
	if s.tally == nil {
		return nil // ended before anything could arrive
	}
	result, err := summarise(s.dir, report, s.tally)
	if err != nil {
		return err
	}
	findings, traces := s.tally.worstFirst(), filepath.Join(s.dir, "traces.jsonl")
	s.say("")
	writeFindings(s.out, findings, func(traceID string) string { return "trace " + traceID + " in " + traces })
	if err := writeWorst(s.out, findings, traces); err != nil {
		return err
	}
	result.print(s.out)
	if err := writeMasking(s.out, s.dir); err != nil {
		return err
	}
	s.say("\nWhat arrived is in %s: traces.jsonl, metrics.jsonl, logs.jsonl, summary.json; the raw logs of the applications in api.log and worker.log.", s.dir)
	return errors.Join(result.save(filepath.Join(s.dir, "summary.json")), result.check())
}

// check fails the demo when the product did not do its job.
func (s summary) check() error {
	if s.EmailsLeaked > 0 {
		return fmt.Errorf("%d e-mail addresses came through unmasked", s.EmailsLeaked)
	}
	return nil
}

// ignoreInterrupt drops the error of work that was cut short because the user said so.
func ignoreInterrupt(ctx context.Context, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return nil
}
