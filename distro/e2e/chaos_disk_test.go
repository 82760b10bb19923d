package e2e_test

import (
	"bytes"
	"crypto/rand"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// onSmallDisk makes the queue's folder a file system of 4 MiB that only the collector sees. Where the machine does not let
// a process mount one, the storage's own bound stands in for it.
func (e *stage) onSmallDisk(t *testing.T) {
	t.Helper()
	require.NoError(t, os.MkdirAll(e.collector.queue, 0o700))
	const mount = `mount -t tmpfs -o size=4m tmpfs "$SCOUT_QUEUE_DIR" && exec "$0" "$@"`
	wrapper := []string{"unshare", "--map-root-user", "--mount", "sh", "-c", mount}
	trial := exec.Command(wrapper[0], append(wrapper[1:], "true")...)
	trial.Env = append(os.Environ(), "SCOUT_QUEUE_DIR="+e.collector.queue)
	if said, err := trial.CombinedOutput(); err != nil {
		t.Logf("no file system of its own (%v: %s): max_size of the storage stands in for a full disk", err, said)
		e.collector.env = append(e.collector.env, "SCOUT_QUEUE_FILE_BYTES=4194304")
		e.collector.configs = append(e.collector.configs,
			"yaml:extensions::durable_storage/queue::compaction: {rebound_needed_threshold_mib: 1, rebound_trigger_threshold_mib: 1}")
		return
	}
	e.collector.wrapper = wrapper
}

// TestChaosDiskFull fills the disk while the backend is down.
func TestChaosDiskFull(t *testing.T) {
	t.Parallel()
	e := setUp(t, setting{})
	e.onSmallDisk(t)
	e.gate.fail(cut)
	e.collector.start(t)
	e.traffic.padding = 2000 // bytes: the disk is full after some 200 requests
	e.traffic.begin(t)
	waitUntil(t, "senders are refused", func() bool { return e.traffic.refusals()["503"] >= 40 })
	e.gate.heal()
	e.traffic.proceed(t, 40)
	e.traffic.end(t)
	e.finish(t)
	assert.Equal(t, []string{"503"}, keys(e.traffic.refusals()), "a full disk is for the sender to wait for")
}

// TestChaosCorruptQueue damages the file of the spans that wait, as a disk does, and starts the collector. The log records
// have a file of their own.
func TestChaosCorruptQueue(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func([]byte) []byte{
		"truncated": func(raw []byte) []byte { return raw[:len(raw)/3] },
		"zeroed middle": func(raw []byte) []byte {
			return append(append(raw[:len(raw)/8:len(raw)/8], make([]byte, len(raw)/8*6)...), raw[len(raw)/8*7:]...)
		},
		"garbage": func(raw []byte) []byte {
			_, _ = rand.Read(raw)
			return raw
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := setUp(t, setting{})
			e.gate.fail(cut)
			e.collector.start(t)
			e.traffic.burst(t, 80)
			e.collector.stop(t)
			inFile := e.traffic.acknowledgedAt("/v1/traces")
			file := e.queueFile(t, "*traces")
			raw, err := os.ReadFile(file)
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(file, damage(bytes.Clone(raw)), 0o600))

			e.collector.start(t)
			e.queueFile(t, "*traces.corrupt-*")
			assert.Positive(t, e.said(t, "corrupt", filepath.Base(file)), "the log names the file")
			e.gate.heal()
			e.traffic.burst(t, 40)
			waitUntil(t, "an empty queue", func() bool { return e.collector.metric(t, "otelcol_exporter_queue_size") == 0 })
			e.collector.stop(t)
			c := e.report(t)
			t.Logf("%d of %d records of the damaged file arrived", len(inFile)-e.missing(inFile), len(inFile))
			assert.Equal(t, e.missing(inFile), c.lost, "what was not in that file arrives")
		})
	}
}

// missing counts which of the numbers did not arrive so far.
func (e *stage) missing(numbers map[uint64]bool) (missing int) {
	for number := range numbers {
		if e.backend.arrivals.times[number] == 0 {
			missing++
		}
	}
	return missing
}

func (e *stage) queueFile(t *testing.T, pattern string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(e.collector.queue, pattern))
	require.NoError(t, err)
	require.Len(t, found, 1, "files like %s", pattern)
	return found[0]
}
