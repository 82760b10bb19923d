package dbspan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func clientSpan(name string, attrs map[string]any) ptrace.Span {
	span := ptrace.NewSpan()
	span.SetKind(ptrace.SpanKindClient)
	span.SetName(name)
	if err := span.Attributes().FromRaw(attrs); err != nil {
		panic(err)
	}
	return span
}

// call is what the tests compare: every exported field of a Call.
type call struct {
	kind                                                    dbspan.Kind
	system, text, summary, operation, collection, namespace string
	batch                                                   int64
}

func read(t *testing.T, span ptrace.Span) call {
	t.Helper()
	c, ok := dbspan.Read(span)
	require.True(t, ok)
	assert.Equal(t, span.Name(), c.Name)
	return call{c.Kind, c.System, c.Text, c.Summary, c.Operation, c.Collection, c.Namespace, c.BatchSize}
}

func TestReadDatabase(t *testing.T) {
	tests := []struct {
		name  string
		attrs map[string]any
		want  call
	}{
		{"stable", map[string]any{
			"db.system.name": "postgresql", "db.query.text": "SELECT 1", "db.query.summary": "SELECT users",
			"db.operation.name": "SELECT", "db.collection.name": "users", "db.namespace": "shop", "db.operation.batch.size": 2,
		}, call{dbspan.DB, "postgresql", "SELECT 1", "SELECT users", "SELECT", "users", "shop", 2}},
		{"legacy", map[string]any{
			"db.system": "mssql", "db.statement": "SELECT 1", "db.operation": "SELECT", "db.sql.table": "users", "db.name": "shop",
		}, call{kind: dbspan.DB, system: "microsoft.sql_server", text: "SELECT 1", operation: "SELECT", collection: "users", namespace: "shop"}},
		{"both, the stable one wins", map[string]any{
			"db.system": "mssql", "db.system.name": "mysql", "db.statement": "old", "db.query.text": "new",
			"db.operation": "OLD", "db.operation.name": "NEW", "db.sql.table": "o", "db.collection.name": "n", "db.name": "o", "db.namespace": "n",
		}, call{kind: dbspan.DB, system: "mysql", text: "new", operation: "NEW", collection: "n", namespace: "n"}},
		{"the client library's name, stable", map[string]any{"db.system.name": "mysql2", "db.query.text": "select 1"},
			call{kind: dbspan.DB, system: "mysql", text: "select 1"}},
		{"an empty stable value is absent", map[string]any{"db.system.name": "", "db.system": "mysql", "db.query.text": "", "db.statement": "SELECT 1"},
			call{kind: dbspan.DB, system: "mysql", text: "SELECT 1"}},
		{"a wrong type is absent", map[string]any{"db.system.name": "mysql", "db.query.text": 7, "db.operation.batch.size": "3"},
			call{kind: dbspan.DB, system: "mysql"}},
		{"no system", map[string]any{"db.statement": "SELECT 1"}, call{kind: dbspan.DB, system: "other_sql", text: "SELECT 1"}},
		{"mongodb", map[string]any{"db.system": "mongodb", "db.operation": "find", "db.mongodb.collection": "carts", "db.name": "shop"},
			call{kind: dbspan.DB, system: "mongodb", operation: "find", collection: "carts", namespace: "shop"}},
		{"pymongo", map[string]any{"db.system": "mongodb", "db.statement": "find", "db.mongodb.collection": "carts"},
			call{kind: dbspan.DB, system: "mongodb", operation: "find", collection: "carts"}},
		{"pymongo with filters", map[string]any{"db.system": "mongodb", "db.statement": "find {'_id': 1}", "db.mongodb.collection": "carts"},
			call{kind: dbspan.DB, system: "mongodb", text: "find {'_id': 1}", operation: "find", collection: "carts"}},
		{"mongodb, the filter alone", map[string]any{"db.system": "mongodb", "db.statement": `{"_id":"?"}`, "db.operation": "find"},
			call{kind: dbspan.DB, system: "mongodb", text: `{"_id":"?"}`, operation: "find"}},
		{"elasticsearch's index", map[string]any{"db.system": "elasticsearch", "db.operation": "get", "db.elasticsearch.path_parts.index": "carts"},
			call{kind: dbspan.DB, system: "elasticsearch", operation: "get", collection: "carts"}},
		{"an operation of no system", map[string]any{"db.operation.name": "execute"},
			call{kind: dbspan.DB, system: "other_sql", operation: "execute"}},
		{"redis-py's pipeline", map[string]any{"db.system": "redis", "db.statement": "GET ?\nGET ?", "db.redis.pipeline_length": 2},
			call{kind: dbspan.Cache, system: "redis", text: "GET ?\nGET ?", operation: "GET", batch: 2}},
		{"stored procedure", map[string]any{"db.system.name": "microsoft.sql_server", "db.stored_procedure.name": "prune"},
			call{kind: dbspan.DB, system: "microsoft.sql_server", collection: "prune"}},
		{"elasticsearch speaks HTTP", map[string]any{"db.system": "elasticsearch", "http.request.method": "POST", "url.full": "http://es/_search", "db.operation": "search"},
			call{kind: dbspan.DB, system: "elasticsearch", operation: "search"}},
		{"dynamodb speaks RPC", map[string]any{"db.system": "dynamodb", "rpc.system": "aws-api", "rpc.service": "DynamoDB", "rpc.method": "GetItem", "db.operation": "GetItem"},
			call{kind: dbspan.DB, system: "aws.dynamodb", operation: "GetItem"}},
		{"redis, legacy", map[string]any{"db.system": "redis", "db.statement": "get user:1", "db.redis.database_index": 12},
			call{kind: dbspan.Cache, system: "redis", text: "get user:1", operation: "get", namespace: "12"}},
		{"redis, stable", map[string]any{"db.system.name": "redis", "db.query.text": "GET user:1", "db.operation.name": "GET", "db.namespace": "3"},
			call{kind: dbspan.Cache, system: "redis", text: "GET user:1", operation: "GET", namespace: "3"}},
		{"redis, strange database", map[string]any{"db.system": "redis", "db.statement": "get k", "db.redis.database_index": -1},
			call{kind: dbspan.Cache, system: "redis", text: "get k", operation: "get"}},
		{"memcached", map[string]any{"db.system": "memcached", "db.statement": "get k"},
			call{kind: dbspan.Cache, system: "memcached", text: "get k", operation: "get"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, read(t, clientSpan("a span", test.attrs)))
		})
	}
}

