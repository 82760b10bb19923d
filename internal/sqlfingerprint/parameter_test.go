package sqlfingerprint

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// A parameter whose number was masked is the parameter: texts of masking and other instrumentations agree.
func TestMaskedDollarParameters(t *testing.T) {
	for _, name := range []string{"postgresql", "mysql", "sqlite", "other_sql"} {
		dialect := DialectOf(name)
		assert.Equal(t, "SELECT a FROM t WHERE id = ? LIMIT ?", Normalize(dialect, "SELECT a FROM t WHERE id = $? LIMIT $?"), name)
		assert.Equal(t, Fingerprint(dialect, "SELECT a FROM t WHERE id IN ($1, $2, $3)"), Fingerprint(dialect, "SELECT a FROM t WHERE id IN ($?, $?)"), name)
		assert.NotEqual(t, Fingerprint(dialect, "SELECT a FROM t WHERE id = $?"), Fingerprint(dialect, "SELECT a FROM t WHERE id = $? LIMIT $?"), name)
	}
}
