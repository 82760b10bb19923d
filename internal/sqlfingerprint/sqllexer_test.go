package sqlfingerprint_test

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/DataDog/go-sqllexer"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

// sqllexerNames are the dialects that go-sqllexer knows.
var sqllexerNames = map[sqlfingerprint.Dialect]sqllexer.DBMSType{
	sqlfingerprint.PostgreSQL: sqllexer.DBMSPostgres, sqlfingerprint.MySQL: sqllexer.DBMSMySQL,
	sqlfingerprint.MSSQL: sqllexer.DBMSSQLServer, sqlfingerprint.Oracle: sqllexer.DBMSOracle,
}

var (
	theirObfuscator = sqllexer.NewObfuscator(
		sqllexer.WithReplacePositionalParameter(true), sqllexer.WithReplaceBindParameter(true),
		sqllexer.WithReplaceBoolean(true), sqllexer.WithReplaceNull(true))
	theirNormalizer = sqllexer.NewNormalizer(
		sqllexer.WithKeepSQLAlias(true), sqllexer.WithKeepIdentifierQuotation(true), sqllexer.WithUppercaseKeywords(true))
)

// normalizeTheirs is the normal form by go-sqllexer, with the settings that come closest to ours.
func normalizeTheirs(t testing.TB, d sqlfingerprint.Dialect, text string) string {
	t.Helper()
	normalized, _, err := sqllexer.ObfuscateAndNormalize(text, theirObfuscator, theirNormalizer, sqllexer.WithDBMS(sqllexerNames[d]))
	require.NoError(t, err)
	return normalized
}

// words cuts a normal form into what is compared: words and quoted names in lower case, and every other byte.
func words(d sqlfingerprint.Dialect, normalized string) []string {
	var out []string
	for i := 0; i < len(normalized); {
		end := wordEnd(d, normalized, i)
		if word := strings.TrimSpace(normalized[i:end]); word != "" {
			out = append(out, strings.ToLower(word))
		}
		i = end
	}
	return out
}

func wordEnd(d sqlfingerprint.Dialect, text string, i int) int {
	switch c := text[i]; {
	case c == '"', c == '`':
		return i + 1 + strings.IndexByte(text[i+1:], c) + 1
	case c == '[' && d == sqlfingerprint.MSSQL:
		return i + 1 + strings.IndexByte(text[i+1:], ']') + 1
	}
	end := i
	for end < len(text) && isWordByte(text[end]) {
		end++
	}
	return max(end, i+1)
}

