package sqlfingerprint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// TestSkippingIsTheSame holds that what is skipped byte by byte and what is skipped token by token is the same:
// a comment inside an item makes it the latter.
func TestSkippingIsTheSame(t *testing.T) {
	for _, items := range []string{
		"1, 2, 3", "'a', 'it''s', 'b'", "?, ?, ?", "$1, $2", "1,2,now(),3,4", "1, 'a'::text, 2", "1, -2, 3", "1, 2 + a, 3", "1, 2, 3x",
		"1, 'a\\', 'b'", "1, NULL, TRUE, 2", "1, .5, 1e9, 2", "1, (2), 3", "1, E'a', N'b', 2", "1, \"x\", 2", "1,", ", 1", "1, 2", "1, 2 'x'",
		"1,22,333,4444,55555,666666,7777777,88888888,999999999,1", "1, 12345, 1.5, 12345, 12a, 12345", "1, 12345 , 12345,  12345,12345",
	} {
		for _, list := range []string{"SELECT a FROM t WHERE b IN (%)", "SELECT ARRAY[%] FROM t", "SELECT a FROM t WHERE b IN (%"} {
			checkSame(t, strings.ReplaceAll(list, "%", items), strings.ReplaceAll(list, "%", strings.ReplaceAll(items, ",", ", /* x */ ")))
		}
	}
	for _, rows := range []string{
		"(1, 2), (3, 4)", "(1), ('a)'), ('it''s')", "(1), (now()), (f(1, (2)))", "(1), (-2), (3)", "(1), (E'a\\')'), (2)", "(1), (\"a\"), (2)",
		"(1), (U&'a'), (2)", "(1), (2", "(1), ('a", "(1), ROW (2), (3)", "(1), (2) , b", "(1), [2]", "(1), (2);(3)",
		"(1), ('a long text with blanks', 'it''s one', 'x'), (long_name_of_a_column, 123456789.25, ?), (3)", "(1), ('back\\slash'), ('b'), (4)",
	} {
		text := "INSERT INTO t VALUES " + rows + " RETURNING a"
		checkSame(t, text, strings.ReplaceAll(text, "),", ") /* x */ , /* x */ "))
	}
}

func checkSame(t *testing.T, plain, commented string) {
	t.Helper()
	for name, dialect := range corpusDialects {
		brackets := dialect == sqlfingerprint.MSSQL || dialect == sqlfingerprint.SQLite // they hold names there
		if dialect >= sqlfingerprint.Redis || brackets && strings.Contains(plain, "[") {
			continue
		}
		assert.Equal(t, sqlfingerprint.Normalize(dialect, plain), sqlfingerprint.Normalize(dialect, commented), "%s: %s", name, plain)
		assert.Equal(t, sqlfingerprint.Fingerprint(dialect, plain), sqlfingerprint.Fingerprint(dialect, commented), "%s: %s", name, plain)
	}
}

// TestShortTexts reads all texts of up to six bytes that are made of what lists and strings are made of: most readers take
// eight bytes at a time.
func TestShortTexts(t *testing.T) {
	const bytes = `[(),0'a;`
	longest := 6
	if testing.Short() {
		longest = 4
	}
	dialects := []sqlfingerprint.Dialect{sqlfingerprint.Other, sqlfingerprint.MySQL, sqlfingerprint.MSSQL, sqlfingerprint.CQL, sqlfingerprint.Redis, sqlfingerprint.MongoDB}
	var extend func(text string)
	extend = func(text string) {
		for _, d := range dialects {
			require.Equal(t, sqlfingerprint.Fingerprint(d, text), sqlfingerprint.Fingerprint(d, sqlfingerprint.Normalize(d, text)), "%v: %q", d, text)
		}
		for i := 0; len(text) < longest && i < len(bytes); i++ {
			extend(text + bytes[i:i+1])
		}
	}
	extend("")
}
