package nplusoneprocessor

import (
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/groupbytraceprocessor"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// batchSpans is the size of the batches the benchmarks feed: what SDKs and gateways send.
const batchSpans = 1000

// fullQuery is a database span as instrumentations write it: twelve attributes, the statement with literals.
func fullQuery(id, parent uint64, start float64, n int) testSpan {
	s := query(id, parent, start, start+8, fmt.Sprintf(
		"SELECT id, title, body, author_id, created_at FROM articles WHERE author_id = %d AND state = 'published' ORDER BY created_at DESC LIMIT 20", n))
	for key, value := range map[string]any{
		"db.namespace": "articles", "db.operation.name": "SELECT", "db.collection.name": "articles", "server.address": "db.internal",
		"server.port": 5432, "network.peer.address": "10.0.0.7", "network.peer.port": 5432, "db.user": "app", "thread.id": 17, "thread.name": "worker-17",
	} {
		s.attrs[key] = value
	}
	return s
}

func fullInternal(id, parent uint64, start float64) testSpan {
	s := internal(id, parent, "ArticleRepository.find", start, start+9)
	s.attrs = map[string]any{"code.function.name": "find", "code.file.path": "articles.go", "thread.id": 17, "thread.name": "worker-17"}
	return s
}

// shape is the spans of one trace of a benchmark.
type shape struct {
	name  string
	spans []testSpan
}

// shapes: traces of twenty spans, the last of them the server span.
func shapes() []shape {
	calls, others, mixed, wrappers := shape{name: "database_spans"}, shape{name: "other_spans"}, shape{name: "mixed"}, shape{name: "behind_wrappers"}
	for i := range 20 {
		id, start := uint64(0x100+i), 10*float64(i)
		calls.spans = append(calls.spans, fullQuery(id, rootID, start, i))
		others.spans = append(others.spans, fullInternal(id, rootID, start))
		if i%2 == 0 {
			mixed.spans = append(mixed.spans, fullQuery(id, rootID, start, i))
			wrappers.spans = append(wrappers.spans, fullQuery(id, id+1, start, i))
		} else {
			mixed.spans = append(mixed.spans, fullInternal(id, rootID, start))
			wrappers.spans = append(wrappers.spans, fullInternal(id, rootID, start))
		}
	}
	mixed.spans[19] = server(rootID, 0, 0, 250)
	return []shape{calls, fingerprinted(calls), others, mixed, wrappers,
		ofKind("cache", map[string]any{"db.system.name": "redis", "db.operation.name": "GET", "db.query.text": "GET user:%d:cart"}),
		ofKind("http", map[string]any{"http.request.method": "GET", "url.full": "https://users.internal/v1/users/%d?fields=name", "http.response.status_code": 200}),
		ofKind("rpc", map[string]any{"rpc.system": "grpc", "rpc.service": "shop.Users", "rpc.method": "Get"}),
	}
}

// ofKind are calls with these attributes and those that every client's span has; %d is the number of the call.
func ofKind(kind string, attrs map[string]any) shape {
	out := shape{name: kind + "_spans"}
	for i := range 20 {
		s := fullQuery(uint64(0x100+i), rootID, 10*float64(i), i)
		for key := range s.attrs {
			if strings.HasPrefix(key, "db.") {
				delete(s.attrs, key)
			}
		}
		for key, value := range attrs {
			if text, ok := value.(string); ok {
				value = strings.ReplaceAll(text, "%d", strconv.Itoa(i))
			}
			s.attrs[key] = value
		}
		out.spans = append(out.spans, s)
	}
	return out
}

// fingerprinted is the shape as slow_query hands it on.
func fingerprinted(s shape) shape {
	out := shape{name: s.name + "_behind_slow_query"}
	for _, span := range s.spans {
		span.attrs = maps.Clone(span.attrs)
		span.attrs[finding.AttrQueryFingerprint] = "00000000deadbeef"
		out.spans = append(out.spans, span)
	}
	return out
}

// mixedShape is the one with a server span, on which findings are written.
func mixedShape() shape { return shapes()[3] }

// batchOf repeats the trace's spans until the batch is full; setTraceIDs makes them traces of their own.
func (s shape) batchOf() ptrace.Traces {
	var spans []testSpan
	for len(spans) < batchSpans {
		spans = append(spans, s.spans...)
	}
	return traces(spans...)
}

// setTraceIDs gives every twenty spans a trace of their own, never seen before.
func setTraceIDs(td ptrace.Traces, next *uint64) {
	spans := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	var id pcommon.TraceID
	for i := range spans.Len() {
		if i%20 == 0 {
			*next++
			binary.BigEndian.PutUint64(id[8:], mix(*next, 1))
			binary.BigEndian.PutUint64(id[:8], *next)
		}
		spans.At(i).SetTraceID(id)
	}
}

// What the processor costs per span, by kind of span, at a steady state where old traces are let go of. The
// next consumer does nothing; findings are written for "mixed" only, where the parent passes.
func BenchmarkConsume(b *testing.B) {
	for _, s := range shapes() {
		b.Run(s.name, func(b *testing.B) {
			p := benchProcessor(b)
			td, next := s.batchOf(), uint64(0)
			b.ReportAllocs()
			start := cpuTime()
			for b.Loop() {
				setTraceIDs(td, &next)
				_ = p.ConsumeTraces(context.Background(), td)
				clearFindings(td)
			}
			reportPerSpan(b, start)
		})
	}
}

// Two goroutines feeding traces of their own.
func BenchmarkConsumeParallel(b *testing.B) {
	p := benchProcessor(b)
	s := mixedShape()
	var lanes atomic.Uint64
	start := cpuTime()
	b.RunParallel(func(pb *testing.PB) {
		td, next := s.batchOf(), lanes.Add(1)<<40
		for pb.Next() {
			setTraceIDs(td, &next)
			_ = p.ConsumeTraces(context.Background(), td)
			clearFindings(td)
		}
	})
	reportPerSpan(b, start)
}

func benchProcessor(b *testing.B) *nPlusOne {
	b.Helper()
	p, err := newProcessor(componenttest.NewNopTelemetrySettings(), defaults(), consumertest.NewNop(), time.Now)
	require.NoError(b, err)
	return p
}

// clearFindings makes the batch fresh again; it touches the server spans only.
func clearFindings(td ptrace.Traces) {
	spans := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans()
	for i := 19; i < spans.Len(); i += 20 {
		if span := spans.At(i); span.Events().Len() > 0 {
			span.Events().RemoveIf(func(ptrace.SpanEvent) bool { return true })
		}
	}
}

// reportPerSpan prints wall and CPU time; the second does not depend on what else the machine does.
func reportPerSpan(b *testing.B, start int64) {
	b.Helper()
	spans := float64(b.N) * batchSpans
	b.ReportMetric(float64(cpuTime()-start)/spans, "cpu-ns/span")
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/spans, "ns/span")
}

