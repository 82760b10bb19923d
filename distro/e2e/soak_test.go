package e2e_test

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// soakFor is how long the soak lasts; `make soak` sets it.
var soakFor = flag.Duration("soak", 0, "how long TestSoak breaks things; 0: each fault once, and growth is not judged")

// trouble is a fault that the soak brings about and ends again, in the middle of the traffic.
type trouble struct {
	name   string
	happen func(e *stage, t *testing.T)
}

// soakRequests is how many requests are acknowledged during a fault, and how many after it.
const soakRequests = 40

var killed = trouble{"kill -9", func(e *stage, t *testing.T) {
	e.gate.fail(cut)
	e.traffic.proceed(t, soakRequests)
	e.collector.kill(t)
	e.collector.start(t)
	e.traffic.proceed(t, soakRequests)
	e.gate.heal()
}}

var troubles = []trouble{
	{"backend down", func(e *stage, t *testing.T) {
		e.gate.close(t)
		e.traffic.proceed(t, soakRequests)
		e.gate.open(t)
	}},
	{"503", failing(status(http.StatusServiceUnavailable))},
	{"token refused", func(e *stage, t *testing.T) {
		e.gate.revoke()
		e.traffic.proceed(t, soakRequests)
		e.gate.heal()
	}},
	{"stalled backend", failing(stall)},
}

func failing(f fault) func(*stage, *testing.T) {
	return func(e *stage, t *testing.T) {
		e.gate.fail(f)
		e.gate.meet(t, 1)
		e.traffic.proceed(t, soakRequests)
		e.gate.heal()
	}
}

// TestSoak drives mixed traffic through the canonical configuration and breaks one thing after the other. The collector is
// killed in the first third of the time only, because a new process starts from nothing; the second third is its warm-up,
// and over the last third its memory and goroutines stay as they are.
func TestSoak(t *testing.T) {
	t.Parallel()
	e := setUp(t, setting{})
	e.traffic.mixed()
	e.traffic.pause = 50 * time.Millisecond
	e.collector.start(t)
	began := time.Now()
	var samples []sample
	suffer := func(what trouble) {
		s := e.suffer(t, what)
		s.at = time.Since(began)
		samples = append(samples, s)
		t.Logf("%s", s)
	}
	for killing := true; ; killing = time.Since(began) < *soakFor/3 {
		if killing {
			suffer(killed)
		}
		for _, what := range troubles {
			suffer(what)
		}
		if time.Since(began) >= *soakFor {
			break
		}
	}
	e.soaked(t, samples)
}

// suffer sends, lets one thing go wrong and right again, and looks at the collector when it has come to rest.
func (e *stage) suffer(t *testing.T, what trouble) sample {
	t.Helper()
	e.traffic.begin(t)
	e.traffic.proceed(t, soakRequests)
	what.happen(e, t)
	e.traffic.proceed(t, soakRequests)
	e.traffic.end(t)
	c := e.delivered(t)
	require.Zero(t, c.lost, "acknowledged records that did not arrive after: %s", what.name)
	e.traffic.client.CloseIdleConnections()
	e.gate.close(t) // and with it the connections of the collector
	e.gate.open(t)
	s := e.collector.atRest(t)
	s.after, s.counts = what.name, c
	return s
}

// soaked judges the whole.
func (e *stage) soaked(t *testing.T, samples []sample) {
	t.Helper()
	c := e.finish(t)
	raw, err := os.ReadFile(e.backend.arrivals.path)
	require.NoError(t, err)
	assert.Zero(t, bytes.Count(raw, []byte("jane.doe")), "records that arrived with personal data")
	for _, found := range []string{nPlusOne, "scout.slow_query"} {
		assert.Positive(t, bytes.Count(raw, []byte(`"name":"`+found+`"`)), "findings of %s", found)
	}
	t.Logf("%d times something was broken; nothing was lost of %d records acknowledged, %d arrived more than once", len(samples), c.acknowledged, c.duplicated)
	if *soakFor == 0 {
		return
	}
	kept := judged(samples, *soakFor*2/3)
	require.GreaterOrEqual(t, len(kept), 2, "the time is too short to judge; ask for more")
	first, last := kept[0], kept[len(kept)-1]
	t.Logf("from %s to %s: heap %.1f to %.1f MiB, goroutines %d to %d (bounds: %.0f %% and %d MiB more; %d goroutines more)",
		first.at.Round(time.Second), last.at.Round(time.Second), mebibytes(first.heap), mebibytes(last.heap), first.goroutines, last.goroutines,
		100*heapShare, heapSlack>>20, goroutinesSlack)
	assert.Empty(t, growth(first, last))
}

// atRest looks at the process itself, after a garbage collection.
func (r *rig) atRest(t *testing.T) (s sample) {
	t.Helper()
	for range 2 { // what a finalizer lets go of is freed by the next collection
		s.heap = r.profiled(t, "heap?gc=1&debug=1", "# HeapAlloc = ")
	}
	goroutines := 0
	waitUntil(t, "a steady number of goroutines", func() bool {
		before := goroutines
		goroutines = int(r.profiled(t, "goroutine?debug=1", "goroutine profile: total "))
		return goroutines == before
	})
	s.goroutines = goroutines
	s.resident = residentBytes(t, r.cmd.Process.Pid)
	return s
}

// profiled reads a number from a profile of net/http/pprof: that which follows a text.
func (r *rig) profiled(t *testing.T, profile, text string) uint64 {
	t.Helper()
	response, err := http.Get("http://" + r.variable("PPROF_ENDPOINT") + "/debug/pprof/" + profile)
	require.NoError(t, err)
	raw, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	_, after, found := strings.Cut(string(raw), text)
	require.True(t, found, "%s has no %q", profile, text)
	number, _, _ := strings.Cut(after, "\n")
	n, err := strconv.ParseUint(number, 10, 64)
	require.NoError(t, err)
	return n
}

// variable is the value of a variable in the process's environment.
func (r *rig) variable(name string) (value string) {
	for _, entry := range r.env {
		if v, is := strings.CutPrefix(entry, name+"="); is {
			value = v
		}
	}
	return value
}

// residentBytes is what the operating system says that a process has in memory; 0 where it has no /proc.
func residentBytes(t *testing.T, pid int) uint64 {
	t.Helper()
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(raw), "VmRSS:")
	kibibytes, err := strconv.ParseUint(strings.Fields(after)[0], 10, 64)
	require.NoError(t, err)
	return kibibytes << 10
}
