package sqlfingerprint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// checkDialect holds what texts of one dialect normalise to, and the invariants with it.
func checkDialect(t *testing.T, d sqlfingerprint.Dialect, texts map[string]string) {
	t.Helper()
	for text, want := range texts {
		assert.Equal(t, want, sqlfingerprint.Normalize(d, text), "%q", text)
		checkInvariants(t, d, text)
	}
}

// TestIntroducers holds which words belong to the literal behind them.
func TestIntroducers(t *testing.T) {
	checkDialect(t, sqlfingerprint.MySQL, map[string]string{
		`a = _utf8mb4'x'`:              "a = ?",
		`a = _UTF8 /* c */ "x"`:        "a = ?",
		`a = _binary 0x41`:             "a = ?",
		`a = _latin1 b'1'`:             "a = ?",
		`a IN (_utf8'x', _latin1 'y')`: "a IN (?)",
		`a = _utf8'x`:                  "a = ? …",
		`a = _utf8 b`:                  "a = _utf8 b",
		`a = _utf8 41`:                 "a = _utf8 ?",
		`a = _utf8 0y`:                 "a = _utf8 0y",
		`SELECT _mine 'x'`:             "SELECT _mine ?",
		`SELECT t._utf8 'x'`:           "SELECT t._utf8 ?",
		`a IN ::ids AND b :: c`:        "a IN ? AND b :: c",
	})
}

// TestMoney holds T-SQL's money literals, and what else starts with a dollar there.
func TestMoney(t *testing.T) {
	checkDialect(t, sqlfingerprint.MSSQL, map[string]string{
		"a = $1.50":              "a = ?",
		"a = -$.5":               "a = ?",
		"a IN ($1, £2.5, € 3)":   "a IN (?, € ?)",
		"a = £2.5 AND b = ¥3":    "a = ? AND b = ?",
		"a = €2.5":               "a = ?",
		"SELECT $IDENTITY, £a":   "SELECT $IDENTITY, £a",
		"OUTPUT $action, $other": "OUTPUT $action, ?",
	})
	assert.Equal(t, "a = ?.?", sqlfingerprint.Normalize(sqlfingerprint.PostgreSQL, "a = $1.5"))
}

// TestTemporaryNames holds what of a temporary table's name was made up by a program.
func TestTemporaryNames(t *testing.T) {
	checkDialect(t, sqlfingerprint.MSSQL, map[string]string{
		"#keys_4f3a9c1be":     "#keys_",
		"##keys_4711":         "##keys_",
		"[#keys_4711].a":      "#keys_.a",
		"#t_deadbeef1":        "#t_",
		"#t_550e8400_e29b_41": "#t_",
		"#4711":               "#",
		"tempdb..#keys_4711":  "tempdb. . #keys_",
		"#temp1":              "#temp1",
		"#temp123":            "#temp123",
		"#sales_2024_q1":      "#sales_2024_q1",
		"[#keys 4711]":        "[#keys 4711]",
		"keys_4711":           "keys_4711",
		"[keys_4711]":         "[keys_4711]",
	})
	assert.Equal(t, "[#keys_4711]", sqlfingerprint.Normalize(sqlfingerprint.SQLite, "[#keys_4711]"))
}

// TestOracleAt holds that @ behind a name is a link, and a parameter elsewhere.
func TestOracleAt(t *testing.T) {
	checkDialect(t, sqlfingerprint.Oracle, map[string]string{
		"FROM t@remote":        "FROM t @ remote",
		`FROM t@"Remote"`:      `FROM t @ "Remote"`,
		"a = @p":               "a = ?",
		`a = :"SYS_B_0"`:       "a = ?",
		`a = :"SYS`:            "a = ? …",
		"s.nextval, S.NextVal": "s.NEXTVAL, S.NEXTVAL",
		"s.value":              "s.value",
	})
}

// TestCQL holds the literals that only CQL writes without quotes, and its collections.
func TestCQL(t *testing.T) {
	checkDialect(t, sqlfingerprint.CQL, map[string]string{
		"a = 550e8400-e29b-41d4-a716-446655440000":  "a = ?",
		"a = deadbeef-dead-4ead-beef-deadbeefdead":  "a = ?",
		"a = deadbeef-dead-4ead-beef-deadbeefdeaf0": "a = deadbeef - dead - ? - beef - deadbeefdeaf0",
		"a = 550e8400-e2":                           "a = ? …",
		"a = 12345678-12":                           "a = ? - ?",
		"a = 12345678-1234-12":                      "a = ? …",
		"a.abcdefab-c":                              "a.abcdefab - c",
		"a = P1Y2M":                                 "a = ?",
		"a = PT5M":                                  "a = ?",
		"a = P0001-02-03T04:05:06":                  "a = ?",
		"a = P1":                                    "a = P1",
		"a = PK":                                    "a = PK",
		"a = P0001 AND b = P0001-2":                 "a = P0001 AND b = P0001 - ?",
		"a = P1Y2":                                  "a = ?",
		"a = 1h30m":                                 "a = ?",
		"{1, 2}":                                    "{?}",
		"{'a':1, 'b': 2}":                           "{? : ?}",
		"{a:1, b:2}":                                "{a : ?, b : ?}",
		"[[1, 2], [3]]":                             "[[?]]",
		"{'a': [1, 2], 'b': [3]}":                   "{? : [?]}",
		"a = :b // c":                               "a = ?",
		"a = -NaN":                                  "a = ?",
		"BEGIN BATCH DELETE FROM t WHERE a IN (1); DELETE FROM t WHERE a IN (1, 2); APPLY BATCH": "BEGIN BATCH DELETE FROM t WHERE a IN (?); APPLY BATCH",
		"BEGIN BATCH DELETE FROM t WHERE a = 1; DELETE FROM u WHERE a = 1; APPLY BATCH":          "BEGIN BATCH DELETE FROM t WHERE a = ?; DELETE FROM u WHERE a = ?; APPLY BATCH",
		"DELETE FROM t WHERE a = 1; DELETE FROM t WHERE a = 2":                                   "DELETE FROM t WHERE a = ?; DELETE FROM t WHERE a = ?",
	})
}

