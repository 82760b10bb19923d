package sqlfingerprint

import (
	"strings"
	"sync/atomic"
)

// Texts are what is written about a statement.
type Texts struct {
	// ID is the fingerprint as it stands on telemetry. See ID.String.
	ID string
	// Normalized is the text that the fingerprint was taken of. See Normalize.
	Normalized string
	// Summary is the db.query.summary. See Summarize.
	Summary string
}

// entry is one statement in the cache. The memo may point to it for longer than it is kept, so eviction takes
// its texts away: what is left is 24 bytes.
type entry struct {
	id    ID
	used  atomic.Bool // since eviction looked at it last
	texts atomic.Pointer[statement]
}

// statement is the texts of an entry. Statements that differ in the letter case of their keywords share an
// entry, but not a summary.
type statement struct {
	hex          string
	normalized   string
	upper, lower string
}

// newStatement builds the texts from the normalised text, so that they depend on nothing but the fingerprint.
func newStatement(id ID, d Dialect, text string) *statement {
	st := &statement{hex: id.String(), normalized: Normalize(d, text)}
	if shape, _ := shapeOf(d, text); shape != sqlShape {
		st.upper = strings.Clone(Summarize(d, text))
		st.lower = st.upper
		return st
	}
	st.upper = strings.Clone(summarizeSQL(d, text, false))
	st.lower = st.upper
	if lower := summarizeSQL(d, text, true); lower != st.upper {
		st.lower = strings.Clone(lower)
	}
	return st
}

func (st *statement) in(lower bool) Texts {
	if lower {
		return Texts{st.hex, st.normalized, st.lower}
	}
	return Texts{st.hex, st.normalized, st.upper}
}

// entryOverhead is what an entry takes beside its texts, in bytes: itself (24), the strings' headers (64), its
// place in the order (48) and in the map (at most 48, in a map that has just grown).
const entryOverhead = 184

// size is what the entry takes on the heap, in bytes, or more.
func (st *statement) size() int {
	return entryOverhead + onHeap(st.hex) + onHeap(st.normalized) + onHeap(st.upper) + onHeap(st.lower)
}

// onHeap bounds what a string of at most maxEntryBytes takes: Go rounds it up to one of its size classes, which
// lie at most a fifth apart (runtime/sizeclasses.go).
func onHeap(text string) int { return len(text) + len(text)/5 + 16 }

// mark notes that the entry is in use. It writes only where that is news, so that cores can share it.
func (e *entry) mark() {
	if !e.used.Load() {
		e.used.Store(true)
	}
}

// recall is the entry's texts, nil where there is no entry or it was evicted.
func (e *entry) recall() *statement {
	if e == nil {
		return nil
	}
	e.mark()
	return e.texts.Load()
}
