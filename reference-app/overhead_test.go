package referenceapp_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
)

// tracing is one way to run the API, with what it may cost at most: the ratios of a guide to the same API in Python.
type tracing struct {
	name  string
	env   []string
	limit *cost
}

// cost is a change in per cent.
type cost struct{ rate, p50, p99 float64 }

// tracings begins with what the others are compared with, and with the same again: how far the two are apart is how
// exact the machine is.
var tracings = []tracing{
	{"SDK disabled", []string{noTelemetry}, nil},
	{"SDK disabled, again", []string{noTelemetry}, nil},
	{"10 % of the traces", []string{"OTEL_TRACES_SAMPLER=parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG=0.1"}, &cost{-2, 1, 4}},
	{"100 % of the traces", []string{"OTEL_TRACES_SAMPLER=parentbased_always_on"}, &cost{-8, 12, 20}},
}

const (
	overheadRounds = 21
	overheadSlot   = time.Second // of each load on one API in one round
	overheadUsers  = 4
	overheadPause  = 25 * time.Millisecond // from one request of a user to the next, where latency is measured
)

// BenchmarkInstrumentation measures what telemetry costs the API: the same load on three of them, each with a database of
// its own, in turns within one run, so that what the machine does beside it meets all of them. Latency is that of users
// who pause between requests, 160 requests a second in all; throughput and CPU time are those of users who do not. It
// prints a table of the medians over the rounds; a ratio is the median of the ratios within the rounds. `make bench-app`
// runs it.
func BenchmarkInstrumentation(b *testing.B) {
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // takes everything and spends nothing on it
	}))
	defer collector.Close()
	var apis []*loadedAPI
	for _, tracing := range tracings {
		apis = append(apis, startLoaded(b, tracing, collector.URL))
	}
	for b.Loop() {
		for round := range overheadRounds + 1 {
			for turn := range apis {
				api := apis[(round+turn)%len(apis)] // nobody is always first
				slot := api.measure()
				if round > 0 { // the first one warms up
					api.slots = append(api.slots, slot)
				}
			}
		}
	}
	_, _ = fmt.Fprint(os.Stdout, overheadTable(apis))
}

// loadedAPI is an API under load with what each round gave.
type loadedAPI struct {
	b       *testing.B
	tracing tracing
	base    string
	token   string
	slugs   []string
	client  *http.Client
	process *os.Process
	slots   []slot
}

// slot is what one round gave.
type slot struct {
	rate     float64 // requests per second
	p50, p99 float64 // milliseconds
	cpu      float64 // milliseconds of the API's own for each request; 0 where the system does not tell
}

func startLoaded(b *testing.B, of tracing, collector string) *loadedAPI {
	b.Helper()
	a := &loadedAPI{b: b, tracing: of, client: &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: overheadUsers}}}
	b.Cleanup(a.client.CloseIdleConnections)
	addrFile := filepath.Join(b.TempDir(), "addr")
	env := append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + b.TempDir(), "DATABASE_URL=" + pgtest.URL(b), "HTTP_ADDR=127.0.0.1:0",
		"HTTP_ADDR_FILE=" + addrFile, "OTEL_EXPORTER_OTLP_ENDPOINT=" + collector}, of.env...)
	seed := exec.Command(filepath.Join(bin, "api"), "seed", "--articles", "2000")
	seed.Env = slices.Concat(env, []string{noTelemetry})
	require.NoError(b, seed.Run())
	api := exec.Command(filepath.Join(bin, "api"))
	api.Env = env
	require.NoError(b, api.Start())
	a.process = api.Process
	b.Cleanup(func() {
		require.NoError(b, api.Process.Signal(syscall.SIGTERM))
		require.NoError(b, api.Wait())
	})
	require.Eventually(b, func() bool {
		addr, err := os.ReadFile(addrFile)
		a.base = "http://" + string(addr)
		return err == nil && len(addr) > 0
	}, waitTime, 10*time.Millisecond)
	a.join()
	return a
}

// join registers somebody and writes the articles that will be read.
func (a *loadedAPI) join() {
	session := a.ask(http.MethodPost, "/api/register", `{"email":"ada1815@example.com","password":"secret","name":"Ada"}`, http.StatusCreated)
	a.token = between(a.b, session, `"access_token":"`, `"`)
	for n := range 20 {
		created := a.ask(http.MethodPost, "/api/articles/", `{"title":"Read often, number `+strconv.Itoa(n)+`","body":"Text"}`, http.StatusCreated)
		a.slugs = append(a.slugs, between(a.b, created, `"slug":"`, `"`))
	}
}

func between(b *testing.B, text, before, after string) string {
	b.Helper()
	_, rest, found := strings.Cut(text, before)
	require.True(b, found, text)
	value, _, _ := strings.Cut(rest, after)
	return value
}

func (a *loadedAPI) ask(method, path, body string, want int) string {
	request, err := http.NewRequestWithContext(a.b.Context(), method, a.base+path, strings.NewReader(body))
	require.NoError(a.b, err)
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if a.token != "" {
		request.Header.Set("Authorization", "Bearer "+a.token)
	}
	response, err := a.client.Do(request)
	require.NoError(a.b, err)
	data, err := io.ReadAll(response.Body)
	require.NoError(a.b, err)
	require.NoError(a.b, response.Body.Close())
	require.Equal(a.b, want, response.StatusCode, string(data))
	return string(data)
}

