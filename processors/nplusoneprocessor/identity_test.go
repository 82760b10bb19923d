package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/finding"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// client is a span of kind CLIENT with these attributes.
func client(name string, attrs map[string]any) testSpan {
	return testSpan{id: 1, name: name, kind: ptrace.SpanKindClient, attrs: attrs}
}

func identityOf(t *testing.T, s testSpan) uint64 {
	t.Helper()
	span := spanOf(s)
	call, ok := dbspan.Read(span)
	assert.True(t, ok, "%v is no call", s)
	return identity(&call, span, sqlfingerprint.NewCache(1))
}

func TestIdentity(t *testing.T) {
	type attrs = map[string]any
	for name, tc := range map[string]struct {
		a, b testSpan
		same bool
	}{
		"sql, other literals": {
			client("q", attrs{"db.system.name": "postgresql", "db.query.text": "SELECT * FROM t WHERE id = 1"}),
			client("q", attrs{"db.system.name": "postgresql", "db.query.text": "SELECT * FROM t WHERE id = 2"}), true},
		"sql, other table": {
			client("q", attrs{"db.system.name": "postgresql", "db.query.text": "SELECT * FROM t WHERE id = 1"}),
			client("q", attrs{"db.system.name": "postgresql", "db.query.text": "SELECT * FROM u WHERE id = 1"}), false},
		"sql without text, same target": {
			client("q", attrs{"db.system.name": "mysql", "db.operation.name": "SELECT", "db.collection.name": "t"}),
			client("q", attrs{"db.system.name": "mysql", "db.operation.name": "SELECT", "db.collection.name": "t"}), true},
		"sql without text, other target": {
			client("q", attrs{"db.system.name": "mysql", "db.operation.name": "SELECT", "db.collection.name": "t"}),
			client("q", attrs{"db.system.name": "mysql", "db.operation.name": "SELECT", "db.collection.name": "u"}), false},
		"mongodb, same filter on other collections": {
			client("q", attrs{"db.system": "mongodb", "db.operation": "find", "db.mongodb.collection": "t", "db.statement": `{"_id":"?"}`}),
			client("q", attrs{"db.system": "mongodb", "db.operation": "find", "db.mongodb.collection": "u", "db.statement": `{"_id":"?"}`}), false},
		"elasticsearch, other document": {
			client("GET", attrs{"db.system": "elasticsearch", "http.request.method": "GET", "url.full": "http://es/articles/_doc/1"}),
			client("GET", attrs{"db.system": "elasticsearch", "http.request.method": "GET", "url.full": "http://es/articles/_doc/2"}), true},
		"elasticsearch, other index": {
			client("GET", attrs{"db.system": "elasticsearch", "http.request.method": "GET", "url.full": "http://es/articles/_doc/1"}),
			client("GET", attrs{"db.system": "elasticsearch", "http.request.method": "GET", "url.full": "http://es/users/_doc/1"}), false},
		"elasticsearch, other index, in words": {
			client("get", attrs{"db.system": "elasticsearch", "db.operation": "get", "db.elasticsearch.path_parts.index": "articles"}),
			client("get", attrs{"db.system": "elasticsearch", "db.operation": "get", "db.elasticsearch.path_parts.index": "users"}), false},
		"opensearch, other document": {
			client("GET", attrs{"db.system": "opensearch", "db.operation": "GET", "db.statement": "GET /articles/_doc/1"}),
			client("GET", attrs{"db.system": "opensearch", "db.operation": "GET", "db.statement": "GET /articles/_doc/2"}), true},
		"dynamodb, other table": {
			client("q", attrs{"db.system": "dynamodb", "db.operation": "GetItem", "aws.dynamodb.table_names": []any{"a"}}),
			client("q", attrs{"db.system": "dynamodb", "db.operation": "GetItem", "aws.dynamodb.table_names": []any{"b"}}), false},
		"redis, other key": {
			client("GET", attrs{"db.system.name": "redis", "db.query.text": "GET user:1"}),
			client("GET", attrs{"db.system.name": "redis", "db.query.text": "GET user:2"}), true},
		"redis, other command": {
			client("GET", attrs{"db.system.name": "redis", "db.query.text": "GET user:1"}),
			client("TTL", attrs{"db.system.name": "redis", "db.query.text": "TTL user:1"}), false},
		"http, other id and query value": {
			client("GET", attrs{"http.request.method": "GET", "url.full": "http://a/users/1?x=1", "server.address": "a"}),
			client("GET", attrs{"http.request.method": "GET", "url.full": "http://a/users/2?x=2", "server.address": "a"}), true},
		"http, other method": {
			client("GET", attrs{"http.request.method": "GET", "url.full": "http://a/users/1", "server.address": "a"}),
			client("PUT", attrs{"http.request.method": "PUT", "url.full": "http://a/users/1", "server.address": "a"}), false},
		"http, other host": {
			client("GET", attrs{"http.request.method": "GET", "url.full": "http://a/users/1", "server.address": "a"}),
			client("GET", attrs{"http.request.method": "GET", "url.full": "http://b/users/1", "server.address": "b"}), false},
		"rpc, same method": {
			client("x", attrs{"rpc.system": "grpc", "rpc.service": "Users", "rpc.method": "Get"}),
			client("y", attrs{"rpc.system": "grpc", "rpc.service": "Users", "rpc.method": "Get"}), true},
		"rpc, other service": {
			client("x", attrs{"rpc.system": "grpc", "rpc.service": "Users", "rpc.method": "Get"}),
			client("x", attrs{"rpc.system": "grpc", "rpc.service": "Likes", "rpc.method": "Get"}), false},
		"rpc, by name only": {
			client("Users/Get", attrs{"rpc.system": "grpc"}), client("Users/List", attrs{"rpc.system": "grpc"}), false},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tc.same, identityOf(t, tc.a) == identityOf(t, tc.b))
		})
	}
}

