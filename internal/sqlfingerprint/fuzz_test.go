package sqlfingerprint_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// FuzzFingerprint holds, for every text and dialect: normalising twice changes nothing; the normalised text
// has the same fingerprint; output and summary are bounded; nothing panics.
func FuzzFingerprint(f *testing.F) {
	for _, file := range corpusFiles(f) {
		for _, c := range readCorpus(f, file.path) {
			for _, spelling := range c.spellings {
				f.Add(spelling)
			}
		}
	}
	f.Add("IN(''::uui.,''  uuid") // a cast without its type
	f.Add("sAvepoint+A")
	f.Add("IN(0,++0")
	f.Add("0A. ..")
	f.Fuzz(func(t *testing.T, text string) {
		for _, dialect := range corpusDialects {
			checkInvariants(t, dialect, text)
		}
	})
}

// marker stands inside literals; it must never be seen again.
const marker = "hunter2secret"

// literals are ways to write a literal or a comment, by dialect; every %s is a text without quotes.
var literals = map[sqlfingerprint.Dialect][]string{
	sqlfingerprint.PostgreSQL: {
		"'%s'", "E'%s'", `E'\'%s'`, "'''%s'", "$$%s$$", "$t$%s$t$", "U&'%s'", "'%s", "$$%s", "/* %s */ 1", "-- %s\n2",
	},
	sqlfingerprint.MySQL: {
		"'%s'", `"%s"`, `'\'%s'`, `"\"%s"`, "'''%s'", "'%s", `"%s`, "/* %s */ 1", "# %s\n2", "-- %s\n2",
	},
	sqlfingerprint.MSSQL:      {"'%s'", "N'%s'", "'''%s'", "'%s", "/* /* */ %s */ 1", "-- %s\n2"},
	sqlfingerprint.Oracle:     {"'%s'", "q'[%s]'", "q'{'%s}'", "nq'!it's %s!'", "q'[%s", "/* %s */ 1"},
	sqlfingerprint.SQLite:     {"'%s'", "'''%s'", "x'%s'", "'%s", "/* %s */ 1"},
	sqlfingerprint.ClickHouse: {"'%s'", `'\'%s'`, "'%s", "/* %s */ 1"},
	sqlfingerprint.GoogleSQL:  {"'%s'", `"%s"`, `r'%s'`, `"""%s "x" """`, "'''%s 'x' '''", "# %s\n2", "'%s", "/* %s */ 1"},
	sqlfingerprint.HiveQL:     {"'%s'", `"%s"`, `'\'%s'`, "'%s", "/* %s */ 1", "--%s\n2"},
	sqlfingerprint.InfluxQL:   {"'%s'", `'\'%s'`, "'%s", "-- %s\n2"},
	sqlfingerprint.DB2:        {"'%s'", "'''%s'", "GX'%s'", "'%s", "/* /* */ %s */ 1", "-- %s\n2"},
	sqlfingerprint.CQL:        {"'%s'", "'''%s'", "$$%s$$", "'%s", "$$%s", "/* %s */ 1", "-- %s\n2", "// %s\n2"},
	sqlfingerprint.Cypher:     {"'%s'", `"%s"`, `'\'%s'`, "'%s", "/* %s */ 1"},
	sqlfingerprint.Other:      {"'%s'", `'\'%s'`, "'''%s'", "$$%s$$", "'%s", "/* %s */ 1"},
}

// FuzzNoLiteralSurvives plants the marker as a literal behind a text that ends outside of literals, and looks
// for it in what comes out.
func FuzzNoLiteralSurvives(f *testing.F) {
	f.Add("SELECT a FROM t WHERE b = ", " AND c IN (1, 2)")
	f.Add("INSERT INTO t VALUES (", "), (1, 2)")
	f.Add("a->", "::text")
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.ContainsAny(before, "'\"`$[\\#{") || strings.Contains(before, "--") || strings.Contains(before, "/*") ||
			strings.Contains(before+after, marker) {
			t.Skip("the marker would not be a literal of its own")
		}
		for dialect, forms := range literals {
			for _, form := range forms {
				text := before + " " + fmt.Sprintf(form, marker) + " " + strings.TrimLeft(after, "'\"]$")
				assert.NotContains(t, sqlfingerprint.Normalize(dialect, text), marker, text)
				assert.NotContains(t, sqlfingerprint.Summarize(dialect, text), marker, text)
			}
		}
	})
}

// FuzzEqualUpToLiterals holds that statements which differ in their literals only are the same.
func FuzzEqualUpToLiterals(f *testing.F) {
	f.Add("SELECT a FROM t WHERE b = ", " AND c = ", uint8(3))
	f.Add("INSERT INTO t VALUES (", ", now()), (1, ", uint8(1))
	f.Fuzz(func(t *testing.T, before, between string, n uint8) {
		if strings.ContainsAny(before+between, "'\"`$[\\:@%{#?|&.") || strings.Contains(before+between, "--") ||
			strings.Contains(before+between, "/*") {
			t.Skip("quotes and parameters would swallow the literals")
		}
		if strings.TrimFunc(between, func(r rune) bool { return r <= ' ' || r == 0x7f }) == "" {
			t.Skip("two strings one behind the other may be one")
		}
		between = strings.ReplaceAll(between, "\n", " ") // two strings on two lines may be one
		write := func(literal string) string { return before + " " + literal + " " + between + " " + literal + " " }
		forms := []string{"7", "'x'", "?", "'it''s'", fmt.Sprintf("'%d'", n), "1.5", "''"}
		for dialect := range literals {
			want := sqlfingerprint.Fingerprint(dialect, write("42"))
			for _, form := range forms {
				require.Equal(t, want, sqlfingerprint.Fingerprint(dialect, write(form)), "%v: %q", dialect, write(form))
			}
		}
	})
}
