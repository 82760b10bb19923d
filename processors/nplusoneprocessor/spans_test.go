package nplusoneprocessor

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// testSpan is a span as a test writes it: times in milliseconds from epoch.
type testSpan struct {
	trace      byte
	id, parent uint64
	name       string
	kind       ptrace.SpanKind
	start, end float64
	attrs      map[string]any
}

var epoch = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const rootID = 1

func server(id, parent uint64, start, end float64) testSpan {
	return testSpan{id: id, parent: parent, name: "GET /articles", kind: ptrace.SpanKindServer, start: start, end: end}
}

func internal(id, parent uint64, name string, start, end float64) testSpan {
	return testSpan{id: id, parent: parent, name: name, kind: ptrace.SpanKindInternal, start: start, end: end}
}

func query(id, parent uint64, start, end float64, text string) testSpan {
	return testSpan{
		id: id, parent: parent, name: "query", kind: ptrace.SpanKindClient, start: start, end: end,
		attrs: map[string]any{"db.system.name": "postgresql", "db.query.text": text},
	}
}

// selects are n queries of one statement below the parent, one after the other, each taking 10 ms, the first
// starting at start.
func selects(n int, first, parent uint64, start float64) []testSpan {
	spans := make([]testSpan, 0, n)
	for i := range n {
		at := start + 11*float64(i)
		spans = append(spans, query(first+uint64(i), parent, at, at+10, fmt.Sprintf("SELECT name FROM users WHERE id = %d", i)))
	}
	return spans
}

func (s testSpan) traceID() pcommon.TraceID { return pcommon.TraceID{0xa1, 15: s.trace + 1} }

func (s testSpan) copyTo(span ptrace.Span) {
	span.SetTraceID(s.traceID())
	span.SetSpanID(toSpanID(s.id))
	span.SetParentSpanID(toSpanID(s.parent))
	span.SetName(s.name)
	span.SetKind(s.kind)
	span.SetStartTimestamp(timestamp(s.start))
	span.SetEndTimestamp(timestamp(s.end))
	for _, key := range slices.Sorted(maps.Keys(s.attrs)) { // instrumentations write the same order each time
		_ = span.Attributes().PutEmpty(key).FromRaw(s.attrs[key])
	}
}

func timestamp(ms float64) pcommon.Timestamp {
	return pcommon.NewTimestampFromTime(epoch.Add(time.Duration(ms * float64(time.Millisecond))))
}

// traces puts the spans into one batch.
func traces(spans ...testSpan) ptrace.Traces {
	td := ptrace.NewTraces()
	out := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for _, s := range spans {
		s.copyTo(out.AppendEmpty())
	}
	return td
}

// found is a finding as it stands on telemetry.
type found struct {
	on    uint64 // the span it is written on
	attrs map[string]any
}

func (f found) id() string     { return f.attrs[finding.AttrFindingID].(string) }
func (f found) repeats() int   { return int(f.attrs[finding.AttrNPlusOneRepeats].(int64)) }
func (f found) complete() bool { return f.attrs[finding.AttrFindingComplete].(bool) }

// findingsIn lists the findings in the batches, sorted by id.
func findingsIn(batches ...ptrace.Traces) []found {
	var out []found
	for _, td := range batches {
		eachSpan(td, func(span ptrace.Span) {
			for _, event := range span.Events().All() {
				if event.Name() == finding.EventNPlusOne {
					out = append(out, found{toUint(span.SpanID()), event.Attributes().AsRaw()})
				}
			}
		})
	}
	slices.SortFunc(out, func(a, b found) int {
		switch {
		case a.id() < b.id():
			return -1
		case a.id() > b.id():
			return 1
		default:
			return 0
		}
	})
	return out
}

func eachSpan(td ptrace.Traces, visit func(ptrace.Span)) {
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				visit(span)
			}
		}
	}
}

// handClock is a clock that the test moves.
type handClock struct {
	mu  sync.Mutex
	now time.Time
}

func newHandClock() *handClock { return &handClock{now: epoch} }

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func defaults(change ...func(*Config)) *Config {
	cfg := createDefaultConfig().(*Config)
	for _, f := range change {
		f(cfg)
	}
	return cfg
}

// rig is a processor in front of a sink.
type rig struct {
	*nPlusOne
	sink     *consumertest.TracesSink
	clock    *handClock
	findings *findingsSink
}

func newRig(t testing.TB, change ...func(*Config)) rig {
	t.Helper()
	sink := new(consumertest.TracesSink)
	return newRigBefore(t, sink, sink, change...)
}

func newRigBefore(t testing.TB, next consumer.Traces, sink *consumertest.TracesSink, change ...func(*Config)) rig {
	t.Helper()
	clock := newHandClock()
	p, err := newProcessor(componenttest.NewNopTelemetrySettings(), defaults(change...), next, clock.Now)
	require.NoError(t, err)
	findings := new(findingsSink)
	require.NoError(t, p.Start(context.Background(), findings.host("findings")))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.Background())) })
	return rig{p, sink, clock, findings}
}

// feed sends each slice of spans as one batch and gives the findings of all that came out so far.
func (r rig) feed(t testing.TB, batches ...[]testSpan) []found {
	t.Helper()
	for _, spans := range batches {
		require.NoError(t, r.ConsumeTraces(context.Background(), traces(spans...)))
	}
	return findingsIn(r.sink.AllTraces()...)
}

// tracesFromYAML reads a batch written as in the golden cases.
func tracesFromYAML(t testing.TB, document any) ptrace.Traces {
	t.Helper()
	raw, err := json.Marshal(document)
	require.NoError(t, err)
	td, err := new(ptrace.JSONUnmarshaler).UnmarshalTraces(raw)
	require.NoError(t, err)
	return td
}
