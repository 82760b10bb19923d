package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestLiteralsAreEqual(t *testing.T) {
	for a, b := range map[string]string{
		"SELECT * FROM t WHERE id = 1":                "select *\nfrom t where id=1",
		"SELECT * FROM t WHERE a = 'x' AND b = 2":     "/* trace 123 */ SELECT * FROM t WHERE a = 'x' AND b = 2 -- 99",
		"SELECT * FROM t1 WHERE a = 'it''s'":          "SELECT * FROM t2 WHERE a = 'it''s'",
		`SELECT "c1" FROM t WHERE id = 7`:             "SELECT `c9` FROM t WHERE id = 7",
		"SELECT 1 FROM t WHERE id = $1":               "SELECT 1 FROM t WHERE id = $2",
		"SELECT * FROM t WHERE a = 'open":             "SELECT * FROM u WHERE a = 'open",
		"SELECT * FROM t WHERE id = 1 /* never ended": "SELECT * FROM t WHERE id = 1 /* 2",
	} {
		assert.Equal(t, literals(a), literals(b), "%s\n%s", a, b)
		assert.NotZero(t, literals(a), a)
	}
}

func TestLiteralsDiffer(t *testing.T) {
	for a, b := range map[string]string{
		"SELECT * FROM t WHERE id = 1":             "SELECT * FROM t WHERE id = 2",
		"SELECT * FROM t WHERE a = 'x'":            "SELECT * FROM t WHERE a = 'X'",
		"SELECT * FROM t WHERE a = 1 AND b = 2":    "SELECT * FROM t WHERE a = 2 AND b = 1",
		"SELECT * FROM t WHERE a = 1.5":            "SELECT * FROM t WHERE a = 1.6",
		"SELECT * FROM t WHERE id IN (1, 2)":       "SELECT * FROM t WHERE id IN (1, 2, 3)",
		"SELECT * FROM t WHERE a = 'x' AND b = ''": "SELECT * FROM t WHERE a = 'x'",
	} {
		assert.NotEqual(t, literals(a), literals(b), "%s\n%s", a, b)
	}
}

func TestLiteralsOfBindParametersAreUnknown(t *testing.T) {
	for _, text := range []string{
		"SELECT * FROM t1 WHERE id = ?", "SELECT * FROM t WHERE id = $1 AND x = :id2 AND y = @p0", "", "get_users",
		"CALL get_users", "SELECT name FROM users WHERE ...", "select",
	} {
		assert.Zero(t, literals(text), text)
	}
}

// A query without values is the same each time.
func TestQueriesWithoutValuesAreIdentical(t *testing.T) {
	assert.NotZero(t, literals("SELECT col1 FROM t"))
	assert.Equal(t, literals("SELECT col1 FROM t"), literals("select col1 from t"))
	assert.Equal(t, literals("SELECT col1 FROM t"), literals("/* traceparent */ -- x\n SELECT col1 FROM t"))
	assert.Zero(t, literals("SELECT col1 FROM t")&partlyTold)
}

// EF Core's TOP(1) and the LIMIT 1 of an ORM are equal in every call; the parameter beside them is not known.
func TestLiteralsBesideBindParametersNeverTellIdentical(t *testing.T) {
	for text, partly := range map[string]bool{
		"SELECT TOP(1) * FROM t WHERE id = @__p_0":       true,
		"SELECT * FROM t WHERE id = $1 LIMIT 1":          true,
		"SELECT * FROM t WHERE id = ? AND gone = 0":      true,
		"SELECT * FROM t WHERE id = %s LIMIT 1":          true,
		"SELECT * FROM t WHERE id = %(id)s LIMIT 1":      true,
		"SELECT * FROM t WHERE id = :id AND gone = 0":    true,
		"SELECT * FROM t WHERE id = 7 LIMIT 1":           false,
		"SELECT * FROM t WHERE id = 7::int":              false,
		"SELECT * FROM t WHERE v = @@version AND id = 7": false,
		"SELECT * FROM t WHERE v = 'what? $1 :a' -- ?":   false,
		"SELECT 10 % 3": false,
	} {
		assert.Equal(t, partly, literals(text)&partlyTold != 0, text)
		assert.NotZero(t, literals(text)&^partlyTold, text)
	}
	assert.NotEqual(t, literals("SELECT 1 FROM t WHERE id = ?"), literals("SELECT 2 FROM t WHERE id = ?"))
}

