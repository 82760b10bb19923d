package httpapi

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strconv"

	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// httpError is a failure of HTTP itself, before the domain was asked.
type httpError struct {
	status  int
	message string
}

func (e *httpError) Error() string { return e.message }

// errorBody is the JSON of every failure.
type errorBody struct {
	Error errorDetail `json:"error"`
}

type errorDetail struct {
	Message    string              `json:"message"`
	StatusCode int                 `json:"status_code"`
	TraceID    string              `json:"trace_id"`
	Fields     map[string][]string `json:"fields,omitempty"`
}

func respond(w http.ResponseWriter, r *http.Request, status int, body any) {
	data, err := json.Marshal(body)
	if err != nil {
		fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if _, err := w.Write(data); err != nil {
		slog.DebugContext(r.Context(), "Client went away", "error", err)
	}
}

// clientGone is the status nginx made customary for a request nobody waits for: no failure of the server.
const clientGone = 499

// fail answers with the error: what the caller can mend in its own words, anything else as a 500 that tells nothing.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	detail := describe(err)
	if r.Context().Err() != nil {
		detail = errorDetail{Message: "The client went away", StatusCode: clientGone}
	}
	if detail.StatusCode >= http.StatusInternalServerError {
		span := trace.SpanFromContext(r.Context())
		span.SetAttributes(semconv.ErrorTypeKey.String(strconv.Itoa(detail.StatusCode))) // the instrumentation leaves it out
		telemetry.Failed(span, err)
		slog.ErrorContext(r.Context(), "Request failed: "+err.Error())
	}
	if span := trace.SpanContextFromContext(r.Context()); span.HasTraceID() {
		detail.TraceID = span.TraceID().String()
	}
	if detail.StatusCode == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	respond(w, r, detail.StatusCode, errorBody{detail})
}

var statusOf = map[article.Code]int{
	article.Invalid:      http.StatusBadRequest,
	article.Unauthorized: http.StatusUnauthorized,
	article.Forbidden:    http.StatusForbidden,
	article.NotFound:     http.StatusNotFound,
	article.Conflict:     http.StatusConflict,
}

func describe(err error) errorDetail {
	var ofDomain *article.Error
	var ofHTTP *httpError
	switch {
	case errors.As(err, &ofDomain):
		return errorDetail{Message: ofDomain.Message, StatusCode: statusOf[ofDomain.Code], Fields: ofDomain.Fields}
	case errors.As(err, &ofHTTP):
		return errorDetail{Message: ofHTTP.message, StatusCode: ofHTTP.status}
	default:
		return errorDetail{Message: "Internal server error", StatusCode: http.StatusInternalServerError}
	}
}