func TestIdentityOfSQLIsItsFingerprint(t *testing.T) {
	s := query(1, 2, 0, 1, "SELECT * FROM t WHERE id = 1")
	want := uint64(sqlfingerprint.Fingerprint(sqlfingerprint.DialectOf("postgresql"), "SELECT * FROM t WHERE id = 1"))
	assert.Equal(t, want, identityOf(t, s))

	s.attrs[finding.AttrQueryFingerprint] = "00000000deadbeef"
	assert.EqualValues(t, 0xdeadbeef, identityOf(t, s), "written by slow_query")
	s.attrs[finding.AttrQueryFingerprint] = "DEADBEEF"
	assert.Equal(t, want, identityOf(t, s), "not well-formed")
}

func TestReadingAllocatesNothing(t *testing.T) {
	r := newRules(defaults())
	for _, s := range []testSpan{
		fullQuery(1, 2, 0, 7), fullInternal(1, 2, 0), server(1, 2, 0, 1),
		client("GET", map[string]any{"db.system.name": "redis", "db.query.text": "GET user:1"}),
		client("GET", map[string]any{"http.request.method": "GET", "url.full": "http://a/users/1?x=1", "server.address": "a"}),
		client("x", map[string]any{"rpc.system": "grpc", "rpc.service": "Users", "rpc.method": "Get"}),
		client("GET", map[string]any{"db.system": "opensearch", "db.statement": "GET /articles/_doc/1"}),
		client("q", map[string]any{"db.system": "dynamodb", "db.operation": "GetItem", "aws.dynamodb.table_names": []any{"a"}}),
		client("q", map[string]any{"db.system": "mysql", "db.statement": "SELECT a FROM b WHERE c = ?", "db.query.parameter.0": "7"}),
		client("DB Query", map[string]any{"db.system": "redis", "db.statement": "SET a ?;SET b ?"}),
	} {
		o, names := observation{span: spanOf(s)}, new(nameHashes)
		assert.Zero(t, testing.AllocsPerRun(100, func() { o.read(r, names) }), s.name)
	}
}

func TestQueriesOfWhichOnlyTheNameIsKnown(t *testing.T) {
	for name, tc := range map[string]struct {
		call          dbspan.Call
		names, untold bool
	}{
		"operation and database": {dbspan.Call{Operation: "SELECT", Namespace: "shop", Name: "SELECT shop"}, false, true},
		"operation alone":        {dbspan.Call{Operation: "SELECT", Name: "SELECT"}, false, true},
		"table in the name":      {dbspan.Call{Operation: "SELECT", Namespace: "shop", Name: "SELECT shop.users"}, true, false},
		"another name":           {dbspan.Call{Operation: "SELECT", Name: "SELECTOR"}, false, true},
		"table":                  {dbspan.Call{Operation: "SELECT", Collection: "users", Name: "SELECT"}, false, false},
		"text":                   {dbspan.Call{Operation: "SELECT", Text: "SELECT 7", Name: "SELECT"}, false, false},
		"summary":                {dbspan.Call{Operation: "SELECT", Summary: "SELECT users", Name: "SELECT"}, false, false},
		"document store":         {dbspan.Call{Operation: "find", System: "mongodb", Name: "find"}, false, false},
	} {
		tc.call.Kind = dbspan.DB
		assert.Equal(t, tc.names, namesTarget(&tc.call), name)
		assert.Equal(t, tc.untold, untold(&tc.call), name)
	}
}

func TestIdentityTellsDatabasesApart(t *testing.T) {
	of := func(namespace string) uint64 {
		return identity(&dbspan.Call{Kind: dbspan.DB, Text: "SELECT * FROM users", Namespace: namespace}, ptrace.NewSpan(), sqlfingerprint.NewCache(1))
	}
	one := of("tenant_a")
	assert.Equal(t, one, of("tenant_a"))
	assert.NotEqual(t, of("tenant_a"), of("tenant_b"))
	assert.NotEqual(t, of("tenant_a"), of(""))
}
