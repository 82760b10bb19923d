package dbspan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

type ignoredCase struct {
	name  string // of the span
	attrs map[string]any
}

func (c ignoredCase) reason(t *testing.T) dbspan.Reason {
	t.Helper()
	call, ok := dbspan.Read(clientSpan(c.name, c.attrs))
	require.True(t, ok, "%v is a call", c)
	return call.Ignored()
}

func pg(text string) map[string]any {
	return map[string]any{"db.system.name": "postgresql", "db.query.text": text}
}

func system(name string) map[string]any { return map[string]any{"db.system": name} }

func with(attrs map[string]any, key string, value any) map[string]any {
	out := map[string]any{key: value}
	for k, v := range attrs {
		out[k] = v
	}
	return out
}

// TestIgnoredByName holds the names that real instrumentations give to housekeeping spans.
func TestIgnoredByName(t *testing.T) {
	tests := map[dbspan.Reason][]ignoredCase{
		dbspan.Pool: {
			{"pool.acquire", system("postgresql")},
			{"pg-pool.connect", system("postgresql")},
			{"HikariDataSource.getConnection", system("mysql")},
		},
		dbspan.Connect: {
			{"connect", system("postgresql")},
			{"pg.connect", system("postgresql")},
			{"redis.dial", system("redis")},
			{"redis-connect", system("redis")},
			{"CONNECT", system("redis")},
			{"CONNECT shop", system("postgresql")},
			{"sql.connector.connect", system("mysql")},
			{"db.Connect", system("mysql")},
			{"PDO::__construct", system("mysql")},
		},
		dbspan.Prepare: {
			{"prepare", pg("SELECT * FROM users WHERE id = $1")},
			{"prepare SELECT", pg("SELECT * FROM users WHERE id = $1")},
			{"SELECT", with(pg("SELECT * FROM users WHERE id = $1"), "pgx.prepare_stmt.name", "stmtcache_1")},
			{"sql.conn.prepare", pg("SELECT * FROM users WHERE id = $1")},
			{"PDO::prepare", pg("SELECT * FROM users WHERE id = ?")},
		},
		dbspan.Transaction: {
			{"sql.conn.begin_tx", system("mysql")},
			{"sql.tx.commit", system("mysql")},
			{"PDO::rollBack", system("mysql")},
		},
		dbspan.Ping: {
			{"sql.conn.ping", system("mysql")},
			{"db.Ping", system("mysql")},
		},
		dbspan.Session:     {{"sql.conn.reset_session", system("mysql")}},
		dbspan.CursorFetch: {{"sql.rows", system("mysql")}, {"PDOStatement::fetchAll", system("mysql")}},
		dbspan.Copy:        {{`copy_from "public"."events"`, system("postgresql")}},
		dbspan.Batch: {
			{"batch start", with(system("postgresql"), "db.operation.batch.size", 3)},
			{"batch start", system("postgresql")},
			{"batch query INSERT", pg("INSERT INTO events VALUES ($1)")},
			{"redis.pipeline get set", with(system("redis"), "db.statement", "get a\nset b 1")},
			{"INSERT", with(pg("INSERT INTO events VALUES ($1)"), "db.operation.batch.size", 100)},
		},
	}
	for reason, cases := range tests {
		for _, c := range cases {
			assert.Equal(t, reason, c.reason(t), c.name)
		}
	}
}

func TestIgnoredByStatement(t *testing.T) {
	tests := map[dbspan.Reason][]string{
		dbspan.Transaction: {
			"BEGIN", "begin;", "BEGIN TRANSACTION", "BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN IMMEDIATE",
			"START TRANSACTION READ ONLY", "COMMIT", "COMMIT;", "ROLLBACK", "ROLLBACK TO SAVEPOINT sp_1",
			`SAVEPOINT "s140_x1"`, "RELEASE SAVEPOINT sp_1", "/* app */ COMMIT", "-- why\nCOMMIT", "END",
			"SAVE TRANSACTION sp1", "BEGIN TRAN", "ABORT", "COMMIT WORK",
		},
		dbspan.Ping: {
			"SELECT 1", "select 1;", "SELECT ?", "SELECT 1 FROM dual", "/* ping */ SELECT 1", "SELECT 1 AS one",
			"-- ping", ";",
		},
		dbspan.Session: {
			"SET search_path TO tenant_1", "SHOW standard_conforming_strings", "USE shop", "RESET ALL",
			"DISCARD ALL", "PRAGMA table_info(users)", "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY'",
			"SELECT version()", "select current_schema();", "SELECT pg_catalog.version()", "SELECT @@max_allowed_packet",
			"LISTEN jobs",
		},
		dbspan.CursorFetch: {
			`FETCH FORWARD 2000 FROM "_django_curs_1"`, "FETCH NEXT FROM c", `CLOSE "_django_curs_1"`, "MOVE 10 IN c",
		},
		dbspan.Prepare: {"PREPARE q AS SELECT 1", "DEALLOCATE q"},
		dbspan.Copy:    {"COPY events FROM STDIN", "insert bulk [events] ([id] int)"},
		dbspan.Empty:   {"  \n\t"},
		dbspan.Counts: {
			"SELECT 1 FROM users", "SELECT 12", "SELECT ? FROM feature_flags", "SELECT 1, name FROM users",
			"SELECT version() FROM releases", "SELECT version FROM releases", "SELECT 1 AS one FROM users LIMIT 1",
			"BEGIN proc(1); END;", "BEGIN; UPDATE users SET a = 1; COMMIT;", "SET NOCOUNT ON; INSERT INTO t VALUES (1)",
			"UPDATE users SET name = 'BEGIN'", "ALTER TABLE users ADD x int", "INSERT INTO bulk VALUES (1)",
			"beginning", "DECLARE c CURSOR FOR SELECT * FROM users", "EXECUTE q (1)", "CALL prune()",
			"(SELECT a FROM b) UNION (SELECT c FROM d)", "?", "not a statement", "start a job", "a_procedure_with_a_long_name",
		},
	}
	for reason, statements := range tests {
		for _, statement := range statements {
			assert.Equal(t, reason, ignoredCase{"query", pg(statement)}.reason(t), "%q", statement)
		}
	}
}

