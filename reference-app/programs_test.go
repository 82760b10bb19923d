package referenceapp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
)

// bin is the folder with the programs, built as they are shipped.
var bin string

func TestMain(m *testing.M) { os.Exit(runTests(m)) }

func runTests(m *testing.M) (status int) {
	dir, err := os.MkdirTemp("", "reference-app-")
	if err == nil {
		bin = dir
		err = build()
	}
	if err == nil {
		status = pgtest.Run(m)
	}
	if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

func build() error {
	cmd := exec.Command("go", "build", "-buildvcs=false", "-o", bin+string(filepath.Separator), "./cmd/api", "./cmd/worker", "./cmd/traffic")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w: %s", err, out)
	}
	return nil
}

// waitTime bounds the wait for what a program does at its own pace.
const waitTime = 30 * time.Second

// program is a started program.
type program struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdout output
	stderr output
	exited chan error
}

// output is what a program printed so far.
type output struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.buffer.String()
}

// start starts a program with an environment of its own; a test that fails does not leave it running.
func start(t *testing.T, name string, env ...string) *program {
	t.Helper()
	return startWith(t, name, nil, env...)
}

// startWith is start for a program that takes arguments.
func startWith(t *testing.T, name string, args []string, env ...string) *program {
	t.Helper()
	p := &program{t: t, exited: make(chan error, 1)}
	p.cmd = exec.Command(filepath.Join(bin, name), args...)
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "TMPDIR=" + os.TempDir()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.stdout, &p.stderr
	require.NoError(t, p.cmd.Start())
	go func() { p.exited <- p.cmd.Wait() }()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("%s printed, at last:\n%s%s", name, lastLines(p.stdout.String()), lastLines(p.stderr.String()))
		}
		_ = p.cmd.Process.Kill() // it ended by itself in a test that passes
	})
	return p
}

// lastLines shortens a log so that what a test says stays in sight.
func lastLines(log string) string {
	const kept = 20
	lines := strings.SplitAfter(log, "\n")
	return strings.Join(lines[max(0, len(lines)-kept):], "")
}

// stop sends the signal and returns how the program ended.
func (p *program) stop(signal os.Signal) error {
	p.t.Helper()
	require.NoError(p.t, p.cmd.Process.Signal(signal))
	return p.wait()
}

func (p *program) wait() error {
	p.t.Helper()
	select {
	case err := <-p.exited:
		return err
	case <-time.After(waitTime):
		require.FailNow(p.t, "the program does not end")
		return nil
	}
}

// logged waits for a log line with the message and returns it.
func (p *program) logged(message string) (line string) {
	p.t.Helper()
	require.Eventually(p.t, func() bool {
		for candidate := range strings.Lines(p.stdout.String()) {
			if strings.Contains(candidate, message) && strings.HasSuffix(candidate, "\n") {
				line = candidate
				return true
			}
		}
		return false
	}, waitTime, 10*time.Millisecond, message)
	return line
}

// address waits until the API listens and returns its base URL.
func (p *program) address() string {
	p.t.Helper()
	var line struct {
		Addr string `json:"addr"`
	}
	require.NoError(p.t, json.Unmarshal([]byte(p.logged("Listening on http://")), &line))
	return "http://" + line.Addr
}

const noTelemetry = "OTEL_SDK_DISABLED=true"

func TestAPIEndsCleanlyOnSignals(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			api := start(t, "api", noTelemetry, "HTTP_ADDR=127.0.0.1:0", "DATABASE_URL="+pgtest.URL(t))
			base := api.address()
			assert.Equal(t, http.StatusOK, get(t, base+"/api/health"))
			require.NoError(t, api.stop(signal))
			assert.Empty(t, api.stderr.String())
		})
	}
}

func TestAPIStandsAlone(t *testing.T) {
	addrFile := filepath.Join(t.TempDir(), "addr")
	api := start(t, "api", noTelemetry, "HTTP_ADDR=127.0.0.1:0", "HTTP_ADDR_FILE="+addrFile)
	base := api.address()
	api.logged("JWT_SECRET is not set")
	api.logged("DATABASE_URL is not set")
	taken, err := os.ReadFile(addrFile)
	require.NoError(t, err)
	assert.Equal(t, base, "http://"+string(taken))
	assert.Equal(t, http.StatusOK, get(t, base+"/api/articles/"))
	require.NoError(t, api.stop(os.Interrupt))
}

func TestKilledAPILeavesNoDatabaseBehind(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only the Linux kernel stops a child when its parent is killed")
	}
	api := start(t, "api", noTelemetry, "HTTP_ADDR=127.0.0.1:0")
	api.address()
	_, url, found := strings.Cut(api.logged("DATABASE_URL is not set"), "DATABASE_URL=")
	require.True(t, found)
	host := url[strings.Index(url, "@")+1 : strings.Index(url, "/postgres?")]
	require.NoError(t, api.cmd.Process.Kill())
	require.Error(t, api.wait())
	require.Eventually(t, func() bool { return !listens(host) }, waitTime, 10*time.Millisecond, "PostgreSQL outlives the API")
}

