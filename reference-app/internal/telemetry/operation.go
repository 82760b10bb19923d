package telemetry

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

// scope is the instrumentation scope of the application's own spans and metrics.
const scope = "github.com/base-14/otelcol-scout/reference-app"

// Tracer returns the tracer of the application's own spans.
func Tracer() trace.Tracer { return otel.Tracer(scope) }

// Operation runs a step of the business under a span of its name. An error is recorded on the span as an exception and
// makes its status an error.
func Operation[T any](ctx context.Context, name string, step func(context.Context) (T, error)) (T, error) {
	ctx, span := Tracer().Start(ctx, name)
	defer span.End()
	result, err := step(ctx)
	Failed(span, err)
	return result, err
}

// Failed records an error on a span; no error changes nothing.
func Failed(span trace.Span, err error) {
	if err == nil {
		return
	}
	span.RecordError(err)
	span.SetStatus(codes.Error, err.Error())
}
