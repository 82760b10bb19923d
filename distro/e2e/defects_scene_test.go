package e2e_test

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// witness is a backend that keeps what arrived.
type witness struct {
	archive
	mu      sync.Mutex
	spans   map[string][]sent // by trace
	records []plog.LogRecord
}

// Traces implements scoutstandin.Sink.
func (w *witness) Traces(td ptrace.Traces) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, resource := range td.ResourceSpans().All() {
		for _, scope := range resource.ScopeSpans().All() {
			for _, span := range scope.Spans().All() {
				id := span.TraceID().String()
				w.spans[id] = append(w.spans[id], sent{span, textOf(resource.Resource().Attributes(), "service.name")})
			}
		}
	}
	return w.archive.Traces(td)
}

// Logs implements scoutstandin.Sink.
func (w *witness) Logs(ld plog.Logs) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, resource := range ld.ResourceLogs().All() {
		for _, scope := range resource.ScopeLogs().All() {
			w.records = append(w.records, recordsOf(scope)...)
		}
	}
	return w.archive.Logs(ld)
}

func recordsOf(scope plog.ScopeLogs) (records []plog.LogRecord) {
	for _, record := range scope.LogRecords().All() {
		records = append(records, record)
	}
	return records
}

// Metrics implements scoutstandin.Sink.
func (w *witness) Metrics(md pmetric.Metrics) error { return w.archive.Metrics(md) }

// trace returns the spans of a trace that arrived.
func (w *witness) trace(id string) []sent {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]sent(nil), w.spans[id]...)
}

// logsOf returns the log records of a trace that arrived.
func (w *witness) logsOf(id string) (records []plog.LogRecord) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, record := range w.records {
		if record.TraceID().String() == id {
			records = append(records, record)
		}
	}
	return records
}

// scene is the reference app, API and worker as built, behind the collector as built.
type scene struct {
	t         *testing.T
	witness   *witness
	collector *rig
	base      string
	database  string
	token     string
	env       []string
	running   []*exec.Cmd // in the order of their starts
}

// staging is what a scene is set up with.
type staging struct {
	protocol string   // of OTLP, that the app speaks; empty: http/protobuf
	env      []string // of the collector
	configs  []string // further --config of the collector
}

// quiet keeps out what the collector says of slow calls, which is a matter of the machine: of those beyond the threshold, and
// of those that are slow for their statement, should it have run a hundred times.
var quiet = staging{env: []string{"SLOW_QUERY_THRESHOLD=1h"}, configs: []string{"yaml:processors::slow_query::baseline::enabled: false"}}

// openScene starts everything; the API brings a PostgreSQL and a Redis of its own.
func openScene(t *testing.T, with staging) *scene {
	t.Helper()
	s := &scene{t: t, witness: &witness{spans: map[string][]sent{}}}
	s.collector = newRig(t, startScout(t, s.witness), with.env...)
	s.collector.configs = append(s.collector.configs, with.configs...)
	s.collector.start(t)
	endpoint := s.collector.otlp
	if with.protocol == "grpc" {
		endpoint = s.collectorSetting("OTLP_GRPC_ENDPOINT")
	}
	s.env = append(os.Environ(), "REDIS_URL=", "OTEL_EXPORTER_OTLP_ENDPOINT=http://"+endpoint, "OTEL_EXPORTER_OTLP_PROTOCOL="+cmp.Or(with.protocol, "http/protobuf"),
		"OTEL_BSP_SCHEDULE_DELAY=100", "OTEL_BLRP_SCHEDULE_DELAY=100")
	_, rest, _ := strings.Cut(s.startAPI("").String(), "DATABASE_URL=")
	s.database, _, _ = strings.Cut(rest, `"`)
	s.running = append(s.running, s.run(&output{}, "worker", nil, "DATABASE_URL="+s.database))
	s.waitFor("/api/health", `"worker":"healthy"`)
	return s
}

// startAPI starts an API on a database, none being one of its own, and makes it the one that is visited.
func (s *scene) startAPI(database string) (out *output) {
	s.t.Helper()
	addrFile, out := filepath.Join(s.t.TempDir(), "addr"), &output{}
	s.running = append(s.running, s.run(out, "api", nil, "DATABASE_URL="+database, "HTTP_ADDR=127.0.0.1:0", "HTTP_ADDR_FILE="+addrFile))
	waitUntil(s.t, "an address at which the API listens", func() bool {
		addr, err := os.ReadFile(addrFile)
		s.base = "http://" + string(addr)
		return err == nil && len(addr) > 0
	})
	return out
}

