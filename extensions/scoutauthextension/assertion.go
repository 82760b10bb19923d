package scoutauthextension

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"maps"
	"net/url"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// assertionLifetime is as in contrib's extension: more than a fetch takes, for providers whose clock is ahead.
const assertionLifetime = 30 * time.Minute

// assertion is a JWT that says who the client is (RFC 7523, section 3), signed with its key. The claims of the
// configuration go before these.
func (c *Config) assertion(id string) (string, error) {
	key, err := credential("client_certificate_key", string(c.ClientCertificateKey), c.ClientCertificateKeyFile)
	if err != nil {
		return "", err
	}
	signer, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(key))
	if err != nil {
		return "", fmt.Errorf("client_certificate_key: no RSA key in PEM: %w", err)
	}
	token := jwt.NewWithClaims(jwt.GetSigningMethod(cmp.Or(c.SignatureAlgorithm, "RS256")), c.claims(id, time.Now()))
	if c.ClientCertificateKeyID != "" {
		token.Header["kid"] = c.ClientCertificateKeyID
	}
	return token.SignedString(signer)
}

func (c *Config) claims(id string, now time.Time) jwt.MapClaims {
	claims := jwt.MapClaims{
		"iss": cmp.Or(c.Iss, id), "sub": id, "aud": cmp.Or(c.Audience, c.TokenURL), "jti": rand.Text(),
		"iat": jwt.NewNumericDate(now), "exp": jwt.NewNumericDate(now.Add(assertionLifetime)),
	}
	if len(c.Scopes) > 0 {
		claims["scope"] = strings.Join(c.Scopes, " ")
	}
	maps.Copy(claims, c.Claims)
	return claims
}

// assertionParams are those of the configuration and the assertion. A grant_type of the configuration goes before ours.
func assertionParams(configured url.Values, assertion string) url.Values {
	params := url.Values{"grant_type": {grantJWTBearer}}
	maps.Copy(params, configured)
	params.Set("assertion", assertion)
	return params
}
