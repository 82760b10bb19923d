package sqlfingerprint_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/sqlfingerprint"
)

func TestClauses(t *testing.T) {
	type clauses = sqlfingerprint.Clauses
	tests := map[string]struct {
		want  clauses
		texts []string
	}{
		"nothing to say": {clauses{}, []string{
			"SELECT a FROM t WHERE id = ? LIMIT 1",
			"SELECT count(*) FROM t WHERE a LIKE 'abc%' LIMIT 1",
			"UPDATE t SET a = 1 WHERE id = 1",
			"WITH x AS (SELECT a FROM b LIMIT 1) DELETE FROM t USING x WHERE t.id = x.id",
			"INSERT INTO t (a) VALUES (1)",
			"INSERT INTO t (a) SELECT a FROM b",
			"DELETE FROM t ORDER BY id LIMIT 100",
			"UPDATE t SET a = (SELECT max(b) FROM u) WHERE id = 1",
			"SELECT a FROM t WHERE id = lower(?) FOR UPDATE LIMIT 1",
			"SELECT TOP 5 a FROM t",
			"SELECT a FROM t WHERE ROWNUM <= 10",
			"SELECT a FROM t ORDER BY lower(a) FETCH FIRST 5 ROWS ONLY",
			"SELECT a FROM t WHERE id = ANY(ARRAY[b]) AND EXISTS (SELECT 1 FROM u) LIMIT 1",
			"",
			"no SQL at all",
		}},
		"no condition": {clauses{Unconditional: true}, []string{
			"UPDATE t SET a = 1", "DELETE FROM t", "delete from t;", "WITH x AS (SELECT a FROM b WHERE c = 1) DELETE FROM t USING x",
			"UPDATE t SET a = (SELECT max(b) FROM u WHERE c = 1)", "UPDATE t SET a = 1; UPDATE t SET a = 2 WHERE id = 1",
		}},
		"cut off, so the condition may be missing from the text only": {clauses{}, []string{
			"UPDATE t SET a = 'x", "DELETE FROM t...", "SELECT a FROM t …",
		}},
		"leading wildcard": {clauses{LeadingWildcard: true}, []string{
			"SELECT a FROM t WHERE b LIKE '%x' LIMIT 1", "SELECT a FROM t WHERE b ILIKE '_x%' LIMIT 1",
			"SELECT a FROM t WHERE b NOT LIKE N'%x' LIMIT 1", "SELECT a FROM t WHERE b LIKE '%' || ? LIMIT 1",
			"SELECT a FROM t WHERE b LIKE CONCAT('%', ?) LIMIT 1", "SELECT a FROM t WHERE b LIKE $$%x$$ LIMIT 1",
		}},
		"pattern not to be seen": {clauses{PatternHidden: true}, []string{
			"SELECT a FROM t WHERE b LIKE ? LIMIT 1", "SELECT a FROM t WHERE b LIKE $1 LIMIT 1",
			"SELECT a FROM t WHERE b ILIKE :pattern LIMIT 1", "SELECT a FROM t WHERE b LIKE lower(?) LIMIT 1",
			"SELECT a FROM t WHERE b LIKE '?' LIMIT 1", "SELECT a FROM t WHERE b LIKE %s LIMIT 1",
		}},
		"offset": {clauses{Offset: true}, []string{
			"SELECT a FROM t LIMIT 10 OFFSET 2000", "SELECT a FROM t LIMIT 2000, 10", "SELECT a FROM t ORDER BY b OFFSET ? ROWS FETCH NEXT ? ROWS ONLY",
		}},
		"function on a column": {clauses{FunctionOnColumn: true}, []string{
			"SELECT a FROM t WHERE lower(b) = ? LIMIT 1", "SELECT a FROM t WHERE date(t.b) >= '2020-01-01' LIMIT 1",
			"SELECT a FROM t WHERE substr(b, 1, 3) IN ('a', 'b') LIMIT 1", "SELECT a FROM t WHERE c = 1 AND CAST(b AS date) = ? LIMIT 1",
			"SELECT a FROM t WHERE coalesce(b, c) BETWEEN 1 AND 2 LIMIT 1", "DELETE FROM t WHERE upper(trim(b)) = ?",
		}},
		"all columns": {clauses{SelectsAll: true}, []string{
			"SELECT * FROM t LIMIT 1", "SELECT DISTINCT * FROM t LIMIT 1", "SELECT t.* FROM t LIMIT 1", "SELECT a, t.* FROM t LIMIT 1",
			"SELECT TOP 5 * FROM t", "SELECT TOP (5) * FROM t",
		}},
		"all columns of all rows": {clauses{SelectsAll: true, Unlimited: true}, []string{"SELECT * FROM t", "select * from t where a = 1"}},
		"all rows": {clauses{Unlimited: true}, []string{
			"SELECT a FROM t", "SELECT a * b FROM t", "SELECT a FROM (SELECT * FROM t LIMIT 5) x", "WITH x AS (SELECT a FROM b LIMIT 1) SELECT a FROM x",
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			for _, text := range test.texts {
				assert.Equal(t, test.want, sqlfingerprint.ClausesOf(sqlfingerprint.Other, text), text)
			}
		})
	}
}

func TestClausesOfOtherLanguages(t *testing.T) {
	assert.Zero(t, sqlfingerprint.ClausesOf(sqlfingerprint.Redis, "DEL user:1"))
	assert.Zero(t, sqlfingerprint.ClausesOf(sqlfingerprint.MongoDB, `{"find": "users"}`))
}