func TestReadLegacySystemNames(t *testing.T) {
	for legacy, stable := range map[string]string{
		"mssql": "microsoft.sql_server", "db2": "ibm.db2", "oracle": "oracle.db", "postgresql": "postgresql", "h2": "h2database",
		"cosmosdb": "azure.cosmosdb", "firebird": "firebirdsql", "redshift": "aws.redshift", "hanadb": "sap.hana", "own": "own",
		"mongoose": "mongodb", "mysql2": "mysql", "better-sqlite3": "sqlite", "oracledb": "oracle.db", "pg": "postgresql",
	} {
		assert.Equal(t, stable, read(t, clientSpan("q", map[string]any{"db.system": legacy})).system, legacy)
	}
}

func TestReadRedisDatabaseNumbers(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 9: "9", 10: "10", 15: "15", 16: ""} {
		attrs := map[string]any{"db.system": "redis", "db.redis.database_index": n}
		assert.Equal(t, want, read(t, clientSpan("get", attrs)).namespace, n)
	}
}

func TestReadHTTPAndRPC(t *testing.T) {
	tests := []struct {
		name  string
		attrs map[string]any
		want  call
	}{
		{"http, stable", map[string]any{"http.request.method": "GET", "url.full": "https://users/7", "server.address": "users"},
			call{kind: dbspan.HTTP, system: "http", text: "https://users/7", operation: "GET", collection: "users"}},
		{"http, legacy", map[string]any{"http.method": "GET", "http.url": "https://users/7", "net.peer.name": "users"},
			call{kind: dbspan.HTTP, system: "http", text: "https://users/7", operation: "GET", collection: "users"}},
		{"http, path only", map[string]any{"http.method": "GET", "http.target": "/7", "http.host": "users"},
			call{kind: dbspan.HTTP, system: "http", text: "/7", operation: "GET", collection: "users"}},
		{"http, the URL alone", map[string]any{"http.method": "GET", "http.url": "http://me:x@users:8080/7?q=a@b"},
			call{kind: dbspan.HTTP, system: "http", text: "http://me:x@users:8080/7?q=a@b", operation: "GET", collection: "users:8080"}},
		{"http, an IPv6 host", map[string]any{"http.request.method": "GET", "url.full": "http://[::1]:8080"},
			call{kind: dbspan.HTTP, system: "http", text: "http://[::1]:8080", operation: "GET", collection: "[::1]:8080"}},
		{"http, a path for a URL", map[string]any{"http.request.method": "GET", "url.full": "/7?next=http://b"},
			call{kind: dbspan.HTTP, system: "http", text: "/7?next=http://b", operation: "GET"}},
		{"grpc, legacy", map[string]any{"rpc.system": "grpc", "rpc.service": "shop.Users", "rpc.method": "Get"},
			call{kind: dbspan.RPC, system: "grpc", operation: "Get", collection: "shop.Users"}},
		{"grpc, stable", map[string]any{"rpc.system.name": "grpc", "rpc.method": "shop.Users/Get"},
			call{kind: dbspan.RPC, system: "grpc", operation: "Get", collection: "shop.Users"}},
		{"connect speaks HTTP", map[string]any{"rpc.system": "connect_rpc", "rpc.service": "s", "rpc.method": "m", "http.request.method": "POST"},
			call{kind: dbspan.RPC, system: "connect_rpc", operation: "m", collection: "s"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			assert.Equal(t, test.want, read(t, clientSpan("a span", test.attrs)))
		})
	}
}

