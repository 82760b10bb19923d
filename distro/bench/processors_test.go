package bench_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/base-14/otelcol-scout/internal/workload"
	"github.com/base-14/otelcol-scout/processors/nplusoneprocessor"
	"github.com/base-14/otelcol-scout/processors/piimaskingprocessor"
	"github.com/base-14/otelcol-scout/processors/slowqueryprocessor"
)

// chain is the processors one behind the other, each with its defaults, and nothing behind the last.
func chain(tb testing.TB, factories ...processor.Factory) consumer.Traces {
	tb.Helper()
	var next consumer.Traces = consumertest.NewNop()
	for _, factory := range slices.Backward(factories) {
		p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()), factory.CreateDefaultConfig(), next)
		require.NoError(tb, err)
		require.NoError(tb, p.Start(context.Background(), componenttest.NewNopHost()))
		tb.Cleanup(func() { require.NoError(tb, p.Shutdown(context.Background())) })
		next = p
	}
	return next
}

func allThree(tb testing.TB) consumer.Traces {
	tb.Helper()
	return chain(tb, piimaskingprocessor.NewFactory(), slowqueryprocessor.NewFactory(), nplusoneprocessor.NewFactory())
}

// BenchmarkProcessors is what a span costs in each processor of ours alone and in all of them, in turns. The spans are
// fresh from the wire; reading them is not measured.
func BenchmarkProcessors(b *testing.B) {
	for _, calls := range []int{10, 19} {
		b.Run(fmt.Sprintf("%d calls of %d", calls, workload.TraceSpans), func(b *testing.B) {
			contestants := []struct {
				name string
				next consumer.Traces
				laps []time.Duration
			}{
				{name: "all", next: allThree(b)},
				{name: "pii_masking", next: chain(b, piimaskingprocessor.NewFactory())},
				{name: "slow_query", next: chain(b, slowqueryprocessor.NewFactory())},
				{name: "n_plus_one", next: chain(b, nplusoneprocessor.NewFactory())},
			}
			p := tracesPayload(b, calls, 1)
			for b.Loop() {
				for i := range contestants {
					contestants[i].laps = append(contestants[i].laps, lap(b, contestants[i].next, p))
				}
			}
			for _, c := range contestants {
				b.ReportMetric(float64(median(c.laps))/workload.Size, c.name+"-ns/span")
			}
		})
	}
}

// lap is how long the processors take for one batch.
func lap(b *testing.B, next consumer.Traces, p *payload) time.Duration {
	b.Helper()
	b.StopTimer()
	batch := batchOf(b, p.fresh())
	b.StartTimer()
	begin := time.Now()
	if err := next.ConsumeTraces(context.Background(), batch); err != nil {
		b.Fatal(err)
	}
	return time.Since(begin)
}

// BenchmarkTwoCores compares two goroutines on two cores with one on one, both reading batches from the wire and putting
// them through all three processors of ours. There is no sender that would take its share of the second core.
func BenchmarkTwoCores(b *testing.B) {
	require.Greater(b, runtime.NumCPU(), 1, "this compares two cores with one")
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	next := allThree(b)
	payloads := []*payload{tracesPayload(b, 10, 1), tracesPayload(b, 10, 2)}
	var laps [2][]time.Duration
	for b.Loop() {
		for i := range payloads {
			laps[i] = append(laps[i], together(b, next, payloads[:i+1]))
		}
	}
	rate := func(cores int) float64 {
		return float64(cores*batchesEach*workload.Size) / median(laps[cores-1]).Seconds()
	}
	b.ReportMetric(rate(1), "one-core-spans/s")
	b.ReportMetric(rate(2), "two-cores-spans/s")
}

// batchesEach is how many batches a goroutine takes at a time.
const batchesEach = 50

// together is how long a goroutine for each payload, on a core of its own, takes for its batches.
func together(b *testing.B, next consumer.Traces, payloads []*payload) time.Duration {
	b.Helper()
	runtime.GOMAXPROCS(len(payloads))
	var running sync.WaitGroup
	begin := time.Now()
	for _, p := range payloads {
		running.Go(func() {
			for range batchesEach {
				batch, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(p.fresh())
				if err == nil {
					err = next.ConsumeTraces(context.Background(), batch)
				}
				if err != nil {
					b.Error(err)
				}
			}
		})
	}
	running.Wait()
	return time.Since(begin)
}

// median of the figures; a moment in which the machine did something else does not count.
func median[T float64 | time.Duration](figures []T) T {
	return slices.Sorted(slices.Values(figures))[len(figures)/2]
}
