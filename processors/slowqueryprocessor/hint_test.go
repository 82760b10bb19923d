package slowqueryprocessor

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/base-14/otelcol-scout/internal/dbspan"
	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

func hintOf(system, text string, rows int64) string {
	kind := dbspan.DB
	if system == "redis" {
		kind = dbspan.Cache
	}
	q := query{Call: dbspan.Call{Kind: kind, System: system, Text: text, Operation: "KEYS"}, dialect: sqlfingerprint.DialectOf(system)}
	return hint(&q, rows)
}

func TestHints(t *testing.T) {
	for start, cases := range map[string][]struct {
		text string
		rows int64
	}{
		"The statement has no WHERE":                   {{"DELETE FROM t", 0}, {"update t set a = 'secret'", 5000}},
		"The WHERE holds for every row":                {{"DELETE FROM t WHERE 1 = 1", 0}, {"UPDATE t SET a = 'secret' WHERE TRUE", 0}},
		"The LIKE pattern starts with a wild":          {{"SELECT a FROM t WHERE b LIKE '%secret' LIMIT 1", 0}},
		"ORDER BY a random number":                     {{"SELECT a FROM t ORDER BY RANDOM() LIMIT 1", 1}},
		"ALLOW FILTERING reads rows":                   {{"SELECT a FROM t WHERE b = 'secret' ALLOW FILTERING", 1}},
		"The regular expression may match anywhere":    {{"SELECT a FROM t WHERE b ~ 'secret'", 1}},
		"OFFSET reads and discards":                    {{"SELECT a FROM t LIMIT 5 OFFSET 100000", 0}},
		"WHERE compares a function":                    {{"SELECT a FROM t WHERE lower(b) = 'secret'", 0}},
		"SELECT * without a LIMIT returned 1000 rows":  {{"SELECT * FROM t", 1000}},
		"SELECT * returned 5000 rows":                  {{"SELECT * FROM t LIMIT 5000", 5000}},
		"The statement has no LIMIT and returned 1001": {{"SELECT a FROM t", 1001}},
		"The LIKE pattern cannot be seen":              {{"SELECT a FROM t WHERE b LIKE $1 LIMIT 5", 5}, {"SELECT a FROM t WHERE b LIKE ?", 0}},
		"The span carries no statement":                {{"", 5000}},
		neutralHint: {
			{"SELECT a FROM t WHERE id = 1", 1}, {"SELECT * FROM t", 999}, {"SELECT a FROM t", 0}, {"DELETE FROM t WHERE a = 'secret'", 5000},
			{"SELECT a FROM t WHERE b LIKE 'secret%'", 0}, {"INSERT INTO t SELECT * FROM u", 5000}, {"UPDATE t SET a = 'secr", 0}, {"no SQL", 0},
			{"DELETE FROM t WHERE 1 = 1 AND a = 'secret'", 0}, {"SELECT a FROM t ORDER BY a LIMIT 1", 1}, {"SELECT a FROM t WHERE b ~ '^secret'", 1}, {"SELECT a FROM t LIMIT 5 OFFSET 5", 5},
			{"SELECT count(*) FROM t", 5000}, {"SELECT a FROM t WHERE b = lower('secret') LIMIT 1", 1},
		},
	} {
		for _, c := range cases {
			got := hintOf("postgresql", c.text, c.rows)
			assert.Contains(t, got, start, c.text)
			assert.NotContains(t, got, "secret", c.text)
			assert.NotRegexp(t, `(?i)seq(uential)? ?scan|full table scan|\bplan\b`, got, "a plan nobody saw")
		}
	}
	assert.Contains(t, hintOf("mongodb", `{"find": "t", "filter": {"$where": "secret"}}`, 0), "$where and $function run a program")
	assert.Equal(t, neutralHint, hintOf("mongodb", `{"find": "t", "filter": {"a": "$where"}}`, 0))
	assert.Contains(t, hintOf("redis", "KEYS secret*", 0), "Use SCAN.")
}

func TestRowCount(t *testing.T) {
	for name, test := range map[string]struct {
		attrs map[string]any
		want  int64
	}{
		"none":            {nil, 0},
		"stable":          {map[string]any{"db.response.returned_rows": 7}, 7},
		"pgx":             {map[string]any{"pgx.rows_affected": 8}, 8},
		"stable wins":     {map[string]any{"pgx.rows_affected": 8, "db.response.returned_rows": 7}, 7},
		"of another type": {map[string]any{"db.response.returned_rows": "7"}, 0},
	} {
		attrs := pcommon.NewMap()
		assert.NoError(t, attrs.FromRaw(test.attrs))
		assert.Equal(t, test.want, rowCount(attrs), name)
	}
}

func TestRoughly(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0s", 7: "7ns", 99: "99ns", 101: "100ns", 12065519: "12ms", 9899838: "9.9ms", 1951 * time.Millisecond: "2s", 83 * time.Second: "1m23s",
	} {
		assert.Equal(t, want, roughly(d).String())
	}
}
