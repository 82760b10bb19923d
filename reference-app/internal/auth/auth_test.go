package auth

import (
	"context"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/bcrypt"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func at(moment time.Time) func() time.Time { return func() time.Time { return moment } }

func TestTokensAreGoodForADay(t *testing.T) {
	token, err := NewTokens([]byte("secret"), at(now)).Issue(article.User{ID: 7, Email: "ada@example.com"})
	require.NoError(t, err)
	for after, want := range map[time.Duration]error{0: nil, 24*time.Hour - time.Second: nil, 24*time.Hour + time.Second: article.ErrInvalidToken} {
		claims, err := NewTokens([]byte("secret"), at(now.Add(after))).Check(token)
		require.ErrorIs(t, err, want)
		if want == nil {
			assert.EqualValues(t, 7, claims.UserID)
			assert.Equal(t, "ada@example.com", claims.Email)
			assert.True(t, claims.IssuedAt.Equal(now))
		}
	}
}

func TestEveryTokenHasItsOwnID(t *testing.T) {
	tokens := NewTokens([]byte("secret"), at(now))
	ids := map[string]bool{}
	for range 100 {
		token, err := tokens.Issue(article.User{ID: 1})
		require.NoError(t, err)
		claims, err := tokens.Check(token)
		require.NoError(t, err)
		ids[claims.ID] = true
	}
	assert.Len(t, ids, 100)
}

func TestCheckRefusesForeignTokens(t *testing.T) {
	tokens := NewTokens([]byte("secret"), at(now))
	good := Claims{UserID: 1, RegisteredClaims: jwt.RegisteredClaims{ID: "x", ExpiresAt: jwt.NewNumericDate(now.Add(time.Hour))}}
	sign := func(method jwt.SigningMethod, key any, c jwt.Claims) string {
		token, err := jwt.NewWithClaims(method, c).SignedString(key)
		require.NoError(t, err)
		return token
	}
	anonymous, longest, tooLong, unstorable, endless, last, tooLate, fresh, early := good, good, good, good, good, good, good, good, good
	anonymous.UserID, endless.ExpiresAt = 0, nil
	longest.ID, tooLong.ID, unstorable.ID = strings.Repeat("x", 255), strings.Repeat("x", 256), "x\x00"
	last.ExpiresAt = jwt.NewNumericDate(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC))
	tooLate.ExpiresAt = jwt.NewNumericDate(time.Date(10001, 1, 1, 0, 0, 0, 0, time.UTC))
	fresh.IssuedAt, early.IssuedAt = jwt.NewNumericDate(now), jwt.NewNumericDate(now.Add(time.Second))
	for name, c := range map[string]struct {
		token string
		want  error
	}{
		"good":            {sign(jwt.SigningMethodHS256, []byte("secret"), good), nil},
		"empty":           {"", article.ErrInvalidToken},
		"other secret":    {sign(jwt.SigningMethodHS256, []byte("other"), good), article.ErrInvalidToken},
		"other algorithm": {sign(jwt.SigningMethodHS384, []byte("secret"), good), article.ErrInvalidToken},
		"unsigned":        {sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, good), article.ErrInvalidToken},
		"endless":         {sign(jwt.SigningMethodHS256, []byte("secret"), endless), article.ErrInvalidToken},
		"anonymous":       {sign(jwt.SigningMethodHS256, []byte("secret"), anonymous), article.ErrTokenPayload},
		"longest id":      {sign(jwt.SigningMethodHS256, []byte("secret"), longest), nil},
		"id too long":     {sign(jwt.SigningMethodHS256, []byte("secret"), tooLong), article.ErrInvalidToken},
		"id with NUL":     {sign(jwt.SigningMethodHS256, []byte("secret"), unstorable), article.ErrInvalidToken},
		"last year":       {sign(jwt.SigningMethodHS256, []byte("secret"), last), nil},
		"too late":        {sign(jwt.SigningMethodHS256, []byte("secret"), tooLate), article.ErrInvalidToken},
		"issued now":      {sign(jwt.SigningMethodHS256, []byte("secret"), fresh), nil},
		"issued later":    {sign(jwt.SigningMethodHS256, []byte("secret"), early), article.ErrInvalidToken},
		"issued in words": {sign(jwt.SigningMethodHS256, []byte("secret"), jwt.MapClaims{"user_id": 1, "jti": "x", "iat": "now", "exp": now.Add(time.Hour).Unix()}), article.ErrInvalidToken},
		"beyond all time": {sign(jwt.SigningMethodHS256, []byte("secret"), jwt.MapClaims{"user_id": 1, "jti": "x", "exp": 1e300}), article.ErrInvalidToken},
		"text as user":    {sign(jwt.SigningMethodHS256, []byte("secret"), jwt.MapClaims{"user_id": "one", "jti": "x", "exp": now.Add(time.Hour).Unix()}), article.ErrInvalidToken},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := tokens.Check(c.token)
			assert.ErrorIs(t, err, c.want)
		})
	}
}

