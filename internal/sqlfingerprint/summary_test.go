package sqlfingerprint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// summaryCase is a statement and its db.query.summary.
type summaryCase struct {
	name    string
	dialect sqlfingerprint.Dialect
	text    string
	want    string
}

// Short names keep the tables below to one case a line.
const (
	other      = sqlfingerprint.Other
	postgres   = sqlfingerprint.PostgreSQL
	mysql      = sqlfingerprint.MySQL
	mssql      = sqlfingerprint.MSSQL
	oracle     = sqlfingerprint.Oracle
	sqlite     = sqlfingerprint.SQLite
	clickhouse = sqlfingerprint.ClickHouse
)

// conventionCases are the examples of the semantic conventions, "Generating a summary of the query".
var conventionCases = []summaryCase{
	{"one operation", other, "SELECT *\nFROM   wuser_table\nWHERE  username = ?", "SELECT wuser_table"},
	{"several operations", other, "INSERT INTO shipping_details\n  (order_id,\n  address)\nSELECT order_id,\n  address\nFROM   orders\nWHERE  order_id = ?", "INSERT shipping_details SELECT orders"},
	{"several collections", other, "SELECT *\nFROM   songs,\n       artists\nWHERE  songs.artist_id == artists.id", "SELECT songs artists"},
	{"anonymous table", other, "SELECT order_date\nFROM   (SELECT *\n  FROM   orders o\n  JOIN customers c\n  ON o.customer_id = c.customer_id)", "SELECT SELECT orders customers"},
	// The second name is written as a string: it is not told from a value, and a value is never kept.
	{"quoted collections", other, "SELECT *\nFROM   \"song list\",\n       'artists'", "SELECT \"song list\""},
	{"escape call", other, "{call some_stored_procedure}", "call some_stored_procedure"},
	{"executed procedure", mssql, "EXECUTE some_stored_procedure", "EXECUTE some_stored_procedure"},
}

// joinCases: every table of a FROM is a target, in the order of the text; aliases, columns and conditions are not.
var joinCases = []summaryCase{
	{"inner join", other, "SELECT a.x, b.y FROM a INNER JOIN b ON a.id = b.a_id WHERE a.z = 1", "SELECT a b"},
	{"left join", other, "SELECT * FROM a LEFT JOIN b ON a.id = b.id", "SELECT a b"},
	{"left outer join", other, "SELECT * FROM a LEFT OUTER JOIN b USING (id)", "SELECT a b"},
	{"right join", other, "SELECT * FROM a RIGHT JOIN b ON a.id = b.id", "SELECT a b"},
	{"full outer join", other, "SELECT * FROM a FULL OUTER JOIN b ON a.id = b.id", "SELECT a b"},
	{"cross join", other, "SELECT * FROM a CROSS JOIN b", "SELECT a b"},
	{"natural join", other, "SELECT * FROM a NATURAL LEFT JOIN b", "SELECT a b"},
	{"straight join", mysql, "SELECT * FROM a STRAIGHT_JOIN b ON a.id = b.id", "SELECT a b"},
	{"three joins", other, "SELECT * FROM a JOIN b ON a.id = b.id JOIN c ON b.id = c.id LEFT JOIN d ON d.id = c.id", "SELECT a b c d"},
	{"aliases with AS", other, "SELECT * FROM a AS x JOIN b AS y ON x.id = y.id", "SELECT a b"},
	{"comma join with aliases", other, "SELECT * FROM a x, b AS y, c z WHERE x.id = y.id", "SELECT a b c"},
	{"comma then join", other, "SELECT * FROM a, b LEFT JOIN c ON b.id = c.id, d WHERE a.id = 1", "SELECT a b c d"},
	{"bracketed join", other, "SELECT * FROM (a JOIN b ON a.id = b.id)", "SELECT a b"},
	{"bracketed comma join", mysql, "SELECT * FROM a LEFT JOIN (b, c) ON a.id = b.id", "SELECT a b c"},
	{"nested brackets", other, "SELECT * FROM ((a JOIN b ON a.id = b.id) JOIN c ON b.id = c.id)", "SELECT a b c"},
	{"self join", other, "SELECT * FROM emp e JOIN emp m ON e.boss = m.id", "SELECT emp emp"},
	{"lateral", postgres, "SELECT * FROM a, LATERAL (SELECT * FROM b WHERE b.id = a.id) x", "SELECT a SELECT b"},
	{"join lateral", postgres, "SELECT * FROM a LEFT JOIN LATERAL (SELECT * FROM b LIMIT 1) x ON true JOIN c ON true", "SELECT a SELECT b c"},
	{"cross apply", mssql, "SELECT * FROM a CROSS APPLY (SELECT TOP 1 * FROM b WHERE b.id = a.id) x", "SELECT a SELECT b"},
	{"outer apply", mssql, "SELECT * FROM a OUTER APPLY dbo.lines(a.id) x", "SELECT a dbo.lines"},
	{"pivot", mssql, "SELECT * FROM sales PIVOT (SUM(amount) FOR month IN ([Jan], [Feb])) AS p", "SELECT sales"},
	{"unpivot", mssql, "SELECT * FROM sales UNPIVOT (amount FOR month IN ([Jan], [Feb])) AS p JOIN b ON b.id = p.id", "SELECT sales b"},
	{"commas in select list and order", other, "SELECT a, b, c FROM t ORDER BY a, b, c", "SELECT t"},
	{"bracketed join in a join", mysql, "SELECT * FROM `a` LEFT JOIN (`b` JOIN `c` ON b.id = c.id) ON a.id = b.id, d", "SELECT `a` `b` `c` d"},
	{"lateral function", postgres, "SELECT * FROM a, LATERAL f(a.x) e, b", "SELECT a f b"},
	{"JSON columns", mssql, "SELECT * FROM OPENJSON(@p) WITH (id int '$.id', name int '$.name') j JOIN t ON t.id = j.id", "SELECT OPENJSON t"},
	{"temporal table", mssql, "SELECT * FROM a FOR SYSTEM_TIME AS OF @t JOIN b ON 1 = 1", "SELECT a b"},
	{"commas in group by", other, "SELECT a, b FROM t GROUP BY a, b HAVING COUNT(*) > 1", "SELECT t"},
	{"commas after using", other, "SELECT * FROM a JOIN b USING (x, y), c", "SELECT a b c"},
	{"commas in a condition", other, "SELECT * FROM a JOIN b ON COALESCE(a.x, b.x) = 1 AND (a.y, b.y) IN ((1, 2))", "SELECT a b"},
	{"from only", postgres, "SELECT * FROM ONLY a", "SELECT a"},
	{"from only in brackets", postgres, "SELECT * FROM ONLY (a) x", "SELECT a"},
	{"inheritance star", postgres, "SELECT * FROM a * WHERE x = 1", "SELECT a"},
	{"tablesample", postgres, "SELECT * FROM a TABLESAMPLE SYSTEM (10), b", "SELECT a b"},
	{"table hint", mssql, "SELECT * FROM a WITH (NOLOCK), b WITH (NOLOCK, INDEX(ix)) WHERE a.id = b.id", "SELECT a b"},
	{"index hint", mysql, "SELECT * FROM a USE INDEX (i, j), b FORCE INDEX FOR JOIN (k) WHERE a.id = b.id", "SELECT a b"},
	{"partition", mysql, "SELECT * FROM a PARTITION (p0, p1), b", "SELECT a b"},
	{"column aliases", postgres, "SELECT * FROM a AS x (i, j), b", "SELECT a b"},
	{"clickhouse joins", clickhouse, "SELECT * FROM a FINAL GLOBAL ANY LEFT JOIN b USING id ARRAY JOIN arr AS x", "SELECT a b"},
	{"for update of", postgres, "SELECT * FROM a JOIN b ON a.id = b.id FOR UPDATE OF a SKIP LOCKED", "SELECT a b"},
	{"window", postgres, "SELECT sum(x) OVER w FROM a WINDOW w AS (PARTITION BY y, z ORDER BY x), v AS (ORDER BY y)", "SELECT a"},
	{"no from", other, "SELECT 1", "SELECT"},
	{"from dual", oracle, "SELECT SYSDATE FROM dual", "SELECT DUAL"},
	{"select into", mssql, "SELECT * INTO archive FROM orders WHERE d < '2020-01-01'", "SELECT archive orders"},
	{"connect by", oracle, "SELECT * FROM emp START WITH boss IS NULL CONNECT BY PRIOR id = boss", "SELECT emp"},
	{"oracle outer join", oracle, "SELECT * FROM a, b WHERE a.id = b.id(+)", "SELECT a b"},
	{"distinct on", postgres, "SELECT DISTINCT ON (a, b) a, c FROM t", "SELECT t"},
	{"top", mssql, "SELECT TOP (10) WITH TIES a FROM t ORDER BY a", "SELECT t"},
}

