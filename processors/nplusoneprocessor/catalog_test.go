package nplusoneprocessor

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/finding"
)

func statementOf(t *testing.T, s testSpan, ignore ...string) *statement {
	t.Helper()
	o := &observation{span: spanOf(s), identity: identityOf(t, s)}
	return newStatement(o, "articles", newRules(defaults(func(c *Config) { c.Ignore = ignore })))
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
		"a statement inside a procedure's, with a quoted value": {client("q", attrs{"db.system.name": "microsoft.sql_server",
			"db.query.text": "exec sp_executesql N'SELECT a FROM t WHERE name = ''bob'' AND id = @p0', N'@p0 int', @p0 = 5"}),
			"microsoft.sql_server", "SELECT a FROM t WHERE name = ? AND id = ?", "SELECT t", false},
		"the next number": {query(1, 2, 0, 1, "select nextval('articles_id_seq')"),
			"postgresql", "SELECT NEXTVAL(?)", "select", true},
		"no text": {client("q", attrs{"db.system.name": "mysql", "db.operation.name": "INSERT", "db.collection.name": "t"}),
			"mysql", "INSERT t", "INSERT t", true},
		"document store, whose text does not name the collection": {client("find", attrs{"db.system.name": "mongodb", "db.query.text": `{"_id":"?"}`, "db.operation.name": "find", "db.collection.name": "carts"}),
			"mongodb", `{"_id": ?}`, "find carts", false},
		"document store, whose text alone names the collection": {client("find", attrs{"db.system": "mongodb", "db.statement": `{"find": "carts", "filter": {"_id": 7}}`}),
			"mongodb", `{"find": "carts", "filter": {"_id": ?}}`, "find carts", false},
		"graph database": {client("q", attrs{"db.system": "neo4j", "db.statement": "MATCH (p:Person {name: 'Ann'}) RETURN p"}),
			"neo4j", "MATCH(p : Person { name : ? }) RETURN p", "MATCH", false},
		"document store, changed by a model": {client("save", attrs{"db.system": "mongoose", "db.operation": "findOneAndUpdate", "db.mongodb.collection": "carts"}),
			"mongodb", "findOneAndUpdate carts", "findOneAndUpdate carts", true},
		"elasticsearch": {client("index", attrs{"db.system": "elasticsearch", "db.operation": "index", "db.elasticsearch.path_parts.index": "articles", "url.full": "http://es/articles/_doc/7"}),
			"elasticsearch", "index articles", "index articles", true},
		"elasticsearch without an index": {client("get", attrs{"db.system": "elasticsearch", "db.operation": "get", "url.full": "http://es/articles/_doc/7"}),
			"elasticsearch", "get /articles/_doc/{id}", "get /articles/_doc/{id}", false},
		"opensearch": {client("GET", attrs{"db.system": "opensearch", "db.operation": "GET", "db.statement": "GET /articles/_doc/7"}),
			"opensearch", "GET /articles/_doc/{id}", "GET /articles/_doc/{id}", false},
		"dynamodb": {client("DynamoDb.PutItem", attrs{"db.system": "dynamodb", "db.operation": "PutItem", "url.full": "https://dynamodb.us-east-1.amazonaws.com/"}),
			"aws.dynamodb", "PutItem", "PutItem", true},
		"http": {client("GET", attrs{"http.request.method": "GET", "url.full": "https://a:8080/users/1?x=1", "server.address": "a"}),
			"", "GET a:8080/users/{id}?x", "GET /users/{id}?x", false},
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
			assert.Equal(t, "articles", got.service)
			assert.Equal(t, finding.Code{}, got.code)
		})
	}
}

func TestStatementTellsItsCode(t *testing.T) {
	s := query(1, 2, 0, 1, "SELECT 2 FROM t")
	s.attrs["code.function"], s.attrs["code.namespace"], s.attrs["code.lineno"] = "list", "Posts", 7
	assert.Equal(t, finding.Code{Function: "Posts.list", Line: 7}, statementOf(t, s).code)
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
	assert.Equal(t, "abc", finding.Shorten("abc", 3))
	assert.Equal(t, "…", finding.Shorten("éé", 3))
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
