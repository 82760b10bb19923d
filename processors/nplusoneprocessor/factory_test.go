package nplusoneprocessor

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/processor/processortest"
)

func TestFactoryMakesATracesProcessor(t *testing.T) {
	f := NewFactory()
	assert.Equal(t, component.MustNewType("n_plus_one"), f.Type())
	assert.Equal(t, component.StabilityLevelAlpha, f.TracesStability())

	sink := new(consumertest.TracesSink)
	p, err := f.CreateTraces(context.Background(), processortest.NewNopSettings(f.Type()), f.CreateDefaultConfig(), sink)
	require.NoError(t, err)
	assert.True(t, p.Capabilities().MutatesData)
	require.NoError(t, p.Start(context.Background(), componenttest.NewNopHost()))
	require.NoError(t, p.ConsumeTraces(context.Background(), traces(append(selects(6, 0x100, rootID, 10), root())...)))
	require.NoError(t, p.Shutdown(context.Background()))
	assert.Len(t, findingsIn(sink.AllTraces()...), 1)
}

func TestFactoryMakesNothingElse(t *testing.T) {
	f := NewFactory()
	set := processortest.NewNopSettings(f.Type())
	_, err := f.CreateMetrics(context.Background(), set, f.CreateDefaultConfig(), consumertest.NewNop())
	assert.ErrorIs(t, err, pipeline.ErrSignalNotSupported)
	_, err = f.CreateLogs(context.Background(), set, f.CreateDefaultConfig(), consumertest.NewNop())
	assert.ErrorIs(t, err, pipeline.ErrSignalNotSupported)
}

// Two processors of one collector keep to themselves.
func TestInstancesShareNothing(t *testing.T) {
	a, b := newRig(t), newRig(t)
	a.feed(t, selects(4, 0x100, rootID, 10))
	assert.Empty(t, b.feed(t, selects(4, 0x200, rootID, 100), []testSpan{root()}))
}
