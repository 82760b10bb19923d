package demo

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// machine searches n rows in n × perRow, every first time ten times slower.
type machine struct {
	perRow time.Duration
	rows   int
	seeded []int
	cold   bool
}

func (m *machine) seed(rows int) error {
	m.rows, m.cold = rows, true
	m.seeded = append(m.seeded, rows)
	return nil
}

func (m *machine) search() (time.Duration, error) {
	took := time.Duration(m.rows) * m.perRow
	if m.cold {
		m.cold, took = false, took*10
	}
	return took, nil
}

func TestTheSearchIsMadeSlowOnAnyMachine(t *testing.T) {
	for name, c := range map[string]struct {
		perRow time.Duration
		seeded []int
	}{
		"slow":               {50 * time.Microsecond, []int{20000}},
		"like most":          {20 * time.Microsecond, []int{20000, 54000}},
		"fast":               {5 * time.Microsecond, []int{20000, 216000}},
		"too fast":           {time.Microsecond, []int{20000, 400000}},
		"faster than clocks": {0, []int{20000, 400000}},
	} {
		t.Run(name, func(t *testing.T) {
			m := &machine{perRow: c.perRow}
			rows, took, err := grow(900*time.Millisecond, m.seed, m.search)
			require.NoError(t, err)
			assert.Equal(t, c.seeded, m.seeded)
			assert.Equal(t, m.rows, rows)
			assert.Equal(t, time.Duration(rows)*c.perRow, took)
		})
	}
}

func TestSeedingStopsAtAnError(t *testing.T) {
	full := errors.New("the disk is full")
	_, _, err := grow(time.Second, func(int) error { return full }, nil)
	require.ErrorIs(t, err, full)
	_, _, err = grow(time.Second, func(int) error { return nil }, func() (time.Duration, error) { return 0, full })
	assert.ErrorIs(t, err, full)
}
