package sqlfingerprint_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// corpusDialects are the dialects by the name of their files below testdata/corpus.
var corpusDialects = map[string]sqlfingerprint.Dialect{
	"other": sqlfingerprint.Other, "postgresql": sqlfingerprint.PostgreSQL, "mysql": sqlfingerprint.MySQL,
	"mssql": sqlfingerprint.MSSQL, "oracle": sqlfingerprint.Oracle, "sqlite": sqlfingerprint.SQLite,
	"clickhouse": sqlfingerprint.ClickHouse, "redis": sqlfingerprint.Redis, "memcached": sqlfingerprint.Memcached,
	"mongodb": sqlfingerprint.MongoDB, "elasticsearch": sqlfingerprint.MongoDB, "dynamodb": sqlfingerprint.Other,
	"couchbase": sqlfingerprint.MySQL, "cypher": sqlfingerprint.Cypher, "gremlin": sqlfingerprint.Other,
	"influxdb": sqlfingerprint.InfluxQL, "influxql": sqlfingerprint.InfluxQL, "googlesql": sqlfingerprint.GoogleSQL,
	"hiveql": sqlfingerprint.HiveQL, "cql": sqlfingerprint.CQL, "db2": sqlfingerprint.DB2, "snowflake": sqlfingerprint.Snowflake,
}

// corpusCase is one statement in several spellings.
type corpusCase struct {
	name       string
	spellings  []string
	normalized string
	summary    *string // nil: the file says nothing of it
}

// readCorpus reads a file of cases: `# name`, then `< ` and a spelling on one line or several, then `= ` and
// the normalised text and, where the case is about it, `~ ` and the summary. In a spelling `⏎` stands for a line break.
func readCorpus(t testing.TB, path string) []corpusCase {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	var cases []corpusCase
	for n, line := range strings.Split(string(raw), "\n") {
		mark, rest, _ := strings.Cut(line, " ")
		rest = strings.ReplaceAll(rest, "⏎", "\n")
		if mark == "#" {
			cases = append(cases, corpusCase{name: rest})
			continue
		}
		last := len(cases) - 1
		switch mark {
		case "<":
			cases[last].spellings = append(cases[last].spellings, rest)
		case "=":
			cases[last].normalized = rest
		case "~":
			cases[last].summary = &rest
		case "":
		default:
			t.Fatalf("%s:%d: a line starts with #, <, = or ~", path, n+1)
		}
	}
	return cases
}

func forEachCorpusCase(t *testing.T, check func(t *testing.T, d sqlfingerprint.Dialect, c corpusCase)) {
	t.Helper()
	for _, file := range corpusFiles(t) {
		for _, c := range readCorpus(t, file.path) {
			t.Run(file.name+"/"+c.name, func(t *testing.T) { check(t, file.dialect, c) })
		}
	}
}

// corpusFile is a file of cases; what stands in its name before the first `_` is the dialect.
type corpusFile struct {
	name, path string
	dialect    sqlfingerprint.Dialect
}

func corpusFiles(t testing.TB) []corpusFile {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", "corpus", "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	var files []corpusFile
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		system, _, _ := strings.Cut(name, "_")
		dialect, ok := corpusDialects[system]
		require.True(t, ok, "%s: the name starts with a dialect", path)
		files = append(files, corpusFile{name, path, dialect})
	}
	return files
}

func TestCorpus(t *testing.T) {
	forEachCorpusCase(t, func(t *testing.T, d sqlfingerprint.Dialect, c corpusCase) {
		want := sqlfingerprint.Fingerprint(d, c.normalized)
		for _, spelling := range c.spellings {
			assert.Equal(t, c.normalized, sqlfingerprint.Normalize(d, spelling), "normalised: %s", spelling)
			assert.Equal(t, want, sqlfingerprint.Fingerprint(d, spelling), "fingerprint: %s", spelling)
			checkInvariants(t, d, spelling)
		}
		if c.summary != nil {
			assert.Equal(t, *c.summary, sqlfingerprint.Summarize(d, c.spellings[0]), "summary")
		}
		assert.NotContains(t, c.normalized, "secret", "a literal survived")
	})
}

// TestCorpusStatementsDiffer holds that no two cases of a file share a fingerprint.
func TestCorpusStatementsDiffer(t *testing.T) {
	for _, file := range corpusFiles(t) {
		seen := map[sqlfingerprint.ID]string{}
		for _, c := range readCorpus(t, file.path) {
			id := sqlfingerprint.Fingerprint(file.dialect, c.normalized)
			assert.Empty(t, seen[id], "%s: %s has the fingerprint of", file.name, c.name)
			seen[id] = c.name
		}
	}
}

// TestCorpusTruncated cuts every statement at every byte: nothing secret may be left, whatever is cut.
func TestCorpusTruncated(t *testing.T) {
	step := 1
	if testing.Short() {
		step = 41
	}
	forEachCorpusCase(t, func(t *testing.T, d sqlfingerprint.Dialect, c corpusCase) {
		for _, spelling := range c.spellings {
			for i := len(spelling) % step; i < len(spelling); i += step {
				normalized := sqlfingerprint.Normalize(d, spelling[:i])
				assert.NotContains(t, normalized, "secret", "cut: %s", spelling[:i])
				checkInvariants(t, d, spelling[:i])
			}
		}
	})
}

// checkInvariants holds what is true of every text.
func checkInvariants(t *testing.T, d sqlfingerprint.Dialect, text string) {
	t.Helper()
	once := sqlfingerprint.Normalize(d, text)
	require.Equal(t, once, sqlfingerprint.Normalize(d, once), "normalising twice changes nothing: %q", text)
	require.Equal(t, sqlfingerprint.Fingerprint(d, text), sqlfingerprint.Fingerprint(d, once), "the normalised text is the same statement: %q", text)
	require.LessOrEqual(t, len(once), 2*len(text)+len(" …"), "output bounded: %q", text)
	summary := sqlfingerprint.Summarize(d, text)
	require.LessOrEqual(t, utf8.RuneCountInString(summary), 255, "summary bounded: %q", text)
	require.Equal(t, strings.ToUpper(summary), strings.ToUpper(sqlfingerprint.Summarize(d, once)), "a fingerprint has one summary, up to case: %q", text)
}
