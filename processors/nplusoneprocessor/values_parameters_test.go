package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func parametersOf(attrs map[string]any) uint64 {
	attrs["db.system.name"] = "postgresql"
	span := spanOf(testSpan{kind: 3, attrs: attrs})
	call, _ := dbspan.Read(span)
	return values(&call, span)
}

func TestBindParameters(t *testing.T) {
	one := map[string]any{"db.query.parameter.0": "7", "db.query.parameter.1": "x"}
	assert.NotZero(t, parametersOf(one))
	assert.Equal(t, parametersOf(one), parametersOf(map[string]any{"db.query.parameter.1": "x", "db.query.parameter.0": "7"}))
	assert.NotEqual(t, parametersOf(one), parametersOf(map[string]any{"db.query.parameter.0": "8", "db.query.parameter.1": "x"}))
	assert.NotEqual(t, parametersOf(one), parametersOf(map[string]any{"db.query.parameter.0": "x", "db.query.parameter.1": "7"}))
	assert.Zero(t, parametersOf(map[string]any{"db.query.text": "SELECT a FROM t WHERE b = ?"}))
}

// Some instrumentations record a parameter with its own type.
func TestBindParametersOfOtherTypes(t *testing.T) {
	for _, pair := range [][2]any{{7, 8}, {true, false}, {1.5, 2.5}, {[]byte("a"), []byte("b")}, {[]any{7}, []any{8}}, {7, "7"}} {
		of := func(value any) uint64 { return parametersOf(map[string]any{"db.query.parameter.0": value}) }
		one := of(pair[0])
		assert.NotEqual(t, one, of(pair[1]), "%v %v", pair[0], pair[1])
		assert.Equal(t, one, of(pair[0]), "%v", pair[0])
	}
}
