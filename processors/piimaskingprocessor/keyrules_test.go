package piimaskingprocessor

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSecretKeys(t *testing.T) {
	for _, key := range []string{
		"password", "Password", "PASSWORD", "user.password", "userPassword", "user_password", "dbpassword", "password1", "passwords",
		"db.passwd", "passphrase", "mysql_pwd", "secret", "client_secret", "clientSecret", "secret_key", "secrets", "AWS_SECRET_ACCESS_KEY",
		"token", "access_token", "accessToken", "refresh-token", "idToken", "authtoken", "csrf.token", "x-auth-token", "token_value", "token.0",
		"authorization", "Authorization", "http.request.header.authorization", "http.request.header.proxy-authorization", "HTTP_AUTHORIZATION",
		"cookie", "cookies", "http.request.header.cookie", "http.response.header.set-cookie", "set_cookie", "Set-Cookie",
		"api_key", "api-key", "apiKey", "APIKey", "apikey", "API_KEY", "x-api-key", "http.request.header.x_api_key", "api.key", "api_keys",
		"db_pass", "DB_PASS", "dbPass", "userpass", "smtp.pass", "secretkey", "accountKey", "encryption_key", "signing-key", "auth_key", "passcode",
		"access token", "my api key", "secret_id", "token_id", "accessKey", "aws_access_key_id", "private_key", "ssh.private-key", "credential", "credentials", "db.query.parameter.password",
	} {
		assert.True(t, namesSecret(key), key)
	}
}

func TestKeysThatAreNoSecrets(t *testing.T) {
	for _, key := range []string{
		"", ".", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.request.max_tokens", "token_count", "tokenCount",
		"llm.token_count.prompt", "token.type", "tokens", "max_token", "prompt_token", "tokenizer", "tokenization.model",
		"http.request.header.content-type", "http.request.header.accept", "db.query.text", "db.operation.name", "service.name", "url.full",
		"password.policy", "password_changed", "password_length", "has_password", "passwordStrength", "password_expires_at",
		"invalid_token", "unexpected token", "bad.password", "wrong_password", "next_token", "nextPageToken", "continuation.token", "credentialsId", "credential.id",
		"password_file", "secret.file.name", "tokenField", "password.hint", "passwordVariable", "pass", "test_pass", "compass", "bypass", "pass.count",
		"secretary", "secret.name", "k8s.secret.name", "secret_version", "secret.manager", "cookie_domain", "cookie.name", "cookiecutter",
		"authorization_url", "authorization.server", "author", "authority", "auth.method", "key", "api", "apikeyed", "session.id", "enduser.id",
		"messaging.kafka.message.key", "primary_key", "foreign_key", "monkey", "keyboard", "db.redis.key", "rapid.keynote", "token_bucket",
		"scout.query.fingerprint", "scout.findings", "scout.finding.hint", "code.function.name", "user_agent.original", "network.peer.address",
	} {
		assert.False(t, namesSecret(key), key)
	}
}

func TestSplitKey(t *testing.T) {
	for key, want := range map[string][]string{
		"":                         nil,
		"__":                       nil,
		"http.request.header.x-id": {"http", "request", "header", "x", "id"},
		"userPassword":             {"user", "password"},
		"APIKey":                   {"api", "key"},
		"HTTP_AUTHORIZATION":       {"http", "authorization"},
		"password1x":               {"password", "x"},
		"IDToken2":                 {"id", "token"},
		"größe.token":              {"gr", "e", "token"},
	} {
		assert.Equal(t, want, splitKey(key), key)
	}
}

func TestFirstRuleDecides(t *testing.T) {
	k := newKeyRules([]KeyRule{
		{Match: "*.password", Action: ActionOff},
		{Match: "*password*", Action: ActionMask},
		{Match: "User.Email", Action: ActionPartial},
	})
	for key, want := range map[string]verdict{
		"db.password":             {action: ActionOff},
		"db.password.old":         {action: ActionMask},
		"USER.EMAIL":              {action: ActionPartial},
		"user.token":              {action: ActionReplace, builtIn: true},
		"user.name":               {action: ActionOff, builtIn: true},
		"scout.query.fingerprint": {action: ActionOff, builtIn: true, fingerprint: true},
	} {
		assert.Equal(t, want, k.verdict(key), key)
		assert.Equal(t, want, k.verdict(key), "%s, from the cache", key)
	}
}

func TestGlob(t *testing.T) {
	for _, tt := range []struct {
		pattern string
		yes, no []string
	}{
		{"user.email", []string{"user.email"}, []string{"user.emails", "a.user.email", ""}},
		{"User.*", []string{"user.", "user.name"}, []string{"user", "auser.x"}},
		{"*password*", []string{"password", "a.password.b"}, []string{"pass"}},
		{"*.id", []string{".id", "a.id"}, []string{"id", "a.idx"}},
		{"a*b*c", []string{"abc", "axbxc", "abbc"}, []string{"ab", "ac", "acb"}},
		{"ab*ba", []string{"abba", "abxba"}, []string{"aba"}},
		{"*", []string{"", "x"}, nil},
		{"a**b", []string{"ab", "axb"}, []string{"a"}},
	} {
		g := newGlob(tt.pattern)
		for _, text := range tt.yes {
			assert.True(t, g.matches(text), "%s, %s", tt.pattern, text)
		}
		for _, text := range tt.no {
			assert.False(t, g.matches(text), "%s, %s", tt.pattern, text)
		}
	}
}
