package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// repeats are traces of 20 calls below one span; the attributes of all calls are in one order.
func repeats(batch int) ptrace.Traces {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range batch {
		s := fullQuery(uint64(0x1000+i), uint64(1+i/20), float64(i), i)
		s.trace = byte(i / 20)
		span := spans.AppendEmpty()
		s.copyTo(span)
		span.Attributes().Clear()
		for _, key := range []string{
			"db.system.name", "db.namespace", "db.operation.name", "db.collection.name", "db.query.text", "server.address", "server.port",
			"network.peer.address", "network.peer.port", "db.user", "thread.id", "thread.name",
		} {
			_ = span.Attributes().PutEmpty(key).FromRaw(s.attrs[key])
		}
	}
	return td
}

// BenchmarkCollapse is the cost per span of the batch: no call is like another, all of 20 fold into one, and reading
// or undoing that.
func BenchmarkCollapse(b *testing.B) {
	perSpan := func(b *testing.B, run func()) {
		b.ReportAllocs()
		for b.Loop() {
			run()
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/batchSpans, "ns/span")
	}
	full, work, c := repeats(batchSpans), ptrace.NewTraces(), newCollapser()
	folded := copyOf(full)
	require.Equal(b, batchSpans-batchSpans/20, c.collapse(folded, 5, everySpan))

	b.Run("nothing_folds", func(b *testing.B) {
		perSpan(b, func() {
			c.collapse(full, 5, func(span ptrace.Span) (uint64, bool) { return toUint(span.SpanID()), true })
		})
	})
	b.Run("no_calls", func(b *testing.B) {
		perSpan(b, func() { c.collapse(full, 5, func(ptrace.Span) (uint64, bool) { return 0, false }) })
	})
	b.Run("copy_alone", func(b *testing.B) { perSpan(b, func() { full.CopyTo(work) }) })
	b.Run("copy_and_fold_20_into_1", func(b *testing.B) {
		perSpan(b, func() {
			full.CopyTo(work)
			c.collapse(work, 5, everySpan)
		})
	})
	b.Run("copy_and_expand", func(b *testing.B) {
		perSpan(b, func() {
			folded.CopyTo(work)
			_ = expand(work)
		})
	})
	b.Run("each_call_ordinary", func(b *testing.B) {
		perSpan(b, func() { eachSpan(full, func(span ptrace.Span) { eachCall(span, func(uint64, int64, int64) {}) }) })
	})
	b.Run("each_call_collapsed", func(b *testing.B) {
		perSpan(b, func() { eachSpan(folded, func(span ptrace.Span) { eachCall(span, func(uint64, int64, int64) {}) }) })
	})
}
