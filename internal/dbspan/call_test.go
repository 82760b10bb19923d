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
		{"an empty stable value is absent", map[string]any{"db.system.name": "", "db.system": "mysql", "db.query.text": "", "db.statement": "SELECT 1"},
			call{kind: dbspan.DB, system: "mysql", text: "SELECT 1"}},
		{"a wrong type is absent", map[string]any{"db.system.name": "mysql", "db.query.text": 7, "db.operation.batch.size": "3"},
			call{kind: dbspan.DB, system: "mysql"}},
		{"no system", map[string]any{"db.statement": "SELECT 1"}, call{kind: dbspan.DB, system: "other_sql", text: "SELECT 1"}},
		{"mongodb", map[string]any{"db.system": "mongodb", "db.operation": "find", "db.mongodb.collection": "carts", "db.name": "shop"},
			call{kind: dbspan.DB, system: "mongodb", operation: "find", collection: "carts", namespace: "shop"}},
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
