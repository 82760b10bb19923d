package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSingle(t *testing.T) {
	for text, want := range map[string]bool{
		"SELECT id FROM jobs LIMIT 1 FOR UPDATE SKIP LOCKED":  true,
		"SELECT TOP(1) id FROM jobs WITH (UPDLOCK, READPAST)": true,
		"SELECT pg_try_advisory_lock($1, $2)":                 true,
		"SELECT GET_LOCK('a', 5)":                             true,
		"DO RELEASE_LOCK('a')":                                true,
		"EXEC sp_getapplock @Resource = 'a'":                  true,
		"SELECT id FROM accounts WHERE id = 7 FOR UPDATE":     false,
		"SELECT budget_lock(7)":                               false,
		"SELECT locked FROM doors WHERE id = 7":               false,
	} {
		assert.Equal(t, want, isSingle(text), text)
	}
}
