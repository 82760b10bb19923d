package piimaskingprocessor

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/redactionprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"github.com/stretchr/testify/assert"
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

// textBytes is the size of the texts that hold one value.
const textBytes = 200

// repeated is the pattern again and again, up to a size.
func repeated(pattern string, size int) string {
	return strings.Repeat(pattern, size/len(pattern)+1)[:size]
}

// cleanText has no mark; its bytes are those of SQL and log lines.
func cleanText(size int) string {
	return repeated("SELECT o.id, o.total FROM orders o WHERE o.state <> 'open' AND o.n > 312; ", size)
}

// nearText is full of what a detector has to look at and to leave.
func nearText(size int) string {
	return repeated("2024-05-17T08:21:44.483+02:00 SendWorker@188978561024 order=4111111111111112 v=1.2.3.4-5 "+
		"trace 4bf92f3577b34da6a3ce929d0e0e4736 took: 12345678 us, c.id = o.id, see https://shop.example.com/a?b=c%20d ---- ", size)
}

// textWith has the value in its middle, in textBytes or what the value needs.
func textWith(value string) string {
	rest := max(0, textBytes-len(value)-2)
	return cleanText(rest/2) + " " + value + " " + cleanText(rest-rest/2)
}

// BenchmarkLength is one text without anything to mask, of log lines and statements (clean) or of what looks
// like something at first (near).
func BenchmarkLength(b *testing.B) {
	for _, size := range []int{20, 200, 2000, 20000} {
		benchmarkText(b, fmt.Sprintf("clean/%d", size), cleanText(size))
		benchmarkText(b, fmt.Sprintf("near/%d", size), nearText(size))
	}
}

