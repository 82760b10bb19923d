package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Below a query, other queries that repeat are a hook's; the same query, another kind of call and what a batch
// holds are not.
func TestQueriesOfHooksAreBelowAQuery(t *testing.T) {
	const list = uint64(0x50)
	client := func(attrs map[string]any) testSpan {
		return testSpan{id: list, parent: rootID, name: "list", kind: ptrace.SpanKindClient, start: 5, end: 200, attrs: attrs}
	}
	for name, tc := range map[string]struct {
		outer testSpan
		want  int
	}{
		"another query":       {query(list, rootID, 5, 200, "SELECT * FROM articles"), 1},
		"the same query":      {query(list, rootID, 5, 200, "SELECT name FROM users WHERE id = 99"), 0},
		"a call without text": {client(map[string]any{"db.system.name": "postgresql", "db.operation.name": "bulk"}), 0},
		"a batch":             {client(map[string]any{"db.system.name": "postgresql", "db.query.text": "INSERT", "db.operation.batch.size": 6}), 0},
		"a request":           {client(map[string]any{"http.request.method": "GET", "url.full": "http://users/1"}), 0},
	} {
		got := newRig(t).feed(t, append(selects(6, 0x100, list, 10), tc.outer, root()))
		require.Len(t, got, tc.want, name)
		if tc.want > 0 {
			assert.Equal(t, list, got[0].on, name)
			assert.Equal(t, "SELECT articles", got[0].attrs["scout.n_plus_one.source"], name)
		}
	}
}

func TestQueriesOfHooksThroughWrappers(t *testing.T) {
	const list = uint64(0x50)
	var spans []testSpan
	for i := range 6 {
		id, at := uint64(0x60+i), 10+20*float64(i)
		spans = append(spans, selects(1, id+0x100, id, at+1)...)
		spans = append(spans, internal(id, list, "afterFind", at, at+15))
	}
	spans = append(spans, query(list, rootID, 5, 200, "SELECT * FROM articles"), root())
	got := newRig(t).feed(t, spans)
	require.Len(t, got, 1)
	assert.Equal(t, list, got[0].on)
	assert.Equal(t, []any{"afterFind"}, got[0].attrs["scout.n_plus_one.via"])
}
