package slowqueryprocessor

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// TestNamesOfARecordAreBounded holds that no attribute makes a record larger than it may be.
func TestNamesOfARecordAreBounded(t *testing.T) {
	p, shown := startWithPage(t, defaultConfig(), nop())
	long := strings.Repeat("long ", 10_000)
	td, spans := newTraces(long)
	addQuery(spans, long, "SELECT a FROM t", ms).Attributes().PutStr("db.query.summary", long)
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	row := shown.source.Statements()[0]
	for _, name := range []string{row.Summary, row.System, row.Services[0]} {
		assert.LessOrEqual(t, len(name), maxKeptName)
		assert.True(t, strings.HasSuffix(name, "…"))
	}
}

// TestSumsNeverOverflow holds that clocks that are wrong by centuries leave a table that is not negative.
func TestSumsNeverOverflow(t *testing.T) {
	p, shown := startWithPage(t, defaultConfig(), nop())
	for _, service := range []string{"shop", "billing"} {
		td, spans := newTraces(service)
		for _, text := range []string{"SELECT a FROM t", "SELECT a FROM t", "SELECT b FROM t"} {
			span := addQuery(spans, "postgresql", text, ms)
			span.SetStartTimestamp(1)
			span.SetEndTimestamp(math.MaxInt64)
		}
		require.NoError(t, p.ConsumeTraces(context.Background(), td))
	}
	for _, row := range shown.source.Statements() {
		assert.EqualValues(t, math.MaxInt64, row.Total)
		assert.Greater(t, int64(row.P50), int64(math.MaxInt64/100*97))
		assert.InDelta(t, 1, row.Share, 0)
	}
}

// TestARowHasTheTextThatIsKnown holds that a statement whose text was dropped by one application has it from another,
// or from a later call.
func TestARowHasTheTextThatIsKnown(t *testing.T) {
	for name, services := range map[string][2]string{"of one service": {"a", "a"}, "of two": {"a", "b"}, "of two, the other first": {"b", "a"}} {
		t.Run(name, func(t *testing.T) {
			p, shown := startWithPage(t, defaultConfig(), nop())
			td, spans := newTraces(services[0])
			known := addQuery(spans, "postgresql", "SELECT a FROM t", ms)
			require.NoError(t, newForTest(t, defaultConfig(), nop()).ConsumeTraces(context.Background(), td))
			known.Attributes().Remove("db.query.text")
			require.NoError(t, p.ConsumeTraces(context.Background(), td))
			assert.Empty(t, shown.source.Statements()[0].Text)
			td, spans = newTraces(services[1])
			addQuery(spans, "postgresql", "SELECT a FROM t", ms)
			require.NoError(t, p.ConsumeTraces(context.Background(), td))
			require.Len(t, shown.source.Statements(), 1)
			assert.Equal(t, "SELECT a FROM t", shown.source.Statements()[0].Text)
			assert.EqualValues(t, 2, shown.source.Statements()[0].Calls)
		})
	}
}

// TestTheLongestOfSpansWithoutATrace holds that Max does not depend on whether its call has a trace.
func TestTheLongestOfSpansWithoutATrace(t *testing.T) {
	services := []string{"a", "b", "c", "d", "e"}
	for _, longest := range services {
		p, shown := startWithPage(t, defaultConfig(), nop())
		for _, service := range services {
			took := 10 * ms
			if service == longest {
				took = 90 * ms
			}
			td, spans := newTraces(service)
			addQuery(spans, "postgresql", "SELECT a FROM t", took).SetTraceID(pcommon.NewTraceIDEmpty())
			require.NoError(t, p.ConsumeTraces(context.Background(), td))
		}
		assert.Equal(t, 90*ms, shown.source.Statements()[0].Max, longest)
	}
}

// careless takes tables and gives nothing to take them back with.
type careless struct{ page }

func (*careless) AddStatements(finding.StatementSource) func() { return nil }

func TestASinkWithoutRemove(t *testing.T) {
	p, err := NewFactory().CreateTraces(context.Background(), settings(), defaultConfig(), consumertest.NewNop())
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), host{component.MustNewID("careless"): new(careless)}))
	assert.NoError(t, p.Shutdown(context.Background()))
}
