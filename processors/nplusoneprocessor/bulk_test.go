package nplusoneprocessor

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestBulk(t *testing.T) {
	many := strings.Repeat("?, ", bulkSize-1)
	rows := strings.Repeat("(?, 'a'),\n", bulkSize-1)
	for text, want := range map[string]bool{
		"SELECT * FROM t WHERE id IN (" + many + "?)":                         true,
		"SELECT * FROM t WHERE id not in\n(" + many + "?) AND x = 1":          true,
		"SELECT * FROM t WHERE id IN (" + many[3:] + "?)":                     false,
		"SELECT f(" + many + "?) FROM t":                                      false,
		"SELECT join_in(" + many + "?) FROM t":                                false,
		"INSERT INTO t (" + many + "c) VALUES (" + many + "?)":                false,
		"INSERT INTO t (a, b) VALUES " + rows + "(?, 'a')":                    true,
		"INSERT INTO t (a, b) VALUES " + rows[10:] + "(?, 'a')":               false,
		"SELECT * FROM t WHERE a = '(" + many + "' AND b IN ('" + many + "')": false,
		"SELECT * FROM t WHERE (a, b) IN (" + rows + "(1, 2))":                true,
		"SELECT 1":               false,
		strings.Repeat(")", 200): false,
		strings.Repeat("'", 201): false,
	} {
		assert.Equal(t, want, isBulk(text), text)
	}
}

// Invariant: it does not read past the text, whatever it is.
func FuzzBulk(f *testing.F) {
	for _, seed := range []string{"IN (", "(1), (", "'", ")),(("} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		padded := strings.Repeat(" ", 2*bulkSize) + text
		assert.Equal(t, isBulk(padded), isBulk(" "+padded))
	})
}

func BenchmarkBulk(b *testing.B) {
	text := "SELECT id, title, body, author_id, created_at FROM articles WHERE author_id = 4711 AND state IN ('a', 'b') ORDER BY created_at DESC LIMIT 20"
	b.ReportAllocs()
	for b.Loop() {
		isBulk(text)
	}
}

func TestBulkOfOtherStores(t *testing.T) {
	ids, docs := strings.Repeat("7,", bulkSize-1), strings.Repeat(`{"a": 1}, `, bulkSize-1)
	for text, want := range map[string]bool{
		`{"find":"t","filter":{"_id":{"$in":[` + ids + `7]}}}`:      true,
		`{"find":"t","filter":{"_id":{"$in": [` + ids[2:] + `7]}}}`: false,
		`{"insert":"t","documents":[` + docs + `{"a": 1}]}`:         true,
		`{"insert":"t","documents":[{"vector":[` + ids + `7]}]}`:    false,
	} {
		assert.Equal(t, want, isBulk(text), text)
	}
	keys := strings.Repeat(" k", bulkSize)
	assert.True(t, isBulkCommand("MGET", "MGET"+keys))
	assert.False(t, isBulkCommand("MGET", "MGET"+keys[2:]))
	assert.False(t, isBulkCommand("SET", "SET a"+keys))
	assert.True(t, isBulkRequest("http://a/u?ids="+ids+"7"))
	assert.True(t, isBulkRequest("http://a/u?"+strings.Repeat("id=7&", bulkSize-1)+"id=7"))
	assert.False(t, isBulkRequest("http://a/u?ids="+ids[2:]+"7"))
	assert.False(t, isBulkRequest("http://a/"+ids+"?id=7"))
}
