package piimaskingprocessor

import (
	"context"
	"fmt"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/redactionprocessor"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"
)

// cleanText has no mark; its bytes are those of SQL and log lines.
func cleanText(size int) string {
	const pattern = "SELECT o.id, o.total FROM orders o WHERE o.state = 'open' AND o.n = 312; "
	text := ""
	for len(text) < size {
		text += pattern
	}
	return text[:size]
}

func BenchmarkText(b *testing.B) {
	for _, size := range []int{20, 200, 2000} {
		benchmarkText(b, fmt.Sprintf("clean/%d", size), cleanText(size))
	}
	benchmarkText(b, "email/200", cleanText(90)+" alice@example.com "+cleanText(91))
	benchmarkText(b, "card/200", cleanText(90)+" 4111 1111 1111 1111 "+cleanText(89))
	benchmarkText(b, "near/200", cleanText(80)+" SendWorker@188978561024 2024-05-17 "+cleanText(84))
}

func benchmarkText(b *testing.B, name, text string) {
	b.Run(name, func(b *testing.B) {
		p := newTestPass()
		b.SetBytes(int64(len(text)))
		b.ReportAllocs()
		for b.Loop() {
			p.text(placeLogBody, text)
		}
	})
}

// BenchmarkSpan is one span of the workload without anything to mask, values and keys.
func BenchmarkSpan(b *testing.B) {
	span := ptrace.NewSpan()
	workloadSpan(span, 0)
	p := newTestPass()
	b.ReportAllocs()
	for b.Loop() {
		p.span(span)
	}
}

func BenchmarkKeyVerdict(b *testing.B) {
	rules := newKeyRules([]KeyRule{{Match: "*user*", Action: ActionMask}})
	keys := []string{"http.request.method", "url.full", "db.query.text", "http.request.header.authorization"}
	b.ReportAllocs()
	for b.Loop() {
		for _, key := range keys {
			rules.verdict(key)
		}
	}
}

// rivalPatterns are an address and a card number as people write them for the redaction processor.
var rivalPatterns = []any{
	`[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}`,
	`\b(?:4[0-9]{3}|5[1-5][0-9]{2}|3[47][0-9]{2}|6[0-9]{3})[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3,4}\b`,
}

// BenchmarkAgainstRedaction puts the same batch of spans through both processors, batch by batch in turn,
// and reports how many times as long the redaction processor takes. Copying the batch is not measured.
func BenchmarkAgainstRedaction(b *testing.B) {
	b.Run("traces", func(b *testing.B) {
		ours := startTraces(b, NewFactory(), nil)
		rival := startTraces(b, redactionprocessor.NewFactory(), rivalSettings())
		versus(b, workloadTraces(), ptrace.NewTraces, ptrace.Traces.CopyTo, ours, rival)
	})
	b.Run("logs", func(b *testing.B) {
		ours := startLogs(b, NewFactory(), nil)
		rival := startLogs(b, redactionprocessor.NewFactory(), rivalSettings())
		versus(b, workloadLogs(), plog.NewLogs, plog.Logs.CopyTo, ours, rival)
	})
}

func rivalSettings() map[string]any {
	return map[string]any{"allow_all_keys": true, "blocked_values": rivalPatterns, "summary": "silent"}
}

func versus[T any](b *testing.B, batch T, empty func() T, copyTo func(T, T), ours, rival func(context.Context, T) error) {
	var watches [2]stopwatch
	b.ReportAllocs()
	for b.Loop() {
		for i, consume := range []func(context.Context, T) error{ours, rival} {
			b.StopTimer()
			data := empty()
			copyTo(batch, data)
			b.StartTimer()
			watches[i].time(func() { require.NoError(b, consume(context.Background(), data)) })
		}
	}
	records := float64(b.N * workloadSize)
	b.ReportMetric(float64(watches[0].total.Nanoseconds())/records, "ours-ns/record")
	b.ReportMetric(float64(watches[1].total.Nanoseconds())/records, "redaction-ns/record")
	b.ReportMetric(float64(watches[1].total)/float64(watches[0].total), "times-faster")
}

func startTraces(b *testing.B, factory processor.Factory, settings map[string]any) func(context.Context, ptrace.Traces) error {
	b.Helper()
	p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()),
		configOf(b, factory, settings), consumertest.NewNop())
	require.NoError(b, err)
	start(b, p)
	return p.ConsumeTraces
}

func startLogs(b *testing.B, factory processor.Factory, settings map[string]any) func(context.Context, plog.Logs) error {
	b.Helper()
	p, err := factory.CreateLogs(context.Background(), processortest.NewNopSettings(factory.Type()),
		configOf(b, factory, settings), consumertest.NewNop())
	require.NoError(b, err)
	start(b, p)
	return p.ConsumeLogs
}

func configOf(b *testing.B, factory processor.Factory, settings map[string]any) component.Config {
	b.Helper()
	cfg := factory.CreateDefaultConfig()
	require.NoError(b, confmap.NewFromStringMap(settings).Unmarshal(&cfg))
	return cfg
}

func start(b *testing.B, p component.Component) {
	b.Helper()
	require.NoError(b, p.Start(context.Background(), componenttest.NewNopHost()))
	b.Cleanup(func() { require.NoError(b, p.Shutdown(context.Background())) })
}