func TestReadRefuses(t *testing.T) {
	http := map[string]any{"http.request.method": "GET"}
	db := map[string]any{"db.system.name": "mysql"}
	tests := []struct {
		name  string
		kind  ptrace.SpanKind
		attrs map[string]any
		want  bool
	}{
		{"client without attributes", ptrace.SpanKindClient, nil, false},
		{"server", ptrace.SpanKindServer, http, false},
		{"database attributes on a server", ptrace.SpanKindServer, db, false},
		{"producer", ptrace.SpanKindProducer, map[string]any{"messaging.system": "kafka"}, false},
		{"messaging client", ptrace.SpanKindClient, map[string]any{"messaging.system": "aws_sqs", "rpc.system": "aws-api"}, false},
		{"internal http", ptrace.SpanKindInternal, http, false},
		{"internal rpc", ptrace.SpanKindInternal, map[string]any{"rpc.system": "grpc"}, false},
		{"internal database", ptrace.SpanKindInternal, db, true},
		{"database without a kind", ptrace.SpanKindUnspecified, db, true},
		{"client database", ptrace.SpanKindClient, db, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			span := clientSpan("a span", test.attrs)
			span.SetKind(test.kind)
			_, ok := dbspan.Read(span)
			assert.Equal(t, test.want, ok)
		})
	}
}

func TestKindNames(t *testing.T) {
	names := map[dbspan.Kind]string{dbspan.None: "none", dbspan.DB: "db", dbspan.Cache: "cache", dbspan.HTTP: "http", dbspan.RPC: "rpc", 99: "none"}
	for kind, name := range names {
		assert.Equal(t, name, kind.String())
	}
}

func TestReadAllocatesNothing(t *testing.T) {
	for name, span := range benchmarkSpans() {
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			c, _ := dbspan.Read(span)
			_ = c.Ignored()
		}), name)
	}
}

