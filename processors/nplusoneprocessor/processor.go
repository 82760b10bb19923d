package nplusoneprocessor

import (
	"context"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"
)

// nPlusOne is the processor. Its ConsumeTraces may be called from many goroutines at once.
type nPlusOne struct {
	component.StartFunc
	rules     *rules
	state     *state
	telemetry *telemetry
	logger    *zap.Logger
	next      consumer.Traces
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
		rules: rules, state: state, telemetry: telemetry, logger: set.Logger, next: next, clock: clock,
		batches: sync.Pool{New: func() any { return newBatch() }},
	}, nil
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
	}
	p.telemetry.record(ctx, &t)
	return err
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
}

func (p *nPlusOne) release(b *batch) {
	b.reset()
	p.batches.Put(b)
}

// Shutdown lets go of the state and reports what was over the threshold and never written.
func (p *nPlusOne) Shutdown(ctx context.Context) error {
	var t tally
	p.state.clear(&t)
	p.telemetry.record(ctx, &t)
	p.telemetry.shutdown()
	return nil
}
