package sqlfingerprint

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// many is how often something is done that happens once in judgedOnce times, so that it happens for sure.
const many = 20 * judgedOnce

// TestMemoRestsWhereItKnowsNothing goes through all that can happen: it works, rests, tries again, and works on.
func TestMemoRestsWhereItKnowsNothing(t *testing.T) {
	var w worth
	for range trial * many {
		w.judge(true)
	}
	require.False(t, w.rests(), "it knows all texts")
	for n := 0; !w.resting.Load(); n++ {
		require.Less(t, n, trial*many, "it knows none")
		w.judge(false)
	}
	for n := 0; w.rests(); n++ {
		require.Less(t, n, rest*many, "it tries again")
	}
	for n := range trial * many {
		w.judge(n%2 == 0)
	}
	assert.False(t, w.rests(), "it knows half of the texts")
}

// TestRestingMemoChangesNothing holds that the same comes out of a cache whose memo rests.
func TestRestingMemoChangesNothing(t *testing.T) {
	works, rests := NewCache(100), NewCache(100)
	rests.memo.worth.resting.Store(true)
	for i := range 50 {
		for _, text := range []string{
			fmt.Sprintf("SELECT a FROM t WHERE id = %d", i), fmt.Sprintf("select a from t where id = %d", i), "", " ", "-- ping",
		} {
			wantID, want := works.Describe(PostgreSQL, text)
			id, got := rests.Describe(PostgreSQL, text)
			assert.Equal(t, want, got, text)
			assert.Equal(t, wantID, id, text)
			assert.Equal(t, wantID, rests.Fingerprint(PostgreSQL, text), text)
		}
	}
	assert.Equal(t, works.Len(), rests.Len())
	assert.True(t, rests.memo.worth.resting.Load())
}
