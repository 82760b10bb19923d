package slowqueryprocessor

import (
	"context"

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
	component.StartFunc
	thresholds thresholds
	queryText  QueryText
	texts      *sqlfingerprint.Cache
	telemetry  *telemetry
	logger     *zap.Logger
	next       consumer.Traces
}

func newProcessor(set component.TelemetrySettings, cfg *Config, next consumer.Traces) (*slowQuery, error) {
	texts := sqlfingerprint.NewCache(cfg.MaxStatements)
	telemetry, err := newTelemetry(set, texts)
	if err != nil {
		return nil, err
	}
	return &slowQuery{
		thresholds: newThresholds(cfg), queryText: cfg.QueryText, texts: texts, telemetry: telemetry,
		logger: set.Logger, next: next,
	}, nil
}

// Capabilities tells the pipeline that attributes and events are written on the spans.
func (*slowQuery) Capabilities() consumer.Capabilities {
	return consumer.Capabilities{MutatesData: true}
}

// ConsumeTraces describes and judges the database calls of the batch and forwards it, all in this call. The
// error is the next consumer's.
func (p *slowQuery) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	var t tally
	p.find(td, &t)
	err := p.next.ConsumeTraces(ctx, td)
	if err == nil {
		p.telemetry.record(ctx, &t)
	}
	return err
}

// find goes through the batch. A fault of ours costs findings, never a span: what comes after it passes as it is.
func (p *slowQuery) find(td ptrace.Traces, t *tally) {
	defer func() {
		if fault := recover(); fault != nil {
			p.logger.Error("internal fault: the rest of the batch passes without findings",
				zap.Any("fault", fault), zap.Stack("stack"))
		}
	}()
	for _, resource := range td.ResourceSpans().All() {
		service := finding.ServiceName(resource.Resource().Attributes())
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				p.process(span, service, t)
			}
		}
	}
}

// Shutdown takes the instruments back.
func (p *slowQuery) Shutdown(context.Context) error {
	p.telemetry.shutdown()
	return nil
}

// process handles one span; spans that are no database or cache call are left as they are.
func (p *slowQuery) process(span ptrace.Span, service string, t *tally) {
	call, ok := dbspan.Read(span)
	if !ok || call.Kind != dbspan.DB && call.Kind != dbspan.Cache {
		return
	}
	counted := counts(call) && !p.mayBeHousekeeping(span, call)
	t.read(call.Kind, counted)
	if counted {
		q := p.query(span, call)
		q.describe(span)
		p.judge(span, &q, service, t)
	}
	p.rewriteText(span, call)
}

// counts tells queries from housekeeping. Unlike an N+1, a batch with a text can be slow as a whole.
func counts(call dbspan.Call) bool {
	reason := call.Ignored()
	return reason == dbspan.Counts || reason == dbspan.Batch && call.Text != ""
}

// mayBeHousekeeping is true for spans without anything but an operation where texts are dropped: an earlier run
// may have dropped what told `SELECT 1` from a query.
func (p *slowQuery) mayBeHousekeeping(span ptrace.Span, call dbspan.Call) bool {
	if p.queryText != QueryTextDrop || call.Kind != dbspan.DB || call.Text != "" || call.Summary != "" || call.Collection != "" {
		return false
	}
	_, described := span.Attributes().Get(finding.AttrQueryFingerprint)
	return !described
}

// judge writes a finding where the call took as long as its threshold or longer. A span whose end is not
// after its start says nothing about time.
func (p *slowQuery) judge(span ptrace.Span, q *query, service string, t *tally) {
	start, end := span.StartTimestamp(), span.EndTimestamp()
	if start == 0 || end <= start {
		return
	}
	took := end.AsTime().Sub(start.AsTime())
	if took < p.thresholds.shortest {
		return
	}
	threshold := p.thresholds.of(q, service)
	if took < threshold || q.Waits() {
		return
	}
	finding.Mark(span, finding.KindSlowQuery)
	writeEvent(span, q, took, threshold)
	t.findings++
}