// TestMasks holds which masks stand for a value, and what only looks like one.
func TestMasksOutsideQuotes(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a = ***":                         "a = ?",
		"a = ** b":                        "a = ** b",
		"a = <EMAIL> AND b":               "a = ? AND b",
		"a=<CREDIT_CARD>":                 "a = ?",
		"a < B":                           "a < B",
		"a<B":                             "a < B",
		"a <b>":                           "a < b >",
		"a array<INT>":                    "a ARRAY < INT >",
		"a = [REDACTED:email]":            "a = ?",
		"a IN ([MASKED:card], 1, ***)":    "a IN (?)",
		"a = [REDACTED: email]":           "a = [REDACTED : email]",
		"a[REDACTED]":                     "a ?",   // what close brackets say must not depend on white space
		"a = [ MASKED /* c */ ]":          "a = ?", // nor on comments
		"a = [MASKED b]":                  "a = [MASKED b]",
		"a = [OTHER:1]":                   "a = [OTHER : ?]",
		"a IN (<PHONE>, <EMAIL>, 5, 'x')": "a IN (?)",
	})
	checkDialect(t, sqlfingerprint.MSSQL, map[string]string{"[REDACTED:email] [Redacted] [MASKED]": "? [Redacted] ?"})
}

// TestPasswords holds that no password is a name, and that no name is a password.
func TestPasswords(t *testing.T) {
	checkDialect(t, sqlfingerprint.Oracle, map[string]string{
		"ALTER USER u IDENTIFIED BY x":                    "ALTER USER u IDENTIFIED BY ?",
		`ALTER USER u IDENTIFIED BY "X y"`:                "ALTER USER u IDENTIFIED BY ?",
		"ALTER USER u IDENTIFIED BY x REPLACE y":          "ALTER USER u IDENTIFIED BY ? REPLACE ?",
		"ALTER USER u IDENTIFIED BY temp":                 "ALTER USER u IDENTIFIED BY ?",
		"ALTER USER u IDENTIFIED BY VALUES 'x'":           "ALTER USER u IDENTIFIED BY ? ?",
		"GRANT r TO a, b IDENTIFIED BY x, y":              "GRANT r TO a, b IDENTIFIED BY ?, ?",
		"ALTER USER u IDENTIFIED BY x PROFILE p; a BY b":  "ALTER USER u IDENTIFIED BY ? PROFILE p; a BY b",
		"SELECT identified FROM t ORDER BY identified, x": "SELECT IDENTIFIED FROM t ORDER BY IDENTIFIED, x",
		"SELECT a FROM t WHERE identified = 1 ORDER BY x": "SELECT a FROM t WHERE IDENTIFIED = ? ORDER BY x",
		"CONNECT TO db USER u USING x":                    "CONNECT TO db USER u USING ?",
		"a CONNECT BY PRIOR b = c":                        "a CONNECT BY PRIOR b = c",
		"DELETE FROM a USING b":                           "DELETE FROM a USING b",
	})
	checkDialect(t, sqlfingerprint.Other, map[string]string{
		`CREATE USER u PASSWORD "Secret1" NO FORCE`:    "CREATE USER u PASSWORD ? NO FORCE",
		`ALTER USER u password "Secret1";`:             "ALTER USER u PASSWORD ?",
		`SELECT password "p", "password" "q" FROM t`:   `SELECT password "p", "password" "q" FROM t`,
		`ALTER TABLE t ADD password "Type", b "Type2"`: `ALTER TABLE t ADD PASSWORD ?, b "Type2"`, // cannot be told from it
	})
}

// TestRepeatedItems holds which items of a list repeat the one before.
func TestRepeatedItems(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a IN (DATE '1', DATE '2', date '3')":   "a IN (DATE ?)",
		"a IN (f(1, -2), f(3, 4))":              "a IN (f(?, ?))",
		"a IN (f(1), f(2), 3, 4)":               "a IN (f(?), ?)",
		"a IN (3, 4, f(1), f(2))":               "a IN (?, f(?))",
		"a IN (f(1), g(2))":                     "a IN (f(?), g(?))",
		"a IN (f(b, 1), f(c, 1))":               "a IN (f(b, ?), f(c, ?))",
		"a IN (CAST(1 AS int), CAST(2 AS int))": "a IN (CAST(? AS INT))",
		"a IN (b, b)":                           "a IN (b, b)",
		"a IN (now(), now())":                   "a IN (NOW(), NOW())",
		"a IN (f(1), f(2":                       "a IN (f(?), f(? …",
		"a IN (f(1), f(2)":                      "a IN (f(?), f(?) …",
		"f(g(1), g(2))":                         "f(g(?), g(?))",
		"a IN (f(ARRAY[1]), f(ARRAY[2]), 3)":    "a IN (f(ARRAY[?]), ?)",
	})
}
