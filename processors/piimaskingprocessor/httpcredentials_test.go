package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestHTTPCredentials(t *testing.T) {
	for _, marked := range []string{
		"Bearer «0a1b2c3d4e5f60718293»",
		"sent bearer «mF9B5f41JqM7xK2pQ8.abc/def+x==», next",
		"got Token «9944b09199c62bcf9418ad846dd0e4bb».",
		"APIKEY «abcDEF123456ghiJKL»",
		"Basic «YWxpY2U6czNjcmV0LXBhc3N3b3Jk» was refused",
		"BASIC «YWxpY2U6czNjcmV0LXBhc3M=»",
		"Negotiate «YIIJvwYGKwYBBQUCoIIJszCCCa0»",
		"SSWS «00QCjAl4MlV-WPXM0ABrXx9»",
		`{"auth":"Bearer «0a1b2c3d4e5f60718293»"}`,
		"DPoP «Kz0a1b2c3d4e5f6071829»",
		"FlyV1 «fm1r0a1b2c3d4e5f60718»,x",
		"Bearer «1234567890123456:AbCdEf1gH2»",
	} {
		hides(t, atTokens(httpCredentialsAt), marked)
	}
}

func TestNoHTTPCredentials(t *testing.T) {
	for _, s := range []string{
		"Basic authentication_required here",
		"Basic YWxpY2VzY3JldHBhc3N3b3Jk",
		"basic understanding-of-things",
		"Bearer TokenAuthenticationFilter",
		"Bearer authentication-middleware",
		"Token TokenValidationService",
		"Bearer xxxxxxxxxxxxxxxxxxxx",
		"bearer abc",
		"Bearer",
		"Bearers 0a1b2c3d4e5f60718293",
		"id 0a1b2c3d4e5f60718293",
		"Bearer  0a1b2c3d4e5f60718293",
		"Digest 0a1b2c3d4e5f60718293",
		"x 0a1b2c3d4e5f60718293",
		" 0a1b2c3d4e5f60718293",
		"Bearer [REDACTED:secret]",
		"Bearer oauth2-authorization-server",
		"0a1b2c3d4e5f60718293",
	} {
		assert.Equal(t, s, hideAll(s, atTokens(httpCredentialsAt)))
	}
}

func TestSchemes(t *testing.T) {
	for scheme := range authSchemes {
		assert.LessOrEqual(t, len(scheme), maxScheme)
		assert.True(t, isScheme(scheme))
	}
	assert.True(t, takesParameters("Digest"))
	assert.False(t, takesParameters("Bearer"))
	assert.False(t, isScheme("AVeryLongWordThatIsNoSchemeAtAll"))
}

func FuzzHTTPCredentials(f *testing.F) {
	tokenFuzz(f, httpCredentialsAt, "Bearer 0a1b2c3d4e5f60718293", "Basic YWxpY2U6czNjcmV0LXBhc3M=", "Token 0a1b2c3d4e5f60718293...", "basic ABCDEFGHIJKLMNOP:::")
}

func BenchmarkHTTPCredentials(b *testing.B) {
	benchmarkTokens(b, httpCredentialsAt, cleanTokens)
	benchmarkTokens(b, httpCredentialsAt, map[string]string{"hit": "Bearer 0a1b2c3d4e5f60718293", "basic": "Basic YWxpY2U6czNjcmV0LXBhc3M="})
}
