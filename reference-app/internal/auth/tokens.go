// Package auth issues and checks access tokens and passwords.
package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
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

// Check returns the claims of a token. A token without a jti, as other issuers with the same secret make them, gets one
// that is a hash of what is signed, so that it can be revoked like any other. article.ErrInvalidToken: not signed by us,
// expired, issued in the future or malformed; article.ErrTokenPayload: signed by us, without a user.
//
// A token may lack a time of issue; one in the future is refused, with no leeway, as PyJWT does by default.
func (t *Tokens) Check(token string) (Claims, error) {
	var claims Claims
	_, err := jwt.ParseWithClaims(token, &claims, func(*jwt.Token) (any, error) { return t.secret, nil },
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}), jwt.WithExpirationRequired(), jwt.WithIssuedAt(), jwt.WithTimeFunc(t.now))
	if err == nil {
		err = claims.storable()
	}
	switch {
	case err != nil:
		return Claims{}, errors.Join(article.ErrInvalidToken, err)
	case claims.UserID <= 0:
		return Claims{}, article.ErrTokenPayload
	case claims.ID == "":
		claims.ID = idOf(token)
	}
	return claims, nil
}

const (
	maxID   = 255  // bytes of a jti; ours have 26
	maxYear = 9999 // the last that a time in JSON can have
)

var errUnstorable = errors.New("jti: longer than 255 bytes or with the NUL character, or exp: after the year 9999")

// storable tells whether the token could be noted as revoked: logging out must not fail for what a token holds.
func (c Claims) storable() error {
	if len(c.ID) > maxID || strings.ContainsRune(c.ID, 0) || c.ExpiresAt.Year() > maxYear {
		return errUnstorable
	}
	return nil
}

// idOf names a token by what is signed: the signature itself could be spelled in more than one way.
func idOf(token string) string {
	sum := sha256.Sum256([]byte(token[:strings.LastIndexByte(token, '.')]))
	return "sha256:" + hex.EncodeToString(sum[:])
}
