// Package otlptest is an OTLP receiver for tests: a program under test exports to it over HTTP, as it would to a
// collector, and the test looks at what arrived.
package otlptest

import (
	"net/http/httptest"
	"sync"
	"testing"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlpingest"
)

// Receiver keeps everything it receives.
type Receiver struct {
	server *httptest.Server

	mu      sync.Mutex
	traces  []ptrace.Traces
	metrics []pmetric.Metrics
	logs    []plog.Logs
}

// Start starts a receiver on a free port of the loopback interface; it ends with the test.
func Start(t testing.TB) *Receiver {
	t.Helper()
	r := &Receiver{}
	r.server = httptest.NewServer(otlpingest.Handler(sink{r}))
	t.Cleanup(r.server.Close)
	return r
}

// URL is the value for OTEL_EXPORTER_OTLP_ENDPOINT with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.
func (r *Receiver) URL() string { return r.server.URL }

// sink keeps what arrives.
type sink struct{ *Receiver }

func (s sink) Traces(td ptrace.Traces) error    { return keep(s.Receiver, &s.traces, td) }
func (s sink) Metrics(md pmetric.Metrics) error { return keep(s.Receiver, &s.metrics, md) }
func (s sink) Logs(ld plog.Logs) error          { return keep(s.Receiver, &s.logs, ld) }

func keep[T any](r *Receiver, all *[]T, one T) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	*all = append(*all, one)
	return nil
}
