package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func TestLonePhone(t *testing.T) {
	for in, want := range map[string]string{
		"09171234567":     "***********",
		"0532 123 45 67":  "**** *** ** **",
		"0 (532) 1234567": "* (***) *******",
		"030-1234567 ":    "***-******* ",
		"5321234567":      "5321234567",     // no trunk prefix
		"0012345678":      "0012345678",     // padded with zeros
		"0123456":         "0123456",        // too short
		"012345678901":    "012345678901",   // too long
		"09171234567 ms":  "09171234567 ms", // not alone
	} {
		assert.Equal(t, want, maskText(t, in))
	}
}

// TestNumberUnderAKeyIsNotAlone holds that a key that does not name a telephone number makes it something else.
func TestNumberUnderAKeyIsNotAlone(t *testing.T) {
	attrs := pcommon.NewMap()
	attrs.PutStr("order.id", "09171234567")
	attrs.PutStr("part.number", "078-051121")
	newTestPass().attributes(placeSpanAttribute, attrs)
	assert.Equal(t, map[string]any{"order.id": "09171234567", "part.number": "078-051121"}, attrs.AsRaw())
	assert.Equal(t, "***-******", maskText(t, "078-051121"))
	assert.Equal(t, "part 078-051121", maskText(t, "part 078-051121"))
}
