// Package otlpingest is the receiving end of OTLP over HTTP (https://opentelemetry.io/docs/specs/otlp/#otlphttp):
// binary protobuf, plain or gzip, for traces, metrics and logs.
package otlpingest

import (
	"compress/gzip"
	"fmt"
	"io"
	"net/http"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// Sink takes what was accepted. Its methods may be called concurrently.
type Sink interface {
	Traces(td ptrace.Traces) error
	Metrics(md pmetric.Metrics) error
	Logs(ld plog.Logs) error
}

const (
	protobuf        = "application/x-protobuf"
	maxRequestBytes = 64 << 20 // after decompression
)

// Handler serves /v1/traces, /v1/metrics and /v1/logs. A request is acknowledged once the sink has taken it; an error
// of the sink answers 503, so that the client sends again.
func Handler(sink Sink) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /v1/traces", ingest(
		func(raw []byte) (ptraceotlp.ExportRequest, error) {
			request := ptraceotlp.NewExportRequest()
			return request, request.UnmarshalProto(raw)
		},
		func(request ptraceotlp.ExportRequest) error { return sink.Traces(request.Traces()) },
		ptraceotlp.NewExportResponse().MarshalProto))
	mux.Handle("POST /v1/metrics", ingest(
		func(raw []byte) (pmetricotlp.ExportRequest, error) {
			request := pmetricotlp.NewExportRequest()
			return request, request.UnmarshalProto(raw)
		},
		func(request pmetricotlp.ExportRequest) error { return sink.Metrics(request.Metrics()) },
		pmetricotlp.NewExportResponse().MarshalProto))
	mux.Handle("POST /v1/logs", ingest(
		func(raw []byte) (plogotlp.ExportRequest, error) {
			request := plogotlp.NewExportRequest()
			return request, request.UnmarshalProto(raw)
		},
		func(request plogotlp.ExportRequest) error { return sink.Logs(request.Logs()) },
		plogotlp.NewExportResponse().MarshalProto))
	return mux
}

// ingest is the OTLP/HTTP handler of one signal: decode, hand over, and only then acknowledge.
func ingest[T any](decode func([]byte) (T, error), accept func(T) error, response func() ([]byte, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		raw, status, err := readBody(r)
		if err != nil {
			http.Error(w, err.Error(), status)
			return
		}
		request, err := decode(raw)
		if err != nil {
			http.Error(w, "the body is not OTLP protobuf: "+err.Error(), http.StatusBadRequest)
			return
		}
		if err := accept(request); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		answer, err := response()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", protobuf)
		_, _ = w.Write(answer) // a client that has gone sends again; the record carries ids to tell
	})
}

// readBody returns the request's body, decompressed; on an error also the status to answer with.
func readBody(r *http.Request) (raw []byte, status int, err error) {
	if got := r.Header.Get("Content-Type"); got != protobuf {
		return nil, http.StatusUnsupportedMediaType, fmt.Errorf("content type %q: send %s", got, protobuf)
	}
	body := io.Reader(r.Body)
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		if body, err = gzip.NewReader(r.Body); err != nil {
			return nil, http.StatusBadRequest, fmt.Errorf("gzip: %w", err)
		}
	default:
		return nil, http.StatusUnsupportedMediaType, fmt.Errorf("content encoding %q: send gzip or none", encoding)
	}
	raw, err = io.ReadAll(io.LimitReader(body, maxRequestBytes+1))
	switch {
	case err != nil:
		return nil, http.StatusBadRequest, err
	case len(raw) > maxRequestBytes:
		return nil, http.StatusRequestEntityTooLarge, fmt.Errorf("the request is larger than %d bytes", maxRequestBytes)
	}
	return raw, http.StatusOK, nil
}
