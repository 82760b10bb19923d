package sqlfingerprint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// TestLiterals holds what is one value: as PostgreSQL reads it, and with something behind it.
func TestLiterals(t *testing.T) {
	for _, literal := range []string{
		"1", "1.5", ".5", "1.", "1e9", "1e-9", "1.5E+9", "1_000", "0x2f", "10L", "2fa_codes",
		"''", "'a'", "'a''b'", `'a\'`, `E'a\'b'`, "N'a'", "X'ff'", "U&'a'", "$$a$$", "$$it's$$", "$t$ a $b$ $$ $t$",
		"?", "?1", "??", "$1", "$a", ":a", ":1", "@a", "@'a b'", `@"a"`, "%s", "%d", "%(a)s", "-1", "+ - 1", "- 'a'",
	} {
		for text, want := range map[string]string{
			"a = " + literal:            "a = ?",
			"a = " + literal + " AND b": "a = ? AND b",
			"f(" + literal + ", b)":     "f(?, b)",
			"a IN (1, " + literal + ")": "a IN (?)",
			"a IN (" + literal + ", 1)": "a IN (?)",
		} {
			assert.Equal(t, want, sqlfingerprint.Normalize(sqlfingerprint.PostgreSQL, text), "%q", text)
			checkInvariants(t, sqlfingerprint.PostgreSQL, text)
		}
	}
}

// TestWhatLooksLikeLiterals holds what is no value, or more than one.
func TestWhatLooksLikeLiterals(t *testing.T) {
	checkNormalized(t, map[string]string{
		"0xe-9":      "? - ?",
		"1e-x":       "? - x",
		"1..2":       "?.?",
		"a1":         "a1",
		"a.1":        "a.?",
		"a$1":        "a$1",
		"$":          "$",
		":":          ":",
		"a := 1":     "a := ?",
		"a::int":     "a::INT",
		"@@a":        "@@ a", // no variables there
		"a % b":      "a % b",
		"a %% b":     "a % b",
		"a %size":    "a % size",
		"a ?| b":     "a ?| b",
		"a ?& b":     "a ?& b",
		"a ?|| b":    "a ? || b",
		`"a"`:        `"a"`,
		`"a""b"`:     `"a""b"`,
		"'a' 'b'":    "? ?",
		"NN'a'":      "?",
		"NNN'a'":     "NNN ?",
		"'a":         "? …",
		"$$a":        "? …",
		`"a`:         "? …",
		"E'a\\'":     "? …",
		"/* a":       "…",
		"a /* /* */": "a …",
	})
}

// TestLiteralsOfDialects holds where the dialects differ.
func TestLiteralsOfDialects(t *testing.T) {
	for _, test := range []struct {
		dialect    sqlfingerprint.Dialect
		text, want string
	}{
		{sqlfingerprint.MySQL, `a = "b"`, "a = ?"},
		{sqlfingerprint.MySQL, `a = 'b\'c'`, "a = ?"},
		{sqlfingerprint.MySQL, `a = U&"b"`, "a = ?"},
		{sqlfingerprint.MySQL, "2fa_codes . 3d", "2fa_codes.3d"},
		{sqlfingerprint.MySQL, "0x2f 0b1 2e9 2", "? ? ? ?"},
		{sqlfingerprint.MySQL, "a # b", "a"},
		{sqlfingerprint.MySQL, "a --b", "a - - b"},
		{sqlfingerprint.MySQL, "a -- b", "a"},
		{sqlfingerprint.MySQL, "`a b`.`c`", "`a b`.`c`"},
		{sqlfingerprint.MSSQL, "[a b] . [c]]d]", "[a b].[c]]d]"},
		{sqlfingerprint.MSSQL, "[a 'b']", "?"},
		{sqlfingerprint.MSSQL, "#t @p @@v a#b", "#t ? @@v a#b"},
		{sqlfingerprint.SQLite, "[a b", "? …"},
		{sqlfingerprint.SQLite, "$a :b @c ?1", "? ? ? ?"},
		{sqlfingerprint.Oracle, "q'[it's]' nq'{a}' Q'!a!'", "? ? ?"},
		{sqlfingerprint.Oracle, "q'[a", "? …"},
		{sqlfingerprint.Oracle, "a#b", "a#b"},
		{sqlfingerprint.ClickHouse, "a = {b:Array(Int8)}", "a = ?"},
		{sqlfingerprint.ClickHouse, "{ b : Int8 }", "{ b : INT8 }"},
		{sqlfingerprint.Cypher, `a:Person {b: "x", c: $c}`, "a : Person { b : ?, c : ? }"},
		{sqlfingerprint.Cypher, "(a)--(b)", "(a) - - (b)"},
		{sqlfingerprint.Other, `a = 'b\' AND c = 'd'`, "a = ? AND c = ?"},
		{sqlfingerprint.Other, `a = 'b\'d'`, "a = ?"},
	} {
		assert.Equal(t, test.want, sqlfingerprint.Normalize(test.dialect, test.text), "%v: %q", test.dialect, test.text)
		checkInvariants(t, test.dialect, test.text)
	}
}