// run starts a program of the reference app.
func (s *scene) run(out *output, name string, args []string, env ...string) *exec.Cmd {
	s.t.Helper()
	cmd := exec.Command(builtBinary(s.t, name), args...)
	cmd.Env, cmd.Stdout, cmd.Stderr = slices.Concat(s.env, env), out, out
	require.NoError(s.t, cmd.Start())
	s.t.Cleanup(func() {
		if cmd.ProcessState == nil { // the test gave up on it
			_ = cmd.Process.Signal(syscall.SIGTERM)
			_ = cmd.Wait()
		}
		if s.t.Failed() {
			s.t.Logf("%s printed:\n%s", name, tail(out.String(), 30))
		}
	})
	return cmd
}

// command runs a command of the API to its end.
func (s *scene) command(args ...string) {
	s.t.Helper()
	require.NoError(s.t, s.run(&output{}, "api", args, "DATABASE_URL="+s.database).Wait())
}

// close stops the app, which sends what it still has, and waits until the backend has everything. The API that was started
// first goes last: the database is its own.
func (s *scene) close() {
	s.t.Helper()
	for _, cmd := range slices.Backward(s.running) {
		require.NoError(s.t, cmd.Process.Signal(syscall.SIGTERM))
		require.NoError(s.t, cmd.Wait())
	}
	waitUntil(s.t, "empty queues", func() bool { return s.collector.metric(s.t, "otelcol_exporter_queue_size") == 0 })
	s.collector.stop(s.t)
}

// collectorSetting returns a variable that the collector was started with.
func (s *scene) collectorSetting(name string) (value string) {
	for _, variable := range s.collector.env {
		if text, found := strings.CutPrefix(variable, name+"="); found {
			value = text
		}
	}
	return value
}

// visit is a request and the status that is right.
type visit struct {
	method, path, body string
	header             map[string]string
	want               int
}

func get(path string) visit { return visit{method: http.MethodGet, path: path, want: http.StatusOK} }

// goTo makes a visit in a trace of its own and returns the trace's id.
func (s *scene) goTo(v visit) (traceID string) {
	s.t.Helper()
	traceID, _ = s.ask(v)
	return traceID
}

func (s *scene) ask(v visit) (traceID, body string) {
	s.t.Helper()
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	traceID = hex.EncodeToString(id[:])
	request, err := http.NewRequestWithContext(s.t.Context(), v.method, s.base+v.path, strings.NewReader(v.body))
	require.NoError(s.t, err)
	request.Header.Set("traceparent", "00-"+traceID+"-00f067aa0ba902b7-01")
	if v.body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if s.token != "" {
		request.Header.Set("Authorization", "Bearer "+s.token)
	}
	for name, value := range v.header {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	require.NoError(s.t, err)
	raw, err := io.ReadAll(response.Body)
	require.NoError(s.t, err)
	require.NoError(s.t, response.Body.Close())
	require.Equal(s.t, v.want, response.StatusCode, "%s %s: %s", v.method, v.path, raw)
	return traceID, string(raw)
}

// joinAs registers somebody, for whom all later visits are made.
func (s *scene) joinAs(name string) {
	s.t.Helper()
	_, body := s.ask(visit{method: http.MethodPost, path: "/api/register", want: http.StatusCreated,
		body: `{"email":"` + name + `@example.com","password":"secret","name":"Grace"}`})
	var session struct {
		Token struct {
			AccessToken string `json:"access_token"`
		} `json:"token"`
	}
	require.NoError(s.t, json.Unmarshal([]byte(body), &session))
	s.token = session.Token.AccessToken
}

// waitFor asks until the answer holds the texts.
func (s *scene) waitFor(path string, texts ...string) {
	s.t.Helper()
	require.NotEmpty(s.t, texts)
	waitUntil(s.t, path+" shows "+strings.Join(texts, ", "), func() bool {
		_, body := s.ask(get(path))
		return !slices.ContainsFunc(texts, func(text string) bool { return !strings.Contains(body, text) })
	})
}