func TestValuesByKind(t *testing.T) {
	for name, tc := range map[string]struct {
		a, b  dbspan.Call
		known bool
		equal bool
	}{
		"cache, same key":           {dbspan.Call{Kind: dbspan.Cache, Text: "GET a"}, dbspan.Call{Kind: dbspan.Cache, Text: "GET a"}, true, true},
		"cache, other key":          {dbspan.Call{Kind: dbspan.Cache, Text: "GET a"}, dbspan.Call{Kind: dbspan.Cache, Text: "GET b"}, true, false},
		"cache, masked":             {dbspan.Call{Kind: dbspan.Cache, Text: "GET ?"}, dbspan.Call{Kind: dbspan.Cache, Text: "GET ?"}, false, true},
		"cache, key and a mask":     {dbspan.Call{Kind: dbspan.Cache, Text: "HSET a ?"}, dbspan.Call{Kind: dbspan.Cache, Text: "HSET b ?"}, false, false},
		"cache, others masked":      {dbspan.Call{Kind: dbspan.Cache, Text: "hgetall [1 other arguments]"}, dbspan.Call{Kind: dbspan.Cache, Text: "hgetall [1 other arguments]"}, false, true},
		"cache, key, others masked": {dbspan.Call{Kind: dbspan.Cache, Text: "set a [1 other arguments]"}, dbspan.Call{Kind: dbspan.Cache, Text: "set b [1 other arguments]"}, false, false},
		"cache, no argument":        {dbspan.Call{Kind: dbspan.Cache, Text: "GET"}, dbspan.Call{Kind: dbspan.Cache, Text: "GET"}, false, true},
		"http, same URL":            {dbspan.Call{Kind: dbspan.HTTP, Text: "http://a/1"}, dbspan.Call{Kind: dbspan.HTTP, Text: "http://a/1"}, true, true},
		"http, other URL":           {dbspan.Call{Kind: dbspan.HTTP, Text: "http://a/1"}, dbspan.Call{Kind: dbspan.HTTP, Text: "http://a/2"}, true, false},
		"http, no URL":              {dbspan.Call{Kind: dbspan.HTTP}, dbspan.Call{Kind: dbspan.HTTP}, false, true},
		"rpc tells no message":      {dbspan.Call{Kind: dbspan.RPC, Operation: "Get"}, dbspan.Call{Kind: dbspan.RPC, Operation: "Get"}, false, true},
		"db":                        {dbspan.Call{Kind: dbspan.DB, Text: "SELECT 7"}, dbspan.Call{Kind: dbspan.DB, Text: "SELECT 8"}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			known := valuesOfText(&tc.a) != 0 && valuesOfText(&tc.a)&partlyTold == 0
			assert.Equal(t, tc.known, known)
			assert.Equal(t, tc.equal, valuesOfText(&tc.a) == valuesOfText(&tc.b))
		})
	}
}

// Invariants: it reads no byte past the text, and neither a comment nor blanks in front make a difference.
func FuzzLiterals(f *testing.F) {
	for _, seed := range []string{"SELECT 'a''b', 1.5e3 -- x", "'", `"`, "/*", "--", "$1 :a @b", "N'x'", "0x1F", "SELECT "} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		assert.Equal(t, literals(text), literals("/* 42 'x' */ \n"+text))
	})
}

func BenchmarkLiterals(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		literals("SELECT id, title, body, author_id, created_at FROM articles WHERE author_id = 4711 AND state = 'published' ORDER BY created_at DESC LIMIT 20")
	}
}