// subqueryCases: each subquery is an operation of its own, where it stands in the text.
var subqueryCases = []summaryCase{
	{"in from with alias", other, "SELECT * FROM (SELECT id FROM a) x", "SELECT SELECT a"},
	{"in from, then a table", other, "SELECT * FROM (SELECT id FROM a) x, b", "SELECT SELECT a b"},
	{"in from, then a join", other, "SELECT * FROM (SELECT id FROM a WHERE q = 1) x JOIN b ON x.id = b.id", "SELECT SELECT a b"},
	{"joined", other, "SELECT * FROM a JOIN (SELECT id, x FROM b GROUP BY id, x) y ON a.id = y.id JOIN c ON c.id = a.id", "SELECT a SELECT b c"},
	{"where in", other, "SELECT * FROM a WHERE id IN (SELECT a_id FROM b WHERE x = 1)", "SELECT a SELECT b"},
	{"where exists", other, "SELECT * FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.id)", "SELECT a SELECT b"},
	{"not exists", other, "SELECT * FROM a WHERE NOT EXISTS (SELECT 1 FROM b) AND x IN (1, 2)", "SELECT a SELECT b"},
	{"where equals", other, "SELECT * FROM a WHERE x = (SELECT MAX(x) FROM a)", "SELECT a SELECT a"},
	{"in select list", other, "SELECT id, (SELECT COUNT(*) FROM b WHERE b.id = a.id) AS n FROM a", "SELECT SELECT b a"},
	{"two in select list", other, "SELECT (SELECT x FROM b), (SELECT y FROM c), z FROM a, d", "SELECT SELECT b SELECT c a d"},
	{"nested deeply", other, "SELECT * FROM a WHERE x IN (SELECT x FROM b WHERE y IN (SELECT y FROM c))", "SELECT a SELECT b SELECT c"},
	{"array of a subquery", postgres, "SELECT ARRAY(SELECT x FROM b), y FROM a", "SELECT SELECT b a"},
	{"in having", other, "SELECT x FROM a GROUP BY x HAVING COUNT(*) > (SELECT AVG(n) FROM b)", "SELECT a SELECT b"},
	{"any", other, "SELECT * FROM a WHERE x > ANY (SELECT x FROM b)", "SELECT a SELECT b"},
	{"bracketed select", other, "(SELECT * FROM a)", "SELECT a"},
	{"union", other, "SELECT x FROM a UNION SELECT x FROM b", "SELECT a SELECT b"},
	{"union all of brackets", other, "(SELECT x FROM a) UNION ALL (SELECT x FROM b) ORDER BY x LIMIT 5", "SELECT a SELECT b"},
	{"except and intersect", other, "SELECT x FROM a EXCEPT SELECT x FROM b INTERSECT SELECT x FROM c", "SELECT a SELECT b SELECT c"},
	{"minus", oracle, "SELECT x FROM a MINUS SELECT x FROM b", "SELECT a SELECT b"},
	{"union in from", other, "SELECT * FROM (SELECT x FROM a UNION ALL SELECT x FROM b) t", "SELECT SELECT a SELECT b"},
	{"comma after union in from", other, "SELECT * FROM (SELECT x FROM a UNION ALL SELECT x FROM b) t, c", "SELECT SELECT a SELECT b c"},
}

