package httpapi

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/auth"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func TestRegisterAnswersWithUserAndToken(t *testing.T) {
	s := startServer(t)
	got := s.call(http.MethodPost, "/api/register", "", map[string]string{"email": "Ada@Example.com", "password": "secret", "name": "Ada"})
	require.Equal(t, http.StatusCreated, got.status)
	assert.Equal(t, "application/json", got.header.Get("Content-Type"))
	var session testSession
	got.decode(t, &session)
	assert.Equal(t, "Ada@Example.com", session.User.Email, "the address stays as it was typed")
	assert.Equal(t, "Ada", session.User.Name)
	assert.Equal(t, "Bearer", session.Token.TokenType)
	assert.NotContains(t, got.body, "password")
}

func TestTokenHoldsTheClaimsOfTheContract(t *testing.T) {
	s := startServer(t)
	session := s.join("ada")
	claims := jwt.MapClaims{}
	token, err := jwt.ParseWithClaims(session.Token.AccessToken, claims, func(*jwt.Token) (any, error) { return []byte(testSecret), nil })
	require.NoError(t, err)
	assert.Equal(t, "HS256", token.Header["alg"])
	assert.InDelta(t, float64(session.User.ID), claims["user_id"], 0)
	assert.Equal(t, "ada@example.com", claims["email"])
	assert.NotEmpty(t, claims["jti"])
	assert.InDelta(t, (24 * time.Hour).Seconds(), claims["exp"].(float64)-claims["iat"].(float64), 0)
}

func TestRegisterRefusesATakenAddressInAnyCase(t *testing.T) {
	s := startServer(t)
	s.join("ada")
	for _, email := range []string{"ada@example.com", "ADA@example.com"} {
		got := s.call(http.MethodPost, "/api/register", "", map[string]string{"email": email, "password": "secret", "name": "Ada"})
		assertRefused(t, got, http.StatusConflict, "Email already registered")
	}
}

func TestRegisterNamesEveryWrongField(t *testing.T) {
	s := startServer(t)
	const badEmail, badPassword, badName = "must be a valid e-mail address", "must have 6 to 72 bytes", "must have 1 to 255 characters"
	valid := func(field, value string) map[string]any {
		in := map[string]any{"email": "ada@example.com", "password": "secret", "name": "Ada"}
		in[field] = value
		return in
	}
	for name, c := range map[string]struct {
		body any
		want map[string][]string
	}{
		"nothing":                {map[string]any{}, map[string][]string{"email": {"is required"}, "password": {"is required"}, "name": {"is required"}}},
		"nulls":                  {`{"email":null,"password":null,"name":null}`, map[string][]string{"email": {"must not be null"}, "password": {"must not be null"}, "name": {"must not be null"}}},
		"a null and others":      {`{"name":null,"password":"12345"}`, map[string][]string{"email": {"is required"}, "password": {badPassword}, "name": {"must not be null"}}},
		"a null of an unknown":   {`{"admin":null}`, map[string][]string{"admin": {"is not a known field"}}},
		"JSON null":              {`null`, map[string][]string{"email": {"is required"}, "password": {"is required"}, "name": {"is required"}}},
		"address without domain": {valid("email", "ada"), map[string][]string{"email": {badEmail}}},
		"address without dot":    {valid("email", "ada@intranet"), map[string][]string{"email": {badEmail}}},
		"address with a name":    {valid("email", "Ada <ada@example.com>"), map[string][]string{"email": {badEmail}}},
		"two addresses":          {valid("email", "a@example.com, b@example.com"), map[string][]string{"email": {badEmail}}},
		"address too long":       {valid("email", strings.Repeat("a", 250)+"@example.com"), map[string][]string{"email": {badEmail}}},
		"address with NUL":       {valid("email", "a\x00da@example.com"), map[string][]string{"email": {"must not contain the NUL character", badEmail}}},
		"password too short":     {valid("password", "12345"), map[string][]string{"password": {badPassword}}},
		"password over 72 bytes": {valid("password", strings.Repeat("é", 37)), map[string][]string{"password": {badPassword}}},
		"empty name":             {valid("name", ""), map[string][]string{"name": {badName}}},
		"name too long":          {valid("name", strings.Repeat("é", 256)), map[string][]string{"name": {badName}}},
		"unknown field":          {valid("admin", "yes"), map[string][]string{"admin": {"is not a known field"}}},
		"wrong type":             {`{"email":17,"password":"secret","name":"Ada"}`, map[string][]string{"email": {"must be a string"}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := assertRefused(t, s.call(http.MethodPost, "/api/register", "", c.body), http.StatusBadRequest, "Validation failed")
			assert.Equal(t, c.want, f.Error.Fields)
		})
	}
}