// rival is a processor to compare: how to make it before a consumer.
type rival struct {
	name string
	make func(b *testing.B, next consumer.Traces) consumer.Traces
}

// groupbytraceWait is longer than feeding takes, so that its heap is measured while the traces are open; the
// default is one second.
const groupbytraceWait = 5 * time.Second

func rivals() []rival {
	return []rival{
		{"nothing", func(_ *testing.B, next consumer.Traces) consumer.Traces { return next }},
		{"n_plus_one", func(b *testing.B, next consumer.Traces) consumer.Traces {
			p, err := NewFactory().CreateTraces(context.Background(), processortest.NewNopSettings(NewFactory().Type()), NewFactory().CreateDefaultConfig(), next)
			require.NoError(b, err)
			return p
		}},
		{"groupbytrace", func(b *testing.B, next consumer.Traces) consumer.Traces {
			f := groupbytraceprocessor.NewFactory()
			cfg := f.CreateDefaultConfig()
			cfg.(*groupbytraceprocessor.Config).WaitDuration = groupbytraceWait
			p, err := f.CreateTraces(context.Background(), processortest.NewNopSettings(f.Type()), cfg, next)
			require.NoError(b, err)
			require.NoError(b, p.Start(context.Background(), componenttest.NewNopHost()))
			b.Cleanup(func() { require.NoError(b, p.Shutdown(context.Background())) })
			return p
		}},
	}
}

// BenchmarkAgainstGroupByTrace feeds the same batches to this processor, to contrib's groupbytrace (what a detector that looks at whole traces needs in front of it) and to nothing, and prints what
// each adds: CPU time per span, until the last span has come out, and heap while the traces are open.
func BenchmarkAgainstGroupByTrace(b *testing.B) {
	const batches = 400
	for b.Loop() {
		cpu, held := map[string]float64{}, map[string]float64{}
		for _, r := range rivals() {
			cpu[r.name], held[r.name] = drive(b, r, batches)
		}
		ours, theirs := cpu["n_plus_one"]-cpu["nothing"], cpu["groupbytrace"]-cpu["nothing"]
		b.ReportMetric(ours, "ours-cpu-ns/span")
		b.ReportMetric(theirs, "groupbytrace-cpu-ns/span")
		b.ReportMetric(theirs/ours, "cpu-ratio")
		ourHeap, theirHeap := held["n_plus_one"]-held["nothing"], held["groupbytrace"]-held["nothing"]
		b.ReportMetric(ourHeap, "ours-heap-B/span")
		b.ReportMetric(theirHeap, "groupbytrace-heap-B/span")
		b.ReportMetric(theirHeap/ourHeap, "heap-ratio")
	}
}

// drive feeds the batches as fast as they are taken and gives CPU nanoseconds and held bytes per span.
func drive(b *testing.B, r rival, batches int) (cpu, held float64) {
	out := make(chan int, 1<<20)
	next, err := consumer.NewTraces(func(_ context.Context, td ptrace.Traces) error {
		out <- td.SpanCount()
		return nil
	})
	require.NoError(b, err)
	p := r.make(b, next)
	template, id := mixedShape().batchOf(), uint64(0)
	before, start := heap(), cpuTime()
	for range batches {
		td := ptrace.NewTraces()
		template.CopyTo(td)
		setTraceIDs(td, &id)
		require.NoError(b, p.ConsumeTraces(context.Background(), td))
	}
	spent := cpuTime() - start
	after := heap() // collected on nobody's account
	start = cpuTime()
	for left := batches * batchSpans; left > 0; {
		left -= <-out
	}
	spent += cpuTime() - start
	runtime.KeepAlive(p)
	n := float64(batches * batchSpans)
	return float64(spent) / n, float64(int64(after-before)) / n
}

// cpuTime is what the process used, in nanoseconds: the work of other goroutines and of the garbage collector
// counts too.
func cpuTime() int64 {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return usage.Utime.Nano() + usage.Stime.Nano()
}
