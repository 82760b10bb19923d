package findingsextension

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func masked(detector string, n int64) []finding.MaskingCount {
	return []finding.MaskingCount{{Processor: "pii_masking", Signal: "logs", Detector: detector, Place: "log_body", Count: n}}
}

func TestMinutesAreForgottenAfterAnHour(t *testing.T) {
	clock := newClock()
	m := newMasking(clock.read)
	last := func() (sum int64) {
		_, history, _ := m.snapshot()
		for _, n := range history["email"] {
			sum += n
		}
		return sum
	}
	for range historyMinutes {
		m.add(masked("email", 2))
		clock.advance(time.Minute)
	}
	assert.EqualValues(t, 2*(historyMinutes-1), last(), "the first minute is over")
	clock.advance(30 * time.Minute)
	assert.EqualValues(t, 2*(historyMinutes-31), last())
	clock.advance(24 * time.Hour)
	assert.Zero(t, last())
	clock.advance(-48 * time.Hour)
	m.add(masked("email", 5))
	assert.EqualValues(t, 5, last(), "a clock that was set back loses no count")
	assert.EqualValues(t, 2*historyMinutes+5, m.sum())
}

func TestMinutesBeforeTheFirstHourOf1970(t *testing.T) {
	m := newMasking(func() time.Time { return time.Unix(90, 0) })
	m.add(masked("email", 1))
	_, history, _ := m.snapshot()
	assert.EqualValues(t, 1, history["email"][historyMinutes-1])
}

func TestMaskingNamesAreCut(t *testing.T) {
	m := newMasking(newClock().read)
	long := strings.Repeat("é", maxName)
	m.add([]finding.MaskingCount{{Processor: long, Signal: long, Detector: long, Place: long, Count: 1}})
	short := finding.Shorten(long, maxName)
	rows, history, _ := m.snapshot()
	assert.Equal(t, []maskingCount{{maskingKey{short, short, short, short}, 1}}, rows)
	assert.Contains(t, history, short)
}

func TestMaskingTablesAreBounded(t *testing.T) {
	m := newMasking(newClock().read)
	for i := range 2 * maxMaskingKeys {
		m.add(masked(fmt.Sprintf("detector %d", i), 1))
	}
	rows, history, total := m.snapshot()
	assert.Len(t, rows, maxMaskingKeys)
	assert.Len(t, history, maxDetectors)
	assert.EqualValues(t, 2*maxMaskingKeys, total)
	m.add(masked("detector 7", 1))
	rows, _, _ = m.snapshot()
	assert.EqualValues(t, 2, rows[0].count, "what is known goes on")
}
