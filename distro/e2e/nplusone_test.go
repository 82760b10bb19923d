package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// flagged is a backend that counts the spans and the findings of each trace.
type flagged struct {
	mu              sync.Mutex
	spans, findings map[string]int
}

// Traces implements scoutstandin.Sink.
func (f *flagged) Traces(td ptrace.Traces) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				trace := span.TraceID().String()
				f.spans[trace]++
				for _, event := range span.Events().All() {
					if event.Name() == nPlusOne {
						f.findings[trace]++
					}
				}
			}
		}
	}
	return nil
}

// Metrics implements scoutstandin.Sink.
func (*flagged) Metrics(pmetric.Metrics) error { return nil }

// Logs implements scoutstandin.Sink.
func (*flagged) Logs(plog.Logs) error { return nil }

func (f *flagged) total() (spans int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, n := range f.spans {
		spans += n
	}
	return spans
}

const (
	slowTraces    = 20
	callsPerTrace = 12
)

// oneByOne are the spans of the traces, each a request of its own: a server span, and twelve queries of 10 ms below
// it, one after the other.
func oneByOne() []string {
	var requests []string
	for trace := range slowTraces {
		add := func(id, parent, kind, startMs, endMs int, attributes string) {
			requests = append(requests, fmt.Sprintf(
				`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"%032x","spanId":"%016x","parentSpanId":"%016x","name":"n","kind":%d,
				"startTimeUnixNano":"%d000000","endTimeUnixNano":"%d000000","attributes":[%s]}]}]}]}`,
				trace+1, id, parent, kind, 1_767_225_600_000+startMs, 1_767_225_600_000+endMs, attributes))
		}
		add(1, 99, 2, 0, 200, "")
		for call := range callsPerTrace {
			add(100+call, 1, 3, 10+11*call, 20+11*call, fmt.Sprintf(
				`{"key":"db.system.name","value":{"stringValue":"mysql"}},{"key":"db.query.text","value":{"stringValue":"SELECT a FROM t WHERE id = %d"}}`, call))
		}
	}
	return requests
}

// TestNPlusOneIsFoundOnceInAnyOrder sends traces span by span, shuffled, over four connections, so that parents come
// before, between and after their calls: every span arrives, and each trace has its one finding.
func TestNPlusOneIsFoundOnceInAnyOrder(t *testing.T) {
	backend := &flagged{spans: map[string]int{}, findings: map[string]int{}}
	collector := newRig(t, startScout(t, backend))
	collector.start(t)
	requests := oneByOne()
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(requests), func(i, j int) { requests[i], requests[j] = requests[j], requests[i] })
	var connections sync.WaitGroup
	for c := range 4 {
		connections.Go(func() {
			for i := c; i < len(requests); i += 4 {
				assert.NoError(t, post(collector.otlp+"/v1/traces", requests[i]))
			}
		})
	}
	connections.Wait()
	require.Eventually(t, func() bool { return backend.total() >= len(requests) }, patience, tick, "all spans arrive")
	collector.stop(t)
	assert.Len(t, backend.spans, slowTraces)
	for trace, spans := range backend.spans {
		assert.Equal(t, callsPerTrace+1, spans, trace)
		assert.Equal(t, 1, backend.findings[trace], "findings of trace %s", trace)
	}
}
