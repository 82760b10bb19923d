package e2e_test

import (
	"context"
	"encoding/binary"
	"maps"
	"net"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	_ "google.golang.org/grpc/encoding/gzip" // the exporter's compression

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

// TestJaegerCostsTheApplicationsNothing has no Jaeger, or one that takes connections and never answers, where compose's
// overlays send to, and more spans than that exporter's queue holds: no request is refused for it, so none comes twice, and
// with an account all of it is in Scout.
func TestJaegerCostsTheApplicationsNothing(t *testing.T) {
	t.Parallel()
	for name, jaeger := range map[string]func(*testing.T) string{"refuses": freeAddr, "hangs": silence} {
		for _, overlay := range []string{"scout", "jaeger"} {
			t.Run(overlay+" "+name, func(t *testing.T) {
				t.Parallel()
				lookAsideFails(t, overlay, jaeger(t))
			})
		}
	}
}

func lookAsideFails(t *testing.T, overlay, jaeger string) {
	t.Helper()
	sink := newCollected()
	collector := composed(t, overlay, startScout(t, sink), jaeger)
	s := newTraffic(collector.otlp)
	s.kinds, s.senders, s.records, s.padding, s.pause = []kind{{"/v1/traces", s.spans}}, 8, 2, 3500, 0
	s.begin(t)
	for range 4 { // 14 MB, more than that exporter's queue holds
		s.proceed(t, 500)
	}
	s.end(t)
	assert.Empty(t, s.refusals())
	if overlay == "scout" {
		for left := 3; left >= 0; left-- { // a quarter at a time, however slow the disk is
			require.Eventually(t, func() bool { c := s.compare(sink.arrived()); return 4*c.lost <= left*c.acknowledged }, patience, tick, "all arrives")
		}
		assert.Zero(t, s.compare(sink.arrived()).duplicated)
	}
	waitUntil(t, "a line that names the exporter", func() bool {
		return linesWith(collector.said(t, 0), "Exporting failed. Dropping data.", `"otelcol.component.id": "otlp_grpc/jaeger"`) > 0
	})
	assert.Zero(t, linesWith(collector.said(t, 0), "Will retry the request"))
	assert.NotContains(t, collector.said(t, 0), "\ngo.opentelemetry.io/", "an error is one line")
	c := s.compare(sink.arrived())
	t.Logf("sent %d, delivered %d, duplicated %d, refused %v", c.sent, c.delivered, c.duplicated, s.refusals())
}

// TestJaegerGetsTheTraces has one that answers.
func TestJaegerGetsTheTraces(t *testing.T) {
	t.Parallel()
	for _, overlay := range []string{"scout", "jaeger"} {
		t.Run(overlay, func(t *testing.T) {
			t.Parallel()
			jaeger := &tracesOverGRPC{times: map[uint64]int{}}
			collector := composed(t, overlay, startScout(t, newCollected()), jaeger.serve(t))
			s := newTraffic(collector.otlp)
			s.kinds = []kind{{"/v1/traces", s.spans}}
			s.burst(t, 100)
			assert.Eventually(t, func() bool { return s.compare(jaeger.arrived()).lost == 0 }, patience, tick, "all arrives")
			assert.Zero(t, s.compare(jaeger.arrived()).duplicated)
		})
	}
}

// composed starts the canonical configuration with one of compose's overlays.
func composed(t *testing.T, overlay string, scout *scoutstandin.Server, jaeger string) *rig {
	t.Helper()
	collector := newCollectorOf(t, "otel-config.yaml", append(accountAt(scout), "JAEGER_ENDPOINT="+jaeger)...)
	collector.configs = append(collector.configs, filepath.Join(repository(t), "distro", "deploy", "compose", overlay+".yaml"))
	collector.start(t)
	return collector
}

// silence is an address that takes every connection and never says a word on it.
func silence(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var accepting sync.WaitGroup
	var taken []net.Conn
	accepting.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			taken = append(taken, conn)
		}
	})
	t.Cleanup(func() {
		assert.NoError(t, listener.Close())
		accepting.Wait()
		for _, conn := range taken {
			assert.NoError(t, conn.Close())
		}
	})
	return listener.Addr().String()
}

// tracesOverGRPC counts the numbered spans that it is sent, as Jaeger takes them.
type tracesOverGRPC struct {
	ptraceotlp.UnimplementedGRPCServer
	mu    sync.Mutex
	times map[uint64]int
}

func (j *tracesOverGRPC) serve(t *testing.T) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	server := grpc.NewServer()
	ptraceotlp.RegisterGRPCServer(server, j)
	var serving sync.WaitGroup
	serving.Go(func() { assert.NoError(t, server.Serve(listener)) })
	t.Cleanup(func() {
		server.Stop()
		serving.Wait()
	})
	return listener.Addr().String()
}

// Export implements ptraceotlp.GRPCServer.
func (j *tracesOverGRPC) Export(_ context.Context, request ptraceotlp.ExportRequest) (ptraceotlp.ExportResponse, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, resource := range request.Traces().ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				id := span.SpanID()
				j.times[binary.BigEndian.Uint64(id[:])]++
			}
		}
	}
	return ptraceotlp.NewExportResponse(), nil
}

func (j *tracesOverGRPC) arrived() map[uint64]int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return maps.Clone(j.times)
}
