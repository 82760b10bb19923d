package sqlfingerprint

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestStartsLower(t *testing.T) {
	for text, want := range map[string]bool{
		"select a": true, "SELECT a": false, "Select a": false, "sELECT a": true, " select a": true, "-- x\nselect a": true,
		"(select a)": true, "declare x": true, "DECLARE x": false, "": false, "x": true, "'a' b": true, "nq'[a]' B": false,
		"_a": false, "1 A": false, "{ts '1'} b": true, `{"find": "users"}`: false,
	} {
		assert.Equal(t, want, startsLower(Other, text), text)
	}
	assert.True(t, startsLower(CQL, "abcdefab-0000-0000-0000-000000000000 x"), "a UUID is no word")
	assert.False(t, startsLower(CQL, "abcdefab-0000-0000-0000-000000000000 X"))
	assert.False(t, startsLower(MongoDB, `{"find": users}`), "documents have one summary")
}
