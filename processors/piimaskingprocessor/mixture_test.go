package piimaskingprocessor

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// mixtureParts are what detectors look for, and what delimits it. Put together at random they meet as no one would
// write them: a pair around an address, an escape inside a number, a label beside another match.
var mixtureParts = []string{
	"alice@example.com", "a@x.com", "%40", "@", "&#64;", `\u0040`, ".com", "bob", "4111111111111111", "4111 1111 1111 1111", "+49 30 901820",
	"030-901820", "tel:", "mobile: ", "01 23 45 67 89", "123-45-6789", "ssn", "123456789", "DE89370400440532013000", "DE89 3704 0044 0532 0130 00",
	"password=", "password: ", "token", "=", ":", ": ", "secret", "x-api-key: ", "Authorization: Bearer ", "Authorization: Digest ", "Basic ",
	"dXNlcjpwYXNz", "Cookie: a=b; c=d", "Set-Cookie: sid=38afes7a8; Path=/", "abc1d2E3f4G5h6", "hunter2", "https://", "u:p@", "?sig=", "&token=",
	"curl -u ", "-----BEGIN PRIVATE KEY-----", "\n", "MIIEpQIBAAKCAQEAn6O8liSX4m98", "-----END PRIVATE KEY-----", "eyJ",
	"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl", "AKIAIOSFODNN7EXAMPL2", "10.1.2.3", "2001:db8::1", "::", "client_ip=",
	"00:1b:44:11:3a:b7", "0012.3456.789a", "123e4567-e89b-12d3-a456-426614174000", "/home/", `C:\Users\`, "[EMAIL]", "[REDACTED:secret]", "***",
	"al***@example.com", "***-**-****", "[REDACTED:", "\"", "'", "`", `\`, `\"`, `\n`, `\\`, `\u0041`, " ", "\t", ", ", ";", "(", ")", "[", "]", "{", "}",
	"<password>", "</password>", "&", "?", "/", ".", "-", "_", "+", "%20", "%22", "%2B", "1", "12", "2026-01-02", "12:30:45", "\u00e9", "\u043f\u043e",
	"\xff", "null", "name", "value=", "ext. 12", "==", ":=", "=>", "key=\"Password\" value=\"", "<add ", "$", "#",
}

// mixture puts parts together: as a text, or one time in three as a JSON document.
func mixture(random *rand.Rand) string {
	if random.IntN(3) == 0 {
		return "[" + mixtureJSON(random, 0) + "]"
	}
	var text strings.Builder
	for range 1 + random.IntN(8) {
		text.WriteString(mixtureParts[random.IntN(len(mixtureParts))])
	}
	return text.String()
}

func mixtureJSON(random *rand.Rand, depth int) string {
	switch kind := random.IntN(6); {
	case kind < 2 && depth < 4:
		return `{"token":` + mixtureJSON(random, depth+1) + "," + mixtureString(random) + ":" + mixtureJSON(random, depth+1) + "}"
	case kind == 2:
		return "[" + mixtureJSON(random, depth+1) + ", 4111111111111111]"
	case kind == 3:
		return []string{"4111111111111111", "-4111111111111111", "4111111111111111.5", "123456789", "1e5", "true", "null"}[random.IntN(7)]
	default:
		return mixtureString(random)
	}
}

// mixtureString returns a JSON string; a part that is one already keeps its escapes.
func mixtureString(random *rand.Rand) string {
	text := mixtureParts[random.IntN(len(mixtureParts))] + mixtureParts[random.IntN(len(mixtureParts))]
	if quoted := `"` + text + `"`; json.Valid([]byte(quoted)) {
		return quoted
	}
	quoted, _ := json.Marshal(text) // a string has no value that JSON cannot write
	return string(quoted)
}

// TestMixtures holds for random mixtures what FuzzText holds. The fuzzer takes hours to put such parts together.
func TestMixtures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	documents := 0
	for settings := range uint64(20) {
		p := fuzzPass(settings)
		for range 500 {
			text := mixture(random)
			if isDocument(text) {
				documents++
			}
			if checkText(t, p, text); t.Failed() {
				t.Fatalf("settings %d, text %q", settings, text)
			}
			assert.Zero(t, p.tally.unscanned, "%d, %q", settings, text)
		}
	}
	assert.Greater(t, documents, 2000)
}
