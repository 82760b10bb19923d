// Package auth issues and checks access tokens and passwords.
package auth

import (
	"crypto/rand"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// tokenLifetime is how long an access token is good.
const tokenLifetime = 24 * time.Hour

// Claims are what an access token says.
type Claims struct {
	UserID int64  `json:"user_id"`
	Email  string `json:"email"`
	jwt.RegisteredClaims
}

// Tokens issues and checks access tokens: JWT, HS256.
type Tokens struct {
	secret []byte
	now    func() time.Time
}

// NewTokens returns an issuer that signs with the secret and takes the time from now.
func NewTokens(secret []byte, now func() time.Time) *Tokens { return &Tokens{secret: secret, now: now} }

// Issue returns a token for the user.
func (t *Tokens) Issue(u article.User) (string, error) {
	now := t.now()
	return jwt.NewWithClaims(jwt.SigningMethodHS256, Claims{UserID: u.ID, Email: u.Email, RegisteredClaims: jwt.RegisteredClaims{
		ID: rand.Text(), IssuedAt: jwt.NewNumericDate(now), ExpiresAt: jwt.NewNumericDate(now.Add(tokenLifetime)),
	}}).SignedString(t.secret)
}

// Check returns the claims of a token. article.ErrInvalidToken: not signed by us, expired or malformed;
// article.ErrTokenPayload: signed by us, without a user or an id.
func (t *Tokens) Check(token string) (Claims, error) {
	var claims Claims
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return t.secret, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithExpirationRequired(), jwt.WithTimeFunc(t.now))
	switch {
	case err != nil:
		return Claims{}, errors.Join(article.ErrInvalidToken, err)
	case claims.UserID <= 0 || claims.ID == "":
		return Claims{}, article.ErrTokenPayload
	default:
		return claims, nil
	}
}
