package findingsextension

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// BenchmarkFound is what one finding costs the pipeline. The goal: 10,000 findings a second cost less than 2 % of a core,
// that is, less than 2 µs each.
func BenchmarkFound(b *testing.B) {
	for _, distinct := range []int{1, 100, 900, 100_000} {
		b.Run(fmt.Sprintf("distinct=%d", distinct), func(b *testing.B) {
			e := closed(b)
			batches := make([][]finding.Finding, distinct)
			for i := range batches {
				batches[i] = []finding.Finding{nPlusOneFinding(byte(i), fmt.Sprintf("GET /posts/%d", i), 10, 100*ms)}
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				batch := batches[i%distinct]
				batch[0].TraceID[1]++
				batch[0].SpanID[1]++
				e.Found(context.Background(), batch)
				i++
			}
		})
	}
}

// BenchmarkFoundWhileRead is the same while the page is being read without a pause.
func BenchmarkFoundWhileRead(b *testing.B) {
	e, write := busy(b)
	stop := meanwhile(func(int) { e.store.page(&query{order: orders[0], limit: maxLimit}) })
	for i := 0; b.Loop(); i++ {
		write(i)
	}
	b.ReportMetric(float64(stop())/b.Elapsed().Seconds(), "reads/s")
}

// BenchmarkReadWhileFound is how long a reader waits for its answer while a processor tells findings without a pause.
func BenchmarkReadWhileFound(b *testing.B) {
	e, write := busy(b)
	stop := meanwhile(write)
	for b.Loop() {
		e.store.page(&query{order: orders[0], limit: maxLimit})
	}
	b.ReportMetric(float64(stop())/b.Elapsed().Seconds(), "findings/s")
}

// BenchmarkRead is the same while nothing is told.
func BenchmarkRead(b *testing.B) {
	e, _ := busy(b)
	for b.Loop() {
		e.store.page(&query{order: orders[0], limit: maxLimit})
	}
}

// busy has 900 groups; write adds a finding to one of them.
func busy(b *testing.B) (e *findings, write func(i int)) {
	b.Helper()
	e = closed(b)
	batches := make([][]finding.Finding, 900)
	for i := range batches {
		batches[i] = []finding.Finding{nPlusOneFinding(byte(i), fmt.Sprintf("GET /posts/%d", i), 10, 100*ms)}
		e.Found(context.Background(), batches[i])
	}
	return e, func(i int) {
		batch := batches[i%len(batches)]
		batch[0].TraceID[1]++
		batch[0].SpanID[1]++
		e.Found(context.Background(), batch)
	}
}

// meanwhile does something again and again; stop ends it and tells how often it was done.
func meanwhile(do func(i int)) (stop func() int) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int)
	go func() {
		times := 0
		for ; ctx.Err() == nil; times++ {
			do(times)
		}
		done <- times
	}()
	return func() int { cancel(); return <-done }
}

// BenchmarkMasked is what the counts of one batch cost.
func BenchmarkMasked(b *testing.B) {
	e := closed(b)
	counts := []finding.MaskingCount{
		{Processor: "pii_masking", Signal: "traces", Detector: "email", Place: "span_attribute", Count: 3},
		{Processor: "pii_masking", Signal: "traces", Detector: "credit_card", Place: "event_attribute", Count: 1},
	}
	b.ReportAllocs()
	for b.Loop() {
		e.Masked(context.Background(), counts)
	}
}

// closed is an extension without its server.
func closed(b *testing.B) *findings {
	b.Helper()
	return &findings{store: newStore(1000, 16<<20, time.Now), masking: newMasking(time.Now)}
}
