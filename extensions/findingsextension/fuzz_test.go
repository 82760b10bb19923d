package findingsextension

import (
	"math"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// FuzzQuery holds that every question is answered or refused with words, and that the bounds hold.
func FuzzQuery(f *testing.F) {
	for _, seed := range []string{"", "kind=slow_query&limit=3", "cursor=dGltZV93YXN0ZWQgNSAwMDAwMDAwMDAwMDAwMDAx", "order=count&order=count", "limit=-1", "service=%00&route=", "x=y"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		values, err := url.ParseQuery(raw)
		if err != nil {
			return
		}
		q, refused := readQuery(values)
		if refused != nil {
			assert.NotEmpty(t, refused.text)
			return
		}
		assert.Positive(t, q.limit)
		assert.LessOrEqual(t, q.limit, maxLimit)
		assert.NotEmpty(t, q.order.name)
	})
}

// FuzzCursor holds that a cursor leads back to its place: nothing at or before it comes again.
func FuzzCursor(f *testing.F) {
	f.Add(int64(0), uint64(0))
	f.Add(int64(math.MaxInt64), uint64(math.MaxUint64))
	f.Add(int64(-1), uint64(7))
	f.Fuzz(func(t *testing.T, count int64, id uint64) {
		for _, o := range orders {
			g := group{count: count, id: id}
			c, refused := o.cursorOf(o.cursorAfter(&g))
			require.Nil(t, refused)
			assert.False(t, c.before(o, &g))
			if id < math.MaxUint64 {
				assert.True(t, c.before(o, &group{count: count, id: id + 1}))
			}
		}
	})
}