func TestRegisterTakesTheBounds(t *testing.T) {
	s := startServer(t)
	for name, in := range map[string]map[string]string{
		"shortest": {"email": "a@b.co", "password": "123456", "name": "A"},
		"longest":  {"email": strings.Repeat("a", 64) + "@example.com", "password": strings.Repeat("é", 36), "name": strings.Repeat("é", 255)},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, http.StatusCreated, s.call(http.MethodPost, "/api/register", "", in).status)
			delete(in, "name")
			assert.Equal(t, http.StatusOK, s.call(http.MethodPost, "/api/login", "", in).status)
		})
	}
}

func TestLogin(t *testing.T) {
	s := startServer(t)
	s.join("ada")
	for name, c := range map[string]struct {
		email, password string
		status          int
		message         string
	}{
		"right":               {"ada@example.com", testPassword, http.StatusOK, ""},
		"right in other case": {"ADA@example.com", testPassword, http.StatusOK, ""},
		"wrong password":      {"ada@example.com", "wrong horse", http.StatusUnauthorized, "Invalid credentials"},
		"empty password":      {"ada@example.com", "", http.StatusUnauthorized, "Invalid credentials"},
		"password of 73":      {"ada@example.com", strings.Repeat("a", 73), http.StatusUnauthorized, "Invalid credentials"},
		"unknown user":        {"bob@example.com", testPassword, http.StatusUnauthorized, "Invalid credentials"},
	} {
		t.Run(name, func(t *testing.T) {
			got := s.call(http.MethodPost, "/api/login", "", map[string]string{"email": c.email, "password": c.password})
			if c.status != http.StatusOK {
				assertRefused(t, got, c.status, c.message)
				return
			}
			var session testSession
			got.decode(t, &session)
			assert.Equal(t, http.StatusOK, got.status)
			assert.Equal(t, "ada@example.com", session.User.Email)
			assert.Equal(t, http.StatusOK, s.call(http.MethodGet, "/api/user", session.Token.AccessToken, nil).status)
		})
	}
}

func TestLoginNeedsBothFields(t *testing.T) {
	s := startServer(t)
	f := assertRefused(t, s.call(http.MethodPost, "/api/login", "", map[string]string{}), http.StatusBadRequest, "Validation failed")
	assert.Equal(t, map[string][]string{"email": {"is required"}, "password": {"is required"}}, f.Error.Fields)
}

func TestUserIsBare(t *testing.T) {
	s := startServer(t)
	session := s.join("ada")
	got := s.call(http.MethodGet, "/api/user", session.Token.AccessToken, nil)
	require.Equal(t, http.StatusOK, got.status)
	var user struct {
		ID    int64  `json:"id"`
		Email string `json:"email"`
	}
	got.decode(t, &user)
	assert.Equal(t, session.User.ID, user.ID)
	assert.Equal(t, "ada@example.com", user.Email)
}

func TestLogoutRevokesThisTokenOnly(t *testing.T) {
	s := startServer(t)
	first := s.join("ada").Token.AccessToken
	var second testSession
	s.call(http.MethodPost, "/api/login", "", map[string]string{"email": "ada@example.com", "password": testPassword}).decode(t, &second)

	got := s.call(http.MethodPost, "/api/logout", first, nil)
	assert.Equal(t, http.StatusOK, got.status)
	assert.JSONEq(t, `{"message":"Logged out successfully"}`, got.body)
	assertRefused(t, s.call(http.MethodGet, "/api/user", first, nil), http.StatusUnauthorized, "Invalid or expired token")
	assertRefused(t, s.call(http.MethodPost, "/api/logout", first, nil), http.StatusUnauthorized, "Invalid or expired token")
	assert.Equal(t, http.StatusOK, s.call(http.MethodGet, "/api/user", second.Token.AccessToken, nil).status)
}

func TestRevokedTokensAreForgottenAfterTheyExpire(t *testing.T) {
	s := startServer(t)
	store := postgres.NewStore(s.pool)
	require.NoError(t, store.RevokeToken(t.Context(), "old", time.Now().Add(-time.Hour)))
	require.NoError(t, store.RevokeToken(t.Context(), "new", time.Now().Add(time.Hour)))
	require.NoError(t, store.RevokeToken(t.Context(), "new", time.Now().Add(time.Hour)), "twice is no error")
	for jti, want := range map[string]bool{"old": false, "new": true} {
		revoked, err := store.TokenRevoked(t.Context(), jti)
		require.NoError(t, err)
		assert.Equal(t, want, revoked, jti)
	}
}

