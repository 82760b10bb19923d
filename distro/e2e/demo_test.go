package e2e_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const demoPatience = 3 * time.Minute

// startDemo starts bin/demo in the root of the repository; out gathers what it prints.
func startDemo(t *testing.T, out *output, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(builtBinary(t, "demo"), args...)
	cmd.Dir, cmd.Stdout, cmd.Stderr = repository(t), out, out
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		if cmd.ProcessState == nil { // the test gave up on it
			assert.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
			assert.NoError(t, cmd.Wait())
		}
	})
	return cmd
}

// output is a buffer that a test may read while a process writes.
type output struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buf.String()
}

// sent is a span with the service that it comes from.
type sent struct {
	ptrace.Span
	service string
}

// arrived is what the demo's stand-in received, as far as the tests below look at it.
type arrived struct {
	events   map[string][]ptrace.Span   // spans by the name of an event of theirs
	services map[string]map[string]bool // names of the services in each trace
	traces   map[string][]sent          // spans of each trace
	spans    int
	failed   map[bool]int // spans with a 4xx or 5xx status, by whether they are tagged error=true
}

func readArrived(t *testing.T, path string) arrived {
	t.Helper()
	got := arrived{events: map[string][]ptrace.Span{}, services: map[string]map[string]bool{},
		traces: map[string][]sent{}, failed: map[bool]int{}}
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(lines.Bytes())
		require.NoError(t, err)
		for _, resource := range td.ResourceSpans().All() {
			service, _ := resource.Resource().Attributes().Get("service.name")
			for _, scope := range resource.ScopeSpans().All() {
				for _, span := range scope.Spans().All() {
					got.add(service.Str(), span)
				}
			}
		}
	}
	require.NoError(t, lines.Err())
	return got
}

func (a *arrived) add(service string, span ptrace.Span) {
	a.spans++
	trace := span.TraceID().String()
	if a.services[trace] == nil {
		a.services[trace] = map[string]bool{}
	}
	a.services[trace][service] = true
	a.traces[trace] = append(a.traces[trace], sent{span, service})
	if status, ok := span.Attributes().Get("http.response.status_code"); ok && status.Int() >= 400 {
		tag, _ := span.Attributes().Get("error")
		a.failed[tag.Bool()]++
	}
	for _, event := range span.Events().All() {
		a.events[event.Name()] = append(a.events[event.Name()], span)
	}
}

func TestDemoOnceFindsWhatIsPlanted(t *testing.T) {
	dir, out := t.TempDir(), &output{}
	demo := startDemo(t, out, "--once", "--duration", "15s", "--output", dir)
	require.NoError(t, demo.Wait(), "%s", out)
	t.Log(out)

	got := readArrived(t, filepath.Join(dir, "traces.jsonl"))
	assertOnlyPlantedNPlusOnesAreFound(t, got)
	assertRetriedJobsAreClean(t, got)
	assertFindingsHoldNoLiteral(t, got)
	assertSearchIsSlow(t, got)
	assertOneTraceHasBothServices(t, got)
	assert.Positive(t, got.failed[true], "spans of failed requests tagged error=true")
	assert.Zero(t, got.failed[false], "spans of failed requests without error=true")
	assertSummary(t, dir, got)
	assertAddressesAreMasked(t, dir)
	assertFindingsAreMetrics(t, dir)
	assertNobodyListens(t, out.String())
}

func assertSearchIsSlow(t *testing.T, got arrived) {
	t.Helper()
	for _, span := range got.events["scout.slow_query"] {
		for _, key := range []string{"db.query.text", "db.statement"} {
			if text, ok := span.Attributes().Get(key); ok && strings.Contains(strings.ToUpper(text.Str()), "ILIKE") {
				return
			}
		}
	}
	t.Error("no scout.slow_query event on the statement of the search")
}

func assertOneTraceHasBothServices(t *testing.T, got arrived) {
	t.Helper()
	for _, services := range got.services {
		if services["articles-api"] && services["articles-worker"] {
			return
		}
	}
	t.Error("no trace has spans of both services")
}

func assertSummary(t *testing.T, dir string, got arrived) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, "summary.json"))
	require.NoError(t, err)
	var summary struct {
		Requests     int            `json:"requests"`
		Errors       int            `json:"errors"`
		Spans        int            `json:"spans"`
		LogRecords   int            `json:"log_records"`
		MetricPoints int            `json:"metric_points"`
		Findings     map[string]int `json:"findings"`
		EmailsSent   int            `json:"emails_sent"`
		EmailsLeaked int            `json:"emails_leaked"`
	}
	require.NoError(t, json.Unmarshal(raw, &summary), "%s", raw)
	assert.Positive(t, summary.Requests)
	assert.Zero(t, summary.Errors)
	assert.Equal(t, got.spans, summary.Spans)
	assert.Positive(t, summary.LogRecords)
	assert.Positive(t, summary.MetricPoints)
	assert.Equal(t, len(got.events["scout.n_plus_one"]), summary.Findings["n_plus_one"])
	assert.Equal(t, len(got.events["scout.slow_query"]), summary.Findings["slow_query"])
	assert.Positive(t, summary.EmailsSent)
	assert.Zero(t, summary.EmailsLeaked)
}

func assertAddressesAreMasked(t *testing.T, dir string) {
	t.Helper()
	raw := regexp.MustCompile(`[a-z0-9]{4,}@example\.com`)
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	require.NoError(t, err)
	require.Len(t, files, 3)
	for _, path := range files {
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		assert.NotEmpty(t, content, path)
		assert.Empty(t, raw.FindAllString(string(content), 3), path)
	}
	log, err := os.ReadFile(filepath.Join(dir, "api.log"))
	require.NoError(t, err)
	assert.Regexp(t, raw, string(log), "the API's own log shows the raw addresses")
}

func assertFindingsAreMetrics(t *testing.T, dir string) {
	t.Helper()
	metrics, err := os.ReadFile(filepath.Join(dir, "metrics.jsonl"))
	require.NoError(t, err)
	for _, name := range []string{"scout.findings", "db.client.operation.duration"} {
		assert.Contains(t, string(metrics), `"name":"`+name+`"`)
	}
	assert.NotContains(t, string(metrics), `"name":"trace.span.count"`)
}

func TestInterruptedDemoLeavesNothingBehind(t *testing.T) {
	dir, out := t.TempDir(), &output{}
	demo := startDemo(t, out, "--output", dir)
	require.Eventually(t, func() bool { return strings.Contains(out.String(), "found after") },
		demoPatience, 100*time.Millisecond, "no finding")
	require.NoError(t, demo.Process.Signal(syscall.SIGINT))
	require.NoError(t, demo.Wait(), "%s", out)

	assert.Contains(t, out.String(), "What the collector found, worst first:")
	assert.FileExists(t, filepath.Join(dir, "summary.json"))
	assertNobodyListens(t, out.String())
}

var loopbackAddr = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// assertNobodyListens dials every address the demo told.
func assertNobodyListens(t *testing.T, told string) {
	t.Helper()
	addrs := loopbackAddr.FindAllString(told, -1)
	assert.NotEmpty(t, addrs)
	for _, addr := range addrs {
		if conn, err := net.DialTimeout("tcp", addr, time.Second); err == nil {
			assert.NoError(t, conn.Close())
			t.Errorf("%s still listens after the demo has ended", addr)
		}
	}
}