// cteCases: the name of a common table expression is a target where a query names it: the text does not differ
// from one that names a collection, and whoever reads the summary sees what the last operation reads. Its
// definition is no operation on it.
var cteCases = []summaryCase{
	{"one", other, "WITH c AS (SELECT * FROM a) SELECT * FROM c", "SELECT a SELECT c"},
	{"two", other, "WITH c AS (SELECT * FROM a), d AS (SELECT * FROM b) SELECT * FROM c JOIN d ON c.id = d.id", "SELECT a SELECT b SELECT c d"},
	{"recursive", postgres, "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT n FROM t", "SELECT SELECT t SELECT t"},
	{"materialized", postgres, "WITH c AS NOT MATERIALIZED (SELECT * FROM a) SELECT * FROM c", "SELECT a SELECT c"},
	{"then insert", postgres, "WITH c AS (SELECT * FROM a) INSERT INTO b SELECT * FROM c", "SELECT a INSERT b SELECT c"},
	{"then update", postgres, "WITH c AS (SELECT id FROM a) UPDATE b SET x = 1 FROM c WHERE b.id = c.id", "SELECT a UPDATE b c"},
	{"then delete", postgres, "WITH c AS (SELECT id FROM a) DELETE FROM b USING c WHERE b.id = c.id", "SELECT a DELETE b c"},
	{"delete inside", postgres, "WITH gone AS (DELETE FROM a WHERE x = 1 RETURNING *) INSERT INTO archive SELECT * FROM gone", "DELETE a INSERT archive SELECT gone"},
	{"insert inside", postgres, "WITH n AS (INSERT INTO a (x) VALUES (1) RETURNING id) SELECT id FROM n", "INSERT a SELECT n"},
	{"update inside", postgres, "WITH u AS (UPDATE a SET x = 1 RETURNING id) SELECT COUNT(*) FROM u", "UPDATE a SELECT u"},
	{"after insert", mssql, "INSERT INTO b WITH c AS (SELECT * FROM a) SELECT * FROM c", "INSERT b SELECT a SELECT c"},
}

// writeCases: INTO, FROM, SET, VALUES and what comes after are no part of the operation.
var writeCases = []summaryCase{
	{"insert values", other, "INSERT INTO t (a, b) VALUES (1, 'x'), (2, 'y')", "INSERT t"},
	{"insert without columns", other, "INSERT INTO t VALUES (1, 'x')", "INSERT t"},
	{"insert without into", mysql, "INSERT t SET a = 1", "INSERT t"},
	{"insert ignore", mysql, "INSERT IGNORE INTO t (a) VALUES (1)", "INSERT t"},
	{"insert low priority", mysql, "INSERT LOW_PRIORITY IGNORE INTO t (a) VALUES (1)", "INSERT t"},
	{"insert default values", postgres, "INSERT INTO t DEFAULT VALUES", "INSERT t"},
	{"insert returning", postgres, "INSERT INTO t (a) VALUES ($1) RETURNING id, a", "INSERT t"},
	{"insert alias", postgres, "INSERT INTO t AS x (a) VALUES (1)", "INSERT t"},
	{"on conflict", postgres, "INSERT INTO t (a, b) VALUES (1, 2) ON CONFLICT (a) DO UPDATE SET b = excluded.b WHERE t.c = 1", "INSERT t"},
	{"on conflict nothing", postgres, "INSERT INTO t (a) VALUES (1) ON CONFLICT DO NOTHING", "INSERT t"},
	{"on duplicate key", mysql, "INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a), b = b + 1", "INSERT t"},
	{"insert or replace", sqlite, "INSERT OR REPLACE INTO t (a) VALUES (1)", "INSERT t"},
	{"insert subquery value", other, "INSERT INTO t (a) VALUES ((SELECT MAX(x) FROM u))", "INSERT t SELECT u"},
	{"insert select join", other, "INSERT INTO t (a, b) SELECT x, y FROM u JOIN v ON u.id = v.id", "INSERT t SELECT u v"},
	{"insert overwrite", other, "INSERT OVERWRITE TABLE t SELECT * FROM u", "INSERT t SELECT u"},
	{"insert all", oracle, "INSERT ALL INTO a (x) VALUES (1) INTO b (x) VALUES (2) SELECT * FROM dual", "INSERT a b SELECT DUAL"},
	{"insert exec", mssql, "INSERT INTO t EXEC dbo.p @x = 1", "INSERT t EXEC dbo.p"},
	{"insert output", mssql, "INSERT INTO t (a) OUTPUT inserted.id VALUES (@a)", "INSERT t"},
	{"replace", mysql, "REPLACE INTO t (a) VALUES (1)", "REPLACE t"},
	{"replace without into", mysql, "REPLACE t SET a = 1", "REPLACE t"},
	{"upsert", other, "UPSERT INTO t (a) VALUES (1)", "UPSERT t"},
	{"update", other, "UPDATE t SET a = 1, b = 2 WHERE id = 3", "UPDATE t"},
	{"update alias", other, "UPDATE t AS x SET a = 1 WHERE x.id = 3", "UPDATE t"},
	{"update only", postgres, "UPDATE ONLY t SET a = 1", "UPDATE t"},
	{"update or ignore", sqlite, "UPDATE OR IGNORE t SET a = 1", "UPDATE t"},
	{"update low priority", mysql, "UPDATE LOW_PRIORITY IGNORE t SET a = 1", "UPDATE t"},
	{"update from", postgres, "UPDATE t SET a = u.a FROM u WHERE u.id = t.id", "UPDATE t u"},
	{"update from join", postgres, "UPDATE t SET a = u.a, b = 1 FROM u JOIN v ON u.id = v.id, w WHERE u.id = t.id", "UPDATE t u v w"},
	{"update join", mysql, "UPDATE a JOIN b ON a.id = b.id SET a.x = b.x, a.y = 1 WHERE b.z = 2", "UPDATE a b"},
	{"update comma", mysql, "UPDATE a, b SET a.x = b.x WHERE a.id = b.id", "UPDATE a b"},
	{"update subquery", other, "UPDATE t SET a = (SELECT MAX(x) FROM u), b = 2 WHERE id IN (SELECT id FROM v)", "UPDATE t SELECT u SELECT v"},
	{"update row from subquery", oracle, "UPDATE t SET (a, b) = (SELECT x, y FROM u) WHERE id = 1", "UPDATE t SELECT u"},
	{"update top", mssql, "UPDATE TOP (10) t SET a = 1", "UPDATE t"},
	{"update of current", postgres, "UPDATE t SET a = 1 WHERE CURRENT OF cur_1", "UPDATE t"},
	{"delete", other, "DELETE FROM t WHERE id = 1", "DELETE t"},
	{"delete without from", mssql, "DELETE t WHERE id = 1", "DELETE t"},
	{"delete top", mssql, "DELETE TOP (5) FROM t WHERE id = 1", "DELETE t"},
	{"delete only", postgres, "DELETE FROM ONLY t WHERE id = 1", "DELETE t"},
	{"delete using", postgres, "DELETE FROM t USING u, v WHERE t.id = u.id AND v.id = u.id", "DELETE t u v"},
	{"delete using join", postgres, "DELETE FROM t USING u JOIN v USING (id, x) WHERE t.id = u.id", "DELETE t u v"},
	{"delete subquery", other, "DELETE FROM t WHERE id IN (SELECT id FROM u)", "DELETE t SELECT u"},
	{"delete quick", mysql, "DELETE QUICK FROM t WHERE id = 1", "DELETE t"},
	{"merge", mssql, "MERGE INTO t AS x USING s AS y ON x.id = y.id WHEN MATCHED THEN UPDATE SET a = y.a WHEN NOT MATCHED THEN INSERT (a, b) VALUES (y.a, y.b)", "MERGE t s"},
	{"merge delete", postgres, "MERGE INTO t USING s ON t.id = s.id WHEN MATCHED AND s.gone THEN DELETE WHEN MATCHED THEN DO NOTHING", "MERGE t s"},
	{"merge subquery", oracle, "MERGE INTO t USING (SELECT id, x FROM s WHERE x = 1) y ON (t.id = y.id) WHEN MATCHED THEN UPDATE SET t.x = y.x", "MERGE t SELECT s"},
	{"merge without into", mssql, "MERGE t USING s ON t.id = s.id WHEN MATCHED THEN DELETE;", "MERGE t s"},
	{"load data", mysql, "LOAD DATA LOCAL INFILE '/tmp/secret' INTO TABLE t FIELDS TERMINATED BY ','", "LOAD t"},
	{"clickhouse alter delete", clickhouse, "ALTER TABLE t DELETE WHERE id = 1", "ALTER TABLE t"},
	{"clickhouse alter update", clickhouse, "ALTER TABLE t UPDATE a = 1 WHERE id = 1", "ALTER TABLE t"},
	{"clickhouse insert table", clickhouse, "INSERT INTO TABLE t (a) VALUES (1)", "INSERT t"},
}

