package program

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/reference-app/internal/otlptest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// capture runs f and returns what it printed to standard output and standard error.
func capture(t *testing.T, f func()) (stdout, stderr string) {
	t.Helper()
	outReader, outWriter, err := os.Pipe()
	require.NoError(t, err)
	errReader, errWriter, err := os.Pipe()
	require.NoError(t, err)
	oldOut, oldErr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = outWriter, errWriter
	f()
	os.Stdout, os.Stderr = oldOut, oldErr
	require.NoError(t, errors.Join(outWriter.Close(), errWriter.Close()))
	out, err := io.ReadAll(outReader)
	require.NoError(t, err)
	printed, err := io.ReadAll(errReader)
	require.NoError(t, err)
	require.NoError(t, errors.Join(outReader.Close(), errReader.Close()))
	return string(out), string(printed)
}

func TestRunReturnsTheExitStatus(t *testing.T) {
	t.Setenv("OTEL_SDK_DISABLED", "true")
	for name, c := range map[string]struct {
		err    error
		status int
		log    string
	}{
		"done":   {nil, 0, ""},
		"failed": {errors.New("no luck"), 1, `"msg":"a-program failed: no luck"`},
	} {
		t.Run(name, func(t *testing.T) {
			stdout, stderr := capture(t, func() {
				assert.Equal(t, c.status, Run("a-program", func(context.Context) error { return c.err }))
			})
			assert.Contains(t, stdout, c.log)
			assert.Empty(t, stderr)
		})
	}
}

func TestSignalsEndTheWork(t *testing.T) {
	t.Setenv("OTEL_SDK_DISABLED", "true")
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		status := Run("a-program", func(ctx context.Context) error {
			self, err := os.FindProcess(os.Getpid())
			require.NoError(t, err)
			require.NoError(t, self.Signal(signal))
			<-ctx.Done()
			return nil
		})
		assert.Zero(t, status, signal)
	}
}

func TestTelemetryIsFlushedAfterTheWork(t *testing.T) {
	received := otlptest.Start(t)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", received.URL())
	t.Setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")
	capture(t, func() {
		assert.Equal(t, 1, Run("a-program", func(context.Context) error { return errors.New("no luck") }))
	})
	require.Len(t, received.Records(), 1)
	assert.Equal(t, "a-program failed: no luck", received.Records()[0].Body().AsString())
}

func TestWrongTelemetrySettingsStopTheProgram(t *testing.T) {
	t.Setenv("OTEL_TRACES_EXPORTER", "carrier-pigeon")
	t.Setenv("OTEL_METRICS_EXPORTER", "none")
	t.Setenv("OTEL_LOGS_EXPORTER", "none")
	_, stderr := capture(t, func() {
		assert.Equal(t, 1, Run("a-program", func(context.Context) error { t.Error("the work began"); return nil }))
	})
	assert.Contains(t, stderr, "a-program: telemetry: OTEL_TRACES_EXPORTER=carrier-pigeon: ")
}
