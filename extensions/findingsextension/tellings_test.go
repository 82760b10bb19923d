package findingsextension

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/finding"
)

// resent are the findings of a large batch of one route.
func resent(n int) []finding.Finding {
	all := make([]finding.Finding, n)
	for i := range all {
		f := nPlusOneFinding(1, "GET /posts", 10, 100*ms)
		f.NPlusOne.Via = nil
		binary.BigEndian.PutUint64(f.TraceID[8:], uint64(i))
		f.SpanID = pcommon.SpanID(f.TraceID[8:])
		f.ID = finding.ID(f.Kind, f.TraceID, f.SpanID, f.Fingerprint)
		all[i] = f
	}
	return all
}

// A sender that got no answer sends its batch again; each of its findings was told before.
func TestABatchThatComesAgainCountsOnce(t *testing.T) {
	const n = 2000
	s := newStore(10, minBytes, newClock().read)
	for range 3 {
		s.add(resent(n))
	}
	groups := s.each(everything)
	require.Len(t, groups, 1)
	assert.EqualValues(t, n, groups[0].count)
	assert.Equal(t, n*90*ms, groups[0].wasted)
}

// What was told is remembered for long, not for ever.
func TestWhatWasToldIsForgotten(t *testing.T) {
	seen := newTellings()
	id := uint64(toldSets + 1)
	_, again := seen.see(id, 5*ms)
	assert.False(t, again)
	for i := range uint64(toldWays - 1) { // all to the same place
		_, again = seen.see(id+(i+1)*toldSets, ms)
		assert.False(t, again)
	}
	before, again := seen.see(id, 9*ms)
	assert.True(t, again)
	assert.Equal(t, 5*ms, before)
	before, _ = seen.see(id, ms)
	assert.Equal(t, 9*ms, before, "the most that it wasted")
	seen.see(id+toldWays*toldSets, ms)
	_, again = seen.see(id, ms)
	assert.False(t, again, "the oldest went")
}

// A finding may be remembered for longer than its group: then it counts anew.
func TestAFindingOfAGroupThatWasLetGoOfCounts(t *testing.T) {
	s := newStore(1, minBytes, newClock().read)
	f := resent(1)
	s.add(f)
	s.add([]finding.Finding{nPlusOneFinding(2, "GET /other", 10, 100*ms)})
	s.add(f)
	groups := s.each(everything)
	require.Len(t, groups, 1)
	assert.EqualValues(t, 1, groups[0].count)
	assert.Equal(t, 90*ms, groups[0].wasted)
}

// Ids that are no 16 digits are told apart as well.
func TestIDsOfAnotherKind(t *testing.T) {
	s := newStore(10, minBytes, newClock().read)
	f := resent(1)[0]
	for i := range 6 {
		f.ID = fmt.Sprintf("number %d", i/2)
		s.add([]finding.Finding{f})
	}
	assert.EqualValues(t, 3, s.each(everything)[0].count)
}
