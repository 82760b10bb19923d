package findingsextension

import (
	"cmp"
	"slices"
	"sync"
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

const (
	// historyMinutes is how far back the counts by minute go.
	historyMinutes = 60
	// maxMaskingKeys and maxDetectors bound the tables. There are some hundred combinations of a processor's detectors,
	// places and signals; what comes beyond the bound counts for the total alone.
	maxMaskingKeys = 4096
	maxDetectors   = 64
)

// masking adds up what the processors masked. It holds no value and no key of the telemetry.
type masking struct {
	clock func() time.Time

	mu      sync.Mutex
	total   int64
	counts  map[maskingKey]int64
	minutes map[string]*minutes // by detector
}

type maskingKey struct{ processor, signal, detector, place string }

// maskingKeyOf cuts the names, of which an operator writes some.
func maskingKeyOf(c *finding.MaskingCount) maskingKey {
	cut := func(name string) string { return finding.Shorten(name, maxName) }
	return maskingKey{cut(c.Processor), cut(c.Signal), cut(c.Detector), cut(c.Place)}
}

func newMasking(clock func() time.Time) *masking {
	return &masking{clock: clock, counts: map[maskingKey]int64{}, minutes: map[string]*minutes{}}
}

func (m *masking) add(counts []finding.MaskingCount) {
	minute := m.clock().Unix() / 60
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range counts {
		c := &counts[i]
		m.total += c.Count
		k := maskingKeyOf(c)
		if _, known := m.counts[k]; known || len(m.counts) < maxMaskingKeys {
			m.counts[k] += c.Count
		}
		m.of(k.detector).add(minute, c.Count)
	}
}

// of gives the detector's minutes, or one that is thrown away where there are too many detectors. The caller holds mu.
func (m *masking) of(detector string) *minutes {
	known := m.minutes[detector]
	if known == nil {
		known = &minutes{}
		if len(m.minutes) < maxDetectors {
			m.minutes[detector] = known
		}
	}
	return known
}

// maskingCount is one row: what a detector masked at one place.
type maskingCount struct {
	maskingKey
	count int64
}

// snapshot gives the rows, the most first, the counts of each detector in the last hour, the oldest minute first, and
// the total.
func (m *masking) snapshot() (rows []maskingCount, history map[string][]int64, total int64) {
	minute := m.clock().Unix() / 60
	m.mu.Lock()
	for k, n := range m.counts {
		rows = append(rows, maskingCount{k, n})
	}
	history = make(map[string][]int64, len(m.minutes))
	for detector, counted := range m.minutes {
		history[detector] = counted.until(minute)
	}
	total = m.total
	m.mu.Unlock()
	slices.SortFunc(rows, func(a, b maskingCount) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.detector, b.detector), cmp.Compare(a.place, b.place),
			cmp.Compare(a.signal, b.signal), cmp.Compare(a.processor, b.processor))
	})
	return rows, history, total
}

func (m *masking) sum() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.total
}

// minutes is a ring of counts, one for each of the last historyMinutes minutes.
type minutes struct {
	counts [historyMinutes]int64
	latest int64 // minutes since 1970
}

// add counts into the minute. One that is older than the ring, because the clock was set back, counts into the latest.
func (m *minutes) add(minute, n int64) {
	m.forward(minute)
	*m.at(m.latest) += n
}

func (m *minutes) at(minute int64) *int64 {
	return &m.counts[(minute%historyMinutes+historyMinutes)%historyMinutes]
}

// forward clears the minutes that have gone by without a count.
func (m *minutes) forward(minute int64) {
	if minute-m.latest >= historyMinutes {
		clear(m.counts[:])
		m.latest = minute
	}
	for m.latest < minute {
		m.latest++
		*m.at(m.latest) = 0
	}
}

// until gives the counts of the minutes up to this one, the oldest first.
func (m *minutes) until(minute int64) []int64 {
	m.forward(minute)
	counts := make([]int64, 0, historyMinutes)
	for at := m.latest - historyMinutes + 1; at <= m.latest; at++ {
		counts = append(counts, *m.at(at))
	}
	return counts
}
