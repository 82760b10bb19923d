package durablestorageextension

import (
	"maps"
	"os"
	"testing"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/storage/filestorage"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/extension/xextension/storage"
)

// window is a time in which transactions fail: from the first-th on, as many as length.
type window struct {
	first, length int
	what          fault
}

func (w window) fail(attempt int) fault {
	if attempt >= w.first && attempt < w.first+w.length {
		return w.what
	}
	return none
}

// TestNothingIsLostOnAFailingDisk lets transactions fail from each point of a run on, for one transaction, for four and
// to the end of the run, in three ways. The run begins with requests that were being sent when the last one ended.
// Then the disk heals, or the process ends while writes are owed; a last run sends what is left. Everything that was
// acknowledged comes out; the control loses something in each shape.
func TestNothingIsLostOnAFailingDisk(t *testing.T) {
	for _, how := range shapes {
		t.Run(how.String(), func(t *testing.T) {
			t.Parallel()
			for _, of := range []kind{durable, stock} {
				healed, killed := failEverywhere(t, of, how)
				t.Logf("%s: %s: disk heals: %s", how, of, healed)
				t.Logf("%s: %s: process ends before: %s", how, of, killed)
				if of == durable {
					assert.Zero(t, healed.lost)
					assert.Zero(t, killed.lost)
					continue
				}
				assert.Positive(t, healed.lost, "the control lost nothing: the faults are not where it is weak")
			}
		})
	}
}

func failEverywhere(t *testing.T, of kind, how shape) (healed, killed *tally) {
	t.Helper()
	points := firstRun(t, of, how)
	from := points[len(points)-1]
	healed, killed = &tally{}, &tally{}
	step := 1
	if of == stock || testing.Short() {
		step = 6
	}
	for first := 1; first <= 24; first += step {
		for _, length := range []int{1, 4, 1000} {
			for _, what := range []fault{before, after, closed} {
				failOnce(t, of, how, from, window{first: first, length: length, what: what}, healed, killed)
			}
		}
	}
	return healed, killed
}

func failOnce(t *testing.T, of kind, how shape, from snapshot, faults window, healed, killed *tally) {
	t.Helper()
	on := continueFrom(t, from)
	on.fail = faults.fail
	w := startWorld(t, of, how, on, newSink(on, -1))
	acknowledged := maps.Clone(from.stored)
	for number := 200; number < 206; number++ {
		if w.offer(number, 0) == nil {
			acknowledged[record(number)] = true
		}
	}
	w.quiet()

	on.mu.Lock()
	end := on.snapshot()
	on.fail = nil
	on.mu.Unlock()
	killed.add(acknowledged, drain(t, of, how, end))

	acknowledged = maps.Clone(acknowledged)
	require.NoError(t, w.offer(300, 0), "a disk that works again takes data")
	acknowledged[record(300)] = true
	w.quiet()
	w.stop()
	on.mu.Lock()
	end = on.snapshot()
	on.mu.Unlock()
	healed.add(acknowledged, drain(t, of, how, end))
}

// TestAFullFileDrains fills a file to its max_size with a backend that takes nothing, and lets it drain. The senders
// that were refused know it; everything else comes out, and the file takes data again.
func TestAFullFileDrains(t *testing.T) {
	const size = 256 << 10
	for _, how := range shapes {
		t.Run(how.String(), func(t *testing.T) {
			t.Parallel()
			on := newTape(t.TempDir())
			ext := newStorage(t, durable, on, func(cfg *filestorage.Config) { cfg.MaxSize = 4 << 20 })
			w := startWorldOn(t, ext, how, on, newSink(on, 0))
			acknowledged, refused := map[string]bool{}, 0
			for number := range 40 {
				err := w.offer(number, size)
				if err == nil {
					acknowledged[record(number)] = true
					continue
				}
				require.ErrorIs(t, err, storage.ErrStorageFull)
				refused++
			}
			require.Positive(t, refused)
			close(w.sink.release)
			w.drained()
			for number := 100; number < 110; number++ {
				require.Eventually(t, func() bool { return w.offer(number, size) == nil }, waitFor, tick, "a file that was drained takes data")
				acknowledged[record(number)] = true
			}
			w.drained()
			w.stop()
			total := &tally{}
			total.add(acknowledged, on.delivered)
			t.Logf("%s: refused %d, %s", how, refused, total)
			assert.Zero(t, total.lost)
			assert.Zero(t, total.duplicated)
		})
	}
}

// TestAFullFileStarts ends the process while the file is full, and starts anew: what was being sent comes out.
func TestAFullFileStarts(t *testing.T) {
	const size = 256 << 10
	full := func(cfg *filestorage.Config) { cfg.MaxSize = 4 << 20 }
	for _, how := range shapes {
		t.Run(how.String(), func(t *testing.T) {
			t.Parallel()
			on := newTape(t.TempDir())
			on.recording = true
			w := startWorldOn(t, newStorage(t, durable, on, full), how, on, newSink(on, 2))
			for number := 0; ; number++ {
				if err := w.offer(number, size); err != nil {
					require.ErrorIs(t, err, storage.ErrStorageFull)
					break
				}
			}
			w.quiet()
			points := w.kill()
			last := points[len(points)-1]

			again := continueFrom(t, last)
			w = startWorldOn(t, newStorage(t, durable, again, full), how, again, newSink(again, -1))
			w.drained()
			w.stop()
			total := &tally{}
			total.add(last.stored, again.delivered)
			t.Logf("%s: %s", how, total)
			assert.Zero(t, total.lost)
		})
	}
}

// TestOwedWritesAtShutdown ends a run in an orderly way while writes are owed: the older state stands.
func TestOwedWritesAtShutdown(t *testing.T) {
	on := newTape(t.TempDir())
	w := startWorld(t, durable, shape{consumers: 2}, on, newSink(on, 0))
	for number := range 5 {
		require.NoError(t, w.offer(number, 0))
	}
	w.quiet()
	on.mu.Lock()
	on.fail = func(int) fault { return before }
	on.mu.Unlock()
	close(w.sink.release)
	require.Eventually(t, func() bool { on.mu.Lock(); defer on.mu.Unlock(); return len(on.delivered) == 5 }, waitFor, tick)
	w.stop()

	data, err := os.ReadFile(on.file)
	require.NoError(t, err)
	delivered := drain(t, durable, shape{consumers: 2}, snapshot{data: data, delivered: on.delivered})
	for number := range 5 {
		assert.Equal(t, 2, delivered[record(number)], "sent, but the file does not know it")
	}
}
