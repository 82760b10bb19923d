package slowqueryprocessor

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// slowQuery is the processor. Its ConsumeTraces may be called from many goroutines at once.
type slowQuery struct {
	thresholds thresholds
	baselines  bool // calls are judged by what is normal, too
	queryText  QueryText
	texts      *sqlfingerprint.Cache
	history    *history
	telemetry  *telemetry
	logger     *zap.Logger
	next       consumer.Traces
	only       *component.ID // the extension that findings go to; nil: all that take them
	sinks      []finding.Sink
	tables     []func() // take the table of statements back from extensions
	clock      func() time.Time
	batches    sync.Pool // of *batch
}

func newProcessor(set component.TelemetrySettings, cfg *Config, next consumer.Traces, clock func() time.Time) (*slowQuery, error) {
	texts := sqlfingerprint.NewCache(cfg.MaxStatements)
	history, err := newHistory(cfg.Baseline)
	if err != nil {
		return nil, err
	}
	telemetry, err := newTelemetry(set, texts, history)
	if err != nil {
		return nil, err
	}
	return &slowQuery{
		thresholds: newThresholds(cfg), baselines: cfg.Baseline.Enabled, queryText: cfg.QueryText, texts: texts, history: history,
		telemetry: telemetry, logger: set.Logger, next: next, only: cfg.Findings, clock: clock,
		batches: sync.Pool{New: func() any { return new(batch) }},
	}, nil
}

// Start looks for the extensions that take findings and statements.
func (p *slowQuery) Start(_ context.Context, host component.Host) (err error) {
	if p.sinks, err = finding.SinksOf[finding.Sink](host, p.only); err != nil {
		return err
	}
	for _, sink := range p.sinks {
		if table, ok := sink.(finding.StatementSink); ok {
			if remove := table.AddStatements(p.history); remove != nil {
				p.tables = append(p.tables, remove)
			}
		}
	}
	return nil
}

// Capabilities tells the pipeline that attributes and events are written on the spans.
func (*slowQuery) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

// ConsumeTraces describes and judges the database calls of the batch and forwards it, all in this call. The
// error is the next consumer's; calls of a batch that comes again are then counted once, though learned twice.
func (p *slowQuery) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	b := p.batches.Get().(*batch)
	defer p.release(b)

	p.find(td, b)
	err := p.next.ConsumeTraces(ctx, td)
	if err == nil {
		p.history.count(b.sightings)
		p.tell(ctx, b.found)
		p.telemetry.record(ctx, &b.tally)
	}
	return err
}

func (p *slowQuery) release(b *batch) {
	b.reset()
	p.batches.Put(b)
}

func (p *slowQuery) tell(ctx context.Context, found []finding.Finding) {
	if len(found) == 0 {
		return
	}
	found = slices.Clone(found) // the batch is used again
	finding.Tell(p.logger, p.sinks, func(sink finding.Sink) { sink.Found(ctx, found) })
}

// survive is deferred where a fault may cost findings only.
func (p *slowQuery) survive() {
	if fault := recover(); fault != nil {
		p.logger.Error("internal fault: the rest of the batch passes without findings", zap.Any("fault", fault), zap.Stack("stack"))
	}
}

// find goes through the batch. A fault of ours costs findings, never a span: what comes after it passes as it is.
func (p *slowQuery) find(td ptrace.Traces, b *batch) {
	defer p.survive()
	b.now = p.clock()
	for _, resource := range td.ResourceSpans().All() {
		b.enter(resource.Resource())
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				p.process(span, b)
			}
		}
		b.report(resource, len(p.sinks) > 0)
	}
}

// Shutdown takes back what was handed to extensions, and the instruments.
func (p *slowQuery) Shutdown(context.Context) error {
	for _, remove := range p.tables {
		remove()
	}
	p.tables = nil
	p.telemetry.shutdown()
	return nil
}