// measure puts both loads on the API.
func (a *loadedAPI) measure() slot {
	took, _ := a.load(overheadPause)
	cpu := a.cpu()
	hurried, lasted := a.load(0)
	requests := float64(len(hurried))
	return slot{rate: requests / lasted.Seconds(), p50: took[len(took)/2], p99: took[len(took)*99/100],
		cpu: (a.cpu() - cpu).Seconds() * 1000 / requests}
}

// load lets users send one request after the other, pausing as long as said, and returns how long each took in
// milliseconds, sorted, and how long all of it lasted.
func (a *loadedAPI) load(pause time.Duration) (took []float64, lasted time.Duration) {
	byUser := make([][]float64, overheadUsers)
	began := time.Now()
	var users sync.WaitGroup
	for user := range overheadUsers {
		users.Go(func() {
			turns := time.NewTicker(max(pause, 1))
			defer turns.Stop()
			for n := user; time.Since(began) < overheadSlot; n++ {
				if pause > 0 {
					<-turns.C
				}
				start := time.Now()
				a.step(n)
				byUser[user] = append(byUser[user], time.Since(start).Seconds()*1000)
			}
		})
	}
	users.Wait()
	return slices.Sorted(slices.Values(slices.Concat(byUser...))), time.Since(began)
}

// cpu returns the time that the API has computed, as Linux tells it: proc(5), in ticks of 10 ms. Elsewhere it is 0.
func (a *loadedAPI) cpu() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", a.process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:])) // from the third on: the second may hold anything
	user, userErr := strconv.Atoi(fields[14-3])
	system, systemErr := strconv.Atoi(fields[15-3])
	require.NoError(a.b, errors.Join(userErr, systemErr))
	return time.Duration(user+system) * 10 * time.Millisecond
}

// step sends the n-th request of a user: of twenty, ten read an article, four a page of the list (by the joined
// statement), two publish, two mark and unmark, one changes an article and one asks who the user is.
func (a *loadedAPI) step(n int) {
	slug := a.slugs[n%len(a.slugs)]
	switch n % 20 {
	case 0, 10:
		a.ask(http.MethodPost, "/api/articles/", `{"title":"Written under load","body":"Text"}`, http.StatusCreated)
	case 1, 6, 11, 16:
		a.ask(http.MethodGet, "/api/articles/?eager=true", "", http.StatusOK)
	case 3:
		a.ask(http.MethodPost, "/api/articles/"+slug+"/favorite", "", http.StatusOK)
	case 8:
		a.ask(http.MethodDelete, "/api/articles/"+slug+"/favorite", "", http.StatusOK)
	case 13:
		a.ask(http.MethodPut, "/api/articles/"+slug, `{"description":"Changed"}`, http.StatusOK)
	case 18:
		a.ask(http.MethodGet, "/api/user", "", http.StatusOK)
	default:
		a.ask(http.MethodGet, "/api/articles/"+slug, "", http.StatusOK)
	}
}

// overheadTable is Markdown; the first API is what the others are compared with.
func overheadTable(apis []*loadedAPI) string {
	var out strings.Builder
	out.WriteString("| telemetry | requests/s | p50 | p99 | CPU per request |\n|---|---|---|---|---|\n")
	for _, api := range apis {
		may := api.tracing.limit
		if may == nil {
			may = &cost{}
		}
		fmt.Fprintf(&out, "| %s | %s | %s | %s | %s |\n", api.tracing.name,
			api.cell(apis[0], "%.0f", may.rate, func(s slot) float64 { return s.rate }),
			api.cell(apis[0], "%.2f ms", may.p50, func(s slot) float64 { return s.p50 }),
			api.cell(apis[0], "%.2f ms", may.p99, func(s slot) float64 { return s.p99 }),
			api.cell(apis[0], "%.2f ms", 0, func(s slot) float64 { return s.cpu }))
	}
	return out.String()
}

// cell shows the median of a value, how much it differs from the base, and whether that keeps to a limit, in per cent;
// 0: there is none.
func (a *loadedAPI) cell(base *loadedAPI, format string, limit float64, value func(slot) float64) string {
	middle, ratio := compared(base.slots, a.slots, value)
	change := 100 * (ratio - 1)
	verdict := "kept"
	if change/limit > 1 {
		verdict = "missed"
	}
	switch {
	case a == base:
		return fmt.Sprintf(format, middle)
	case limit == 0:
		return fmt.Sprintf(format+" (%+.1f %%)", middle, change)
	default:
		return fmt.Sprintf(format+" (%+.1f %%, goal %+.0f %%: %s)", middle, change, limit, verdict)
	}
}

// compared returns the median of a value, and the median of its ratio to the base in the same round.
func compared(base, slots []slot, value func(slot) float64) (middle, ratio float64) {
	var values, ratios []float64
	for i, s := range slots {
		values = append(values, value(s))
		ratios = append(ratios, value(s)/value(base[i]))
	}
	return median(values), median(ratios)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}
