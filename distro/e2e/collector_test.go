// Package e2e_test runs the built binary, bin/otelcol-scout, with the canonical otel-config.yaml against a real
// OAuth2 server and a token-checking OTLP backend. `make e2e` builds the binary first.
package e2e_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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

// rig is one process of the built binary that can be killed and started again at the same addresses with the same
// files. otlp, metrics, findings, pprof and queue are those of the canonical configuration.
type rig struct {
	otlp, metrics, health, findings, pprof, queue string
	configs                                       []string // what --config names, in order
	arguments                                     []string // others of the command line
	wrapper                                       []string // the command that starts the binary, where it is not started directly
	env                                           []string
	cmd                                           *exec.Cmd
	ended                                         chan error // how the process ended
	logs                                          string
}

// newRig is a collector with otel-config.yaml that sends to the stand-in.
func newRig(t *testing.T, scout *scoutstandin.Server, env ...string) *rig {
	t.Helper()
	return newCollector(t, append(accountAt(scout), env...)...)
}

// accountAt is the environment of a collector that sends to the stand-in.
func accountAt(scout *scoutstandin.Server) []string {
	return []string{
		"SCOUT_ENDPOINT=" + scout.Endpoint(),
		"SCOUT_TOKEN_URL=" + scout.TokenURL(),
		"SCOUT_CLIENT_ID=" + scoutstandin.ClientID,
		"SCOUT_CLIENT_SECRET=" + scoutstandin.ClientSecret,
	}
}

// newCollector is a collector with otel-config.yaml, every address and folder of its own.
func newCollector(t *testing.T, env ...string) *rig {
	t.Helper()
	return newCollectorOf(t, "otel-config.yaml", env...)
}

// newCollectorOf is a collector with a configuration of the repository, whose variables are named as in otel-config.yaml.
func newCollectorOf(t *testing.T, config string, env ...string) *rig {
	t.Helper()
	r := newProcess(t, filepath.Join(repository(t), config))
	r.otlp, r.metrics, r.findings, r.pprof, r.queue = freeAddr(t), freeAddr(t), freeAddr(t), freeAddr(t), filepath.Join(t.TempDir(), "queue")
	_, metricsPort, err := net.SplitHostPort(r.metrics)
	require.NoError(t, err)
	r.env = append(append(r.env,
		"OTLP_HTTP_ENDPOINT="+r.otlp,
		"OTLP_GRPC_ENDPOINT="+freeAddr(t),
		"ZPAGES_ENDPOINT="+freeAddr(t),
		"PPROF_ENDPOINT="+r.pprof,
		"FINDINGS_ENDPOINT="+r.findings,
		"COLLECTOR_METRICS_PORT="+metricsPort,
		"SCOUT_QUEUE_DIR="+r.queue,
	), env...)
	return r
}

// newProcess is the binary with a configuration whose health_check listens at HEALTH_ENDPOINT.
func newProcess(t *testing.T, config string) *rig {
	t.Helper()
	r := &rig{health: freeAddr(t), configs: []string{config}, logs: filepath.Join(t.TempDir(), "process.log")}
	r.env = []string{"HEALTH_ENDPOINT=" + r.health}
	t.Cleanup(func() {
		if r.cmd != nil {
			r.stop(t)
		}
		if t.Failed() {
			t.Logf("log of %s, without what is only for information:\n%s", config, tail(withoutInfo(r.said(t, 0)), 20))
		}
	})
	return r
}

// start runs the binary and waits until it is healthy.
func (r *rig) start(t *testing.T) {
	t.Helper()
	r.launch(t)
	require.Eventually(t, func() bool { return r.healthy() || len(r.ended) > 0 }, patience, tick, "the collector does not get healthy")
	require.Empty(t, r.ended, "the collector ends at its start")
}