// multiTableCases: what stands between DELETE and FROM names tables or aliases of what stands in the FROM.
var multiTableCases = []summaryCase{
	{"delete two", mysql, "DELETE t1, t2 FROM t1 INNER JOIN t2 ON t1.id = t2.id", "DELETE t1 t2"},
	{"delete alias", mysql, "DELETE x FROM t1 AS x INNER JOIN t2 ON x.id = t2.id", "DELETE t1 t2"},
	{"delete from using", mysql, "DELETE FROM t1, t2 USING t1 INNER JOIN t2 ON t1.id = t2.id", "DELETE t1 t2 t1 t2"},
	{"mssql delete alias", mssql, "DELETE x FROM dbo.t AS x JOIN dbo.u ON x.id = u.id", "DELETE dbo.t dbo.u"},
	{"mssql update alias", mssql, "UPDATE x SET a = 1 FROM dbo.t AS x", "UPDATE x dbo.t"},
}

// ddlCases: the kind of the object belongs to the operation (the commands are CREATE TABLE, ALTER SESSION …).
var ddlCases = []summaryCase{
	{"create table", other, "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(10) DEFAULT 'x', u INT REFERENCES u (id))", "CREATE TABLE t"},
	{"create table if not exists", other, "CREATE TABLE IF NOT EXISTS s.t (id INT)", "CREATE TABLE s.t"},
	{"create table as", other, "CREATE TABLE t AS SELECT * FROM u", "CREATE TABLE t SELECT u"},
	{"create table like", mysql, "CREATE TABLE t LIKE u", "CREATE TABLE t"},
	{"create unlogged table", postgres, "CREATE UNLOGGED TABLE t (id INT)", "CREATE TABLE t"},
	{"create temp table", postgres, "CREATE TEMP TABLE tmp_8271 (id INT)", "CREATE TABLE"},
	{"create temp table as", postgres, "CREATE TEMPORARY TABLE tmp_8271 AS SELECT * FROM u", "CREATE TABLE SELECT u"},
	{"alter table", other, "ALTER TABLE t ADD COLUMN c INT", "ALTER TABLE t"},
	{"alter table if exists", postgres, "ALTER TABLE IF EXISTS ONLY t DROP COLUMN c", "ALTER TABLE t"},
	{"alter table rename", other, "ALTER TABLE t RENAME TO u", "ALTER TABLE t"},
	{"drop table", other, "DROP TABLE t", "DROP TABLE t"},
	{"drop tables", other, "DROP TABLE IF EXISTS t, u CASCADE", "DROP TABLE t u"},
	{"create index", other, "CREATE INDEX i ON t (a, b)", "CREATE INDEX i"},
	{"create unique index", other, "CREATE UNIQUE INDEX i ON t (a)", "CREATE INDEX i"},
	{"create index concurrently", postgres, "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON t USING gin (a)", "CREATE INDEX i"},
	{"create clustered index", mssql, "CREATE NONCLUSTERED INDEX i ON dbo.t (a) INCLUDE (b)", "CREATE INDEX i"},
	{"drop index", other, "DROP INDEX i", "DROP INDEX i"},
	{"alter index", postgres, "ALTER INDEX i RENAME TO j", "ALTER INDEX i"},
	{"create view", other, "CREATE VIEW v AS SELECT * FROM t", "CREATE VIEW v SELECT t"},
	{"create or replace view", other, "CREATE OR REPLACE VIEW v AS SELECT * FROM t JOIN u ON t.id = u.id", "CREATE VIEW v SELECT t u"},
	{"create materialized view", postgres, "CREATE MATERIALIZED VIEW v AS SELECT * FROM t", "CREATE MATERIALIZED VIEW v SELECT t"},
	{"refresh materialized view", postgres, "REFRESH MATERIALIZED VIEW CONCURRENTLY v", "REFRESH MATERIALIZED VIEW v"},
	{"drop view", other, "DROP VIEW IF EXISTS v", "DROP VIEW v"},
	{"create schema", other, "CREATE SCHEMA s", "CREATE SCHEMA s"},
	{"create database", other, "CREATE DATABASE d", "CREATE DATABASE d"},
	{"drop database", mysql, "DROP DATABASE IF EXISTS d", "DROP DATABASE d"},
	{"create sequence", postgres, "CREATE SEQUENCE s START 1", "CREATE SEQUENCE s"},
	{"alter sequence", postgres, "ALTER SEQUENCE s RESTART WITH 5", "ALTER SEQUENCE s"},
	{"create trigger", postgres, "CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()", "CREATE TRIGGER g"},
	{"create type", postgres, "CREATE TYPE y AS ENUM ('a', 'b')", "CREATE TYPE y"},
	{"create extension", postgres, "CREATE EXTENSION IF NOT EXISTS pgcrypto", "CREATE EXTENSION pgcrypto"},
	{"create user", postgres, "CREATE USER u WITH PASSWORD 'secret'", "CREATE USER u"},
	{"create role", postgres, "CREATE ROLE r", "CREATE ROLE r"},
	{"alter user", mysql, "ALTER USER u IDENTIFIED BY 'secret'", "ALTER USER u"},
	{"drop role", postgres, "DROP ROLE r", "DROP ROLE r"},
	{"create procedure", mssql, "CREATE PROCEDURE dbo.p @x INT AS SELECT * FROM t WHERE x = @x", "CREATE PROCEDURE dbo.p SELECT t"},
	{"create function", postgres, "CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql AS $$ SELECT secret FROM t $$", "CREATE FUNCTION f"},
	{"drop function", postgres, "DROP FUNCTION f(int, text)", "DROP FUNCTION f"},
	{"alter session", oracle, "ALTER SESSION SET NLS_DATE_FORMAT = 'secret'", "ALTER SESSION"},
	{"alter system", oracle, "ALTER SYSTEM SET x = 1", "ALTER SYSTEM"},
	{"create virtual table", sqlite, "CREATE VIRTUAL TABLE v USING fts5(a, b)", "CREATE TABLE v"},
	{"create foreign table", postgres, "CREATE FOREIGN TABLE f (id int) SERVER s", "CREATE TABLE f"},
	{"truncate table", other, "TRUNCATE TABLE t", "TRUNCATE TABLE t"},
	{"truncate", postgres, "TRUNCATE t, u RESTART IDENTITY CASCADE", "TRUNCATE t u"},
	{"rename table", mysql, "RENAME TABLE a TO b", "RENAME TABLE a b"},
	{"comment on table", postgres, "COMMENT ON TABLE t IS 'secret'", "COMMENT TABLE t"},
	{"create keyspace", other, "CREATE KEYSPACE k WITH replication = {'class': 'SimpleStrategy'}", "CREATE KEYSPACE k"},
}

