package slowqueryprocessor

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func TestErrorOfTheNextConsumerComesBack(t *testing.T) {
	refused := errors.New("queue full")
	p := newForTest(t, defaultConfig(), consumertest.NewErr(refused))
	td, spans := newTraces("shop")
	addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
	assert.ErrorIs(t, p.ConsumeTraces(context.Background(), td), refused)
}

// TestARefusedBatchSentAgainIsWrittenOnce holds that a retry of what was already marked changes nothing.
func TestARefusedBatchSentAgainIsWrittenOnce(t *testing.T) {
	refuse := true
	next, err := newSwitch(&refuse)
	require.NoError(t, err)
	p := newForTest(t, defaultConfig(), next)
	td, spans := newTraces("shop")
	span := addQuery(spans, "postgresql", "SELECT a FROM t", time.Second)
	require.Error(t, p.ConsumeTraces(context.Background(), td))
	refuse = false
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	assert.Equal(t, 1, span.Events().Len())
}

func TestMutatesData(t *testing.T) {
	assert.True(t, newForTest(t, defaultConfig(), nop()).Capabilities().MutatesData)
}

// TestNothingIsLostOrReordered holds that what goes in comes out, in the same call, apart from what is added.
func TestNothingIsLostOrReordered(t *testing.T) {
	sink := new(consumertest.TracesSink)
	p := newForTest(t, defaultConfig(), sink)
	td, spans := newTraces("shop")
	for i := range 100 {
		span := addQuery(spans, "postgresql", fmt.Sprintf("SELECT a FROM t%d", i), time.Duration(i)*10*time.Millisecond)
		span.SetName(strconv.Itoa(i))
	}
	require.NoError(t, p.ConsumeTraces(context.Background(), td))
	require.Len(t, sink.AllTraces(), 1)
	out := sink.AllTraces()[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	require.Equal(t, 100, out.Len())
	for i := range 100 {
		assert.Equal(t, strconv.Itoa(i), out.At(i).Name())
		assert.Equal(t, i >= 50, out.At(i).Events().Len() == 1, "slow from 500ms on: %d", i)
	}
}

func TestConcurrentBatches(t *testing.T) {
	cfg := defaultConfig()
	cfg.MaxStatements = 5
	sink := new(consumertest.TracesSink)
	p := newForTest(t, cfg, sink)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 50 {
				td, spans := newTraces("shop")
				addQuery(spans, "mysql", fmt.Sprintf("SELECT c%d FROM t WHERE a = 'x'", i%20), time.Second)
				assert.NoError(t, p.ConsumeTraces(context.Background(), td))
			}
		})
	}
	wg.Wait()
	for _, td := range sink.AllTraces() {
		span := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
		require.Equal(t, 1, span.Events().Len())
		text, _ := span.Events().At(0).Attributes().Get(finding.AttrDBQueryText)
		assert.Regexp(t, `^SELECT c\d+ FROM t WHERE a = \?$`, text.Str())
	}
}

// FuzzProcess holds, for any text on any system: no panic, a second run changes nothing, and a string literal
// is not in the finding.
func FuzzProcess(f *testing.F) {
	f.Add("SELECT a FROM t WHERE b = 'x'", "postgresql")
	f.Add("get k", "redis")
	f.Add("0000000000000000000", "0")
	f.Add(`{"find": "users"}`, "mongodb")
	f.Fuzz(func(t *testing.T, text, system string) {
		for _, mode := range []QueryText{QueryTextKeep, QueryTextNormalize, QueryTextDrop} {
			cfg := defaultConfig()
			cfg.QueryText = mode
			p := newForTest(t, cfg, nop())
			td, spans := newTraces("shop")
			addQuery(spans, system, text, time.Second)
			require.NoError(t, p.ConsumeTraces(context.Background(), td))
			once := ptrace.NewTraces()
			td.CopyTo(once)
			require.NoError(t, p.ConsumeTraces(context.Background(), td))
			require.Equal(t, asJSON(t, once), asJSON(t, td), "%s: %q on %q", mode, text, system)
		}
	})
}

func asJSON(t *testing.T, td ptrace.Traces) string {
	t.Helper()
	raw, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
	require.NoError(t, err)
	return string(raw)
}