func benchmarkSpans() map[string]ptrace.Span {
	return map[string]ptrace.Span{
		"pgx query": clientSpan("SELECT", map[string]any{
			"db.system.name": "postgresql", "db.query.text": "SELECT id, name FROM users WHERE id = $1", "db.operation.name": "SELECT",
			"server.address": "db", "server.port": 5432, "user.name": "app", "db.namespace": "shop", "pgx.rows_affected": 1,
		}),
		"legacy redis": clientSpan("get", map[string]any{
			"db.system": "redis", "db.statement": "get user:17", "server.address": "cache", "server.port": 6379, "db.redis.database_index": 3,
		}),
		"http": clientSpan("GET", map[string]any{
			"http.request.method": "GET", "url.full": "https://users/7", "server.address": "users", "http.response.status_code": 200,
		}),
		"no call": clientSpan("render", map[string]any{"template": "index", "code.function.name": "render", "thread.id": 3}),
	}
}

func BenchmarkRead(b *testing.B) {
	for name, span := range benchmarkSpans() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, _ := dbspan.Read(span)
				_ = c.Ignored()
			}
		})
	}
}

// Drivers of MongoDB that name no operation name it in the span's name.
func TestReadMongoCommandFromName(t *testing.T) {
	for name, want := range map[string]string{
		"shop.find": "find", "find shop.carts": "find", "getMore": "getMore", "a.b.getMore": "getMore", "": "", "{}": "",
	} {
		assert.Equal(t, want, read(t, clientSpan(name, map[string]any{"db.system": "mongodb"})).operation, name)
	}
}

// Converters of other vendors' spans keep the description of a request as its name and nothing else.
func TestReadRequestFromName(t *testing.T) {
	got := read(t, clientSpan("GET https://api.example.com/users/7", nil))
	assert.Equal(t, call{kind: dbspan.HTTP, system: "http", text: "https://api.example.com/users/7", operation: "GET", collection: "api.example.com"}, got)
	for _, name := range []string{"GET", "GET /users/7", "get https://api.example.com/", "fetch https://api.example.com/", ""} {
		_, ok := dbspan.Read(clientSpan(name, nil))
		assert.False(t, ok, name)
	}
}

// Such a name tells a request whatever the span's kind, but for spans of servers.
func TestReadRequestOfAnotherKind(t *testing.T) {
	request := map[string]any{"http.request.method": "GET", "url.full": "https://api.example.com/users/7"}
	for _, tc := range []struct {
		name  string
		kind  ptrace.SpanKind
		attrs map[string]any
		want  bool
	}{
		{"GET https://api.example.com/users/7", ptrace.SpanKindInternal, nil, true},
		{"GET https://api.example.com/users/7", ptrace.SpanKindUnspecified, nil, true},
		{"http.client", ptrace.SpanKindInternal, request, true},
		{"http.client", ptrace.SpanKindInternal, nil, false},
		{"GET /users/7", ptrace.SpanKindInternal, request, false}, // may be the converted span of a server
		{"http.server", ptrace.SpanKindInternal, request, false},
		{"GET https://api.example.com/users/7", ptrace.SpanKindServer, request, false},
	} {
		span := clientSpan(tc.name, tc.attrs)
		span.SetKind(tc.kind)
		got, ok := dbspan.Read(span)
		assert.Equal(t, tc.want, ok, "%v", tc)
		if ok {
			assert.Equal(t, "https://api.example.com/users/7", got.Text)
		}
	}
}

// An operation alone makes a client's span a database call, and no other's.
func TestReadOperationAloneOfClientsOnly(t *testing.T) {
	span := clientSpan("find", map[string]any{"db.operation": "find"})
	_, ok := dbspan.Read(span)
	assert.True(t, ok)
	span.SetKind(ptrace.SpanKindInternal)
	_, ok = dbspan.Read(span)
	assert.False(t, ok)
}