// commandCases: other commands. A made-up name (savepoint, cursor, prepared statement) is never a target, nor is
// a setting or a channel. DECLARE, SET and a block's BEGIN stand only where there is nothing else: "It SHOULD only
// contain information that has a significant impact on the query, database, or application performance."
var commandCases = []summaryCase{
	{"call", other, "CALL p(1, 'x')", "CALL p"},
	{"call with schema", other, "CALL s.p(?)", "CALL s.p"},
	{"escape call with arguments", mssql, "{call dbo.p(?, ?)}", "call dbo.p"},
	{"escape function", other, "{? = call s.f(?)}", "call s.f"},
	{"exec", mssql, "EXEC dbo.p @a = 1, @b = N'x'", "EXEC dbo.p"},
	{"exec brackets", mssql, "EXEC [dbo].[my proc] @a = @p1", "EXEC [dbo].[my proc]"},
	{"exec with result", mssql, "EXEC @rc = dbo.p @a = 1", "EXEC dbo.p"},
	{"execute with name", mssql, "EXECUTE p", "EXECUTE p"},
	{"sp_executesql", mssql, "EXEC sp_executesql N'SELECT * FROM t WHERE id = @id', N'@id int', @id = 1", "EXEC sp_executesql"},
	{"execute prepared", postgres, "EXECUTE stmt_17(1, 'x')", "EXECUTE"},
	{"prepare", postgres, "PREPARE stmt_17 AS SELECT * FROM t WHERE id = $1", "PREPARE SELECT t"},
	{"prepare from", mysql, "PREPARE stmt_17 FROM 'SELECT 1'", "PREPARE"},
	{"deallocate", postgres, "DEALLOCATE stmt_17", "DEALLOCATE"},
	{"begin", other, "BEGIN", "BEGIN"},
	{"begin transaction", other, "BEGIN TRANSACTION", "BEGIN TRANSACTION"},
	{"begin isolation", postgres, "BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN"},
	{"start transaction", other, "START TRANSACTION READ ONLY", "START TRANSACTION"},
	{"commit", other, "COMMIT", "COMMIT"},
	{"commit work", other, "COMMIT WORK", "COMMIT"},
	{"commit transaction", mssql, "COMMIT TRANSACTION", "COMMIT TRANSACTION"},
	{"rollback", other, "ROLLBACK", "ROLLBACK"},
	{"rollback to", other, "ROLLBACK TO SAVEPOINT sp_12", "ROLLBACK"},
	{"savepoint", other, "SAVEPOINT sp_12", "SAVEPOINT"},
	{"release", other, "RELEASE SAVEPOINT sp_12", "RELEASE SAVEPOINT"},
	{"set", other, "SET search_path TO app, public", "SET"},
	{"set session", mysql, "SET SESSION sql_mode = 'x'", "SET"},
	{"set transaction", other, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "SET TRANSACTION"},
	{"show", postgres, "SHOW search_path", "SHOW"},
	{"show tables", mysql, "SHOW TABLES", "SHOW"},
	{"explain", other, "EXPLAIN SELECT * FROM t", "EXPLAIN SELECT t"},
	{"explain analyze", postgres, "EXPLAIN ANALYZE SELECT * FROM t", "EXPLAIN SELECT t"},
	{"explain options", postgres, "EXPLAIN (ANALYZE, FORMAT JSON) SELECT * FROM t", "EXPLAIN SELECT t"},
	{"explain query plan", sqlite, "EXPLAIN QUERY PLAN SELECT * FROM t", "EXPLAIN SELECT t"},
	{"describe", mysql, "DESCRIBE t", "DESCRIBE t"},
	{"analyze", postgres, "ANALYZE t", "ANALYZE t"},
	{"analyze table", mysql, "ANALYZE TABLE t, u", "ANALYZE TABLE t u"},
	{"vacuum", postgres, "VACUUM t", "VACUUM t"},
	{"vacuum full analyze", postgres, "VACUUM FULL ANALYZE t", "VACUUM t"},
	{"vacuum options", postgres, "VACUUM (FULL, ANALYZE) s.t", "VACUUM s.t"},
	{"vacuum all", postgres, "VACUUM", "VACUUM"},
	{"optimize table", mysql, "OPTIMIZE TABLE t", "OPTIMIZE TABLE t"},
	{"copy", postgres, "COPY t (a, b) FROM STDIN WITH (FORMAT binary)", "COPY t"},
	{"copy query", postgres, "COPY (SELECT * FROM t) TO STDOUT", "COPY SELECT t"},
	{"lock table", postgres, "LOCK TABLE t IN ACCESS EXCLUSIVE MODE", "LOCK TABLE t"},
	{"lock tables", mysql, "LOCK TABLES t WRITE, u READ", "LOCK TABLES t u"},
	{"unlock tables", mysql, "UNLOCK TABLES", "UNLOCK TABLES"},
	{"grant", postgres, "GRANT SELECT, INSERT ON t TO u", "GRANT t"},
	{"revoke", postgres, "REVOKE ALL ON TABLE t FROM u", "REVOKE t"},
	{"revoke from several", postgres, "REVOKE SELECT ON a, b FROM u, v", "REVOKE a b"},
	{"policy", postgres, "CREATE POLICY p ON t FOR SELECT USING (x = 1)", "CREATE POLICY p"},
	{"table variable declared", mssql, "DECLARE @t TABLE (id int); INSERT INTO @t SELECT id FROM u", "INSERT SELECT u"},
	{"try block", mssql, "BEGIN TRY INSERT INTO t (a) VALUES (1) END TRY BEGIN CATCH SELECT ERROR_NUMBER() END CATCH", "INSERT t SELECT"},
	{"assigned function", oracle, "begin :x := pkg.fn(:y); end;", "begin pkg.fn"},
	{"partition of", postgres, "CREATE TABLE a PARTITION OF b FOR VALUES FROM (1) TO (2)", "CREATE TABLE a"},
	{"index without a name", postgres, "CREATE INDEX ON t (a)", "CREATE INDEX t"},
	{"several added columns", postgres, "ALTER TABLE a ADD x int, ADD y int", "ALTER TABLE a"},
	{"use", mysql, "USE d", "USE d"},
	{"use brackets", mssql, "USE [my db]", "USE [my db]"},
	{"declare cursor", postgres, "DECLARE cur_1 CURSOR FOR SELECT * FROM t", "SELECT t"},
	{"declare variable", mssql, "DECLARE @x INT = 1; SELECT * FROM t WHERE x = @x", "SELECT t"},
	{"fetch", postgres, "FETCH FORWARD 100 FROM cur_1", "FETCH"},
	{"fetch next", mssql, "FETCH NEXT FROM cur_1 INTO @x", "FETCH"},
	{"close", postgres, "CLOSE cur_1", "CLOSE"},
	{"listen", postgres, "LISTEN ch", "LISTEN"},
	{"notify", postgres, "NOTIFY ch, 'secret'", "NOTIFY"},
	{"discard", postgres, "DISCARD ALL", "DISCARD"},
	{"pragma", sqlite, "PRAGMA table_info(t)", "PRAGMA"},
	{"attach", sqlite, "ATTACH DATABASE 'secret.db' AS aux1", "ATTACH"},
	{"reindex", postgres, "REINDEX TABLE t", "REINDEX TABLE t"},
	{"cluster", postgres, "CLUSTER t USING i", "CLUSTER t"},
	{"checkpoint", postgres, "CHECKPOINT", "CHECKPOINT"},
	{"do block", postgres, "DO $$ BEGIN DELETE FROM secret; END $$", "DO"},
	{"show from", mysql, "SHOW FULL COLUMNS FROM t", "SHOW t"},
	{"declare only", mssql, "DECLARE @x INT", "DECLARE"},
	{"block that only calls", oracle, "BEGIN pkg.p(:1, 'secret'); END;", "BEGIN pkg.p"},
	{"execute immediate", oracle, "EXECUTE IMMEDIATE 'DROP TABLE secret'", "EXECUTE"},
	{"kill", mysql, "KILL 4711", "KILL"},
	{"plsql block", oracle, "BEGIN p(:1); END;", "BEGIN p"},
	{"plsql block with statement", oracle, "BEGIN UPDATE t SET x = 1 WHERE id = :1; DELETE FROM u WHERE id = 2; END;", "UPDATE t DELETE u"},
	{"plsql declare", oracle, "DECLARE n NUMBER; BEGIN SELECT COUNT(*) INTO n FROM t; END;", "SELECT t"},
	{"table statement", postgres, "TABLE t", "TABLE t"},
	{"values statement", postgres, "VALUES (1, 'x'), (2, 'y')", "VALUES"},
	{"handler", mysql, "HANDLER t OPEN", "HANDLER t"},
}

