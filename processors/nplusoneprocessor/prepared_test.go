package nplusoneprocessor

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const userQuery = "SELECT name FROM users WHERE id = ?"

func prepare(id uint64, start float64, text string) testSpan {
	s := query(id, rootID, start, start+1, text)
	s.name = "PDO::prepare"
	return s
}

// execution is a span without a text that links to the one that prepared the statement.
type execution struct {
	testSpan
	of uint64
}

func execute(id, of uint64, start float64) execution {
	s := query(id, rootID, start, start+10, "")
	s.name = "PDOStatement::execute"
	delete(s.attrs, "db.query.text")
	return execution{s, of}
}

func linked(spans ...any) ptrace.Traces {
	td := ptrace.NewTraces()
	out := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for _, s := range spans {
		span := out.AppendEmpty()
		switch s := s.(type) {
		case testSpan:
			s.copyTo(span)
		case execution:
			s.copyTo(span)
			link := span.Links().AppendEmpty()
			link.SetTraceID(s.traceID())
			link.SetSpanID(toSpanID(s.of))
		}
	}
	return td
}

func (r rig) feedLinked(t *testing.T, batches ...[]any) []found {
	t.Helper()
	for _, spans := range batches {
		require.NoError(t, r.ConsumeTraces(context.Background(), linked(spans...)))
	}
	return findingsIn(r.sink.AllTraces()...)
}

// preparedOnce are n executions of one statement, preparedEach of one statement each.
func preparedOnce(n int) []any {
	spans := []any{prepare(0x100, 5, userQuery)}
	for i := range n {
		spans = append(spans, execute(uint64(0x200+i), 0x100, 10+12*float64(i)))
	}
	return append(spans, root())
}

func preparedEach(n int) []any {
	var spans []any
	for i := range n {
		at := 10 + 12*float64(i)
		spans = append(spans, prepare(uint64(0x100+i), at, userQuery), execute(uint64(0x200+i), uint64(0x100+i), at+1))
	}
	return append(spans, root())
}

func TestExecutionsCountByTheTextOfTheirPreparation(t *testing.T) {
	for name, spans := range map[string][]any{"prepared once": preparedOnce(6), "prepared each": preparedEach(6)} {
		for size := 1; size <= len(spans); size++ {
			t.Run(fmt.Sprintf("%s, in batches of %d", name, size), func(t *testing.T) {
				got := newRig(t).feedLinked(t, slices.Collect(slices.Chunk(spans, size))...)
				require.Len(t, got, 1)
				assert.Equal(t, 6, got[0].repeats())
				assert.Equal(t, userQuery, got[0].attrs[finding.AttrDBQueryText])
				assert.Equal(t, "SELECT users", got[0].attrs[finding.AttrDBQuerySummary])
				assert.InDelta(t, 0.06, got[0].attrs[finding.AttrNPlusOneDuration], 1e-9, "of the executions alone")
			})
		}
	}
}

func TestExecutionsInAnyOrderOfOneBatch(t *testing.T) {
	spans := preparedEach(6)
	slices.Reverse(spans)
	assert.Len(t, newRig(t).feedLinked(t, spans), 1)
}

func TestExecutionsOfDifferentStatementsDoNotAddUp(t *testing.T) {
	var spans []any
	for i := range 6 {
		at := 10 + 12*float64(i)
		spans = append(spans, prepare(uint64(0x100+i), at, fmt.Sprintf("SELECT name FROM t%c WHERE id = ?", 'a'+i)),
			execute(uint64(0x200+i), uint64(0x100+i), at+1))
	}
	assert.Empty(t, newRig(t).feedLinked(t, append(spans, root())))
}

func TestPreparingAloneIsNoFinding(t *testing.T) {
	var spans []any
	for i := range 9 {
		spans = append(spans, prepare(uint64(0x100+i), 12*float64(i), userQuery))
	}
	assert.Empty(t, newRig(t).feedLinked(t, append(spans, root())))
}

