package nplusoneprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/internal/dbspan"
)

func TestValuesOfMaskedURLsAreUnknown(t *testing.T) {
	for url, told := range map[string]bool{
		"http://users/avatars?*":               false,
		"http://users/avatars?id=Redacted":     false,
		"http://users/avatars?sig=REDACTED":    false,
		"http://users/avatars?id=7":            true,
		"http://users/avatars":                 true,
		"http://users/a*b/REDACTED/Redacted":   true,
		"http://users/avatars?name=unredacted": true,
	} {
		got := valuesOfText(&dbspan.Call{Kind: dbspan.HTTP, Operation: "GET", Text: url})
		assert.Equal(t, told, got != 0, url)
	}
}
