package demo

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

// childMode makes the test binary stand for a program that the demo starts.
const childMode = "DEMO_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(childMode) {
	case "serve":
		stopped := make(chan os.Signal, 1)
		signal.Notify(stopped, syscall.SIGTERM)
		fmt.Println("ready")
		<-stopped
		fmt.Println("flushed")
	case "fail":
		os.Exit(3)
	default:
		goleak.VerifyTestMain(m)
	}
}

func startChild(t *testing.T, mode string) *process {
	t.Helper()
	p, err := startProcess(t.TempDir(), "child", os.Args[0], nil, []string{childMode + "=" + mode})
	require.NoError(t, err)
	return p
}

func log(t *testing.T, p *process) string {
	t.Helper()
	raw, err := os.ReadFile(p.logPath)
	require.NoError(t, err)
	return string(raw)
}

func TestStopLetsAProcessFlush(t *testing.T) {
	p := startChild(t, "serve")
	require.NoError(t, p.waitUntil(t.Context(), "waiting", func(context.Context) bool {
		return strings.Contains(log(t, p), "ready")
	}))
	require.NoError(t, p.stop())
	assert.Equal(t, "ready\nflushed\n", log(t, p))
	assert.NoError(t, p.stop(), "stopping twice is harmless")
}

func TestAFailedProcessIsToldWithItsLog(t *testing.T) {
	p := startChild(t, "fail")
	err := p.waitUntil(t.Context(), "waiting", func(context.Context) bool { return false })
	assert.EqualError(t, err, "child ended before it was ready; see "+p.logPath+"\nexit status 3")
	assert.EqualError(t, p.stop(), "child ended with exit status 3; see "+p.logPath)
}

func TestWaitingEndsWithItsContext(t *testing.T) {
	p := startChild(t, "serve")
	require.NoError(t, p.waitUntil(t.Context(), "waiting", func(context.Context) bool {
		return strings.Contains(log(t, p), "ready")
	}))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := p.waitUntil(ctx, "waiting for its health check", func(context.Context) bool { return false })
	assert.EqualError(t, err, "child: waiting for its health check: context canceled; see "+p.logPath)
	require.NoError(t, p.stop())
}

func TestATakenPortIsReplacedAndTold(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { require.NoError(t, taken.Close()) }()
	port := taken.Addr().(*net.TCPAddr).Port

	var out bytes.Buffer
	addr, err := ports{&out}.pick(t.Context(), "the API", port)
	require.NoError(t, err)
	assert.NotEqual(t, taken.Addr().String(), addr)
	assert.Equal(t, fmt.Sprintf("  port %d is taken: the API listens on %s\n", port, addr), out.String())
}

func TestAFreePortIsKept(t *testing.T) {
	once, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := once.Addr().(*net.TCPAddr).Port
	require.NoError(t, once.Close())

	var out bytes.Buffer
	addr, err := ports{&out}.pick(t.Context(), "the API", port)
	require.NoError(t, err)
	assert.Equal(t, "127.0.0.1:"+strconv.Itoa(port), addr)
	assert.Empty(t, out.String())
}

func TestQueueSizeAddsUpTheExporters(t *testing.T) {
	metrics := ""
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = fmt.Fprint(w, metrics)
	}))
	t.Cleanup(func() { server.Close(); http.DefaultClient.CloseIdleConnections() })

	_, err := queueSize(t.Context(), server.URL)
	require.ErrorIs(t, err, errNoQueueSize)

	metrics = "# HELP x\notelcol_exporter_queue_size{exporter=\"a\"} 12\notelcol_exporter_queue_capacity{exporter=\"a\"} 99\n" +
		"otelcol_exporter_queue_size{exporter=\"b c\"} 3\n"
	size, err := queueSize(t.Context(), server.URL)
	require.NoError(t, err)
	assert.InDelta(t, 15, size, 0)
}

func TestStopsInReverseOrderWhateverFails(t *testing.T) {
	var order []string
	s := &stack{}
	for _, part := range []string{"database", "collector", "api"} {
		s.onStop(part, func() error {
			order = append(order, part)
			if part == "collector" {
				return context.DeadlineExceeded
			}
			return nil
		})
	}
	assert.EqualError(t, s.stop(), "stopping collector: context deadline exceeded")
	assert.Equal(t, []string{"api", "collector", "database"}, order)
	assert.NoError(t, s.stop(), "what is stopped is not stopped again")
}

func TestBoundedGivesTimeOfItsOwn(t *testing.T) {
	err := bounded(func(ctx context.Context) error {
		deadline, ok := ctx.Deadline()
		assert.True(t, ok)
		assert.Greater(t, time.Until(deadline), time.Minute)
		return ctx.Err()
	})()
	assert.NoError(t, err)
}
