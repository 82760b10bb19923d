package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestAtSigns(t *testing.T) {
	for in, want := range map[string]string{
		"alice@example.com":              "al***@example.com",
		"alice%40example.com":            "al***%40example.com",
		"alice%2540example.com":          "al***%2540example.com",
		"alice&#64;example.com":          "al***&#64;example.com",
		"alice&#x40;example.com":         "al***&#x40;example.com",
		"alice&commat;example.com":       "al***&commat;example.com",
		`{"m":"alice\u0040example.com"}`: `{"m":"al***\u0040example.com"}`,
		"alice&#65;example.com":          "alice&#65;example.com",
		"alice;example.com":              "alice;example.com",
		"alice%41example.com":            "alice%41example.com",
		`alice\u0041example.com`:         `alice\u0041example.com`,
	} {
		assert.Equal(t, want, maskText(t, in))
		assert.Equal(t, want, maskText(t, want), "twice")
	}
}

func TestDecodeAtSign(t *testing.T) {
	for _, sign := range atSigns {
		assert.Equal(t, "a@b.co", decodeAtSign("a"+sign+"b.co"), sign)
	}
	assert.Equal(t, "ab.co", decodeAtSign("ab.co"))
}

// TestAddressInsideAnAddress holds that a bounce does not keep whom it is about.
func TestAddressInsideAnAddress(t *testing.T) {
	for in, want := range map[string]string{
		"bounce+alice=example.com@relay.net":    "bo***@relay.net",
		"bounces-9-alice=example.com@relay.net": "bo***@relay.net",
		"from=example.com@relay.net":            "from=ex***@relay.net",
		"from=alice@example.com":                "from=al***@example.com",
	} {
		assert.Equal(t, want, maskText(t, in))
	}
}
