package nplusoneprocessor

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func statementOf(t *testing.T, s testSpan, ignore ...string) *statement {
	t.Helper()
	o := &observation{span: spanOf(s), identity: identityOf(t, s)}
	return newStatement(o, newIgnoreList(ignore))
}

func TestStatementDescribesTheCall(t *testing.T) {
	type attrs = map[string]any
	for name, tc := range map[string]struct {
		span                  testSpan
		system, text, summary string
		writes                bool
	}{
		"sql": {query(1, 2, 0, 1, "select * from t where id = 7 -- x"),
			"postgresql", "SELECT * FROM t WHERE id = ?", "select t", false},
		"sql with a summary of its own": {client("q", attrs{"db.system.name": "mysql", "db.query.text": "DELETE FROM t WHERE id = 7", "db.query.summary": "DELETE things"}),
			"mysql", "DELETE FROM t WHERE id = ?", "DELETE things", true},
		"no text": {client("q", attrs{"db.system.name": "mysql", "db.operation.name": "INSERT", "db.collection.name": "t"}),
			"mysql", "INSERT t", "INSERT t", true},
		"http": {client("GET", attrs{"http.request.method": "GET", "url.full": "https://a:8080/users/1?x=1", "server.address": "a"}),
			"", "GET a/users/{id}?x", "GET /users/{id}?x", false},
		"http that changes": {client("POST", attrs{"http.request.method": "POST", "url.full": "https://a/users", "server.address": "a"}),
			"", "POST a/users", "POST /users", true},
		"rpc": {client("x", attrs{"rpc.system": "grpc", "rpc.service": "p.Users", "rpc.method": "Get"}),
			"", "p.Users/Get", "p.Users/Get", false},
		"rpc by name": {client("p.Users/Get", attrs{"rpc.system": "grpc"}),
			"", "p.Users/Get", "p.Users/Get", false},
	} {
		t.Run(name, func(t *testing.T) {
			got := statementOf(t, tc.span)
			assert.Equal(t, tc.system, got.system)
			assert.Equal(t, tc.text, got.text)
			assert.Equal(t, tc.summary, got.summary)
			assert.Equal(t, tc.writes, got.writes)
			assert.False(t, got.ignored)
		})
	}
}

func TestStatementIgnoredByTextOrSummary(t *testing.T) {
	s := query(1, 2, 0, 1, "SELECT * FROM flags WHERE name = 'x'")
	assert.True(t, statementOf(t, s, "SELECT * FROM flags WHERE name = ?").ignored)
	assert.True(t, statementOf(t, s, "SELECT flags").ignored)
	assert.False(t, statementOf(t, s, "SELECT flag").ignored)
}

func TestLongTextsAreShortened(t *testing.T) {
	got := statementOf(t, query(1, 2, 0, 1, "SELECT "+strings.Repeat("é, ", 3000)+"x FROM t"))
	assert.LessOrEqual(t, len(got.text), maxTextLength)
	assert.True(t, utf8.ValidString(got.text))
	assert.True(t, strings.HasSuffix(got.text, "…"))
	assert.Equal(t, "abc", shorten("abc", 3))
	assert.Equal(t, "…", shorten("éé", 3))
}

func TestCatalogForgetsWhatIsNotUsed(t *testing.T) {
	var c catalog
	built := 0
	get := func(id uint64) *statement {
		return c.get(id, func() *statement { built++; return &statement{fingerprint: id} })
	}
	used := get(0)
	for id := uint64(1); id < 10*catalogSize; id++ {
		require.Equal(t, id, get(id).fingerprint)
		require.Same(t, used, get(0), "what is used stays")
		require.LessOrEqual(t, len(c.young)+len(c.old), 2*catalogSize)
	}
	assert.Equal(t, 10*catalogSize, built)
	get(1)
	assert.Equal(t, 10*catalogSize+1, built, "what was not used is built again")
}
