package sqlfingerprint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// checkNormalized holds what PostgreSQL's texts normalise to, and the invariants with it.
func checkNormalized(t *testing.T, texts map[string]string) {
	t.Helper()
	for text, want := range texts {
		assert.Equal(t, want, sqlfingerprint.Normalize(sqlfingerprint.PostgreSQL, text), "%q", text)
		checkInvariants(t, sqlfingerprint.PostgreSQL, text)
	}
}

func TestListsOfValues(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a IN (1)":                            "a IN (?)",
		"a IN (1, 'b', $1, ?)":                "a IN (?)",
		"a IN (- 1, + -2, NULL, TRUE)":        "a IN (?)",
		"a NOT IN (1, 2) AND b = 3":           "a NOT IN (?) AND b = ?",
		"a IN (now(), 1, 2)":                  "a IN (NOW(), ?)",
		"a IN (1, now(), 2, 3)":               "a IN (?, NOW(), ?)",
		"a IN (1, 2 + 3, 4, 5)":               "a IN (?, ? + ?, ?)",
		"a IN (1, b, 2)":                      "a IN (?, b, ?)",
		"a IN ((1, 2), (3, 4))":               "a IN ((?, ?))",
		"a IN (SELECT 1, 2)":                  "a IN (SELECT ?, ?)",
		"a IN (1,, 2)":                        "a IN (?,, ?)",
		"a IN (1, 2, )":                       "a IN (?,)",
		"f(1, 2)":                             "f(?, ?)",
		"ARRAY[1, 2][1]":                      "ARRAY[?][?]",
		"ARRAY[[1, 2], [3, 4]]":               "ARRAY[[?]]",
		"a[1, 2]":                             "a[?, ?]",
		"IN+0(0,0":                            "IN ? (?, ? …", // a value between IN and its bracket
		"a IN (1; , 2":                        "a IN (?;, ? …",
		"a = ANY (ARRAY[1, 2]) AND b IN (3,4": "a = ANY (ARRAY[?]) AND b IN (? …",
	})
}

func TestListsOfCastValues(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a IN (1::int, 2::text, 3)":                                    "a IN (?::INT)",
		"a IN (1::int[], 2::int[])":                                    "a IN (?::INT[])",
		"a IN ('a'::character varying, 'b'::character varying)":        "a IN (?::CHARACTER VARYING)",
		"a IN ('a'::app.status, 'b'::app.status)":                      "a IN (?::app.status)",
		`a IN ('a'::"app"."status", 'b'::"app"."status")`:              `a IN (?::"app"."status")`,
		"a IN (1, 2::int + 3, 4::int, 5)":                              "a IN (?, ?::INT + ?, ?::INT)",
		"a IN (1, 2::varchar(10), 3)":                                  "a IN (?, ?::VARCHAR(?), ?)",
		"a IN (1, 2::int[3], 4)":                                       "a IN (?, ?::INT[?], ?)",
		"a IN (1::, 2)":                                                "a IN (?::, ?)",
		"a IN ('x'::uui., ''  uuid":                                    "a IN (?::uui., ? UUID …",
		"a IN (1::int, 2::":                                            "a IN (?::INT …",
		"a IN (1, /* c */ 2 -- d\n :: /* e */ int, 3) AND b = 4::int ": "a IN (?) AND b = ?::INT",
	})
}

func TestRowsOfValues(t *testing.T) {
	checkNormalized(t, map[string]string{
		"VALUES (1, 2)":                          "VALUES (?, ?)",
		"VALUES (1, 2), (3, 4), (5, 6)":          "VALUES (?, ?)",
		"VALUES (1), ROW (2), (3)":               "VALUES (?)",
		"VALUES (now()), (f(1, (2)))":            "VALUES (NOW())",
		"VALUES (1), (2) ON CONFLICT DO NOTHING": "VALUES (?) ON CONFLICT DO NOTHING",
		"VALUES (1), (2); SELECT 3":              "VALUES (?); SELECT ?",
		"VALUES (1), ROW x, (2)":                 "VALUES (?), ROW x, (?)",
		"VALUES (1), ROW":                        "VALUES (?), ROW",
		"VALUES (1), a, (2)":                     "VALUES (?), a, (?)",
		"VALUES (1), (2":                         "VALUES (?) …",
		"VALUES (1), (2, 'x":                     "VALUES (?) …",
		"VALUES (1":                              "VALUES (? …",
		"INSERT INTO t (a) VALUES (-1), (- 2)":   "INSERT INTO t (a) VALUES (?)",
		"SELECT a FROM (VALUES (1), (2)) x, (y)": "SELECT a FROM (VALUES (?)) x, (y)",
	})
}

func TestSignsOfNumbers(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a = -1":          "a = ?",
		"a = - - + 1":     "a = ?",
		"a = -NULL":       "a = ?",
		"a = - b":         "a = - b",
		"a = - - b":       "a = - b", // of several signs one is kept
		"a - 1":           "a - ?",
		"a -1":            "a - ?",
		"a - -1":          "a - ?",
		"(-1) - 1":        "(?) - ?",
		"date - 1":        "DATE - ?",
		"1 - 1":           "? - ?",
		"-1":              "?",
		"f(-1, +a)":       "f(?, + a)",
		"SELECT -1, - 2":  "SELECT ?, ?",
		"sAvepoint+A":     "SAVEPOINT + A",
		"NULL - 1":        "NULL - ?",
		"a[-1]":           "a[?]",
		"a::int - 1":      "a::INT - ?",
		"LIMIT -1":        "LIMIT ?",
		"a = - /* c */ 1": "a = ?",
	})
}

func TestSemicolons(t *testing.T) {
	checkNormalized(t, map[string]string{
		";":                   "",
		";; ; a ;; b ; ;":     "a; b",
		"a; -- c\n; b":        "a; b",
		"a; …":                "a …",
		"a; …; b":             "a; b …",
		"(a;":                 "(a …",
		"a; SAVEPOINT b; - 1": "a; SAVEPOINT ?; ?",
		"SAVEPOINT; b":        "SAVEPOINT; b",
	})
}
