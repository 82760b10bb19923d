package nplusoneprocessor

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestSparse(t *testing.T) {
	for covered, want := range map[int64]bool{0: true, 9: true, 10: false, 1000: false} {
		e := evidence{extent: extent{start: 1, end: 1001}, covered: covered}
		assert.Equal(t, want, e.sparse(), covered)
	}
	const long = math.MaxInt64 / 20 // calls that seem to take decades
	e := evidence{extent: extent{n: 1, end: long}, covered: long, sum: long, values: 1}
	assert.False(t, e.sparse())
	assert.False(t, e.polls(dbspan.HTTP))
}

// A call whose start is not told, or lies behind what a signed number holds, took no time that anyone knows.
func TestCallsWithAbsurdTimes(t *testing.T) {
	const now = 1_767_225_600_000_000_000
	for _, tc := range []struct {
		start, end         pcommon.Timestamp
		wantStart, wantEnd int64
	}{
		{now, now + 5, now, now + 5},
		{now, now - 5, now, now},
		{now, 0, now, now},
		{0, now, now, now},
		{0, 0, 0, 0},
		{math.MaxUint64, now, now, now},
		{now, math.MaxUint64, now, now},
		{math.MaxUint64, math.MaxUint64, 0, 0},
	} {
		span := spanOf(query(1, rootID, 0, 0, "SELECT a FROM t"))
		span.SetStartTimestamp(tc.start)
		span.SetEndTimestamp(tc.end)
		o := observation{span: span}
		o.read(newRules(defaults()), new(nameHashes))
		assert.Equal(t, tc.wantStart, o.start, "%+v", tc)
		assert.Equal(t, tc.wantEnd, o.end, "%+v", tc)
	}
}
