package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"go.opentelemetry.io/collector/pdata/pcommon"
)

func attributesOf(pairs ...string) pcommon.Map {
	attrs := pcommon.NewMap()
	for i := 0; i < len(pairs); i += 2 {
		attrs.PutStr(pairs[i], pairs[i+1])
	}
	return attrs
}

// TestCleanTextIsScannedOnce holds that the text that stood last under a key at a place is not scanned again, and
// still counts as scanned.
func TestCleanTextIsScannedOnce(t *testing.T) {
	p := newTestPass()
	for range 3 {
		p.attributes(placeSpanAttribute, attributesOf("a", "a clean text", "b", "another"))
	}
	assert.Equal(t, int64(3*len("a clean textanother")), p.tally.bytes)
	assert.True(t, p.recent[placeSpanAttribute][0].wasClean("a clean text"))
	assert.False(t, p.recent[placeSpanAttribute][0].wasClean("another"))
	assert.False(t, p.recent[placeResource][0].wasClean("a clean text"))
}

// TestWhatIsRememberedDecidesNothing holds that masking does not depend on what came before.
func TestWhatIsRememberedDecidesNothing(t *testing.T) {
	const number = "0123456789"
	p := newTestPass()
	for _, tt := range []struct{ key, in, want string }{
		{"order", number, number}, {"order", number, number}, {"phone", number, "**********"}, {"order", number, number},
		{"phone", number, "**********"}, {"phone", number, "**********"}, {"order", "a@b.co", "***@b.co"}, {"order", "a@b.co", "***@b.co"},
		{"order", "", ""}, {"", number, number}, {"password", number, "[REDACTED:key]"}, {"order", number, number},
	} {
		attrs := attributesOf(tt.key, tt.in)
		p.attributes(placeSpanAttribute, attrs)
		assert.Equal(t, map[string]any{tt.key: tt.want}, attrs.AsRaw())
	}
}

// TestWhatWasNotScannedIsNotRemembered holds that each text over a limit counts, and each match that is only counted.
func TestWhatWasNotScannedIsNotRemembered(t *testing.T) {
	p := newTestPass(onUnscanned(UnscannedPass), setAction("email", ActionDetect), func(c *Config) { c.MaxValueBytes = 10 })
	for range 2 {
		p.attributes(placeSpanAttribute, attributesOf("a", "longer than ten", "b", "a@b.co"))
		p.name(placeSpanName, "longer than ten", func(string) {})
	}
	assert.Equal(t, int64(4), p.tally.unscanned[reasonSize])
	assert.Equal(t, int64(2), p.tally.matches[placeSpanAttribute][detectorEmail])
}

// TestLongTextsAreNotRemembered holds the bound of what a pass keeps.
func TestLongTextsAreNotRemembered(t *testing.T) {
	var entry recentEntry
	entry.remember(cleanText(recentBytes + 1))
	assert.False(t, entry.hasText)
	entry.remember(cleanText(recentBytes))
	assert.True(t, entry.wasClean(cleanText(recentBytes)))
}

// TestNamesAreRememberedApart holds that a name without a key does not speak for a text under one.
func TestNamesAreRememberedApart(t *testing.T) {
	p := newTestPass()
	p.name(placeSpanName, "123456789", func(string) { t.Fatal("changed") })
	got := "09171234567"
	p.name(placeSpanName, got, func(text string) { got = text })
	assert.Equal(t, "***********", got)
}
