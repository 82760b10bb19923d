package sqlfingerprint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

func TestItemsThatRepeat(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a IN (DATE '1', DATE '2', DATE '3')":         "a IN (DATE ?)",
		"a IN (DATE '1', TIME '2', TIME '3')":         "a IN (DATE ?, TIME ?)",
		"a IN (lower('a'), lower('b'), lower(c))":     "a IN (LOWER(?), LOWER(c))",
		"a IN (1, lower('b'), lower('c'), 2, 3)":      "a IN (?, LOWER(?), ?)",
		"a IN (2::varchar(10), 3::varchar(20))":       "a IN (?::VARCHAR(?))",
		"a IN (-1 + 2, 3 + 4)":                        "a IN (? + ?)",
		"ARRAY[ARRAY[1, 2], ARRAY[3]]":                "ARRAY[ARRAY[?]]",
		"f(DATE '1', DATE '2')":                       "f(DATE ?, DATE ?)", // no list
		"a IN (f(1), f(2), f(3":                       "a IN (f(?), f(? …",
		"a IN (f(ARRAY[g(1), g(2)]), f(ARRAY[g(1)]))": "a IN (f(ARRAY[g(?), g(?)]), f(ARRAY[g(?)]))", // lists in lists fold values only
		"a IN (f(1), f(2)) AND b IN (f(1), g(2))":     "a IN (f(?)) AND b IN (f(?), g(?))",
		"a IN (b, b, c)":                              "a IN (b, b, c)",
	})
}

func TestRowsWithoutCommas(t *testing.T) {
	checkNormalized(t, map[string]string{
		"INSERT INTO t VALUES (1) (2) (now())":   "INSERT INTO t VALUES (?)",
		"INSERT INTO t VALUES (1) RETURNING (a)": "INSERT INTO t VALUES (?) RETURNING (a)",
		"f(1) (2)":                               "f(?) (?)",
	})
}

func TestListsCutOff(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a IN (1, 2, ":        "a IN (? …",
		"a IN (1, 2, …":       "a IN (? …",
		"VALUES (1), (2), ":   "VALUES (?) …",
		"a IN (1, 2,; ;":      "a IN (? …", // semicolons at the end are dropped
		"VALUES (1),;":        "VALUES (?) …",
		"a IN (1,; b":         "a IN (?,; b …",
		"f(1, ":               "f(?, …", // no list
		"a IN (...)":          "a IN (?)",
		"a IN (1, ..., 3)":    "a IN (?)",
		"SELECT a...b FROM t": "SELECT a ? b FROM t",
	})
}

func TestMasks(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a = [REDACTED:phone] AND b = <PHONE_2> AND c = ***": "a = ? AND b = ? AND c = ?",
		"a IN ([REDACTED], [MASKED], [FILTERED:a])":          "a IN (?)",
		"a[b] = c[REDACTED_1]":                               "a[b] = c[REDACTED_1]",
		"a < B AND c > d":                                    "a < B AND c > d",
		"a<B>c":                                              "a < B > c",
		"SELECT * FROM t":                                    "SELECT * FROM t",
		"a ** b":                                             "a ** b",
	})
	assert.Equal(t, "a = ? AND b = [Redacted]", sqlfingerprint.Normalize(sqlfingerprint.MSSQL, "a = [REDACTED:phone] AND b = [Redacted]"))
}

func TestDataBehindAStatement(t *testing.T) {
	checkNormalized(t, map[string]string{
		"COPY t FROM STDIN;\n1\ta secret\n\\.\nSELECT a": "COPY t FROM STDIN; SELECT a",
		"COPY t FROM STDIN;\n1\ta secret\n":              "COPY t FROM STDIN",
		"COPY t FROM STDIN; SELECT a":                    "COPY t FROM STDIN; SELECT a",
		"COPY t FROM stdin":                              "COPY t FROM STDIN",
		"SELECT a FROM stdin;\nSELECT b":                 "SELECT a FROM STDIN; SELECT b",
		"INSERT INTO t FORMAT CSV 1,secret":              "INSERT INTO t FORMAT CSV ?, secret", // ClickHouse only
	})
	for text, want := range map[string]string{
		"INSERT INTO t FORMAT CSV 1,secret":       "INSERT INTO t FORMAT CSV",
		"INSERT INTO t (format) SELECT format":    "INSERT INTO t (FORMAT) SELECT FORMAT",
		"SELECT a FROM t FORMAT CSV SETTINGS b=1": "SELECT a FROM t FORMAT CSV SETTINGS b = ?",
	} {
		assert.Equal(t, want, sqlfingerprint.Normalize(sqlfingerprint.ClickHouse, text), text)
		checkInvariants(t, sqlfingerprint.ClickHouse, text)
	}
}

func TestPreparedStatements(t *testing.T) {
	checkNormalized(t, map[string]string{
		"EXECUTE p_17(1, 'x')":                                    "EXECUTE ? (?, ?)",
		"SELECT 1; EXECUTE p_17":                                  "SELECT ?; EXECUTE ?",
		"CREATE TRIGGER a AFTER INSERT ON b EXECUTE FUNCTION c()": "CREATE TRIGGER a AFTER INSERT ON b EXECUTE FUNCTION c ()",
		"UPDATE t SET a = 1 WHERE CURRENT OF c_17":                "UPDATE t SET a = ? WHERE CURRENT OF ?",
		"SELECT a FROM t FOR UPDATE OF t":                         "SELECT a FROM t FOR UPDATE OF t",
	})
	assert.Equal(t, "EXECUTE p_17 ?", sqlfingerprint.Normalize(sqlfingerprint.MSSQL, "EXECUTE p_17 1"), "a procedure there")
}