// badTokens returns headers that must not let anybody in, with the text of the refusal.
func badTokens(t *testing.T, s *server) map[string]struct{ header, message string } {
	t.Helper()
	sign := func(method jwt.SigningMethod, key any, claims jwt.Claims) string {
		token, err := jwt.NewWithClaims(method, claims).SignedString(key)
		require.NoError(t, err)
		return "Bearer " + token
	}
	secret := []byte(testSecret)
	claims := func(user int64, jti string, in time.Duration) auth.Claims {
		return auth.Claims{UserID: user, RegisteredClaims: jwt.RegisteredClaims{ID: jti, ExpiresAt: jwt.NewNumericDate(s.clock.now().Add(in))}}
	}
	early := claims(1, "x", time.Hour)
	early.IssuedAt = jwt.NewNumericDate(s.clock.now().Add(time.Second))
	const missing, invalid, payload = "Missing or invalid authorization header", "Invalid or expired token", "Invalid token payload"
	return map[string]struct{ header, message string }{
		"no header":       {"", missing},
		"other scheme":    {"Basic YWRhOnB3", missing},
		"no token":        {"Bearer ", missing},
		"scheme only":     {"Bearer", missing},
		"no JWT":          {"Bearer abc.def.ghi", invalid},
		"other secret":    {sign(jwt.SigningMethodHS256, []byte("another"), claims(1, "x", time.Hour)), invalid},
		"other algorithm": {sign(jwt.SigningMethodHS512, secret, claims(1, "x", time.Hour)), invalid},
		"unsigned":        {sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, claims(1, "x", time.Hour)), invalid},
		"expired":         {sign(jwt.SigningMethodHS256, secret, claims(1, "x", -time.Second)), invalid},
		"issued later":    {sign(jwt.SigningMethodHS256, secret, early), invalid},
		"never expires":   {sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"user_id": 1, "jti": "x"}), invalid},
		"no user":         {sign(jwt.SigningMethodHS256, secret, claims(0, "x", time.Hour)), payload},
		"endless id":      {sign(jwt.SigningMethodHS256, secret, claims(1, strings.Repeat("x", 256), time.Hour)), invalid},
		"id with NUL":     {sign(jwt.SigningMethodHS256, secret, claims(1, "x\x00", time.Hour)), invalid},
		"far future":      {sign(jwt.SigningMethodHS256, secret, jwt.MapClaims{"user_id": 1, "jti": "x", "exp": 1e18}), invalid},
		"user gone":       {sign(jwt.SigningMethodHS256, secret, claims(999_999, "x", time.Hour)), "User not found"},
	}
}

// TestATokenWithoutAnIDLogsOut: the tokens of the original have no jti.
func TestATokenWithoutAnIDLogsOut(t *testing.T) {
	s := startServer(t)
	id := s.join("ada").User.ID
	bare := func(in time.Duration) string {
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"user_id": id, "email": "ada@example.com", "exp": s.clock.now().Add(in).Unix()}).
			SignedString([]byte(testSecret))
		require.NoError(t, err)
		return token
	}
	first, second := bare(time.Hour), bare(2*time.Hour)
	assert.Equal(t, http.StatusOK, s.call(http.MethodPost, "/api/logout", first, nil).status)
	assertRefused(t, s.call(http.MethodGet, "/api/user", first, nil), http.StatusUnauthorized, "Invalid or expired token")
	assert.Equal(t, http.StatusOK, s.call(http.MethodGet, "/api/user", second, nil).status)
}

func TestBadTokensAreRefused(t *testing.T) {
	s := startServer(t)
	for name, c := range badTokens(t, s) {
		t.Run(name, func(t *testing.T) {
			got := s.send(http.MethodGet, "/api/user", http.Header{"Authorization": {c.header}}, nil)
			assertRefused(t, got, http.StatusUnauthorized, c.message)
			assert.Equal(t, "Bearer", got.header.Get("WWW-Authenticate"))
		})
	}
}

func TestBadTokensAreIgnoredWhereNoneIsNeeded(t *testing.T) {
	s := startServer(t)
	slug := s.write(s.join("ada").Token.AccessToken, "Hello").Slug
	for name, c := range badTokens(t, s) {
		for _, path := range []string{"/api/articles/", "/api/articles/" + slug, "/api/articles/export"} {
			got := s.send(http.MethodGet, path, http.Header{"Authorization": {c.header}}, nil)
			assert.Equal(t, http.StatusOK, got.status, "%s with %s", path, name)
		}
	}
}

func TestEveryProtectedEndpointNeedsAToken(t *testing.T) {
	s := startServer(t)
	for _, endpoint := range []string{"GET /api/user", "POST /api/logout", "POST /api/articles/", "PUT /api/articles/a-1",
		"DELETE /api/articles/a-1", "POST /api/articles/a-1/favorite", "DELETE /api/articles/a-1/favorite"} {
		t.Run(endpoint, func(t *testing.T) {
			method, path, _ := strings.Cut(endpoint, " ")
			assertRefused(t, s.call(method, path, "", nil), http.StatusUnauthorized, "Missing or invalid authorization header")
		})
	}
}

func TestTokenExpiresAfterADay(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	s.clock.advance(24*time.Hour - time.Second)
	assert.Equal(t, http.StatusOK, s.call(http.MethodGet, "/api/user", token, nil).status)
	s.clock.advance(2 * time.Second)
	assertRefused(t, s.call(http.MethodGet, "/api/user", token, nil), http.StatusUnauthorized, "Invalid or expired token")
}
