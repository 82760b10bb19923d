package sqlfingerprint

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestClausesThatOnlyLookSo holds statements with the words of a clause that they do not have, each beside one that has.
func TestClausesThatOnlyLookSo(t *testing.T) {
	for _, tc := range []struct {
		dialect Dialect
		text    string
		want    Clauses
	}{
		{MSSQL, "UPDATE STATISTICS t", Clauses{}},
		{MSSQL, "UPDATE statistics SET a = 1", Clauses{Unconditional: true}},
		{PostgreSQL, "SELECT * INTO u FROM t", Clauses{}},
		{MySQL, "SELECT * FROM t INTO OUTFILE 'f'", Clauses{}},
		{Oracle, "SELECT a INTO v FROM t WHERE lower(b) = 'x'", Clauses{FunctionOnColumn: true}},
		{PostgreSQL, "SELECT * FROM t", Clauses{SelectsAll: true, Unlimited: true}},
		{PostgreSQL, "INSERT INTO u SELECT * FROM t", Clauses{}},
		{ClickHouse, "ALTER TABLE t MODIFY TTL d + INTERVAL 1 DAY DELETE", Clauses{}},
		{ClickHouse, "ALTER TABLE t UPDATE a = 1 WHERE 1", Clauses{Unconditional: true, AlwaysTrue: true}},
		{ClickHouse, "ALTER TABLE t DELETE WHERE 1 = 1", Clauses{Unconditional: true, AlwaysTrue: true}},
		{ClickHouse, "ALTER TABLE t DELETE WHERE a = 1", Clauses{}},
	} {
		assert.Equal(t, tc.want, ClausesOf(tc.dialect, tc.text), tc.text)
	}
}