// textCases: several statements stand one after the other, as `{operation} {target} …` says; nothing separates
// them. Operations are written in the case of the first word of the text, targets as they are.
var textCases = []summaryCase{
	{"two statements", other, "INSERT INTO a VALUES (1); SELECT * FROM b", "INSERT a SELECT b"},
	{"same statement twice", other, "DELETE FROM a WHERE id = 1; DELETE FROM a WHERE id = 2", "DELETE a DELETE a"},
	{"transaction", other, "BEGIN; UPDATE a SET x = 1; COMMIT;", "BEGIN UPDATE a COMMIT"},
	{"trailing semicolon", other, "SELECT * FROM a;", "SELECT a"},
	{"leading semicolon", other, "; SELECT * FROM a", "SELECT a"},
	{"comma does not pass a semicolon", other, "SELECT * FROM a; SELECT x, y FROM b", "SELECT a SELECT b"},
	{"set then select", mssql, "SET NOCOUNT ON; SELECT * FROM a", "SELECT a"},
	{"lower case", other, "select * from Users join orders on 1 = 1", "select Users orders"},
	{"lower case insert select", other, "insert into a select * from b", "insert a select b"},
	{"lower case ddl", other, "create table Users (id int)", "create table Users"},
	{"target case", other, "SELECT * FROM MyTable", "SELECT MyTable"},
	{"schema", postgres, "SELECT * FROM public.users", "SELECT public.users"},
	{"database and schema", mssql, "SELECT * FROM shop.dbo.users", "SELECT shop.dbo.users"},
	{"empty schema", mssql, "SELECT * FROM shop..users", "SELECT shop..users"},
	{"brackets", mssql, "SELECT * FROM [my shop].[dbo].[users] u", "SELECT [my shop].[dbo].[users]"},
	{"double quotes", postgres, `SELECT * FROM "Shop"."Users" AS u`, `SELECT "Shop"."Users"`},
	{"back quotes", mysql, "SELECT * FROM `shop`.`users` u", "SELECT `shop`.`users`"},
	{"quoted join", sqlite, "SELECT * FROM \"a b\" JOIN [c d] ON 1 JOIN `e f` ON 1", "SELECT \"a b\" [c d] `e f`"},
	{"spaces about a period", other, "SELECT * FROM s . t", "SELECT s.t"},
	{"quoted comma", postgres, `SELECT * FROM "a,b", c`, `SELECT "a,b" c`},
	{"oracle link", oracle, "SELECT * FROM emp@remote", "SELECT emp"},
	{"temp table", mssql, "SELECT * FROM #tmp", "SELECT #tmp"},
	{"table variable", mssql, "SELECT * FROM @rows r JOIN t ON t.id = r.id", "SELECT t"},
	{"parameter as a table", other, "SELECT * FROM ? WHERE x = 1", "SELECT"},
	{"keyword as a name", postgres, "SELECT * FROM user", "SELECT user"},
	{"keyword as a name after a schema", postgres, "SELECT * FROM app.order", "SELECT app.order"},
	{"type as a name", postgres, "SELECT * FROM date d JOIN text ON true", "SELECT date text"},
	{"quoted keyword", mysql, "SELECT * FROM `order` JOIN `select` ON 1", "SELECT `order` `select`"},
	{"insert into keyword", postgres, "INSERT INTO events (type, key) VALUES (1, 2)", "INSERT events"},
	{"keyword table with columns", postgres, "INSERT INTO values_t (value, user) VALUES (1, 2)", "INSERT values_t"},
	{"table function", postgres, "SELECT * FROM generate_series(1, 10) g", "SELECT GENERATE_SERIES"},
	{"table function with schema", mssql, "SELECT * FROM dbo.get_orders(@p1) o, t", "SELECT dbo.get_orders t"},
	{"unnest", postgres, "SELECT * FROM unnest($1::int[]) WITH ORDINALITY AS u (x, y), t", "SELECT UNNEST t"},
	{"values in from", postgres, "SELECT * FROM (VALUES (1, 'x'), (2, 'y')) AS v (a, b) JOIN t ON t.a = v.a", "SELECT t"},
	{"table of collection", oracle, "SELECT * FROM TABLE(pkg.f(:1)) x", "SELECT pkg.f"},
	{"json table", mysql, "SELECT * FROM t, JSON_TABLE(t.doc, '$[*]' COLUMNS (x INT PATH '$.x')) j", "SELECT t JSON_TABLE"},
	{"extract", other, "SELECT EXTRACT(YEAR FROM created) FROM t", "SELECT t"},
	{"extract in where", other, "SELECT * FROM t WHERE EXTRACT(DAY FROM a) = 1 AND EXTRACT(MONTH FROM b) = 2", "SELECT t"},
	{"trim", other, "SELECT TRIM(BOTH 'x' FROM name) FROM t", "SELECT t"},
	{"trim from", other, "SELECT TRIM(FROM name), y FROM t", "SELECT t"},
	{"substring", other, "SELECT SUBSTRING(name FROM 2 FOR 3) FROM t", "SELECT t"},
	{"overlay", postgres, "SELECT OVERLAY(name PLACING 'x' FROM 2 FOR 3) FROM t", "SELECT t"},
	{"is distinct from", postgres, "SELECT * FROM t WHERE a IS DISTINCT FROM b AND c IS NOT DISTINCT FROM d", "SELECT t"},
	{"extract of subquery", other, "SELECT EXTRACT(YEAR FROM (SELECT MAX(d) FROM u)) FROM t", "SELECT SELECT u t"},
	{"column named like an operation", mysql, "SELECT t.insert, t.delete FROM t", "SELECT t"},
	{"function named like an operation", mysql, "SELECT INSERT(a, 1, 2, 'x'), REPLACE(b, 'x', 'y') FROM t", "SELECT t"},
	{"if function", mysql, "SELECT IF(a, 1, 2) FROM t", "SELECT t"},
	{"leading comment", other, "/* app:web */ SELECT * FROM t -- tail", "SELECT t"},
	{"comment between", other, "SELECT * FROM /* x */ a /* , b */, c", "SELECT a c"},
	{"hint", oracle, "SELECT /*+ INDEX(t i) */ * FROM t", "SELECT t"},
	{"truncated name", other, "SELECT * FROM t WHERE name = 'sec…", "SELECT t"},
	{"truncated string", other, "SELECT * FROM t WHERE name = 'secret", "SELECT t"},
	{"truncated quoted name", postgres, `SELECT * FROM "secr`, "SELECT"},
	{"masked value", other, "SELECT * FROM t WHERE mail = <EMAIL> AND x = ***", "SELECT t"},
	{"masked string", other, "SELECT * FROM t WHERE mail = '[REDACTED]' AND id IN (***)", "SELECT t"},
	{"empty", other, "", ""},
	{"blank", other, " \n\t", ""},
	{"only a comment", other, "-- nothing", ""},
	{"only semicolons", other, ";;", ""},
	{"only a value", other, "'secret'", ""},
	{"only a number", other, "42", ""},
	{"not SQL", other, "get user by id", ""},
	{"unicode name", postgres, "SELECT * FROM größe", "SELECT größe"},
	{"limit and offset", mysql, "SELECT * FROM t LIMIT 10, 20", "SELECT t"},
	{"case expression", other, "SELECT CASE WHEN a THEN 1 ELSE 2 END, b FROM t", "SELECT t"},
	{"if drop", mssql, "IF OBJECT_ID(N'dbo.secret') IS NOT NULL DROP TABLE dbo.t", "DROP TABLE dbo.t"},
	{"while block", mssql, "WHILE 1 = 1 BEGIN DELETE TOP (100) FROM t WHERE a = 1 END", "DELETE t"},
	{"set after", mysql, "SELECT * FROM t; SET x = 1, y = 2", "SELECT t"},
	{"procedure body", mssql, "CREATE PROCEDURE p AS BEGIN SET NOCOUNT ON; UPDATE t SET a = 1; SELECT b FROM u; END", "CREATE PROCEDURE p UPDATE t SELECT u"},
	{"trigger body", mysql, "CREATE TRIGGER g AFTER INSERT ON t FOR EACH ROW INSERT INTO log (a) VALUES (NEW.a)", "CREATE TRIGGER g INSERT log"},
	{"if block", mssql, "IF EXISTS (SELECT 1 FROM t WHERE id = 1) UPDATE t SET a = 1 ELSE INSERT INTO t (a) VALUES (1)", "SELECT t UPDATE t INSERT t"},
}

