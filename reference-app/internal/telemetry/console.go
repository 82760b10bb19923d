package telemetry

import (
	"context"
	"io"
	"log/slog"
	"time"

	"go.opentelemetry.io/otel/trace"
)

// Console writes log records as JSON lines with the ids of the current span.
type Console struct {
	slog.Handler
}

// NewConsole returns a handler that writes to w.
func NewConsole(w io.Writer) Console {
	return Console{slog.NewJSONHandler(w, &slog.HandlerOptions{AddSource: true})}
}

// Handle implements slog.Handler.
func (c Console) Handle(ctx context.Context, record slog.Record) error {
	if span := trace.SpanContextFromContext(ctx); span.IsValid() {
		record.AddAttrs(slog.String("trace_id", span.TraceID().String()), slog.String("span_id", span.SpanID().String()))
	}
	return c.Handler.Handle(ctx, record)
}

// WithAttrs implements slog.Handler.
func (c Console) WithAttrs(attrs []slog.Attr) slog.Handler {
	return Console{c.Handler.WithAttrs(attrs)}
}

// WithGroup implements slog.Handler.
func (c Console) WithGroup(name string) slog.Handler { return Console{c.Handler.WithGroup(name)} }

// Report writes a failure of the SDK itself here only: sending it to OTLP could fail and report again, without end.
func (c Console) Report(err error) error {
	return c.Handler.Handle(context.Background(), slog.NewRecord(time.Now(), slog.LevelWarn, "telemetry: "+err.Error(), 0))
}