// process handles one span; spans that are no database or cache call are left as they are.
func (p *slowQuery) process(span ptrace.Span, b *batch) {
	var q query
	var ok bool
	call := &q.Call
	if *call, ok = dbspan.Read(span); !ok || call.Kind != dbspan.DB && call.Kind != dbspan.Cache {
		return
	}
	reason := call.Ignored()
	counted := counts(reason, call) && !p.mayBeHousekeeping(span, call)
	b.read(call.Kind, counted)
	switch {
	case counted:
		p.identify(span, &q)
		p.judge(span, &q, q.describe(span), b)
	case p.describes(reason, call):
		if p.identify(span, &q); q.normalized != "" { // a comment alone is a ping, and no statement
			q.describe(span)
		}
	}
	p.rewriteText(span, call)
}

// counts tells queries from housekeeping. Unlike an N+1, a batch with a text can be slow as a whole.
func counts(reason dbspan.Reason, call *dbspan.Call) bool {
	return reason == dbspan.Counts || reason == dbspan.Batch && call.Text != ""
}

// describes tells which housekeeping is a statement of its own: COMMIT has an identity, waiting for a connection has
// none, and preparing a statement has that of another. Where texts are dropped a later run could not tell it from a
// query by what is left.
func (p *slowQuery) describes(reason dbspan.Reason, call *dbspan.Call) bool {
	switch reason {
	case dbspan.Transaction, dbspan.CursorFetch, dbspan.Ping, dbspan.Session, dbspan.Copy:
		return call.Text != "" && p.queryText != QueryTextDrop
	default:
		return false
	}
}

// mayBeHousekeeping is true for spans without anything but an operation where texts are dropped: an earlier run
// may have dropped what told `SELECT 1` from a query.
func (p *slowQuery) mayBeHousekeeping(span ptrace.Span, call *dbspan.Call) bool {
	if p.queryText != QueryTextDrop || call.Kind != dbspan.DB || call.Text != "" || call.Summary != "" || call.Collection != "" {
		return false
	}
	_, described := span.Attributes().Get(finding.AttrQueryFingerprint)
	return !described
}

// judge tells whether the call was slow, and remembers it. A span that ends before it starts says nothing about time; one
// that ends when it starts was shorter than its clock can tell. One that passed a slow_query before was compared with its history there.
func (p *slowQuery) judge(span ptrace.Span, q *query, described bool, b *batch) {
	call := interval{int64(span.StartTimestamp()), int64(span.EndTimestamp())}
	if call.start <= 0 || call.end < call.start || q.Waits() {
		return
	}
	b.running = append(b.running, call)
	took := time.Duration(call.took())
	threshold, over := p.overThreshold(q, took, b)
	var before *finding.SlowQuery
	if described && !over {
		before = foundBefore(span, q)
	}
	alike := q.comparable()
	known := p.history.sight(q, b.service, took, abilities{
		finding: over || before != nil, judge: p.baselines && alike && !described && !over, learn: alike,
	}, b.now)
	slow := over || before != nil || known.exceeds
	if slow {
		b.slow = append(b.slow, slowCall{span, *q, call, *cmp.Or(before, p.reason(threshold, &known))})
		b.count(b.slow[len(b.slow)-1].Reason)
	}
	b.sightings = append(b.sightings, sighting{
		record: known.record, took: took, end: span.EndTimestamp(), trace: span.TraceID(),
		failed: span.Status().Code() == ptrace.StatusCodeError, slow: slow,
	})
}

// overThreshold compares the call with its threshold.
func (p *slowQuery) overThreshold(q *query, took time.Duration, b *batch) (threshold time.Duration, over bool) {
	if took < p.thresholds.shortest {
		return 0, false
	}
	threshold = p.thresholds.of(q, b.service.name)
	return threshold, took >= threshold
}

// reason tells why a call is a finding.
func (p *slowQuery) reason(threshold time.Duration, known *past) *finding.SlowQuery {
	slow := &finding.SlowQuery{Reason: finding.ReasonThreshold, Threshold: threshold, BaselineP95: known.p95, Samples: known.samples}
	if !p.baselines {
		slow.BaselineP95, slow.Samples = 0, -1
	}
	if known.exceeds {
		slow.Reason, slow.Threshold = finding.ReasonBaseline, max(known.limit, p.history.learning.MinDuration)
	}
	return slow
}
