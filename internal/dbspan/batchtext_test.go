package dbspan_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestIgnoredBatchText(t *testing.T) {
	for statement, want := range map[string]dbspan.Reason{
		"INSERT INTO tags (a, b) VALUES ($1, $2);\nINSERT INTO tags (a, b) VALUES ($3, $4)":          dbspan.Batch,
		"INSERT INTO \"Tags\" (\"Id\")\nVALUES (@p0);\nINSERT INTO \"Tags\" (\"Id\")\nVALUES (@p1);": dbspan.Batch,
		"/* app */ UPDATE tags SET a = 1 WHERE id = 2; UPDATE tags SET a = 1 WHERE id = 3":           dbspan.Batch,
		"SELECT name FROM users WHERE id = ?; SELECT name FROM users WHERE id = ?":                   dbspan.Batch,
		"INSERT INTO tags (a, b) VALUES ($1, $2); SELECT lastval()":                                  dbspan.Counts,
		"INSERT INTO tags (a) VALUES ($1); INSERT INTO notes (a) VALUES ($1)":                        dbspan.Counts,
		"INSERT INTO tags (a, b) VALUES ($1, $2);":                                                   dbspan.Counts,
		"INSERT INTO tags (a, b) VALUES ('x; y', 2)":                                                 dbspan.Counts,
		"SELECT 7; SELECT 8": dbspan.Counts,
	} {
		assert.Equal(t, want, ignoredCase{"postgresql", pg(statement)}.reason(t), statement)
	}
}

func TestBatchStatement(t *testing.T) {
	for text, want := range map[string]dbspan.Reason{
		"begin unlogged batch INSERT INTO a (b) VALUES (1); APPLY BATCH": dbspan.Batch,
		"BEGIN BATCH INSERT INTO a (b) VALUES (1); APPLY BATCH":          dbspan.Batch,
		"BEGIN": dbspan.Transaction,
		"BEGIN INSERT INTO a (b) VALUES (1); END": dbspan.Counts,
	} {
		assert.Equal(t, want, (&dbspan.Call{Kind: dbspan.DB, System: "cassandra", Text: text}).Ignored(), text)
	}
}
