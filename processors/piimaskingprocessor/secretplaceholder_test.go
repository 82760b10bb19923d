package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestPlaceholders(t *testing.T) {
	for _, v := range []string{
		"",
		"*",
		"***",
		"********",
		"-",
		"...",
		"____",
		"####",
		"\u2022\u2022\u2022\u2022",
		"xxx",
		"XXXXXXXX",
		"a1xxxxxxxx",
		"pa***",
		"sk-***1234",
		"null",
		"NULL",
		"None",
		"nil",
		"undefined",
		"true",
		"False",
		"n/a",
		"[PASSWORD]",
		"[REDACTED]",
		"[REDACTED:secret]",
		"[REDACTED:url_credentials]",
		"[Filtered]",
		"[redacted]",
		"[object Object]",
		"<password>",
		"<nil>",
		"<your token>",
		"{token}",
		"{{token}}",
		"{{ .Values.token }}",
		"${TOKEN}",
		"$(cat",
		"$TOKEN",
		"$1",
		"$",
		"%s",
		"%v",
		"%+v",
		"%(token)s",
		"%{token}",
		"%TOKEN%",
		"#{token}",
		":token",
		"@token",
		"@p1",
		"?",
		"?1",
		"your-api-key",
		"YOUR_TOKEN",
		"insert-token-here",
		"placeholder",
		"my-placeholder-1",
		"required",
		"Missing",
		"expired",
		"string",
		"Bearer",
		"basic",
	} {
		assert.True(t, isPlaceholder(v), v)
	}
}

func TestNoPlaceholders(t *testing.T) {
	for _, v := range []string{
		"x",
		"a",
		"xx",
		"1",
		"1111",
		"hunter2",
		"password",
		"changeme",
		"secret",
		"$2y$10$N9qo8uLOickgx2ZMRZoMye",
		"p$ssword",
		"$$",
		"%4Aabc",
		"<3pizza4",
		"@bc d",
		"?abc",
		":abc-1",
		"#abc",
		"nullable",
		"true1",
		"yourself1",
		"inserted1",
		"[a1b2]",
		"Bearer abc",
		"AKIAIOSFODNN7EXAMPLE",
	} {
		assert.False(t, isPlaceholder(v), v)
	}
}

func TestReferences(t *testing.T) {
	for _, v := range []string{
		"var.db_password",
		"config.password",
		"a.b.c",
		"o.token1",
		"os.environ[",
		"os.environ[key]",
		"getToken()",
		"get_token(",
		"config.get(",
		"hash(x)",
		"user_password",
		"DB_PASSWORD",
		"*req.Token",
		"&token.Value",
		"!settings.token",
		"org.example.Token@1a2b3c",
		"Token{a64f992",
		"secrets.example.com:port",
	} {
		assert.True(t, isReference(v), v)
	}
	for _, v := range []string{
		"",
		"hunter2",
		"hunter",
		"abc.d1e2f.ghi",
		"1.2.3",
		"a1b2_c3",
		"p(w)d",
		"m{a}b",
		"user@host",
		"ya29.a0Af",
		"S3cret!",
		"a-b",
		"_",
		".",
	} {
		assert.Equal(t, v == "_", isReference(v), v)
	}
}

func TestReadsAsSecret(t *testing.T) {
	for _, v := range []string{
		"hunter2",
		"S3cret!",
		"0a1b2c",
		"p@ssword",
		"12345",
		"4711",
		"f4114111-1a2b-4c3d-8e4f-1a2b3c4d5e6f",
		"a1b2-c3d4",
		"aBcDeFgH",
		"abc+def=",
		"k3y_1",
	} {
		assert.True(t, readsAsSecret(v), v)
	}
	for _, v := range []string{
		"",
		"a1",
		"abc",
		"must",
		"expected",
		"Expired",
		"failed!",
		"really?",
		"123",
		"3/4",
		"12:30:45",
		"not-found",
		"my-secret-2",
		"v1.2.3",
		"file.js:12:5",
		"camelCase",
		"UPPER",
		"***",
		"(none)",
	} {
		assert.False(t, readsAsSecret(v), v)
	}
}

func TestLocations(t *testing.T) {
	for _, v := range []string{
		"/run/secrets/db",
		"./token.txt",
		"~/.netrc",
		"https://example.com/token",
		"s3://bucket/key",
		"git+ssh://host/x",
	} {
		assert.True(t, isLocation(v), v)
	}
	for _, v := range []string{
		"",
		"abc",
		"/Ab1/cD2+e==",
		"a/b/c",
		"://x",
		"p://",
		"hunter2",
		"~",
	} {
		assert.Equal(t, v == "p://", isLocation(v), v)
	}
}

func TestCamelCase(t *testing.T) {
	for _, v := range []string{"nextToken", "userInput", "aB"} {
		assert.True(t, isCamelCase(v), v)
	}
	for _, v := range []string{"", "a", "token", "Token", "NextToken", "TOKEN"} {
		assert.False(t, isCamelCase(v), v)
	}
}

func TestPlaceholdersAllocateNothing(t *testing.T) {
	for _, v := range []string{"hunter2", "undefined", "Bearer", "[REDACTED:secret]", "config.password"} {
		assert.Zero(t, testing.AllocsPerRun(10, func() {
			isPlaceholder(v)
			isReference(v)
			readsAsSecret(v)
		}), v)
	}
}

func TestTheLongestWordsFit(t *testing.T) {
	for word := range notSecrets {
		assert.LessOrEqual(t, len(word), maxNotSecret, word)
	}
	for word := range secretParameters {
		assert.LessOrEqual(t, len(word), len("x-goog-credential"), word)
	}
	for word := range samplePasswords {
		assert.LessOrEqual(t, len(word), len("password"), word)
	}
}

// FuzzPlaceholder holds for every value: no panic, and what has asterisks in place of characters is none.
func FuzzPlaceholder(f *testing.F) {
	for _, seed := range []string{"", "<", "[", "{", "$", "%", "#", ":", "@", "?", "[object ", "%%", "a.b@", "*&!", "-./:", "\u2022"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, v string) {
		isReference(v)
		readsAsSecret(v)
		isLocation(v)
		isOpaque(v)
		if len(v) <= maxLeft {
			assert.True(t, isPlaceholder(v+hidden))
		}
	})
}

// TestWhatIsMaskedInPartDoesNotShieldTheRest holds that asterisks and labels inside a value do not let the rest of it
// through, whoever wrote them.
func TestWhatIsMaskedInPartDoesNotShieldTheRest(t *testing.T) {
	for in, want := range map[string]string{
		"Cookie: a=***; session=abc123":           "Cookie: [REDACTED:secret]",
		"Set-Cookie: sid=***; Path=/; Domain=x.y": "Set-Cookie: [REDACTED:secret]",
		"password=hun***ter2secret":               "password=[REDACTED:secret]",
		"password=[EMAIL]hunter2":                 "password=[REDACTED:secret]",
		`{"password":"*** and hunter2"}`:          `{"password":"[REDACTED:secret]"}`,
		"https://bob:***hunter2word@example.com/": "https://[REDACTED:url_credentials]@example.com/",
		"password=pa***":                          "password=pa***",
		"api_key=sk-***1234":                      "api_key=sk-***1234",
		"password=[REDACTED:key]":                 "password=[REDACTED:key]",
	} {
		assert.Equal(t, want, maskText(t, in))
		assert.Equal(t, want, maskText(t, want), "twice")
	}
}
