package sqlfingerprint_test

import (
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

func TestDialectOf(t *testing.T) {
	for system, want := range map[string]sqlfingerprint.Dialect{
		"postgresql": sqlfingerprint.PostgreSQL, "cockroachdb": sqlfingerprint.PostgreSQL, "aws.redshift": sqlfingerprint.PostgreSQL,
		"mysql": sqlfingerprint.MySQL, "mariadb": sqlfingerprint.MySQL, "gcp.spanner": sqlfingerprint.GoogleSQL,
		"bigquery": sqlfingerprint.GoogleSQL, "hive": sqlfingerprint.HiveQL, "databricks": sqlfingerprint.HiveQL,
		"influxdb": sqlfingerprint.InfluxQL, "vertica": sqlfingerprint.PostgreSQL, "libsql": sqlfingerprint.SQLite,
		"microsoft.sql_server": sqlfingerprint.MSSQL, "oracle.db": sqlfingerprint.Oracle, "sqlite": sqlfingerprint.SQLite,
		"clickhouse": sqlfingerprint.ClickHouse, "neo4j": sqlfingerprint.Cypher, "redis": sqlfingerprint.Redis, "valkey": sqlfingerprint.Redis,
		"memcached": sqlfingerprint.Memcached, "mongodb": sqlfingerprint.MongoDB, "elasticsearch": sqlfingerprint.MongoDB,
		"cassandra": sqlfingerprint.CQL, "scylladb": sqlfingerprint.CQL, "ibm.db2": sqlfingerprint.DB2, "snowflake": sqlfingerprint.Snowflake, "tidb": sqlfingerprint.MySQL, "vitess": sqlfingerprint.MySQL, "trino": sqlfingerprint.Other, "": sqlfingerprint.Other, "own": sqlfingerprint.Other,
	} {
		assert.Equal(t, want, sqlfingerprint.DialectOf(system), system)
	}
}

func TestAnUnknownDialectReadsLikeOther(t *testing.T) {
	const text = "SELECT a FROM t WHERE b = 'x'"
	assert.Equal(t, sqlfingerprint.Fingerprint(sqlfingerprint.Other, text), sqlfingerprint.Fingerprint(200, text))
}

func TestIDString(t *testing.T) {
	assert.Equal(t, "0000000000000abc", sqlfingerprint.ID(0xabc).String())
	assert.Equal(t, "ffffffffffffffff", sqlfingerprint.ID(1<<64-1).String())
}

// TestFingerprintsAreStable holds the ids of some statements: stores of past findings rely on them.
func TestFingerprintsAreStable(t *testing.T) {
	for text, want := range map[string]string{
		"":                            "6a09e667f3bcc909",
		"SELECT a FROM t WHERE b = 1": "84ea9bb4d70efcbb",
		"SELECT a_name_of_more_than_sixteen_bytes, nine_byte FROM t": "50e71442f1f41ba3",
	} {
		assert.Equal(t, want, sqlfingerprint.Fingerprint(sqlfingerprint.PostgreSQL, text).String(), text)
	}
}

// TestSummaryIsBounded holds that a summary ends with a whole word.
func TestSummaryIsBounded(t *testing.T) {
	text := "SELECT a FROM " + strings.Repeat("a_table_with_a_name, ", 30) + "t"
	summary := sqlfingerprint.Summarize(sqlfingerprint.PostgreSQL, text)
	assert.LessOrEqual(t, len(summary), 255)
	assert.Greater(t, len(summary), 230)
	assert.True(t, strings.HasSuffix(summary, " a_table_with_a_name"), summary)
}

// hostileTexts are what makes careless readers quadratic: pieces that open something or look ahead, n times.
func hostileTexts(n int) map[string]string {
	return map[string]string{
		"open brackets": strings.Repeat("(", n), "open comments": strings.Repeat("/*", n), "signs": strings.Repeat("- ", n),
		"keywords and blanks": strings.Repeat("date ", n), "dollars": strings.Repeat("$a", n), "quotes": strings.Repeat("'\\", n),
		"lines": strings.Repeat("get a\n", n), "braces": strings.Repeat(`{"a":[`, n), "commas": strings.Repeat("(1),", n),
		"dollar tags": strings.Repeat("$a$ b", n), "percents": strings.Repeat("%(", n), "types": strings.Repeat("{a:", n),
		"key parts": "GET " + strings.Repeat("a_1_", n), "semicolons": strings.Repeat("get a; ", n), "open arguments": strings.Repeat("get 'a\n", n),
		"ids in keys": `{"` + strings.Repeat("1.", n) + `":1}`, "wrapped": strings.Repeat(`{"a":{"$oid":`, n), "sessions": "{" + strings.Repeat(`"lsid":1,`, n),
		"documents": strings.Repeat(`{"a":1}`+"\n", n), "other documents": strings.Repeat(`{"a":1}{"b":1}{"c":[`, n), "tildes": "a.b" + strings.Repeat("~ 'x' /", n),
		"chains": strings.Repeat("a.", n), "slashes": "GET " + strings.Repeat("/a", n), "lists": "[" + strings.Repeat("[1],", n), "wrapped values": "[" + strings.Repeat(`{"$oid":1},`, n),
		"repeats": "IN (" + strings.Repeat("f(1), ", n), "nested repeats": strings.Repeat("IN (f(1), ", n), "loose rows": "VALUES " + strings.Repeat("(1) ", n),
		"slashes behind an operator": "=~ " + strings.Repeat("/**/ ", n) + "a" + strings.Repeat(" / b", n),
		"pieces of a string":         strings.Repeat("'a'\n", n), "triple quotes": strings.Repeat(`""" `, n), "masks": strings.Repeat("<A[A", n),
		"marks": strings.Repeat("… ", n), "comments behind types": strings.Repeat("date/**/", n), "casts": "IN (1" + strings.Repeat(", 1::a.b[", n),
		"items": "IN (f(1)" + strings.Repeat(", f(1)", n), "lists in items": strings.Repeat("IN (f(1), ", n), "introducers": strings.Repeat("_utf8 ", n),
		"statements": strings.Repeat("INSERT a; ", n), "two statements": strings.Repeat("INSERT a; INSERT b; ", n), "open statements": strings.Repeat("INSERT (; ", n),
		"open masks": strings.Repeat("[REDACTED:", n), "open angles": strings.Repeat("<A", n), "hex": strings.Repeat("abcdefab-", n),
		"temporary": strings.Repeat("#1a", n), "dates": strings.Repeat("P0001-02-", n), "items of one text": "IN (f('" + strings.Repeat("x", n) + "')" + strings.Repeat(", f('')", n),
	}
}

// TestHostileTexts holds that the normal form of such texts is the same statement, in every dialect.
func TestHostileTexts(t *testing.T) {
	for name, text := range hostileTexts(500) {
		for file, dialect := range corpusDialects {
			normalized := sqlfingerprint.Normalize(dialect, text)
			assert.Equal(t, sqlfingerprint.Fingerprint(dialect, text), sqlfingerprint.Fingerprint(dialect, normalized), "%s as %s", name, file)
		}
	}
}

// BenchmarkHostileTexts prints how many times longer a byte takes in such a text that is ten times longer: about 1,
// where a quadratic reader has 10.
func BenchmarkHostileTexts(b *testing.B) {
	const n = 3000
	short, long := hostileTexts(n), hostileTexts(10*n)
	for name := range short {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				worst := 0.0
				for _, dialect := range corpusDialects {
					worst = max(worst, nanosecondsToRead(dialect, long[name])/nanosecondsToRead(dialect, short[name])/10)
				}
				b.ReportMetric(worst, "growth")
			}
		})
	}
}

// nanosecondsToRead is the least of three runs.
func nanosecondsToRead(dialect sqlfingerprint.Dialect, text string) float64 {
	least := math.Inf(1)
	for range 3 {
		begin := time.Now()
		sqlfingerprint.Fingerprint(dialect, text)
		sqlfingerprint.Normalize(dialect, text)
		least = min(least, float64(time.Since(begin).Nanoseconds()))
	}
	return least
}
