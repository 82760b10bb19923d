package demo

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// record is a Sink that takes everything or, with err, nothing.
type record struct{ err error }

func (r record) Traces(ptrace.Traces) error    { return r.err }
func (r record) Metrics(pmetric.Metrics) error { return r.err }
func (r record) Logs(plog.Logs) error          { return r.err }

// flagged is a trace of one span with one finding.
func flagged(kind, name, severity string, took time.Duration, trace byte) ptrace.Traces {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	resource.Resource().Attributes().PutStr("service.name", "articles-api")
	span := resource.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName(name)
	span.SetTraceID(pcommon.TraceID{trace})
	event := span.Events().AppendEmpty()
	event.SetName("scout." + kind)
	event.Attributes().PutStr("scout.finding.severity", severity)
	event.Attributes().PutStr("scout.finding.hint", "Fetch them in one query.")
	event.Attributes().PutStr("scout.query.fingerprint", "0123456789abcdef")
	event.Attributes().PutStr("db.query.summary", "SELECT users")
	event.Attributes().PutInt("scout.n_plus_one.repeats", 20)
	event.Attributes().PutDouble("scout."+kind+".duration", took.Seconds())
	return td
}

func TestTallyCountsWhatWasKept(t *testing.T) {
	tally := newTally(record{})
	require.NoError(t, tally.Traces(flagged("n_plus_one", "GET /api/articles/", "info", time.Millisecond, 1)))
	md := pmetric.NewMetrics()
	points := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty().SetEmptyGauge().DataPoints()
	points.AppendEmpty()
	points.AppendEmpty()
	require.NoError(t, tally.Metrics(md))
	ld := plog.NewLogs()
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	require.NoError(t, tally.Logs(ld))

	spans, logs, metricPoints, events := tally.counts()
	assert.Equal(t, []int{1, 1, 2}, []int{spans, logs, metricPoints})
	assert.Equal(t, map[string]int{"n_plus_one": 1, "slow_query": 0}, events)
}

func TestTallyDoesNotCountWhatWasRefused(t *testing.T) {
	refused := errors.New("the disk is full")
	tally := newTally(record{refused})
	md, ld := pmetric.NewMetrics(), plog.NewLogs()
	assert.ErrorIs(t, tally.Traces(flagged("slow_query", "search", "warn", time.Second, 1)), refused)
	assert.ErrorIs(t, tally.Metrics(md), refused)
	assert.ErrorIs(t, tally.Logs(ld), refused)
	spans, logs, metricPoints, events := tally.counts()
	assert.Equal(t, []int{0, 0, 0, 0}, []int{spans, logs, metricPoints, events["slow_query"]})
	assert.Empty(t, tally.worstFirst())
}

func TestFindingsWorstFirstWithTheWorstExample(t *testing.T) {
	tally := newTally(record{})
	for _, td := range []ptrace.Traces{
		flagged("n_plus_one", "GET /api/articles/", "info", 9*time.Millisecond, 1),
		flagged("n_plus_one", "GET /api/articles/", "info", 30*time.Millisecond, 2),
		flagged("n_plus_one", "GET /api/articles/", "info", 8*time.Millisecond, 3),
		flagged("slow_query", "query", "warn", 700*time.Millisecond, 4),
		flagged("slow_query", "other query", "warn", 900*time.Millisecond, 5),
	} {
		require.NoError(t, tally.Traces(td))
	}
	findings := tally.worstFirst()
	require.Len(t, findings, 3)
	assert.Equal(t, []string{"other query", "query", "GET /api/articles/"},
		[]string{findings[0].Operation, findings[1].Operation, findings[2].Operation})
	list := findings[2]
	assert.Equal(t, 3, list.Count)
	assert.Equal(t, 30*time.Millisecond, list.Worst)
	assert.Equal(t, "02000000000000000000000000000000", list.TraceID)
	assert.Equal(t, int64(20), list.Repeats)
}

func TestTheOperationIsTheOutermostAncestorThatCameAlong(t *testing.T) {
	td := flagged("slow_query", "SELECT", "warn", time.Second, 1)
	spans := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	query := spans.At(0)
	query.SetSpanID(pcommon.SpanID{3})
	query.SetParentSpanID(pcommon.SpanID{2})
	for id, name := range map[byte]string{1: "GET /api/articles/", 2: "article.search"} {
		span := spans.AppendEmpty()
		span.SetTraceID(pcommon.TraceID{1})
		span.SetSpanID(pcommon.SpanID{id})
		span.SetParentSpanID(pcommon.SpanID{id - 1})
		span.SetName(name)
	}
	tally := newTally(record{})
	require.NoError(t, tally.Traces(td))
	findings := tally.worstFirst()
	require.Len(t, findings, 1)
	assert.Equal(t, "GET /api/articles/", findings[0].Operation)
}

func TestACycleOfParentsEnds(t *testing.T) {
	td := flagged("slow_query", "SELECT", "warn", time.Second, 1)
	span := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	span.SetSpanID(pcommon.SpanID{3})
	span.SetParentSpanID(pcommon.SpanID{3})
	assert.Equal(t, "SELECT", operations(td)(span))
}
