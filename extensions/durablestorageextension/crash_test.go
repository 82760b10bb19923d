package durablestorageextension

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var shapes = []shape{{consumers: 1}, {consumers: 10}, {batch: true, consumers: 1}, {batch: true, consumers: 10}}

// TestNothingIsLostAtAnyCrash ends a run after each of its storage transactions, starts anew from the file as it is
// then, ends that run after each of its transactions as well, and lets a third run send what there is. Everything that
// was acknowledged comes out. The control, file_storage, loses something in each shape: or else this proves nothing.
func TestNothingIsLostAtAnyCrash(t *testing.T) {
	for _, how := range shapes {
		t.Run(how.String(), func(t *testing.T) {
			t.Parallel()
			ours := crashEverywhere(t, durable, how, thin(durable))
			t.Logf("%s: %s: %s", how, durable, ours)
			assert.Zero(t, ours.lost)
			if testing.Short() {
				return // too few crash points to be sure to meet those at which the control is weak
			}
			control := crashEverywhere(t, stock, how, thin(stock))
			if control.lost == 0 {
				control = crashEverywhere(t, stock, how, 1)
			}
			t.Logf("%s: %s: %s", how, stock, control)
			assert.Positive(t, control.lost, "the control lost nothing: the crashes are not where it is weak")
		})
	}
}

// crashEverywhere takes every crash point of the first run, or every third one.
func crashEverywhere(t *testing.T, of kind, how shape, every int) *tally {
	t.Helper()
	total := &tally{}
	for _, first := range eachOf(firstRun(t, of, how), every) {
		total.add(first.stored, drain(t, of, how, first))
		for _, second := range eachOf(secondRun(t, of, how, first), thin(durable)) {
			total.add(second.stored, drain(t, of, how, second))
		}
	}
	return total
}

// thin leaves out two of three crash points of the control, and of both in a short run.
func thin(of kind) (every int) {
	if of == durable && !testing.Short() {
		return 1
	}
	return 3
}

func eachOf(points []snapshot, every int) (kept []snapshot) {
	for i := 0; i < len(points); i += every {
		kept = append(kept, points[i])
	}
	return kept
}

// firstRun begins with nothing: the backend takes four requests and then holds what it gets.
func firstRun(t *testing.T, of kind, how shape) []snapshot {
	t.Helper()
	on := newTape(t.TempDir())
	on.recording = true
	w := startWorld(t, of, how, on, newSink(on, 4))
	for number := range 16 {
		require.NoError(t, w.offer(number, 0))
	}
	w.quiet()
	return w.kill()
}

// secondRun goes on from a crash: the backend takes two requests, and new ones arrive.
func secondRun(t *testing.T, of kind, how shape, from snapshot) []snapshot {
	t.Helper()
	on := continueFrom(t, from)
	on.recording = true
	w := startWorld(t, of, how, on, newSink(on, 2))
	for number := 100; number < 102; number++ {
		require.NoError(t, w.offer(number, 0))
	}
	w.quiet()
	return w.kill()
}

// drain lets a run send all it has, and returns what was delivered in all runs together.
func drain(t *testing.T, of kind, how shape, from snapshot) map[string]int {
	t.Helper()
	on := continueFrom(t, from)
	w := startWorld(t, of, how, on, newSink(on, -1))
	if of == stock {
		w.drainedOrStuck()
	} else {
		w.drained()
	}
	w.stop()
	return on.delivered
}

// TestMoveFromAndToFileStorage: each takes over what the other one was doing when its process ended.
func TestMoveFromAndToFileStorage(t *testing.T) {
	for _, how := range shapes {
		for _, from := range []kind{durable, stock} {
			points := firstRun(t, from, how)
			last := points[len(points)-1]
			total := &tally{}
			total.add(last.stored, drain(t, stock-from, how, last))
			assert.Zero(t, total.lost, "from %s, %s: %s", from, how, total)
		}
	}
}
