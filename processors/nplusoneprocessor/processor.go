package nplusoneprocessor

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// nPlusOne is the processor. Its ConsumeTraces may be called from many goroutines at once.
type nPlusOne struct {
	rules     *rules
	state     *state
	telemetry *telemetry
	logger    *zap.Logger
	next      consumer.Traces
	only      *component.ID // the extension that findings go to; nil: all that take them
	sinks     []finding.Sink
	clock     func() time.Time
	batches   sync.Pool // of *batch
}

func newProcessor(set component.TelemetrySettings, cfg *Config, next consumer.Traces, clock func() time.Time) (*nPlusOne, error) {
	rules := newRules(cfg)
	state := newState(rules, cfg.State)
	telemetry, err := newTelemetry(set, state)
	if err != nil {
		return nil, err
	}
	return &nPlusOne{
		rules: rules, state: state, telemetry: telemetry, logger: set.Logger, next: next, only: cfg.Findings, clock: clock,
		batches: sync.Pool{New: func() any { return newBatch() }},
	}, nil
}

// Start looks for the extensions that take findings.
func (p *nPlusOne) Start(_ context.Context, host component.Host) (err error) {
	p.sinks, err = finding.SinksOf[finding.Sink](host, p.only)
	return err
}

// Capabilities tells the pipeline that findings are written on the spans.
func (*nPlusOne) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

// ConsumeTraces counts the batch, writes the findings it completes on its spans and forwards it, all in this
// call. The error is the next consumer's; the batch is then as if it had never come, so that it can come again.
func (p *nPlusOne) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	b := p.batches.Get().(*batch)
	defer p.release(b)

	var t tally
	p.find(b, td, &t)
	err := p.next.ConsumeTraces(ctx, td)
	if err != nil {
		p.state.rollBack(b)
		t.rolledBack()
	} else if len(p.sinks) > 0 {
		p.tell(ctx, b.findings())
	}
	p.report(ctx, &t)
	return err
}

// report counts what was done, and tells the sinks of what was let go of unwritten.
func (p *nPlusOne) report(ctx context.Context, t *tally) {
	p.tell(ctx, t.lost)
	p.telemetry.record(ctx, t)
}

func (p *nPlusOne) tell(ctx context.Context, found []finding.Finding) {
	if len(found) == 0 {
		return
	}
	finding.Tell(p.logger, p.sinks, func(sink finding.Sink) { sink.Found(ctx, found) })
}

// find counts the batch and writes what it completes. A fault of ours costs findings, never a span: the batch
// passes as it is, and the counters, which may be half changed, start anew.
func (p *nPlusOne) find(b *batch, td ptrace.Traces, t *tally) {
	defer func() {
		if fault := recover(); fault != nil {
			p.logger.Error("internal fault: the batch passes without findings and counting starts anew",
				zap.Any("fault", fault), zap.Stack("stack"))
			b.reset()
			p.state.forget()
		}
	}()
	b.index(td, p.rules)
	p.state.merge(b, p.clock().UnixNano(), t)
	b.annotate()
	if p.rules.collapse {
		t.collapsed += int64(b.collapse(td, p.rules.minRepeats))
	}
}

func (p *nPlusOne) release(b *batch) {
	b.reset()
	p.batches.Put(b)
}

// Shutdown lets go of the state and reports what was over the threshold and never written.
func (p *nPlusOne) Shutdown(ctx context.Context) error {
	var t tally
	p.state.clear(&t)
	p.report(ctx, &t)
	p.telemetry.shutdown()
	return nil
}
