package nplusoneprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// switchable refuses batches while it is told to.
type switchable struct {
	*consumertest.TracesSink
	refuse bool
}

func (s *switchable) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	if s.refuse {
		return errRefused
	}
	return s.TracesSink.ConsumeTraces(ctx, td)
}

func (*switchable) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func newSwitchableRig(t *testing.T, change ...func(*Config)) (rig, *switchable) {
	t.Helper()
	next := &switchable{TracesSink: new(consumertest.TracesSink)}
	return newRigBefore(t, next, next.TracesSink, change...), next
}

func (r rig) refused(t *testing.T, next *switchable, td ptrace.Traces) {
	t.Helper()
	next.refuse = true
	require.ErrorIs(t, r.ConsumeTraces(context.Background(), td), errRefused)
	next.refuse = false
}

func TestTheErrorIsTheNextConsumers(t *testing.T) {
	rig, next := newSwitchableRig(t)
	next.refuse = true
	err := rig.ConsumeTraces(context.Background(), traces(server(rootID, 0, 0, 1)))
	assert.Same(t, errRefused, err)
}

func TestRetryWritesTheFindingAgain(t *testing.T) {
	for name, spans := range map[string][]testSpan{
		"parent in the batch": append(selects(6, 0x100, rootID, 10), server(rootID, 0, 0, 100)),
		"behind wrappers":     append(wrapped(6, 0x200, rootID, "find"), server(rootID, 0, 0, 100)),
	} {
		t.Run(name, func(t *testing.T) {
			want := newRig(t).feed(t, spans)
			require.Len(t, want, 1)
			rig, next := newSwitchableRig(t)
			rig.refused(t, next, traces(spans...))
			rig.refused(t, next, traces(spans...))
			assert.Equal(t, want, rig.feed(t, spans))
		})
	}
}

// A caller that keeps its batch and sends the very same one again sends it with the finding on it.
func TestRetryOfTheAnnotatedBatchChangesNothing(t *testing.T) {
	rig, next := newSwitchableRig(t)
	td := traces(append(selects(6, 0x100, rootID, 10), server(rootID, 0, 0, 100))...)
	rig.refused(t, next, td)
	want := ptrace.NewTraces()
	td.CopyTo(want)
	require.NoError(t, rig.ConsumeTraces(context.Background(), td))
	assert.Equal(t, want, next.AllTraces()[0])
	assert.Len(t, findingsIn(td), 1)
}

func TestRetryAfterTheParentPassed(t *testing.T) {
	rig, next := newSwitchableRig(t)
	calls := selects(6, 0x100, rootID, 10)
	rig.feed(t, []testSpan{server(rootID, 0, 0, 100)}, calls[:3])
	rig.refused(t, next, traces(calls[3:]...))
	got := rig.feed(t, calls[3:])
	require.Len(t, got, 1)
	assert.Equal(t, uint64(0x104), got[0].on, "the fifth call")
	assert.False(t, got[0].complete())
	assert.Equal(t, 6, got[0].repeats())
}

// wrapped are n calls, each below a wrapper span of that name.
func wrapped(n int, first, parent uint64, name string) []testSpan {
	var spans []testSpan
	for i, call := range selects(n, first, 0, 10) {
		call.parent = first + 0x1000 + uint64(i)
		spans = append(spans, call, internal(call.parent, parent, name, call.start, call.end))
	}
	return spans
}

// The parent and the calls passed; the wrapper that links the last of them is in a batch that is refused once.
func TestRetryOfTheWrapperThatCompletesAGroup(t *testing.T) {
	rig, next := newSwitchableRig(t)
	spans := wrapped(6, 0x200, rootID, "find")
	last := spans[len(spans)-1]
	require.Equal(t, ptrace.SpanKindInternal, last.kind)
	rig.feed(t, []testSpan{root()}, spans[:9]) // four pairs, and a call
	rig.refused(t, next, traces(spans[9:]...))
	got := rig.feed(t, spans[9:])
	require.Len(t, got, 1)
	assert.Equal(t, "warn", got[0].attrs[finding.AttrFindingSeverity])
}

// An info on the parent and the warn that later calls make of it, each refused once.
func TestRollBackOfAnInfoThatBecameAWarn(t *testing.T) {
	rig, next := newSwitchableRig(t)
	calls := selects(9, 0x100, rootID, 10)
	for i := range calls {
		calls[i].end = calls[i].start + 6 // the ninth makes it 54 ms
	}
	first := traces(append(calls[:5:5], root())...)
	rig.refused(t, next, first)
	require.NoError(t, rig.ConsumeTraces(context.Background(), first))
	rig.refused(t, next, traces(calls[5:]...))
	got := rig.feed(t, calls[5:])
	require.Len(t, got, 2)
	assert.Equal(t, got[0].id(), got[1].id())
	assert.ElementsMatch(t, []any{"info", "warn"}, []any{got[0].attrs[finding.AttrFindingSeverity], got[1].attrs[finding.AttrFindingSeverity]})
}

// The counts of other batches survive the roll-back of one, also where it had made a group claim its calls
// from the span above.
func TestRollBackGivesCallsBackToTheSpanAbove(t *testing.T) {
	rig, next := newSwitchableRig(t)
	// Below the wrapper 0x50: 4 calls. Beside it, below other wrappers of its name: 4 calls of the statement.
	near := selects(6, 0x100, 0x50, 10)
	rig.feed(t, near[:4], wrapped(4, 0x200, rootID, "find"))
	rig.refused(t, next, traces(near[4:]...)) // for a moment 0x50 has six of its own
	got := rig.feed(t, []testSpan{internal(0x50, rootID, "find", 0, 60)}, []testSpan{server(rootID, 0, 0, 100)})
	require.Len(t, got, 1)
	assert.Equal(t, uint64(rootID), got[0].on)
	assert.Equal(t, 8, got[0].repeats(), "four and four")
}

func TestRollBackOfATraceThatWasLetGoOf(t *testing.T) {
	rig, next := newSwitchableRig(t, func(c *Config) { c.State.MaxBytes = 1 << 20 })
	rig.state.budget = 0 // every trace goes right after it was merged
	rig.refused(t, next, traces(selects(6, 0x100, rootID, 10)...))
	assertAccounted(t, rig.state)
}

func TestRollBackKeepsTheAccount(t *testing.T) {
	rig, next := newSwitchableRig(t)
	rig.feed(t, selects(1, 0x100, rootID, 10))
	rig.refused(t, next, traces(selects(3, 0x200, rootID, 50)...))
	assertAccounted(t, rig.state)
	rig.feed(t, selects(4, 0x200, rootID, 50))
	assertAccounted(t, rig.state)
}