func TestProgramsRefuseWrongSettings(t *testing.T) {
	for name, c := range map[string]struct {
		program string
		env     []string
		message string
	}{
		"worker without database":  {"worker", nil, "DATABASE_URL: not set; the worker shares the API's database, whose URL the API logs when it starts one"},
		"API with a malformed URL": {"api", []string{"DATABASE_URL=mysql://u:hush@h/db"}, "DATABASE_URL: not of the form postgres://user:password@host:port/database"},
		"API with a bad address":   {"api", []string{"DATABASE_URL=" + pgtest.URL(t), "HTTP_ADDR=nowhere"}, "HTTP_ADDR: listen tcp: address nowhere: missing port in address"},
		"API with a short secret":  {"api", []string{"DATABASE_URL=" + pgtest.URL(t), "JWT_SECRET=hush"}, "JWT_SECRET: has 4 bytes, and HS256 wants 32 or more (RFC 7518, 3.2); set what `openssl rand -base64 32` prints"},
		"API with a bad Redis":     {"api", []string{"DATABASE_URL=" + pgtest.URL(t), "REDIS_URL=ftp://x"}, "REDIS_URL: not of the form redis://user:password@host:port/number"},
	} {
		t.Run(name, func(t *testing.T) {
			p := start(t, c.program, append(c.env, noTelemetry)...)
			require.Error(t, p.wait())
			assert.Equal(t, 1, p.cmd.ProcessState.ExitCode())
			assert.Contains(t, p.stdout.String(), c.message)
			assert.NotContains(t, p.stdout.String(), "hush")
		})
	}
}

func TestTheWorkerTakesNoArgument(t *testing.T) {
	p := startWith(t, "worker", []string{"bogus"}, noTelemetry, "DATABASE_URL="+pgtest.URL(t))
	require.Error(t, p.wait())
	assert.Equal(t, 1, p.cmd.ProcessState.ExitCode())
	assert.Contains(t, p.stdout.String(), `articles-worker failed: \"bogus\": the worker takes no argument, environment variables set it; commands are run as `+"`api migrate`")
}

// TestEverythingTheAPISaysIsJSON: also what the Redis client says by itself, of a server that is not there.
func TestEverythingTheAPISaysIsJSON(t *testing.T) {
	api := start(t, "api", noTelemetry, "HTTP_ADDR=127.0.0.1:0", "DATABASE_URL="+pgtest.URL(t), "REDIS_URL=redis://127.0.0.1:1")
	require.Error(t, api.wait())
	assert.Empty(t, api.stderr.String())
	for line := range strings.Lines(api.stdout.String()) {
		assert.True(t, json.Valid([]byte(line)), line)
	}
	assert.Contains(t, api.stdout.String(), `"msg":"Redis client: `)
}

func TestTrafficAgainstTheRealAPI(t *testing.T) {
	url := pgtest.URL(t)
	api := start(t, "api", noTelemetry, "HTTP_ADDR=127.0.0.1:0", "DATABASE_URL="+url)
	worker := start(t, "worker", noTelemetry, "DATABASE_URL="+url)
	worker.logged("Working")
	drive := startWith(t, "traffic", []string{"--target", api.address(), "--rate", "200", "--users", "3", "--duration", "2s", "--seed", "7", "--defects", "--whole"})
	require.NoError(t, drive.wait(), "traffic says: %s", lastLines(drive.stderr.String()))
	var report struct {
		Requests   int            `json:"requests"`
		Errors     int            `json:"errors"`
		EmailsSent int            `json:"emails_sent"`
		Steps      map[string]int `json:"steps"`
	}
	require.NoError(t, json.Unmarshal([]byte(drive.stdout.String()), &report))
	assert.Zero(t, report.Errors)
	assert.Positive(t, report.Steps["create"])
	assert.Positive(t, report.Steps["previews, twin"])
	assert.Positive(t, report.Steps["contact"])
	assert.Positive(t, report.EmailsSent)
	assert.Contains(t, drive.stderr.String(), " requests, ", "progress")
	require.NoError(t, worker.stop(syscall.SIGTERM))
	require.NoError(t, api.stop(syscall.SIGTERM))
}

func TestTrafficFailsWhenTheAPIDoes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "report.json")
	drive := startWith(t, "traffic", []string{"--target", "http://127.0.0.1:1", "--duration", "100ms", "--report", path})
	require.Error(t, drive.wait())
	assert.Equal(t, 1, drive.cmd.ProcessState.ExitCode())
	assert.Contains(t, drive.stderr.String(), "did not get the answer they should have got; the first: register: ")
	assert.Empty(t, drive.stdout.String(), "the report is in its file")
	var report struct {
		Errors   int      `json:"errors"`
		Failures []string `json:"failures"`
	}
	require.NoError(t, json.Unmarshal([]byte(readFile(t, path)), &report))
	assert.Positive(t, report.Errors)
	assert.NotEmpty(t, report.Failures)
}

func TestCurlScript(t *testing.T) {
	for _, tool := range []string{"curl", "sh"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("needs " + tool)
		}
	}
	api := start(t, "api", noTelemetry, "HTTP_ADDR=127.0.0.1:0", "DATABASE_URL="+pgtest.URL(t))
	script := exec.Command("sh", "scripts/test-api.sh", api.address())
	out, err := script.CombinedOutput()
	require.NoError(t, err, string(out))
	assert.Contains(t, string(out), "all answers are as the contract says")
	require.NoError(t, api.stop(os.Interrupt))
}
