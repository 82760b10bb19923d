package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// page is an extension that takes findings and, as some do, the table of statements.
type page struct {
	component.StartFunc
	component.ShutdownFunc
	found  []finding.Finding
	source finding.StatementSource
}

func (p *page) Found(_ context.Context, found []finding.Finding) { p.found = append(p.found, found...) }

func (p *page) AddStatements(source finding.StatementSource) (remove func()) {
	p.source = source
	return func() { p.source = nil }
}

// host has extensions by id.
type host map[component.ID]component.Component

func (h host) GetExtensions() map[component.ID]component.Component { return h }

var pageID = component.MustNewID("findings")

// startWithPage starts a processor whose host has a page.
func startWithPage(t *testing.T, cfg *Config, next consumer.Traces) (processor.Traces, *page) {
	t.Helper()
	shown := new(page)
	p := newForTest(t, cfg, next)
	require.NoError(t, p.Start(context.Background(), host{pageID: shown}))
	return p, shown
}

func TestStatementTable(t *testing.T) {
	p, shown := startWithPage(t, defaultConfig(), nop())
	td, spans := newTraces("shop")
	for i := range 100 {
		addQuery(spans, "postgresql", "SELECT a FROM t WHERE b = 'secret'", time.Duration(i+1)*ms)
	}
	slow := addQuery(spans, "postgresql", "select a from t where b = 17", 800*ms)
	slow.SetTraceID(pcommon.TraceID{9})
	slow.Status().SetCode(ptrace.StatusCodeError)
	addQuery(spans, "mysql", "SELECT a FROM t WHERE b = 1", 150*ms)
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	other, spans := newTraces("billing")
	addQuery(spans, "postgresql", "SELECT a FROM t WHERE b = 2", 5*ms)
	require.NoError(t, p.ConsumeTraces(context.Background(), other))

	table := shown.source.Statements()
	require.Len(t, table, 2, "one statement on two systems is two")
	first := table[0]
	assert.Equal(t, "SELECT a FROM t WHERE b = ?", first.Text)
	assert.Equal(t, "SELECT t", first.Summary)
	assert.Equal(t, "postgresql", first.System)
	assert.Equal(t, []string{"billing", "shop"}, first.Services)
	assert.EqualValues(t, 102, first.Calls)
	assert.EqualValues(t, 1, first.Errors)
	assert.EqualValues(t, 1, first.Slow)
	assert.Equal(t, 5050*ms+800*ms+5*ms, first.Total)
	assert.InDelta(t, 5855.0/6005, first.Share, 1e-9)
	assert.InEpsilon(t, float64(50*ms), float64(first.P50), 0.05)
	assert.InEpsilon(t, float64(96*ms), float64(first.P95), 0.05)
	assert.InEpsilon(t, float64(100*ms), float64(first.P99), 0.05)
	assert.Equal(t, 800*ms, first.Max)
	assert.Equal(t, pcommon.TraceID{9}, first.Example)
	assert.Equal(t, start.Add(800*ms).UTC(), first.LastSeen)
	assert.Equal(t, "mysql", table[1].System)
	assert.InDelta(t, 150.0/6005, table[1].Share, 1e-9)
}

// TestARefusedBatchCountsOnce holds that calls count, and findings are told, when the next consumer took them.
func TestARefusedBatchCountsOnce(t *testing.T) {
	refuse := true
	next, err := newSwitch(&refuse)
	require.NoError(t, err)
	p, shown := startWithPage(t, defaultConfig(), next)
	td, spans := newTraces("shop")
	addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
	require.Error(t, p.ConsumeTraces(context.Background(), td))
	assert.Empty(t, shown.source.Statements())
	assert.Empty(t, shown.found)
	refuse = false
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	require.Len(t, shown.source.Statements(), 1)
	assert.EqualValues(t, 1, shown.source.Statements()[0].Calls)
	assert.Len(t, shown.found, 1)
}

func TestFindingsGoToTheSink(t *testing.T) {
	p, shown := startWithPage(t, defaultConfig(), nop())
	td, spans := newTraces("shop")
	span := addQuery(spans, "postgresql", "SELECT a FROM t WHERE b = 'secret'", time.Second)
	span.Attributes().PutStr("code.function.name", "shop.Orders.load")
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	event := span.Events().At(0).Attributes()
	id, _ := event.Get(finding.AttrFindingID)
	require.Len(t, shown.found, 1)
	assert.Equal(t, finding.Finding{
		ID: id.Str(), Kind: finding.KindSlowQuery, Severity: finding.SeverityWarn, Complete: true, Hint: neutralHint,
		Service: "shop", TraceID: pcommon.TraceID{1}, SpanID: pcommon.SpanID{2}, SpanName: "query",
		Start: pcommon.NewTimestampFromTime(start), Duration: time.Second,
		Fingerprint: shown.found[0].Fingerprint, System: "postgresql", Text: "SELECT a FROM t WHERE b = ?", Summary: "SELECT t",
		Code:      finding.Code{Function: "shop.Orders.load"},
		SlowQuery: &finding.SlowQuery{Reason: finding.ReasonThreshold, Threshold: 500 * ms},
	}, shown.found[0])
}

func TestShutdownTakesTheTableBack(t *testing.T) {
	shown := new(page)
	p, err := NewFactory().CreateTraces(context.Background(), settings(), defaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), host{pageID: shown}))
	require.NotNil(t, shown.source)
	require.NoError(t, p.Shutdown(context.Background()))
	assert.Nil(t, shown.source)
}

func TestTheSettingFindingsNamesTheSink(t *testing.T) {
	other := component.MustNewIDWithName("findings", "other")
	for name, tc := range map[string]struct {
		id   component.ID
		want string
	}{
		"there":            {pageID, ""},
		"missing":          {component.MustNewIDWithName("findings", "x"), `findings: there is no extension "findings/x"; define it under extensions and list it under service::extensions, or leave the setting out`},
		"takes no finding": {other, `findings: the extension "findings/other" does not take findings; name one that does, or leave the setting out`},
	} {
		t.Run(name, func(t *testing.T) {
			cfg := defaultConfig()
			cfg.Findings = &tc.id
			extensions := host{pageID: new(page), other: struct {
				component.StartFunc
				component.ShutdownFunc
			}{}}
			err := newForTest(t, cfg, nop()).Start(context.Background(), extensions)
			if tc.want == "" {
				assert.NoError(t, err)
				return
			}
			assert.EqualError(t, err, tc.want)
		})
	}
}

// TestCallsShorterThanTheClockCount holds that a call of no duration, as clocks of milliseconds tell most, is a call.
func TestCallsShorterThanTheClockCount(t *testing.T) {
	p, shown := startWithPage(t, defaultConfig(), nop())
	td, spans := newTraces("shop")
	for _, took := range []time.Duration{0, 0, 0, 3 * ms, -ms} {
		addQuery(spans, "postgresql", "SELECT a FROM t", took)
	}
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	table := shown.source.Statements()
	require.Len(t, table, 1)
	assert.EqualValues(t, 4, table[0].Calls, "but for the one that ends before it starts")
	assert.Equal(t, 3*ms, table[0].Total)
	assert.Zero(t, table[0].P50)
	assert.Equal(t, 3*ms, table[0].Max)
}
