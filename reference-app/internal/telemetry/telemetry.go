// Package telemetry sets the OpenTelemetry SDK up. Everything is configured by the standard OTEL_* variables.
package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"go.opentelemetry.io/contrib/bridges/otelslog"
	"go.opentelemetry.io/contrib/exporters/autoexport"
	"go.opentelemetry.io/contrib/instrumentation/runtime"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// Version is the version reported as service.version and by the health check.
const Version = "1.0.0"

// Start sets up traces, metrics and logs, makes slog write to standard output and to OTLP, and returns the function that
// flushes and ends all of it. OTEL_SERVICE_NAME overrides the service name. With OTEL_SDK_DISABLED=true only standard
// output is written.
func Start(ctx context.Context, service string) (shutdown func(context.Context) error, err error) {
	console := startConsole()
	if strings.EqualFold(os.Getenv("OTEL_SDK_DISABLED"), "true") {
		return func(context.Context) error { return nil }, nil
	}
	spans, spansErr := autoexport.NewSpanExporter(ctx)
	reader, readerErr := autoexport.NewMetricReader(ctx)
	records, recordsErr := autoexport.NewLogExporter(ctx)
	res, resErr := describe(ctx, service)
	if err := errors.Join(named("TRACES", spansErr), named("METRICS", readerErr), named("LOGS", recordsErr), resErr); err != nil {
		return nil, err
	}
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans), trace.WithResource(res))
	meters := metric.NewMeterProvider(metric.WithReader(reader), metric.WithResource(res))
	loggers := sdklog.NewLoggerProvider(sdklog.WithProcessor(sdklog.NewBatchProcessor(records)), sdklog.WithResource(res))
	otel.SetTracerProvider(tracers)
	otel.SetMeterProvider(meters)
	otel.SetLoggerProvider(loggers)
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	slog.SetDefault(slog.New(slog.NewMultiHandler(console, exported{otelslog.NewHandler(service, otelslog.WithSource(true))})))
	return func(ctx context.Context) error {
		return errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx), loggers.Shutdown(ctx))
	}, runtime.Start()
}

// named adds the variable that chose an exporter to its error.
func named(signal string, err error) error {
	if err == nil {
		return nil
	}
	name := "OTEL_" + signal + "_EXPORTER"
	return fmt.Errorf("%s=%s: %w", name, os.Getenv(name), err)
}

// startConsole makes standard output the place for log records, and for failures of the SDK.
func startConsole() Console {
	console := NewConsole(os.Stdout)
	slog.SetDefault(slog.New(console))
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { _ = console.Report(err) }))
	return console
}

// describe names the service; what OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say wins.
func describe(ctx context.Context, service string) (*resource.Resource, error) {
	return resource.New(ctx, resource.WithTelemetrySDK(), resource.WithHost(), resource.WithProcessPID(),
		resource.WithAttributes(semconv.ServiceName(service), semconv.ServiceVersion(Version)), resource.WithFromEnv())
}
