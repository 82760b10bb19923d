package sqlfingerprint

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
)

// oneSet is a memo in which all keys share a set.
func oneSet() memo { return newMemo(1) }

func keyOf(n uint64) uint64 { return n<<8 | slotTaken }

func TestMemoForgetsWhatStandsLongest(t *testing.T) {
	m := oneSet()
	for n := range uint64(memoWays + 1) {
		m.put(keyOf(n), remembered{id: ID(n)})
	}
	for n := range uint64(memoWays + 1) {
		known, ok := m.get(keyOf(n))
		assert.Equal(t, n > 0, ok, n)
		if ok {
			assert.Equal(t, ID(n), known.id)
		}
	}
}

func TestMemoHoldsATextOnce(t *testing.T) {
	m := oneSet()
	m.put(keyOf(1), remembered{id: 1})
	for range 2 * memoWays {
		m.put(keyOf(2), remembered{id: 2, lower: true})
		m.put(keyOf(2), remembered{id: 2})
	}
	known, ok := m.get(keyOf(1))
	assert.True(t, ok, "not driven out")
	assert.Equal(t, ID(1), known.id)
	known, ok = m.get(keyOf(2))
	assert.True(t, ok)
	assert.False(t, known.lower, "written last")
}

// TestMemoKeepsOutOfAWriter holds that a set that is being written is neither read nor written.
func TestMemoKeepsOutOfAWriter(t *testing.T) {
	m := oneSet()
	m.put(keyOf(1), remembered{id: 1})
	version := &m.sets[0].version
	version.Add(1)
	_, ok := m.get(keyOf(1))
	assert.False(t, ok)
	m.put(keyOf(2), remembered{id: 2})
	version.Add(1)
	_, ok = m.get(keyOf(1))
	assert.True(t, ok)
	_, ok = m.get(keyOf(2))
	assert.False(t, ok, "left out")
}

func TestMemoKeyKnowsDialectAndLength(t *testing.T) {
	m := oneSet()
	key := m.key(MySQL, "a")
	assert.Equal(t, key, m.key(MySQL, "a"))
	assert.NotEqual(t, m.key(MySQL, "a"), m.key(MSSQL, "a"))
	assert.NotEqual(t, m.key(MySQL, ""), m.key(MySQL, "\x00"))
	other := oneSet()
	assert.NotEqual(t, m.key(MySQL, "a"), other.key(MySQL, "a"), "a seed for each memo")
	assert.Equal(t, uint64(slotTaken), m.key(MySQL, "a")&slotFlags)
}

// TestMemoIsAsLargeAsItSays holds the figures that BytesPerEntry is made of.
func TestMemoIsAsLargeAsItSays(t *testing.T) {
	assert.EqualValues(t, 128, unsafe.Sizeof(memoSet{}))
	assert.EqualValues(t, 24, unsafe.Sizeof(entry{}))
	assert.EqualValues(t, 64, unsafe.Sizeof(statement{}))
	const entries = 10_000
	sets := len(newMemo(entries).sets)
	slots := sets * memoWays
	assert.LessOrEqual(t, sets*128+slots*24, entries*memoBytesPerEntry)
}