func isWordByte(c byte) bool {
	return c >= 0x80 || c == '_' || c == '$' || c == '#' || c == '@' ||
		c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// explained is one way in which the normal forms differ on purpose. Rewriting makes them equal again.
type explained struct {
	why     string
	dialect sqlfingerprint.Dialect
	example string // differs without the rule and is equal with it
	from    string // words of a normal form, each between blanks, as a regular expression
	to      string // what takes their place
	both    bool   // in ours, too: the rule asks for less than we give
}

// explanations are applied in this order.
var explanations = []explained{
	{"they end a string at a doubled quote", pg, "SELECT a FROM t WHERE b = 'it''s'", ` \?( \?)+`, " ?", true},
	{"they keep the E of E'x'", pg, "SELECT a FROM t WHERE b = E'x'", ` e \?`, " ?", false},
	{"they keep the U& of U&'x'", pg, "SELECT a FROM t WHERE b = U&'x'", ` u & \?`, " ?", false},
	{"they keep the B of B'01'", pg, "SELECT a FROM t WHERE b = B'01'", ` b \?`, " ?", false},
	{"they keep the X of X'1F'", pg, "SELECT a FROM t WHERE b = X'1F'", ` x \?`, " ?", false},
	{"they keep the N of N'x'", ms, "SELECT a FROM t WHERE b = N'x'", ` n \?`, " ?", false},
	{"they keep the q of q'[x]'", ora, "SELECT a FROM t WHERE b = q'[x]'", ` n?q \?`, " ?", false},
	{"they keep the digits behind the underscore of 1_000", pg, "SELECT a FROM t WHERE b = 1_000", ` \? _\d+`, " ?", false},
	{"they keep the period of .5", pg, "SELECT a FROM t WHERE b = .5", ` \. \?`, " ?", false},
	{"they know :name in Oracle only", pg, "SELECT a FROM t WHERE b = :b", ` = : \w+`, " = ?", false},
	{"they take %s apart", pg, "SELECT a FROM t WHERE b = %s", ` = % (\( \w+ \) )?s`, " = ?", false},
	{"they keep the sign of a number", pg, "SELECT a FROM t WHERE b = - 1", `( [-+])+ \?`, " ?", true},
	{"they replace what stands behind IS", pg, "SELECT a FROM t WHERE b IS NOT NULL", ` is (not )?(null|true|false)`, " is ${1}?", true},
	{"they fold the arguments of functions", pg, "SELECT f(1, 2) FROM t", ` \?( , \?)+`, " ?", true},
	{"they lose the values of casts in a list, and keep the casts", pg, "SELECT a FROM t WHERE b IN ('x'::uuid, 'y'::uuid)", ` : : (\w+)( , : : \w+)+`, " : : ${1}", false},
	{"they keep each row of an array", pg, "SELECT ARRAY[[1, 2], [3, 4]]", ` \[ \? \]( , \[ \? \])+`, " [ ? ]", false},
	{"they keep each row of an IN-list", pg, "SELECT a FROM t WHERE (b, c) IN ((1, 2), (3, 4))", ` in \( \( \? \)( , \( \? \))+`, " in ( ( ? )", false},
	{"they keep each row of VALUES", pg, "INSERT INTO t VALUES (1, 2), (3, lower('A'))",
		` values (` + row + `)( , ` + row + `)+`, " values ${1}", false},
	{"they keep the names of savepoints", pg, "SAVEPOINT s140_x12", ` (savepoint|save transaction) \S+`, " $1 ?", true},
	{"they keep the names of cursors", pg, "CLOSE c_17", ` (declare|close|fetch next from|fetch \w+ \? from) \S+`, " $1 ?", true},
	{"they keep the names of prepared statements", pg, "PREPARE stmt_17 AS SELECT a FROM t", ` prepare \S+`, " prepare ?", true},
	{"they keep the names of temporary tables", pg, "CREATE TEMP TABLE tmp_1f2e3d (id int)", ` temp table (if not exists )?\S+`, " temp table ${1}?", true},
}

// row is a row of VALUES with at most one more level of brackets inside.
const row = `\((?: [^()]+| \((?: [^()]+)* \))* \)`

const (
	pg  = sqlfingerprint.PostgreSQL
	my  = sqlfingerprint.MySQL
	ms  = sqlfingerprint.MSSQL
	ora = sqlfingerprint.Oracle
)

// expressions are those of the explanations.
var expressions = func() (all []*regexp.Regexp) {
	for _, e := range explanations {
		all = append(all, regexp.MustCompile(e.from+" "))
	}
	return all
}()

// rewrite applies the explanations but the one that is left out, each until it changes nothing.
func rewrite(words []string, ours bool, leftOut int) string {
	text := " " + strings.Join(words, " ") + " "
	for i, e := range explanations {
		if i == leftOut || ours && !e.both {
			continue
		}
		for before := ""; text != before; {
			before, text = text, expressions[i].ReplaceAllString(text, e.to+" ")
		}
	}
	return text
}

// misreading is one way in which they read a text as what it is not, so that nothing can be compared. Such texts
// are told by one of the patterns.
type misreading struct {
	why          string
	dialect      sqlfingerprint.Dialect
	example      string
	text         *regexp.Regexp // of the text
	ours, theirs string         // of the words of a normal form, each between blanks
}

var misreadings = []misreading{
	{why: "they end q'{it's}' at the quote inside", dialect: ora, example: "SELECT a FROM t WHERE b = q'{it's x}'",
		text: regexp.MustCompile(`(?i)q'[[{(<!][^']*'[^']*[])}>!]'`)},
	{why: "they end a comment at the end of one inside", dialect: ms, example: "SELECT a /* x /* y */ z */ FROM t",
		text: regexp.MustCompile(`/\*([^*]|\*[^/])*/\*`)},
	{why: "they start a comment at two dashes without a blank", dialect: my, example: "SELECT 5--1 FROM t",
		text: regexp.MustCompile(`--\d`)},
	{why: "they read a name that starts with a digit as a number", dialect: my, example: "SELECT a FROM 2fa_codes",
		text: regexp.MustCompile(`\b\d+[a-df-wyz]\w*_`)},
	{why: "they double commas and lose values in brackets within a list that begins with a value", dialect: my,
		example: "SELECT f(1, g(a, b)) FROM t", theirs: ` , ([,)/*|+<>=!@]|- [^?])`},
	{why: "they do not mark a text that was cut off", dialect: pg, example: "SELECT a FROM t WHERE b = 'x", ours: ` …`},
}

func (m *misreading) applies(text string, ours, theirs []string) bool {
	matches := func(pattern string, words []string) bool {
		return pattern != "" && regexp.MustCompile(pattern).MatchString(" "+strings.Join(words, " ")+" ")
	}
	return m.text != nil && m.text.MatchString(text) || matches(m.ours, ours) || matches(m.theirs, theirs)
}

// checkAgainstSQLLexer holds that the normal forms are the same but for what is explained.
func checkAgainstSQLLexer(t *testing.T, d sqlfingerprint.Dialect, text string) {
	t.Helper()
	ours, theirs := words(d, sqlfingerprint.Normalize(d, text)), words(d, normalizeTheirs(t, d, text))
	for i := range misreadings {
		if misreadings[i].applies(text, ours, theirs) {
			return
		}
	}
	require.Equal(t, rewrite(theirs, false, none), rewrite(ours, true, none), "%v: %s", d, text)
}

const none = -1 // leave no explanation out

// checkTemplate writes a statement of the generator twice.
func checkTemplate(t *testing.T, d sqlfingerprint.Dialect, random *rand.Rand) {
	t.Helper()
	g, f := grammar{random: random, dialect: d}, filler{random: random, dialect: d}
	template := g.statement()
	one, other := f.fill(template), f.fill(template)
	for _, text := range []string{one, other} {
		for _, out := range []string{sqlfingerprint.Normalize(d, text), sqlfingerprint.Summarize(d, text)} {
			require.NotContains(t, out, marker, "%v: %s", d, text)
			require.NotContains(t, out, numberMarker, "%v: %s", d, text)
		}
		checkInvariants(t, d, text)
		checkAgainstSQLLexer(t, d, text)
	}
	// Theirs is never equal where ours is not: ours is always equal.
	require.Equal(t, sqlfingerprint.Normalize(d, one), sqlfingerprint.Normalize(d, other), "%v:\n%s\n%s", d, one, other)
	require.Equal(t, sqlfingerprint.Fingerprint(d, one), sqlfingerprint.Fingerprint(d, other), "%v:\n%s\n%s", d, one, other)
}

func TestAgainstSQLLexer(t *testing.T) {
	statements := 4000
	if testing.Short() {
		statements = 400
	}
	random := rand.New(rand.NewPCG(1, 2))
	for i := range statements {
		checkTemplate(t, grammarDialects[i%len(grammarDialects)], random)
	}
}

func TestCorpusAgainstSQLLexer(t *testing.T) {
	forEachCorpusCase(t, func(t *testing.T, d sqlfingerprint.Dialect, c corpusCase) {
		if sqllexerNames[d] == "" {
			return
		}
		for i, one := range c.spellings {
			for _, other := range c.spellings[:i] {
				if normalizeTheirs(t, d, one) == normalizeTheirs(t, d, other) {
					assert.Equal(t, sqlfingerprint.Fingerprint(d, one), sqlfingerprint.Fingerprint(d, other), "%s\n%s", one, other)
				}
			}
		}
	})
}

// FuzzAgainstSQLLexer writes statements from whatever numbers the fuzzer chooses.
func FuzzAgainstSQLLexer(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed, uint8(seed))
	}
	f.Fuzz(func(t *testing.T, seed uint64, dialect uint8) {
		checkTemplate(t, grammarDialects[int(dialect)%len(grammarDialects)], rand.New(rand.NewPCG(seed, 0)))
	})
}

// TestExplanations holds that every explanation is needed for its example, and enough.
func TestExplanations(t *testing.T) {
	for i, e := range explanations {
		t.Run(e.why, func(t *testing.T) {
			ours, theirs := words(e.dialect, sqlfingerprint.Normalize(e.dialect, e.example)), words(e.dialect, normalizeTheirs(t, e.dialect, e.example))
			assert.NotEqual(t, rewrite(theirs, false, i), rewrite(ours, true, i), "without it")
			assert.Equal(t, rewrite(theirs, false, none), rewrite(ours, true, none), "with it")
		})
	}
}

// TestMisreadings holds that every example is told by its misreading, and cannot be compared.
func TestMisreadings(t *testing.T) {
	for _, m := range misreadings {
		t.Run(m.why, func(t *testing.T) {
			ours, theirs := words(m.dialect, sqlfingerprint.Normalize(m.dialect, m.example)), words(m.dialect, normalizeTheirs(t, m.dialect, m.example))
			assert.True(t, m.applies(m.example, ours, theirs))
			assert.NotEqual(t, rewrite(theirs, false, none), rewrite(ours, true, none))
		})
	}
}
