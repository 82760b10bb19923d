package sqlfingerprint

import (
	"math/rand/v2"
	"sync/atomic"
)

// Where statements hold their values, nearly every text is new. To look each up in the memo then costs as much as to
// scan it, most of it a wait for memory that no cache of the CPU holds. So the memo rests where it knows too few of the
// texts, and now and then tries again whether they repeat themselves.
const (
	// judgedOnce is how many uses there are for each that counts: which one is left to chance, so that cores seldom write.
	judgedOnce = 16
	// trial and rest are for how many counted uses the memo works before it is judged, and rests before it tries again.
	trial, rest = 128, 2048
	// worthwhileKnown is the part of the texts, one of so many, that the memo has to know: to know a text saves more than to
	// not know it costs, the more the longer it is.
	worthwhileKnown = 4
)

// worth is whether a memo is worth its time.
type worth struct {
	resting     atomic.Bool
	uses, known atomic.Uint32 // since it began to work or to rest
}

// rests is false where the memo is to be used. What comes out of it decides nothing but how fast the answer is.
func (w *worth) rests() bool {
	if !w.resting.Load() {
		return false
	}
	if chosen() && w.uses.Add(1) >= rest {
		w.begin(false)
	}
	return true
}

// judge notes whether the memo knew a text.
func (w *worth) judge(known bool) {
	if !chosen() {
		return
	}
	if known {
		w.known.Add(1)
	}
	if w.uses.Add(1) >= trial {
		w.begin(w.known.Load()*worthwhileKnown < trial)
	}
}

func (w *worth) begin(resting bool) {
	w.uses.Store(0)
	w.known.Store(0)
	if w.resting.Load() != resting {
		w.resting.Store(resting)
	}
}

func chosen() bool {
	return rand.Uint32()%judgedOnce == 0 //nolint:gosec // nothing secret depends on it
}
