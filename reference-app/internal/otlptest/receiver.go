// Package otlptest is an OTLP receiver for tests: a program under test exports to it over HTTP, as it would to a
// collector, and the test looks at what arrived.
package otlptest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
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
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/traces", r.take(func(body []byte) error {
		request := ptraceotlp.NewExportRequest()
		err := request.UnmarshalProto(body)
		r.traces = append(r.traces, request.Traces())
		return err
	}))
	mux.HandleFunc("POST /v1/metrics", r.take(func(body []byte) error {
		request := pmetricotlp.NewExportRequest()
		err := request.UnmarshalProto(body)
		r.metrics = append(r.metrics, request.Metrics())
		return err
	}))
	mux.HandleFunc("POST /v1/logs", r.take(func(body []byte) error {
		request := plogotlp.NewExportRequest()
		err := request.UnmarshalProto(body)
		r.logs = append(r.logs, request.Logs())
		return err
	}))
	r.server = httptest.NewServer(mux)
	t.Cleanup(r.server.Close)
	return r
}

// URL is the value for OTEL_EXPORTER_OTLP_ENDPOINT with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf.
func (r *Receiver) URL() string { return r.server.URL }

// take handles one kind of request: an empty answer is a full success for every kind.
func (r *Receiver) take(keep func(body []byte) error) http.HandlerFunc {
	return func(w http.ResponseWriter, req *http.Request) {
		body, err := io.ReadAll(req.Body)
		if err == nil {
			r.mu.Lock()
			defer r.mu.Unlock()
			err = keep(body)
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/x-protobuf")
	}
}
