package piimaskingprocessor

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

// worstUnits are texts that, repeated, make a detector look and find nothing, or find as much as can be found.
var worstUnits = []string{
	"token=", "password:", `{"token":`, `{"token":[`, `"password":"`, "Authorization: Digest ", "Cookie: a=", "curl -u a:", "@", "a@", "a@a.com,",
	"a@b.com@", "é@", "[EMAIL]@", "a:b@", "1 ", "1.", "1/", "1-1-1-1 ", "+1", "+1 (", "4111 ", "DE89 3704 ", "::", "a:", "-----", "-----BEGIN ",
	"eyJ", "eyJhbGciOiJIUzI1NiJ9.", "<a></a>", "</password>", "%40", "%2B", "(", `\"`, `\`, "/home//home/", `{"a":`, "phone ", "Bearer ",
}

// BenchmarkWorst reports the time per byte of texts that are nothing but one unit, in two sizes: the work is bounded if
// it is the same in both. At 64 KiB the worst take about 100 ns per byte, most less than 20.
func BenchmarkWorst(b *testing.B) {
	p := newTestPass(func(c *Config) { c.Profile = ProfileStrict })
	for _, unit := range worstUnits {
		for _, size := range []int{16 * 1024, 64 * 1024} {
			text := strings.Repeat(unit, size/len(unit))
			b.Run(fmt.Sprintf("%q/%dKiB", unit, size/1024), func(b *testing.B) {
				b.ReportAllocs()
				b.SetBytes(int64(len(text)))
				for b.Loop() {
					p.text(placeLogBody, text)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(text)), "ns/B")
			})
		}
	}
}

// TestRejectedAllocatesNothing holds: what makes detectors look, and is nothing, costs no allocation however often it
// is repeated.
func TestRejectedAllocatesNothing(t *testing.T) {
	p := newTestPass()
	for _, unit := range []string{
		"password:", `{"token":`, "@", "a@", "é@", "1 ", "1.", "1/", "+1", "4111 ", "DE89 3704 ", "::", "-----", "eyJ", "<a></a>", "</password>",
		"%40", "(", `\"`, "Bearer ", "Authorization: Digest ",
	} {
		text := strings.Repeat(unit, 8*1024/len(unit))
		_, what := p.text(placeLogBody, text) // fills the caches
		assert.Equal(t, kept, what, unit)
		assert.Zero(t, testing.AllocsPerRun(1, func() { p.text(placeLogBody, text) }), unit)
	}
}

// TestRejectedPairsLookNearby holds the bounds that keep the work linear: what turns a pair down is found in the next
// few bytes, so that the same bytes are not read again for each of many pairs.
func TestRejectedPairsLookNearby(t *testing.T) {
	for _, unit := range []string{"password:", "Authorization:", `{"token":`, `{"token":[`, "Authorization: Digest ", `"secret":{"a":`} {
		text := strings.Repeat(unit, 64*1024/len(unit))
		const reach = 1024
		for sep := strings.IndexByte(text, ':'); sep < 256; sep++ {
			_, _, whole := secretPairAt(text, sep)
			_, _, near := secretPairAt(text[:sep+reach]+strings.Repeat("}]", 100), sep)
			assert.Equal(t, whole, near, "%s at %d", unit, sep)
		}
	}
}

// TestBoundsKeepCharacters holds: a detector that stops after so many bytes does not stop inside a character.
func TestBoundsKeepCharacters(t *testing.T) {
	for _, before := range []string{"token=", "token: a1", "x token=a", `"password":"`, "Authorization: Digest a=", "Set-Cookie: a=", "a/home/"} {
		for _, length := range []int{maxBareHead, maxBareValue, maxSecretValue} {
			for shift := range 4 {
				text := before + strings.Repeat("x", shift) + strings.Repeat("äю€", length/3)
				got := maskText(t, text, func(c *Config) { c.Profile = ProfileStrict })
				assert.True(t, utf8.ValidString(got), "%s, %d", before, length)
				assert.Equal(t, got, maskText(t, got, func(c *Config) { c.Profile = ProfileStrict }), "%s, %d", before, length)
			}
		}
	}
}
