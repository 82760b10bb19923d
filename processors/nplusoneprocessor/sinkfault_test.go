package nplusoneprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/base-14/otelcol-scout/internal/finding"
)

type faultySink struct{}

func (faultySink) Found(context.Context, []finding.Finding) { panic("fault") }

// An extension's fault is not the sender's: the batch, which was accepted, is not refused, the other extensions are told,
// and the collector ends as it should.
func TestAFaultOfAnExtensionCostsNoTelemetry(t *testing.T) {
	rig := newRig(t)
	core, logged := observer.New(zap.ErrorLevel)
	rig.logger = zap.New(core)
	rig.sinks = []finding.Sink{faultySink{}, rig.findings}

	found := rig.feed(t, append(selects(6, 0x100, rootID, 10), root()))
	assert.Len(t, found, 1)
	assert.Len(t, rig.findings.all(), 1)
	assert.Equal(t, 7, rig.sink.AllTraces()[0].SpanCount())
	assert.Equal(t, 1, logged.Len())

	rig.feed(t, onTrace(9, selects(6, 0x100, rootID, 10)...)) // told at the end: its parent does not come
	require.NoError(t, rig.Shutdown(t.Context()))
	assert.Len(t, rig.findings.all(), 2)
	require.Equal(t, 2, logged.Len())
	for _, entry := range logged.All() {
		assert.Equal(t, "an extension failed: it was not told what a batch gave", entry.Message)
		assert.Equal(t, "fault", entry.ContextMap()["fault"])
	}
}
