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
	"go.etcd.io/bbolt"
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

// damage is what a disk does to a queue's file, and which of the records in it can still be read then.
type damage struct {
	name string
	do   func(t *testing.T, file string, raw []byte, in map[uint64]bool) (damaged []byte, readable map[uint64]bool)
}

// damages are in three parts: all is readable but what stood in one page; nothing is, because both ways to the entries
// (the two meta pages) are gone; and as much as chance has left. There the tree's root decides, which may be anywhere: the
// storage has a test of its own for each page of a file (TestSalvageMakesNothingUp).
var damages = []damage{
	{"one page", onePageZeroed},
	{"garbage", func(_ *testing.T, _ string, raw []byte, _ map[uint64]bool) ([]byte, map[uint64]bool) {
		_, _ = rand.Read(raw)
		return raw, nil
	}},
	{"truncated", func(_ *testing.T, _ string, raw []byte, _ map[uint64]bool) ([]byte, map[uint64]bool) {
		return raw[:len(raw)/3], nil
	}},
	{"zeroed middle", func(_ *testing.T, _ string, raw []byte, _ map[uint64]bool) ([]byte, map[uint64]bool) {
		clear(raw[len(raw)/8 : len(raw)/8*7])
		return raw, nil
	}},
}

// onePageZeroed loses the records of one page that is in use, and no other: no entry is larger than a page here.
func onePageZeroed(t *testing.T, file string, raw []byte, in map[uint64]bool) (damaged []byte, readable map[uint64]bool) {
	t.Helper()
	for _, page := range leafPages(t, file) {
		readable = map[uint64]bool{}
		for number := range in {
			id := spanID(number)
			field := append([]byte{0x12, 8}, id[:]...) // of a span: its id, 8 bytes
			if !bytes.Contains(page.of(raw), field) {
				readable[number] = true
			}
		}
		if len(readable) < len(in) {
			clear(page.of(raw))
			require.NotEmpty(t, readable, "the queue fills several pages")
			return raw, readable
		}
	}
	t.Fatal("no page of the file holds a record")
	return nil, nil
}

type pages struct{ from, to int } // bytes of the file

func (p pages) of(raw []byte) []byte { return raw[p.from:p.to] }

// leafPages are those with entries, by bbolt's own reading of the file.
func leafPages(t *testing.T, file string) (found []pages) {
	t.Helper()
	db, err := bbolt.Open(file, 0o600, &bbolt.Options{ReadOnly: true, PreLoadFreelist: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	size := db.Info().PageSize
	require.NoError(t, db.View(func(tx *bbolt.Tx) error {
		for id := 2; int64(id*size) < tx.Size(); id++ {
			page, err := tx.Page(id)
			if err != nil || page == nil {
				return err
			}
			if page.Type == "leaf" {
				found = append(found, pages{id * size, (id + 1 + page.OverflowCount) * size})
			}
			id += page.OverflowCount
		}
		return nil
	}))
	return found
}

// TestChaosCorruptQueue damages the file of the spans that wait, as a disk does, and starts the collector. The log records
// have a file of their own.
func TestChaosCorruptQueue(t *testing.T) {
	t.Parallel()
	for _, d := range damages {
		t.Run(d.name, func(t *testing.T) {
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
			damaged, readable := d.do(t, file, raw, inFile)
			require.NoError(t, os.WriteFile(file, damaged, 0o600))

			e.collector.start(t)
			e.queueFile(t, "*traces.corrupt-*")
			assert.Positive(t, e.said(t, "corrupt", filepath.Base(file)), "the log names the file")
			e.gate.heal()
			e.traffic.burst(t, 40)
			waitUntil(t, "an empty queue", func() bool { return e.collector.metric(t, "otelcol_exporter_queue_size") == 0 })
			e.collector.stop(t)
			c := e.report(t)
			t.Logf("%d of %d records of the damaged file arrived, %d had to", len(inFile)-e.missing(inFile), len(inFile), len(readable))
			assert.Equal(t, e.missing(inFile), c.lost, "what was not in that file arrives")
			assert.Zero(t, e.missing(readable), "what can still be read arrives")
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