// Links to spans that prepared nothing (mysqli's link to the transaction, another trace's spans) say nothing.
func TestExecutionsOfUnknownStatementsDoNotCount(t *testing.T) {
	begin := query(0x100, rootID, 5, 6, "BEGIN")
	spans := preparedOnce(6)
	spans[0] = begin
	assert.Empty(t, newRig(t).feedLinked(t, spans))
	spans[0] = prepare(0x101, 5, userQuery)
	assert.Empty(t, newRig(t).feedLinked(t, spans))
	other := prepare(0x100, 5, userQuery)
	other.trace = 7
	spans[0] = other
	assert.Empty(t, newRig(t).feedLinked(t, spans))
}

func TestARefusedBatchOfExecutionsCountsOnce(t *testing.T) {
	spans := preparedEach(6)
	rig, next := newSwitchableRig(t)
	rig.refused(t, next, linked(spans...))
	got := rig.feedLinked(t, spans)
	require.Len(t, got, 1)
	assert.Equal(t, 6, got[0].repeats())
}

func TestPreparedStatementsAreBounded(t *testing.T) {
	rig := newRig(t)
	for i := range maxPrepared + 10 {
		rig.feedLinked(t, []any{prepare(uint64(0x1000+i), float64(i), userQuery)})
	}
	assertAccounted(t, rig.state)
	var prepared int
	for i := range rig.state.shards {
		for _, trace := range rig.state.shards[i].traces {
			prepared += len(trace.prepared.known)
		}
	}
	assert.Equal(t, 10, prepared)
}

// Executions that come before their preparations count when those come.
func TestExecutionsWaitForTheirPreparations(t *testing.T) {
	spans := preparedEach(6)
	root := spans[len(spans)-1]
	var first, second []any
	for i := 0; i < len(spans)-1; i += 2 {
		first, second = append(first, spans[i+1]), append(second, spans[i])
	}
	want := newRig(t).feedLinked(t, spans)
	assert.Equal(t, want, newRig(t).feedLinked(t, first, second, []any{root}))

	rig, next := newSwitchableRig(t)
	rig.refused(t, next, linked(first...))
	require.NoError(t, rig.ConsumeTraces(context.Background(), linked(first...)))
	rig.refused(t, next, linked(second...))
	assert.Equal(t, want, rig.feedLinked(t, second, []any{root}), "each batch refused once")
	assertAccounted(t, rig.state)
}

// Until its preparation comes, an execution is seen through: what the driver says below it counts further up. Then it is
// the call, and the driver's spans are the same calls seen again, whatever they say.
func TestWhatIsBelowAnExecutionIsTheExecution(t *testing.T) {
	below := func(n int) (spans []any) {
		for i := range n {
			at := 10 + 12*float64(i)
			spans = append(spans, execute(uint64(0x200+i), 0x100, at), query(uint64(0x300+i), uint64(0x200+i), at+1, at+8, "SELECT users.name FROM users WHERE users.id = ?"))
		}
		return spans
	}
	for name, spans := range map[string][]any{"over the threshold": below(6), "below it": append(below(4), preparedOnce(7)[5:8]...)} {
		t.Run(name, func(t *testing.T) {
			got := newRig(t).feedLinked(t, spans, []any{prepare(0x100, 5, userQuery)}, []any{root()})
			require.Len(t, got, 1)
			assert.Equal(t, userQuery, got[0].attrs[finding.AttrDBQueryText])
			assert.NotContains(t, got[0].attrs, finding.AttrNPlusOneVia)
		})
	}
}

// What waits is bounded, and holds no span.
func TestWaitingExecutionsAreBounded(t *testing.T) {
	rig := newRig(t)
	for i := range 2 * maxWaiting {
		rig.feedLinked(t, []any{execute(uint64(0x1000+i), uint64(0x9000+i), float64(i))})
	}
	for i := range rig.state.shards {
		for _, trace := range rig.state.shards[i].traces {
			require.Len(t, trace.prepared.waiting, maxWaiting)
			assert.Equal(t, ptrace.Span{}, trace.prepared.waiting[0].seen.span)
		}
	}
	assertAccounted(t, rig.state)
}
