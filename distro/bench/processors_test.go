package bench_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"syscall"
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

// BenchmarkProcessors is the CPU time that each processor of ours alone, and all of them, add to a span that is read from
// the wire and then forgotten, what the garbage collector does for them included. They take turns on one core.
func BenchmarkProcessors(b *testing.B) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	for _, calls := range []int{10, 19} {
		b.Run(fmt.Sprintf("%d calls of %d", calls, workload.TraceSpans), func(b *testing.B) {
			contestants := []struct {
				name string
				next consumer.Traces
			}{
				{"nothing", consumertest.NewNop()},
				{"all", allThree(b)},
				{"pii_masking", chain(b, piimaskingprocessor.NewFactory())},
				{"slow_query", chain(b, slowqueryprocessor.NewFactory())},
				{"n_plus_one", chain(b, nplusoneprocessor.NewFactory())},
			}
			p, spent := tracesPayload(b, calls, 1), make([][]time.Duration, len(contestants))
			for b.Loop() {
				for i, c := range contestants {
					begin := cpuTime()
					take(b, c.next, p)
					spent[i] = append(spent[i], cpuTime()-begin)
				}
			}
			nothing := median(spent[0])
			b.ReportMetric(float64(nothing)/(batchesEach*workload.Size), "nothing-ns/span")
			for i, c := range contestants[1:] {
				b.ReportMetric(float64(median(spent[i+1])-nothing)/(batchesEach*workload.Size), c.name+"-ns/span")
			}
		})
	}
}

// batchesEach is how many batches are taken at a time.
const batchesEach = 50

// take reads batches from the wire, none like another, and puts them through.
func take(b *testing.B, next consumer.Traces, p *payload) {
	b.Helper()
	for range batchesEach {
		batch, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(p.fresh())
		if err == nil {
			err = next.ConsumeTraces(context.Background(), batch)
		}
		if err != nil {
			b.Error(err)
		}
	}
}

// cpuTime is what the process has used, user and system.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
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

// together is how long a goroutine for each payload, on a core of its own, takes for its batches.
func together(b *testing.B, next consumer.Traces, payloads []*payload) time.Duration {
	b.Helper()
	runtime.GOMAXPROCS(len(payloads))
	var running sync.WaitGroup
	begin := time.Now()
	for _, p := range payloads {
		running.Go(func() { take(b, next, p) })
	}
	running.Wait()
	return time.Since(begin)
}

// median of the figures; a moment in which the machine did something else does not count.
func median[T float64 | time.Duration](figures []T) T {
	return slices.Sorted(slices.Values(figures))[len(figures)/2]
}
