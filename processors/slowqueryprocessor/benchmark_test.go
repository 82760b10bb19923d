package slowqueryprocessor

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const benchmarkStatement = `SELECT id, slug, title, author_id FROM articles WHERE author_id = 17 AND state = 'published' ORDER BY created_at DESC LIMIT 20`

// benchmarkBatch holds a hundred spans of each kind, by name.
func benchmarkBatch(name string) ptrace.Traces {
	td, spans := newTraces("shop")
	for range 100 {
		switch name {
		case "query, described":
			span := addQuery(spans, "postgresql", benchmarkStatement, time.Millisecond)
			span.Attributes().PutStr("db.query.summary", "SELECT articles")
		case "query":
			addQuery(spans, "postgresql", benchmarkStatement, time.Millisecond)
		case "slow query":
			addQuery(spans, "postgresql", benchmarkStatement, time.Second)
		case "redis":
			addQuery(spans, "redis", "get user:17:cart", time.Millisecond)
		case "other span":
			spans.AppendEmpty().Attributes().PutStr("code.function.name", "render")
		}
	}
	return td
}

var benchmarkNames = []string{"query, described", "query", "slow query", "redis", "other span"}

// BenchmarkConsume reports the cost per span. Each batch is a fresh copy of the spans, as a receiver would hand
// it over; copying is not measured.
func BenchmarkConsume(b *testing.B) {
	for _, name := range benchmarkNames {
		b.Run(name, func(b *testing.B) {
			p := newForTest(b, defaultConfig(), nop())
			template := benchmarkBatch(name)
			batches := make([]ptrace.Traces, 64)
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if n%len(batches) == 0 {
					b.StopTimer()
					for i := range batches {
						batches[i] = ptrace.NewTraces()
						template.CopyTo(batches[i])
					}
					b.StartTimer()
				}
				if err := p.ConsumeTraces(context.Background(), batches[n%len(batches)]); err != nil {
					b.Fatal(err)
				}
				n++
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100, "ns/span")
		})
	}
}

// TestAllocationsPerSpan holds that a span whose statement is known and which is described already costs no
// allocation, and that what a fresh span costs is what pdata takes for the two attributes alone.
func TestAllocationsPerSpan(t *testing.T) {
	p := newForTest(t, defaultConfig(), nop())
	for _, name := range []string{"query, described", "query", "redis", "other span"} {
		td := benchmarkBatch(name)
		require.NoError(t, p.ConsumeTraces(context.Background(), td))
		assert.LessOrEqual(t, testing.AllocsPerRun(20, func() {
			assert.NoError(t, p.ConsumeTraces(context.Background(), td))
		}), 25.0, name+": per batch of a hundred, for the options of the counters, and for the pool, which forgets under the race detector")
	}
	assert.Equal(t, allocations(t, writeTwoAttributes), allocations(t, func(td ptrace.Traces) {
		assert.NoError(t, p.ConsumeTraces(context.Background(), td))
	}))
}

// allocations counts what f allocates for a fresh batch of a hundred queries, per span.
func allocations(t *testing.T, f func(ptrace.Traces)) int {
	t.Helper()
	template := benchmarkBatch("query")
	const runs = 20
	batches := make([]ptrace.Traces, 0, runs+1)
	for range runs + 1 {
		td := ptrace.NewTraces()
		template.CopyTo(td)
		batches = append(batches, td)
	}
	n := 0
	return int(testing.AllocsPerRun(runs, func() {
		f(batches[n])
		n++
	})) / 100
}

func writeTwoAttributes(td ptrace.Traces) {
	for _, span := range td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		span.Attributes().PutStr("scout.query.fingerprint", "0123456789abcdef")
		span.Attributes().PutStr("db.query.summary", "SELECT articles")
	}
}
