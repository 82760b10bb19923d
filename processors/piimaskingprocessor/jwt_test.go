package piimaskingprocessor

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// minLongToken is the length from which the scan calls the scanners of tokens.
const minLongToken = 15

// atTokens calls a scanner of tokens at every long one.
func atTokens(find func(s string, start, end int) (int, int, bool)) scanFunc {
	return func(s string, i int) (int, int, bool) {
		if !is(s[i], classToken) || i > 0 && is(s[i-1], classToken) || tokenEnd(s, i)-i < minLongToken {
			return 0, 0, false
		}
		return find(s, i, tokenEnd(s, i))
	}
}

func encoded(text string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(text))
}

func TestJWT(t *testing.T) {
	header, payload := encoded(`{"alg":"HS256","typ":"JWT"}`), encoded(`{"sub":"1"}`)
	const signature = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"
	signed := header + "." + payload + "." + signature
	encrypted := encoded(`{"alg":"dir","enc":"A128GCM"}`) + "..aaaaaaaaaaaaaaaa.bbbbbbbb.cccccccc"
	for _, marked := range []string{
		"«" + signed + "»",
		"token «" + signed + "», next",
		"At the end «" + signed + "».",
		`{"t":"«` + signed + `»"}`,
		"Bearer «" + signed + "»",
		"?jwt=«" + signed + "»&x=1",
		"%3D«" + signed + "»%26",
		`x\n«` + signed + "»",
		"«" + signed + "=»",
		"«" + signed + "».extra",
		"«" + header + "." + payload + "»",
		"«" + header + "." + payload + "». End",
		"cut off «" + header + "." + payload + "»...",
		"«" + header + ".." + signature + "»",
		"«" + encoded(`{"typ":"JWT","alg":"none"}`) + "." + payload + "»",
		"«" + encoded("{\r\n \"alg\":\"RS256\"}") + "." + payload + "." + signature + "»",
		"«" + encrypted + "»",
		"x «" + encrypted + "» y",
		"«" + encoded(`{"jwk":{"kty":"EC","enc":"x"},"alg":"ES256"}`) + "." + payload + "." + signature + "»",
		"«" + encoded(`{"alg":"RS256","x5c":["`+strings.Repeat("MIIC", 900)+`"]}`) + "." + payload + "." + signature + "»",
	} {
		hides(t, atTokens(jwtAt), marked)
	}
}

func TestNoJWT(t *testing.T) {
	payload := encoded(`{"sub":"1"}`)
	for _, s := range []string{
		"",
		"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
		"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.",
		"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.json",
		"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ." + payload + ".signature", // the header does not close
		encoded(`{"typ":"JWT","kid":"1"}`) + "." + payload + ".signature",
		encoded(`{"x":{"alg":"none"}}`) + "." + payload + ".signature",
		encoded(`["alg","enc","none"]`) + "." + payload + ".signature",
		encoded(`{"alg":"none"}}`) + "." + payload + ".signature",
		encoded(`{"alg":"none"} x`) + "." + payload + ".signature",
		encoded(`{"a":"alg:","b":"\"alg\":"}`) + "." + payload + ".signature",
		encoded("{\"alg\":\"no\x00\x01") + "." + payload + ".signature",
		encoded(`{"alg":"dir","enc":"A128GCM"}`) + ".a.b.c",
		"eyJAAAAAAAAAAAAAA.eyJBBBBBBBBBBBBBBB.eyJCCCCCCC",
		"example.verylongpackagename.Class",
		"f4114111-1111-4111-1111-111111111111.log.gz",
		encoded(`{"alg":"`+strings.Repeat("x", maxJWTHeader)+`"}`) + "." + payload + ".signature",
		"[REDACTED:jwt]",
		"[JWT].[JWT].[JWT]",
	} {
		assert.Equal(t, s, hideAll(s, atTokens(jwtAt)))
	}
}

func TestDecodeBase64URL(t *testing.T) {
	for _, text := range []string{"", "a", "ab", "abc", "{\"alg\":\"\xff\xfe\"}"} {
		buf := make([]byte, 32)
		assert.Equal(t, text, string(buf[:decodeBase64URL(buf, encoded(text))]))
	}
	assert.Zero(t, decodeBase64URL(make([]byte, 8), "a+b/"))
	assert.Zero(t, decodeBase64URL(make([]byte, 2), "aaaaaa"), "no room")
}

// tokenFuzz holds for a scanner of tokens, for every text and every bounds of a run: no panic, the match is
// within the text and touches the run, and hiding twice is hiding once.
func tokenFuzz(f *testing.F, find func(s string, start, end int) (int, int, bool), seeds ...string) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for i := range len(s) {
			if !is(s[i], classToken) {
				continue
			}
			end := tokenEnd(s, i)
			if from, to, ok := find(s, i, end); ok {
				assert.True(t, 0 <= from && from < to && to <= len(s), "%d to %d", from, to)
				assert.True(t, from <= end && to > i, "%d to %d is not at %d", from, to, i)
			}
		}
		once := hideAll(s, atTokens(find))
		assert.Equal(t, once, hideAll(once, atTokens(find)))
	})
}

func FuzzJWT(f *testing.F) {
	header := encoded(`{"alg":"none","enc":"x"}`)
	tokenFuzz(f, jwtAt, header+".."+header+".abcdefgh.i", encoded(`{"alg":"x"}`)+"."+header, "%3D"+header+".e", "ewogIn0.e.e", `\n`+header+".")
}

func benchmarkTokens(b *testing.B, find func(s string, start, end int) (int, int, bool), texts map[string]string) {
	for name, text := range texts {
		b.Run(name, func(b *testing.B) {
			start := strings.LastIndexByte(text, ' ') + 1
			end := tokenEnd(text, start)
			b.ReportAllocs()
			for b.Loop() {
				find(text, start, end)
			}
		})
	}
}

// cleanTokens are long tokens as telemetry is full of them.
var cleanTokens = map[string]string{
	"UUID":     "request f4114111-1a2b-4c3d-8e4f-1a2b3c4d5e6f",
	"hash":     "commit 9e107d9d372bb6826bd81d3542a419d6",
	"name":     "started OrderServiceImplementation",
	"capitals": "operation SELECT_CUSTOMER_ORDERS",
}

func BenchmarkJWT(b *testing.B) {
	benchmarkTokens(b, jwtAt, cleanTokens)
	header := encoded(`{"alg":"HS256","typ":"JWT"}`)
	benchmarkTokens(b, jwtAt, map[string]string{"hit": header + "." + header + ".SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c", "near": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ.eyJ"})
}