var allSummaryCases = map[string][]summaryCase{
	"conventions": conventionCases, "joins": joinCases, "subqueries": subqueryCases, "ctes": cteCases,
	"writes": writeCases, "multi-table": multiTableCases, "ddl": ddlCases, "commands": commandCases, "texts": textCases,
}

func TestSummaries(t *testing.T) {
	for name, cases := range allSummaryCases {
		for _, c := range cases {
			t.Run(name+"/"+c.name, func(t *testing.T) {
				assert.Equal(t, c.want, sqlfingerprint.Summarize(c.dialect, c.text), "%s", c.text)
				assert.NotContains(t, sqlfingerprint.Summarize(c.dialect, c.text), "secret", "a literal survived")
				checkInvariants(t, c.dialect, c.text)
			})
		}
	}
}

// TestSummaryDependsOnTheNormalizedText holds that statements with one fingerprint have one summary, up to the
// case of the operations.
func TestSummaryDependsOnTheNormalizedText(t *testing.T) {
	forEachCorpusCase(t, func(t *testing.T, d sqlfingerprint.Dialect, c corpusCase) {
		for _, spelling := range c.spellings {
			assert.Equal(t, strings.ToUpper(sqlfingerprint.Summarize(d, c.normalized)), strings.ToUpper(sqlfingerprint.Summarize(d, spelling)), "%s", spelling)
		}
	})
	for _, cases := range allSummaryCases {
		for _, c := range cases {
			normalized := sqlfingerprint.Normalize(c.dialect, c.text)
			assert.True(t, strings.EqualFold(c.want, sqlfingerprint.Summarize(c.dialect, normalized)), "%s: %s", c.text, normalized)
		}
	}
}

func TestSummaryLength(t *testing.T) {
	name := strings.Repeat("t", 123)
	wide := strings.Repeat("ö", 123)
	for _, c := range []summaryCase{
		{"255 characters", other, "SELECT * FROM " + name + ", " + name + ", u", "SELECT " + name + " " + name}, // 6 + 2*124 = 254
		{"whole words", other, "SELECT * FROM " + name + "x, " + name + "y, u", "SELECT " + name + "x"},
		{"characters, not bytes", postgres, "SELECT * FROM " + wide + ", " + wide, "SELECT " + wide + " " + wide},
		{"nothing after what does not fit", other, "SELECT * FROM " + name + name + "xyz, u", "SELECT"},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, sqlfingerprint.Summarize(c.dialect, c.text))
		})
	}
}
