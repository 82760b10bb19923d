package dbspan_test

import (
	"fmt"
	"strings"
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
			{"mysqli_real_connect", system("mysql")},
			{"pg_pconnect", system("postgresql")},
			{`Doctrine\DBAL\Driver::connect`, system("mysql")},
		},
		dbspan.Prepare: {
			{"prepare", pg("SELECT * FROM users WHERE id = $1")},
			{"prepare SELECT", pg("SELECT * FROM users WHERE id = $1")},
			{"SELECT", with(pg("SELECT * FROM users WHERE id = $1"), "pgx.prepare_stmt.name", "stmtcache_1")},
			{"sql:prepare", with(pg("SELECT * FROM users WHERE id = $1"), "db.operation", "prepare")},
			{"sql.conn.prepare", pg("SELECT * FROM users WHERE id = $1")},
			{"PDO::prepare", pg("SELECT * FROM users WHERE id = ?")},
			{"mysqli_prepare", pg("SELECT * FROM users WHERE id = ?")},
			{"pg_prepare", pg("SELECT * FROM users WHERE id = $1")},
			{"SELECT users", with(pg("SELECT * FROM users WHERE id = ?"), "db.operation.name", "prepare")},  // Doctrine
			{"PREPARE shop", with(pg("SELECT * FROM users WHERE id = $?"), "db.operation.name", "PREPARE")}, // Ruby pg
		},
		dbspan.Transaction: {
			{"sql.conn.begin_tx", system("mysql")},
			{"sql.tx.commit", system("mysql")},
			{"sql:begin_transaction", with(system("mysql"), "db.operation", "begin_transaction")},
			{"PDO::rollBack", system("mysql")},
			{"mysqli::begin_transaction", system("mysql")},
			{"Doctrine::commit", with(system("mysql"), "db.operation.name", "commit")},
		},
		dbspan.Ping: {
			{"sql.conn.ping", system("mysql")},
			{"db.Ping", system("mysql")},
		},
		dbspan.Session: {{"sql.conn.reset_session", system("mysql")}},
		dbspan.CursorFetch: {
			{"sql.rows", system("mysql")},
			{"PDOStatement::fetchAll", pg("SELECT * FROM users")},
			{"mysqli_stmt::next_result", pg("CALL report()")},
			{"CURSOR: SELECT", pg("SELECT * FROM users")},
		},
		dbspan.Copy: {{`copy_from "public"."events"`, system("postgresql")}},
		dbspan.Batch: {
			{"batch start", with(system("postgresql"), "db.operation.batch.size", 3)},
			{"batch start", system("postgresql")},
			{"batch query INSERT", pg("INSERT INTO events VALUES ($1)")},
			{"redis.pipeline get set", with(system("redis"), "db.statement", "get a\nset b 1")},
			{"INSERT", with(pg("INSERT INTO events VALUES ($1)"), "db.operation.batch.size", 100)},
			{"GET GET", with(with(system("redis"), "db.statement", "GET ?\nGET ?"), "db.redis.pipeline_length", 2)},
			{"PIPELINED", with(system("redis"), "db.statement", "GET ?\nGET ?")},
			{"mysqli::multi_query", pg("UPDATE a SET b = 1")},
			{"mysqli_next_result", pg("UPDATE a SET b = 1")},
		},
		dbspan.Counts: {
			{"CURSOR", pg("SELECT * FROM users")},
			{"GET", with(with(system("redis"), "db.statement", "GET ?"), "db.redis.pipeline_length", 1)},
			{"mysqli_stmt::execute", pg("SELECT * FROM users WHERE id = ?")},
			{"pg_execute", pg("SELECT * FROM users WHERE id = $1")},
			{"EXECUTE shop", with(pg("SELECT * FROM users WHERE id = $?"), "db.operation.name", "EXECUTE")},
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
			"-- ping", ";", "SELECT 'x'", "SELECT 'x' FROM dual", "VALUES 1",
			"SELECT 1 FROM SYSIBM.SYSDUMMY1", "select 1 from information_schema.system_users",
		},
		dbspan.Session: {
			"SET search_path TO tenant_1", "SHOW standard_conforming_strings", "USE shop", "RESET ALL",
			"DISCARD ALL", "PRAGMA table_info(users)", "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY'",
			"SELECT version()", "select current_schema();", "SELECT pg_catalog.version()", "SELECT @@max_allowed_packet",
			"LISTEN jobs", "SELECT set_config('TimeZone', %s, false)", "SELECT pg_catalog.set_config('search_path', '', false)",
			"SELECT t.typname AS name FROM pg_type t WHERE t.oid = to_regtype($1)",
			"SELECT a.attname\n  FROM pg_attribute a LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid WHERE a.attrelid = 'users'::regclass",
			"select pg_catalog.pg_class.relname from pg_catalog.pg_class where pg_catalog.pg_class.relname = %s",
			"SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE TABLE_NAME = ?",
			"SELECT name FROM sqlite_master WHERE type = 'table'",
			"SELECT VERSION() as `version`", `SELECT version() AS "server version";`,
			"SET client_min_messages TO warning;SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE;", "SET a = 1; -- b\n;COMMIT",
		},
		dbspan.CursorFetch: {
			`FETCH FORWARD 2000 FROM "_django_curs_1"`, "FETCH NEXT FROM c", `CLOSE "_django_curs_1"`, "MOVE 10 IN c",
		},
		dbspan.Prepare: {"PREPARE q AS SELECT 1", "DEALLOCATE q"},
		dbspan.Copy:    {"COPY events FROM STDIN", "insert bulk [events] ([id] int)"},
		dbspan.Empty:   {"  \n\t"},
		dbspan.Counts: {
			"SELECT pg_advisory_xact_lock(?)", "SELECT * FROM pg_payments WHERE id = ?", "SELECT fromage FROM pg_orders",
			"SELECT * FROM users JOIN pg_class ON true", "SELECT 'FROM pg_type' FROM users", "SELECT set_config FROM users",
			"SELECT pg_sleep(1) f", "SELECT u.sys.x FROM users u",
			"SELECT 1 FROM users", "SELECT 'x' FROM users", "SELECT 'xyz'", "VALUES 2", "VALUES (1, 'a')", "SELECT 12", "SELECT ? FROM feature_flags", "SELECT 1, name FROM users",
			"SELECT version() FROM releases", "SELECT version FROM releases", "SELECT 1 AS one FROM users LIMIT 1",
			"BEGIN proc(1); END;", "BEGIN; UPDATE users SET a = 1; COMMIT;", "SET NOCOUNT ON; INSERT INTO t VALUES (1)",
			"SELECT version() AS `version` FROM t", "SELECT version() AS [never ended", "SET a = 1; SET b = 2; SELECT c FROM d",
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

func TestIgnoredRetries(t *testing.T) {
	get := map[string]any{"http.request.method": "GET", "url.full": "http://a/1"}
	for reason, cases := range map[dbspan.Reason][]ignoredCase{
		dbspan.Retry:  {{"GET", with(get, "http.request.resend_count", 1)}, {"GET", with(get, "http.resend_count", 3)}},
		dbspan.Counts: {{"GET", get}, {"GET", with(get, "http.request.resend_count", 0)}, {"GET", with(get, "http.request.resend_count", "1")}},
	} {
		for _, c := range cases {
			assert.Equal(t, reason, c.reason(t), "%v", c.attrs)
		}
	}
}

func TestIgnoredByCacheCommand(t *testing.T) {
	tests := map[dbspan.Reason][]string{
		dbspan.Ping:        {"PING", "ping"},
		dbspan.Session:     {"AUTH <redacted>", "hello 3", "SELECT 2", "client setinfo LIB-NAME go-redis", "QUIT"},
		dbspan.Transaction: {"MULTI", "EXEC", "WATCH k", "DISCARD"},
		dbspan.Batch:       {"PIPELINE get", "MULTI get", "setq ?"},
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
		{"mongodb", "getmore", dbspan.CursorFetch},
		{"elasticsearch", "scroll", dbspan.CursorFetch},
		{"elasticsearch", "mget", dbspan.Batch},
		{"opensearch", "bulk", dbspan.Batch},
		{"elasticsearch", "cluster.health", dbspan.Ping},
		{"elasticsearch", "get", dbspan.Counts},
		{"postgresql", "scroll", dbspan.Counts},
		{"postgresql", "execute", dbspan.Empty},
		{"mongodb", "isMaster", dbspan.Connect},
		{"mongodb", "endSessions", dbspan.Session},
		{"mongodb", "commitTransaction", dbspan.Transaction},
		{"mongodb", "ping", dbspan.Ping},
		{"postgresql", "COPY FROM", dbspan.Copy},
		{"mongodb", "find", dbspan.Counts},
		{"cassandra", "SELECT", dbspan.Counts},
	}
	for _, test := range tests {
		attrs := with(system(test.system), "db.operation", test.operation)
		assert.Equal(t, test.want, ignoredCase{"x y", attrs}.reason(t), "%s %s", test.system, test.operation)
	}
}

// TestIgnoredMongoCommand: MongoDB's drivers name the operation on one span and its commands on others below.
func TestIgnoredMongoCommand(t *testing.T) {
	for command, want := range map[string]dbspan.Reason{"getMore": dbspan.CursorFetch, "find": dbspan.Counts} {
		attrs := with(with(system("mongodb"), "db.command.name", command), "db.query.summary", command+" shop.carts")
		assert.Equal(t, want, ignoredCase{command, attrs}.reason(t), command)
	}
}

func TestIgnoredEmpty(t *testing.T) {
	attrs := with(system("mssql"), "db.name", "shop")
	assert.Equal(t, dbspan.Empty, ignoredCase{"shop", attrs}.reason(t), "SqlClient without texts")
	assert.Equal(t, dbspan.Empty, ignoredCase{"PDOStatement::execute", attrs}.reason(t), "PDO by default")
	attrs = map[string]any{"db.operation.name": "execute"}
	assert.Equal(t, dbspan.Empty, ignoredCase{"Doctrine::execute", attrs}.reason(t), "Doctrine")
	attrs["db.collection.name"] = "refresh_totals"
	assert.Equal(t, dbspan.Counts, ignoredCase{"execute refresh_totals", attrs}.reason(t), "a procedure")
	attrs = with(system("mysql"), "db.operation", "query")
	assert.Equal(t, dbspan.Empty, ignoredCase{"sql:query", attrs}.reason(t), "nhatthm/otelsql without texts")
	assert.Equal(t, dbspan.Counts, ignoredCase{"sql:query", with(attrs, "db.statement", "SELECT a FROM b")}.reason(t))
	assert.Equal(t, dbspan.Counts, ignoredCase{"get", system("redis")}.reason(t), "go-redis without texts names the command")
}

func TestIgnoredOtherKinds(t *testing.T) {
	health := map[string]any{"rpc.system": "grpc", "rpc.service": "grpc.health.v1.Health", "rpc.method": "Check"}
	assert.Equal(t, dbspan.Ping, ignoredCase{"grpc.health.v1.Health/Check", health}.reason(t))
	call := map[string]any{"rpc.system": "grpc", "rpc.service": "shop.Users", "rpc.method": "Get"}
	assert.Equal(t, dbspan.Counts, ignoredCase{"shop.Users/Get", call}.reason(t))
	request := map[string]any{"http.request.method": "GET", "url.full": "http://users/1"}
	assert.Equal(t, dbspan.Counts, ignoredCase{"GET", request}.reason(t))
	assert.Equal(t, dbspan.Counts, new(dbspan.Call).Ignored(), "no call is not housekeeping either")
}

// Texts of many statements are judged in a time linear in their length: what looks to the end of the text does not do
// so for each of its statements.
func BenchmarkIgnoredWorst(b *testing.B) {
	for _, part := range []string{"alter /*;", "SELECT set_config(a);", "SET a /*;", "SELECT pg_;"} {
		for _, statements := range []int{1 << 10, 1 << 15} {
			b.Run(fmt.Sprintf("%s %d", part, statements), func(b *testing.B) {
				call := dbspan.Call{Kind: dbspan.DB, System: "postgresql", Text: "SET a;" + strings.Repeat(part, statements) + "*/ session"}
				b.SetBytes(int64(len(call.Text)))
				for b.Loop() {
					call.Ignored()
				}
			})
		}
	}
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