func TestIgnoredByCacheCommand(t *testing.T) {
	tests := map[dbspan.Reason][]string{
		dbspan.Ping:        {"PING", "ping"},
		dbspan.Session:     {"AUTH <redacted>", "hello 3", "SELECT 2", "client setinfo LIB-NAME go-redis", "QUIT"},
		dbspan.Transaction: {"MULTI", "EXEC", "WATCH k", "DISCARD"},
		dbspan.Batch:       {"PIPELINE get", "MULTI get"},
		dbspan.Counts:      {"GET user:1", "set user:1 ?", "HGETALL h", "SHOW x", "EVALSHA abc 1 k"},
	}
	for reason, commands := range tests {
		for _, command := range commands {
			attrs := with(system("redis"), "db.operation.name", command)
			assert.Equal(t, reason, ignoredCase{"x y", attrs}.reason(t), "%q as operation", command)
			if reason != dbspan.Batch {
				attrs = with(system("redis"), "db.statement", command)
				assert.Equal(t, reason, ignoredCase{"x y", attrs}.reason(t), "%q as text", command)
			}
		}
	}
}

func TestIgnoredByOperation(t *testing.T) {
	tests := []struct {
		system, operation string
		want              dbspan.Reason
	}{
		{"postgresql", "CONNECT", dbspan.Connect},
		{"postgresql", "COMMIT", dbspan.Transaction},
		{"postgresql", "SAVEPOINT", dbspan.Transaction},
		{"mysql", "ping", dbspan.Ping},
		{"mysql", "BATCH INSERT", dbspan.Batch},
		{"mysql", "SELECT", dbspan.Counts},
		{"mongodb", "getMore", dbspan.CursorFetch},
		{"mongodb", "isMaster", dbspan.Connect},
		{"mongodb", "endSessions", dbspan.Session},
		{"mongodb", "commitTransaction", dbspan.Transaction},
		{"mongodb", "ping", dbspan.Ping},
		{"mongodb", "find", dbspan.Counts},
		{"cassandra", "SELECT", dbspan.Counts},
	}
	for _, test := range tests {
		attrs := with(system(test.system), "db.operation", test.operation)
		assert.Equal(t, test.want, ignoredCase{"x y", attrs}.reason(t), "%s %s", test.system, test.operation)
	}
}

func TestIgnoredEmpty(t *testing.T) {
	attrs := with(system("mssql"), "db.name", "shop")
	assert.Equal(t, dbspan.Empty, ignoredCase{"shop", attrs}.reason(t), "SqlClient without texts")
	assert.Equal(t, dbspan.Counts, ignoredCase{"get", system("redis")}.reason(t), "go-redis without texts names the command")
}

func TestIgnoredOtherKinds(t *testing.T) {
	health := map[string]any{"rpc.system": "grpc", "rpc.service": "grpc.health.v1.Health", "rpc.method": "Check"}
	assert.Equal(t, dbspan.Ping, ignoredCase{"grpc.health.v1.Health/Check", health}.reason(t))
	call := map[string]any{"rpc.system": "grpc", "rpc.service": "shop.Users", "rpc.method": "Get"}
	assert.Equal(t, dbspan.Counts, ignoredCase{"shop.Users/Get", call}.reason(t))
	request := map[string]any{"http.request.method": "GET", "url.full": "http://users/1"}
	assert.Equal(t, dbspan.Counts, ignoredCase{"GET", request}.reason(t))
	assert.Equal(t, dbspan.Counts, dbspan.Call{}.Ignored(), "no call is not housekeeping either")
}

func FuzzIgnored(f *testing.F) {
	f.Add("query", "BEGIN; SELECT 1")
	f.Add("prepare x", "/* open")
	f.Add("", "--")
	f.Fuzz(func(t *testing.T, name, statement string) {
		for _, system := range []string{"postgresql", "redis", "mongodb"} {
			span := clientSpan(name, map[string]any{"db.system.name": system, "db.query.text": statement})
			call, ok := dbspan.Read(span)
			require.True(t, ok)
			again, _ := dbspan.Read(span)
			assert.Equal(t, call.Ignored(), again.Ignored(), "the same call is judged the same twice")
		}
	})
}