// TestATokenWithoutAnIDIsNamedByWhatIsSigned: the same token has the same name, however its signature is spelled; another has
// another.
func TestATokenWithoutAnIDIsNamedByWhatIsSigned(t *testing.T) {
	tokens := NewTokens([]byte("secret"), at(now))
	idOfUser := func(user int64) (id, again string) {
		token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims{"user_id": user, "exp": now.Add(time.Hour).Unix()}).SignedString([]byte("secret"))
		require.NoError(t, err)
		claims, err := tokens.Check(token)
		require.NoError(t, err)
		last := token[len(token)-1] // its two lowest bits are padding, and nobody reads them
		repeated, err := tokens.Check(token[:len(token)-1] + string(last+1))
		require.NoError(t, err)
		return claims.ID, repeated.ID
	}
	first, respelled := idOfUser(1)
	assert.Regexp(t, "^sha256:[0-9a-f]{64}$", first)
	assert.Equal(t, first, respelled)
	second, _ := idOfUser(2)
	assert.NotEqual(t, first, second)
}

// FuzzCheck holds: no text that was not issued is a token.
func FuzzCheck(f *testing.F) {
	tokens := NewTokens([]byte("secret"), at(now))
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add("a.b.c")
	f.Fuzz(func(t *testing.T, token string) {
		_, err := tokens.Check(token)
		assert.Error(t, err)
	})
}

func TestPasswords(t *testing.T) {
	p, err := NewPasswords(bcrypt.MinCost)
	require.NoError(t, err)
	hash, err := p.Hash(t.Context(), "correct horse")
	require.NoError(t, err)
	assert.NotContains(t, hash, "correct")
	for name, c := range map[string]struct {
		hash, password string
		want           bool
	}{
		"right":                 {hash, "correct horse", true},
		"wrong":                 {hash, "wrong horse", false},
		"nobody":                {"", "correct horse", false},
		"nobody with the decoy": {"", "nobody's password", false},
		"no hash at all":        {"!", "correct horse", false},
	} {
		t.Run(name, func(t *testing.T) {
			match, err := p.Match(t.Context(), c.hash, c.password)
			require.NoError(t, err)
			assert.Equal(t, c.want, match)
		})
	}
	longest := strings.Repeat("x", 72)
	hash, err = p.Hash(t.Context(), longest)
	require.NoError(t, err)
	match, err := p.Match(t.Context(), hash, longest+"x")
	require.NoError(t, err)
	assert.False(t, match, "bcrypt reads 72 bytes; what follows counts all the same")
	_, err = p.Hash(t.Context(), strings.Repeat("x", 73))
	assert.ErrorIs(t, err, bcrypt.ErrPasswordTooLong)
}

func TestPasswordsWaitForAFreeProcessor(t *testing.T) {
	p, err := NewPasswords(bcrypt.MinCost)
	require.NoError(t, err)
	for range runtime.GOMAXPROCS(0) {
		_, err := p.acquire(t.Context())
		require.NoError(t, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = p.Hash(ctx, "secret")
	require.ErrorIs(t, err, context.Canceled)
	_, err = p.Match(ctx, "", "secret")
	assert.ErrorIs(t, err, context.Canceled)
}