// detectorTexts holds a value for each detector. Prefixes of vendors are written in two parts, lest scanners
// for leaked keys take them for real.
var detectorTexts = []struct{ detector, value string }{
	{"email", "alice@example.com"},
	{"phone", "+1 415 555 2671"},
	{"credit_card", "4111 1111 1111 1111"},
	{"us_ssn", "536-22-8145"},
	{"iban", "DE89 3704 0044 0532 0130 00"},
	{"jwt", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLW9mLXRoaXMtdG9rZW4"},
	{"api_key", "gh" + "p_4fT9wQz7LmX2vK8sB1nR6yD3hJ5cA0eGuPqW"},
	{"http_credentials", "sent Bearer f81c9d0a7be24d63a5c0e9b1"},
	{"url_credentials", "postgres://app:s3cr3tpw@db.example.com:5432/shop"},
	{"private_key", "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIHq3k0cJ8w1xZf5n2uVbT7yRd9LmKs4Ea6GoPiXe0hBW\n-----END PRIVATE KEY-----"},
	{"secret", "password=correct-horse"},
	{"ip_address", "203.0.113.77"},
	{"mac_address", "00:1b:44:11:3a:b7"},
	{"uuid", "7d444840-9dc0-11d1-b245-5ffdce74fad2"},
	{"user_path", "/home/alice/orders.csv"},
}

// BenchmarkDetector is one text with one value, masked with all defaults.
func BenchmarkDetector(b *testing.B) {
	for _, tt := range detectorTexts {
		benchmarkText(b, tt.detector, textWith(tt.value))
	}
}

// TestDetectorTexts holds that each text is what its benchmark says: its detector finds it.
func TestDetectorTexts(t *testing.T) {
	p := corpusPass(t, "")
	for _, tt := range detectorTexts {
		kind, ok := detectorByName(tt.detector)
		assert.True(t, ok, tt.detector)
		assert.NotEmpty(t, ofKinds(runeMatches(p, textWith(tt.value)), kind), tt.detector)
	}
	for _, size := range []int{20, 200, 2000, 20000} {
		assert.Empty(t, runeMatches(newTestPass(), cleanText(size)))
		assert.Empty(t, runeMatches(newTestPass(), nearText(size)))
	}
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

// BenchmarkSpan is a span without anything to mask that is like the one before: its texts are compared, not scanned.
// BenchmarkCleanBatch has spans that differ.
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

// TestCleanBatchAllocatesNothing holds for batches that never had anything to mask, and for those that are
// masked already. The first run makes the scratch and fills the caches.
func TestCleanBatchAllocatesNothing(t *testing.T) {
	p := newTestPass()
	for name, batch := range map[string]ptrace.Traces{"clean": cleanTraces(), "masked": workloadTraces()} {
		p.traces(batch)
		assert.Zero(t, testing.AllocsPerRun(5, func() { p.traces(batch) }), "%s spans", name)
	}
	for name, batch := range map[string]plog.Logs{"clean": cleanLogs(), "masked": workloadLogs()} {
		p.logs(batch)
		assert.Zero(t, testing.AllocsPerRun(5, func() { p.logs(batch) }), "%s log records", name)
	}
}

// BenchmarkCleanBatch is a batch without anything to mask.
func BenchmarkCleanBatch(b *testing.B) {
	b.Run("traces", func(b *testing.B) { benchmarkClean(b, cleanTraces(), (*pass).traces) })
	b.Run("logs", func(b *testing.B) { benchmarkClean(b, cleanLogs(), (*pass).logs) })
}

func benchmarkClean[T any](b *testing.B, batch T, walk func(*pass, T)) {
	p := newTestPass()
	b.ReportAllocs()
	batches := 0
	for b.Loop() {
		walk(p, batch)
		batches++
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(batches*workloadSize), "ours-ns/record")
}

// rivalPatterns are an address, a telephone number, a card number, an IPv4 address and a social security
// number as people write them for the redaction and the transform processor.
var rivalPatterns = []string{
	`[a-zA-Z0-9._%+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}`,
	`(?:\+?1[ .-]?)?\(?\b[2-9][0-9]{2}\)?[ .-]?[0-9]{3}[ .-]?[0-9]{4}\b`,
	`\b(?:4[0-9]{3}|5[1-5][0-9]{2}|3[47][0-9]{2}|6[0-9]{3})[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{3,4}\b`,
	`\b(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\b`,
	`\b[0-9]{3}-[0-9]{2}-[0-9]{4}\b`,
}

// redactionSettings let it look at what it looks at by default: attributes of all keys, and bodies.
func redactionSettings() map[string]any {
	values := make([]any, len(rivalPatterns))
	for i, pattern := range rivalPatterns {
		values[i] = pattern
	}
	return map[string]any{"allow_all_keys": true, "blocked_values": values, "summary": "silent"}
}

// transformSettings apply each pattern with each of the statements, in which %s stands for it.
func transformSettings(signal string, statements ...string) map[string]any {
	var all []any
	for _, statement := range statements {
		for _, pattern := range rivalPatterns {
			all = append(all, fmt.Sprintf(statement, strconv.Quote(pattern)))
		}
	}
	return map[string]any{signal: all}
}

func tracesContestants(tb testing.TB) []contestant[ptrace.Traces] {
	tb.Helper()
	transform := transformSettings("trace_statements", `replace_all_patterns(span.attributes, "value", %s, "***")`)
	return []contestant[ptrace.Traces]{
		{"ours", startTraces(tb, NewFactory(), nil)},
		{"redaction", startTraces(tb, redactionprocessor.NewFactory(), redactionSettings())},
		{"transform", startTraces(tb, transformprocessor.NewFactory(), transform)},
	}
}

func logsContestants(tb testing.TB) []contestant[plog.Logs] {
	tb.Helper()
	transform := transformSettings("log_statements",
		`replace_pattern(log.body, %s, "***")`, `replace_all_patterns(log.attributes, "value", %s, "***")`)
	return []contestant[plog.Logs]{
		{"ours", startLogs(tb, NewFactory(), nil)},
		{"redaction", startLogs(tb, redactionprocessor.NewFactory(), redactionSettings())},
		{"transform", startLogs(tb, transformprocessor.NewFactory(), transform)},
	}
}

// BenchmarkAgainstRivals puts the same batches through this processor with all defaults and through the
// redaction and the transform processor with five patterns.
func BenchmarkAgainstRivals(b *testing.B) {
	b.Run("traces", func(b *testing.B) {
		versus(b, workloadTraces, tracesContestants(b)...)
	})
	b.Run("logs", func(b *testing.B) {
		versus(b, workloadLogs, logsContestants(b)...)
	})
}

// TestEveryContestantMasks holds that the settings of the rivals do what they are for: a comparison with one
// that does nothing would be worth nothing.
func TestEveryContestantMasks(t *testing.T) {
	for _, c := range tracesContestants(t) {
		batch := workloadTraces()
		require.NoError(t, c.consume(context.Background(), batch))
		id, _ := batch.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(3).Attributes().Get("enduser.id")
		assert.NotContains(t, id.Str(), "customer3@", c.name)
	}
	for _, c := range logsContestants(t) {
		batch := workloadLogs()
		require.NoError(t, c.consume(context.Background(), batch))
		records := batch.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords()
		assert.NotContains(t, records.At(3).Body().Str(), "customer3@", c.name)
		assert.NotContains(t, records.At(13).Body().Str(), "1111 1111", c.name)
	}
}

func startTraces(tb testing.TB, factory processor.Factory, settings map[string]any) func(context.Context, ptrace.Traces) error {
	tb.Helper()
	p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()),
		configOf(tb, factory, settings), consumertest.NewNop())
	require.NoError(tb, err)
	start(tb, p)
	return p.ConsumeTraces
}

func startLogs(tb testing.TB, factory processor.Factory, settings map[string]any) func(context.Context, plog.Logs) error {
	tb.Helper()
	p, err := factory.CreateLogs(context.Background(), processortest.NewNopSettings(factory.Type()),
		configOf(tb, factory, settings), consumertest.NewNop())
	require.NoError(tb, err)
	start(tb, p)
	return p.ConsumeLogs
}

func configOf(tb testing.TB, factory processor.Factory, settings map[string]any) component.Config {
	tb.Helper()
	cfg := factory.CreateDefaultConfig()
	require.NoError(tb, confmap.NewFromStringMap(settings).Unmarshal(&cfg))
	return cfg
}

func start(tb testing.TB, p component.Component) {
	tb.Helper()
	require.NoError(tb, p.Start(context.Background(), componenttest.NewNopHost()))
	tb.Cleanup(func() { require.NoError(tb, p.Shutdown(context.Background())) })
}
