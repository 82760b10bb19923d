package telemetry

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	api "go.opentelemetry.io/otel/trace"
	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// restoreGlobals undoes what Start sets for the whole process.
func restoreGlobals(t *testing.T) {
	t.Helper()
	logger, tracers, meters := slog.Default(), otel.GetTracerProvider(), otel.GetMeterProvider()
	stdout := os.Stdout
	t.Cleanup(func() {
		slog.SetDefault(logger)
		if otel.GetTracerProvider() != tracers {
			otel.SetTracerProvider(tracers)
		}
		if otel.GetMeterProvider() != meters {
			otel.SetMeterProvider(meters)
		}
		os.Stdout = stdout
	})
}

// captureStdout returns what is printed until the returned function is called.
func captureStdout(t *testing.T) (printed func() string) {
	t.Helper()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	os.Stdout = writer
	return func() string {
		require.NoError(t, writer.Close())
		data, err := io.ReadAll(reader)
		require.NoError(t, err)
		require.NoError(t, reader.Close())
		return string(data)
	}
}

func TestStartExportsAllSignalsAndFlushes(t *testing.T) {
	restoreGlobals(t)
	printed := captureStdout(t)
	received := otlptest.Start(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", received.URL())
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
	t.Setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
	shutdown, err := Start(t.Context(), "a-service")
	require.NoError(t, err)
	_, err = Operation(t.Context(), "an.operation", func(ctx context.Context) (int, error) {
		slog.InfoContext(ctx, "Hello", "answer", 42)
		slog.With("a", 1).WithGroup("g").DebugContext(ctx, "What only who develops it reads")
		return 1, nil
	})
	require.NoError(t, err)
	require.NoError(t, shutdown(context.Background()))

	require.Len(t, received.Spans(), 1)
	span := received.Spans()[0]
	assert.Equal(t, "a-service", span.Service)
	require.Len(t, received.Records(), 1)
	record := received.Records()[0]
	assert.Equal(t, span.TraceID(), record.TraceID())
	assert.Equal(t, "42", record.Text("answer"))
	assert.NotEmpty(t, received.Metrics(), "the runtime's")

	var line map[string]any
	require.NoError(t, json.Unmarshal([]byte(printed()), &line))
	assert.Equal(t, "Hello", line["msg"])
	assert.Equal(t, span.TraceID().String(), line["trace_id"])
	assert.Equal(t, span.SpanID().String(), line["span_id"])
}

func TestStartDisabled(t *testing.T) {
	for _, value := range []string{"true", "TRUE"} {
		restoreGlobals(t)
		printed := captureStdout(t)
		t.Setenv("OTEL_SDK_DISABLED", value)
		shutdown, err := Start(t.Context(), "a-service")
		require.NoError(t, err)
		slog.Info("Hello")
		require.NoError(t, shutdown(t.Context()))
		assert.Contains(t, printed(), `"msg":"Hello"`)
	}
}

func TestStartRefusesUnknownExporters(t *testing.T) {
	restoreGlobals(t)
	t.Setenv("OTEL_TRACES_EXPORTER", "carrier-pigeon")
	t.Setenv("OTEL_METRICS_EXPORTER", "none")
	t.Setenv("OTEL_LOGS_EXPORTER", "none")
	_, err := Start(t.Context(), "a-service")
	assert.ErrorContains(t, err, "OTEL_TRACES_EXPORTER=carrier-pigeon: unknown exporter")
}

func TestConsoleWritesOneJSONObjectPerRecord(t *testing.T) {
	var out bytes.Buffer
	logger := slog.New(NewConsole(&out)).With("component", "test").WithGroup("detail")
	logger.WarnContext(t.Context(), "Careful", "n", 1)
	var line map[string]any
	require.NoError(t, json.Unmarshal(out.Bytes(), &line))
	assert.Equal(t, "WARN", line["level"])
	assert.Equal(t, "test", line["component"])
	assert.Equal(t, map[string]any{"n": 1.0}, line["detail"])
	assert.NotContains(t, line, "trace_id", "there is no span")
	assert.Contains(t, line["source"].(map[string]any)["file"], "telemetry_test.go")
}

func TestConsoleReportsTheSDKsFailures(t *testing.T) {
	var out bytes.Buffer
	require.NoError(t, NewConsole(&out).Report(errors.New("collector is away")))
	assert.Contains(t, out.String(), `"level":"WARN","msg":"telemetry: collector is away"`)
}

func TestOperationRecordsErrors(t *testing.T) {
	restoreGlobals(t)
	recorder := tracetest.NewSpanRecorder()
	otel.SetTracerProvider(trace.NewTracerProvider(trace.WithSpanProcessor(recorder)))
	failure := errors.New("no")
	result, err := Operation(t.Context(), "an.operation", func(ctx context.Context) (string, error) {
		assert.True(t, api.SpanFromContext(ctx).IsRecording())
		return "result", failure
	})
	require.ErrorIs(t, err, failure)
	assert.Equal(t, "result", result)
	require.Len(t, recorder.Ended(), 1)
	span := recorder.Ended()[0]
	assert.Equal(t, "an.operation", span.Name())
	assert.Equal(t, trace.Status{Code: codes.Error, Description: "no"}, span.Status())
	require.Len(t, span.Events(), 1)
	assert.Equal(t, "exception", span.Events()[0].Name)
}
