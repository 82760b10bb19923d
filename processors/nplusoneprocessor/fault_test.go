package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
)

// TestAFaultCostsFindingsNeverSpans breaks the state from within, while a shard's lock is held.
func TestAFaultCostsFindingsNeverSpans(t *testing.T) {
	rig := newRig(t)
	core, logged := observer.New(zap.ErrorLevel)
	rig.logger = zap.New(core)
	calls, parent := selects(8, 0x100, rootID, 10), server(rootID, 0, 0, 200)
	rig.feed(t, calls[:4])

	intact := rig.state.rules
	rig.state.rules = nil
	batch := traces(calls...)
	want, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(batch)
	require.NoError(t, err)
	require.NoError(t, rig.ConsumeTraces(t.Context(), batch))
	out := rig.sink.AllTraces()
	got, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(out[len(out)-1])
	require.NoError(t, err)
	assert.Equal(t, want, got, "the batch passes as it came")

	require.Equal(t, 1, logged.Len())
	assert.Equal(t, "internal fault: the batch passes without findings and counting starts anew", logged.All()[0].Message)
	groups, bytes := rig.state.size()
	assert.Zero(t, groups)
	assert.Zero(t, bytes)

	rig.state.rules = intact
	found := rig.feed(t, calls, []testSpan{parent})
	require.Len(t, found, 1, "no lock is left held, and counting goes on")
	assert.Equal(t, 8, found[0].repeats())
}

func TestAFaultThatMeetsARefusalLeavesTheErrorAlone(t *testing.T) {
	rig := newRigBefore(t, consumertest.NewErr(errRefused), nil)
	rig.state.rules = nil
	assert.ErrorIs(t, rig.ConsumeTraces(t.Context(), traces(selects(8, 0x100, rootID, 10)...)), errRefused)
}
