// Package e2e_test runs the built binary, bin/otelcol-scout, with the canonical otel-config.yaml against a real
// OAuth2 server and a token-checking OTLP backend. `make e2e` builds the binary first.
package e2e_test

import (
	"context"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

const (
	patience = 60 * time.Second // for anything that should take a second or two
	tick     = 20 * time.Millisecond
)

// repository is the root of the work tree.
func repository(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	require.NoError(t, err)
	return root
}

func builtBinary(t *testing.T, name string) string {
	t.Helper()
	path := filepath.Join(repository(t), "bin", name)
	require.FileExists(t, path, "run `make e2e`, which builds it")
	return path
}

// rig is one collector that can be killed and started again at the same addresses with the same queue.
type rig struct {
	otlp, health, findings string
	env                    []string
	cmd                    *exec.Cmd
	logs                   string
}

func newRig(t *testing.T, scout *scoutstandin.Server, env ...string) *rig {
	t.Helper()
	r := &rig{otlp: freeAddr(t), health: freeAddr(t), findings: freeAddr(t), logs: filepath.Join(t.TempDir(), "collector.log")}
	_, metricsPort, err := net.SplitHostPort(freeAddr(t))
	require.NoError(t, err)
	r.env = append([]string{
		"OTLP_HTTP_ENDPOINT=" + r.otlp,
		"OTLP_GRPC_ENDPOINT=" + freeAddr(t),
		"HEALTH_ENDPOINT=" + r.health,
		"ZPAGES_ENDPOINT=" + freeAddr(t),
		"PPROF_ENDPOINT=" + freeAddr(t),
		"FINDINGS_ENDPOINT=" + r.findings,
		"COLLECTOR_METRICS_PORT=" + metricsPort,
		"SCOUT_QUEUE_DIR=" + filepath.Join(t.TempDir(), "queue"),
		"SCOUT_ENDPOINT=" + scout.Endpoint(),
		"SCOUT_TOKEN_URL=" + scout.TokenURL(),
		"SCOUT_CLIENT_ID=" + scoutstandin.ClientID,
		"SCOUT_CLIENT_SECRET=" + scoutstandin.ClientSecret,
	}, env...)
	t.Cleanup(func() {
		if r.cmd != nil {
			r.stop(t)
		}
		if t.Failed() {
			logs, err := os.ReadFile(r.logs)
			t.Logf("collector log (%v):\n%s", err, tail(string(logs), 60))
		}
	})
	return r
}

// start runs the binary and waits until it is healthy.
func (r *rig) start(t *testing.T) {
	t.Helper()
	log, err := os.OpenFile(r.logs, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	cmd := exec.Command(builtBinary(t, "otelcol-scout"), "--config", filepath.Join(repository(t), "otel-config.yaml"))
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), r.env...), log, log
	require.NoError(t, cmd.Start())
	require.NoError(t, log.Close())
	r.cmd = cmd
	require.Eventually(t, func() bool {
		response, err := http.Get("http://" + r.health)
		return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
	}, patience, tick, "the collector does not get healthy")
}

// kill ends the collector the way a crash does, with no chance to save anything.
func (r *rig) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, r.cmd.Process.Kill())
	_ = r.cmd.Wait() // "signal: killed"
	r.cmd = nil
}

// stop asks the collector to end and demands a clean end.
func (r *rig) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, r.cmd.Process.Signal(syscall.SIGTERM))
	assert.NoError(t, r.cmd.Wait())
	r.cmd = nil
}

func startScout(t *testing.T, sink scoutstandin.Sink) *scoutstandin.Server {
	t.Helper()
	scout, err := scoutstandin.Start(t.Context(), scoutstandin.Options{Sink: sink})
	require.NoError(t, err)
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		assert.NoError(t, scout.Close(ctx))
	})
	return scout
}

// portsAsked starts anywhere, so that two test runs at a time seldom meet.
var portsAsked = func() *atomic.Uint32 {
	var n atomic.Uint32
	n.Store(rand.Uint32N(10000))
	return &n
}()

// freeAddr returns a loopback address nobody listens on, at which a collector can start again and again. The port is not
// of the range that the system gives to port 0: from there, a client that dials a killed collector may be given the very
// port it dials, and keep it.
func freeAddr(t *testing.T) string {
	t.Helper()
	const first, ports = 20000, 10000
	for {
		port := first + int(portsAsked.Add(1))%ports
		addr := net.JoinHostPort("127.0.0.1", strconv.Itoa(port))
		if listener, err := net.Listen("tcp", addr); err == nil {
			require.NoError(t, listener.Close())
			return addr
		}
	}
}

func tail(s string, lines int) string {
	all := strings.Split(s, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
