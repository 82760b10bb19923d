package sqlfingerprint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

func TestSpacing(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a . b":                         "a.b",
		"a :: int":                      "a::INT",
		`"a" . "b" . *`:                 `"a"."b".*`,
		"count ( * )":                   "COUNT(*)",
		"f (1) [ 1 ] :: int":            "f(?)[?]::INT",
		"INSERT INTO t(a) SELECT(1)":    "INSERT INTO t (a) SELECT (?)",
		"INSERT INTO a.t(b)":            "INSERT INTO a.t (b)",
		"CREATE TABLE t(a int)":         "CREATE TABLE t (a INT)",
		"a IN(1)AND b=2":                "a IN (?) AND b = ?",
		"a,b ;c":                        "a, b; c",
		"a.(b)":                         "a.(b)",
		"a.b(. c)":                      "a.b(. c)", // the period in the bracket qualifies nothing
		"= . 2":                         "= . ?",
		"a. . .":                        "a. . .", // close together they would be a mark
		"a::::b":                        "a:: :: b",
		"a : : b":                       "a : : b",
		"a : :: b":                      "a : :: b",
		"a.-b":                          "a.- b",
		"a.-1":                          "a.?",
		"1 .5 . 5":                      "? ?.?",
		"a->>'b'#>>'{c}'":               "a ->> ? #>> ?",
		"<<<<<<<-> a":                   "<<<<<<<-> a", // however long an operator is
		"a /b*c%d":                      "a / b * c % d",
		"a\t\r\n b":                     "a b",
		"$ $":                           "$ $",
		"\"a b\" \"c\"\"d\"":            `"a b" "c""d"`,
		`U&"a"`:                         `"a"`,
		"@@ a":                          "@@ a",
		"a @> b":                        "a @> b",
		"a ?| b ??& c":                  "a ?| b ?& c",
		"SELECT a FROM t ; /* c */ ; ;": "SELECT a FROM t",
	})
}

// TestNamesLikeKeywords holds that the token that follows tells a function or type from a qualifier: not the
// byte that follows, which may be of a comment or of a number.
func TestNamesLikeKeywords(t *testing.T) {
	checkNormalized(t, map[string]string{
		"date.x":             "date.x",
		"date . x":           "date.x",
		"date /* c */ .x":    "date.x",
		"date -- c\n/**/ .x": "date.x",
		"date … .x":          "date.x …",
		"date.5":             "date.?",
		"date .5":            "DATE ?",
		"date/**/.5":         "DATE ?",
		"date /* c */ x":     "DATE x",
		"date - .x":          "DATE - . x",
		"date / .x":          "DATE / . x",
		"date /* c":          "DATE …",
		"date --":            "DATE",
		"date …a":            "DATE …a",
		"x.date":             "x.date",
		"x./* c */date":      "x.date",
		"select.x":           "SELECT.x",
	})
}

func TestMarks(t *testing.T) {
	checkNormalized(t, map[string]string{
		"…":         "…",
		"...":       "…",
		"… …":       "…",
		"… a":       "a …",
		"a … b":     "a b …",
		"a… b":      "a b …",
		"a…… b …":   "a b …",
		"a…b":       "a…b", // inside of a name it is a part of the name
		"a.…":       "a.…",
		"a.… b":     "a.b …",
		"f(…":       "f(…",
		"f(…)":      "f() …",
		"'a…":       "? …",
		"'a…'":      "?",
		`"a…" b`:    `"a…" b`,
		"@@a… b":    "@@ a b …",
		"@@… b":     "@@ b …",
		"@a… b":     "? b",
		"select… a": "SELECT a …",
		"/* a":      "…",
		"a -- b…":   "a …",
	})
	for text, want := range map[string]string{"2fa… b": "2fa b …", "2… b": "? b", "a.2fa…": "a.2fa …", "(. 2fa": "(. 2fa …"} {
		assert.Equal(t, want, sqlfingerprint.Normalize(sqlfingerprint.MySQL, text), "%q", text)
		checkInvariants(t, sqlfingerprint.MySQL, text)
	}
}

// TestCommentsInOperators holds that an operator ends where a comment begins.
func TestCommentsInOperators(t *testing.T) {
	checkNormalized(t, map[string]string{
		"a =/* c */ b":  "a = b",
		"a =-- c\n b":   "a = b",
		"a |/* c */ b":  "a | b",
		"a ||/* c */ b": "a || b",
		"a |/ b":        "a |/ b",
		"a -|-- c\n b":  "a -| b",
		"a -|- b":       "a -|- b",
		"a #-- c\n b":   "a # b",
		"a #- b":        "a #- b",
	})
}

// TestTextsLikeDocuments holds that SQL of an unknown database never turns into what reads as a document.
func TestTextsLikeDocuments(t *testing.T) {
	for text, want := range map[string]string{
		`{"a": 1}`:          `{"a": ?}`,
		`{}`:                `{}`,
		`/* c */ {"a": 1}`:  `{"a": ?}`,
		`… [1, 2]`:          `[?]`,
		`{call f(1)}`:       `{ CALL f(?) }`,
		`{ ? = call f(1) }`: `{ ? = CALL f(?) }`,
		`{fn "a"}`:          `{ fn "a" }`,
		`{/* c */ "a": b}`:  `{ ? : b }`,
		`{U&"a" : b}`:       `{ ? : b }`,
		`{/* c */}`:         `{ ?`,
		`{…}`:               `{ ? …`,
	} {
		assert.Equal(t, want, sqlfingerprint.Normalize(sqlfingerprint.Other, text), "%q", text)
		checkInvariants(t, sqlfingerprint.Other, text)
	}
}