// launch runs the binary and waits for nothing.
func (r *rig) launch(t *testing.T) {
	t.Helper()
	log, err := os.OpenFile(r.logs, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	command := append(slices.Clone(r.wrapper), builtBinary(t, "otelcol-scout"))
	for _, config := range r.configs {
		command = append(command, "--config", config)
	}
	command = append(command, r.arguments...)
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env, cmd.Stdout, cmd.Stderr = append(os.Environ(), r.env...), log, log
	require.NoError(t, cmd.Start())
	require.NoError(t, log.Close())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	r.cmd, r.ended = cmd, ended
}

func (r *rig) healthy() bool {
	response, err := http.Get("http://" + r.health)
	return err == nil && response.Body.Close() == nil && response.StatusCode == http.StatusOK
}

// said returns what the process logged, in all its lives, from a byte of the log on.
func (r *rig) said(t *testing.T, from int64) string {
	t.Helper()
	file, err := os.Open(r.logs)
	if errors.Is(err, os.ErrNotExist) {
		return ""
	}
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	_, err = file.Seek(from, io.SeekStart)
	require.NoError(t, err)
	logs, err := io.ReadAll(file)
	require.NoError(t, err)
	return string(logs)
}

// ownMetrics are the collector's own metrics, a line for each series.
func (r *rig) ownMetrics(t *testing.T) string {
	t.Helper()
	response, err := http.Get("http://" + r.metrics + "/metrics")
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	return string(body)
}

// metric returns one of the collector's own metrics, the sum of all its series, or one series by its name and attributes.
func (r *rig) metric(t *testing.T, name string) (sum float64) {
	t.Helper()
	series := 0
	for line := range strings.Lines(r.ownMetrics(t)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, name+"{") && !strings.HasPrefix(line, name+" ") {
			continue
		}
		value, err := strconv.ParseFloat(line[strings.LastIndexByte(line, ' ')+1:], 64)
		require.NoError(t, err)
		sum, series = sum+value, series+1
	}
	require.Positive(t, series, "no metric %s", name)
	return sum
}

// kill ends the collector the way a crash does, with no chance to save anything.
func (r *rig) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, r.cmd.Process.Kill())
	<-r.ended // with "signal: killed"
	r.cmd = nil
}

// stop asks the collector to end and demands a clean end. A collector begins to listen for the signal only after it is
// healthy and at work; asked before, it ends as by a crash. TestASignalStopsItInOrder holds that it listens.
func (r *rig) stop(t *testing.T) {
	t.Helper()
	if len(r.ended) == 0 {
		require.NoError(t, r.cmd.Process.Signal(syscall.SIGTERM))
	}
	if err := <-r.ended; !terminated(err) {
		assert.NoError(t, err)
	}
	r.cmd = nil
}

// terminated tells whether the signal itself ended the process.
func terminated(err error) bool {
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return false
	}
	status, ok := exit.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGTERM
}

func startScout(t *testing.T, sink scoutstandin.Sink) *scoutstandin.Server {
	t.Helper()
	scout, err := scoutstandin.Start(t.Context(), scoutstandin.Options{Sink: sink})
	require.NoError(t, err)
	t.Cleanup(func() { closeScout(t, scout) })
	return scout
}

func closeScout(t *testing.T, scout *scoutstandin.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	assert.NoError(t, scout.Close(ctx))
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

// linesWith counts the lines that hold all of the texts.
func linesWith(log string, texts ...string) (lines int) {
	for line := range strings.Lines(log) {
		if !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(line, text) }) {
			lines++
		}
	}
	return lines
}

// withoutInfo leaves out the lines of a collector's log that tell of nothing unusual.
func withoutInfo(log string) string {
	var kept strings.Builder
	for line := range strings.Lines(log) {
		if !strings.Contains(line, "\tinfo\t") {
			kept.WriteString(line)
		}
	}
	return kept.String()
}

func tail(s string, lines int) string {
	all := strings.Split(s, "\n")
	return strings.Join(all[max(0, len(all)-lines):], "\n")
}
