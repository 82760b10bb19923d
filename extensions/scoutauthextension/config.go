package scoutauthextension

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/oauth2clientauthextension"
)

const (
	grantClientCredentials = "client_credentials"
	grantJWTBearer         = "urn:ietf:params:oauth:grant-type:jwt-bearer" //nolint:gosec // the name of a grant type (RFC 7523)
	defaultTimeout         = 10 * time.Second
)

// Config has the keys of contrib's oauth2client extension, so that moving is renaming. Two of them mean more here:
//
//   - timeout: how long the token endpoint may take to answer; 0 is the default, 10s.
//   - expiry_buffer: how long before a token's end it is refreshed. The default, 0, is a fifth of the token's lifetime,
//     and more than that is cut to it, so that a buffer longer than the lifetime does not fetch a token for every
//     export. A valid token is used to its end, however long the refresh takes.
//
// client_secret_file, client_id_file and client_certificate_key_file go before the values, and are read at each fetch.
type Config oauth2clientauthextension.Config

// Validate says what to change, by the name of the key.
func (c *Config) Validate() error {
	return errors.Join(
		oneOf("client_id", c.ClientID, "client_id_file", c.ClientIDFile),
		c.validateGrant(),
		validateTokenURL(c.TokenURL),
		c.validateScope(),
		notNegative("timeout", c.Timeout),
		notNegative("expiry_buffer", c.ExpiryBuffer),
	)
}

func (c *Config) validateGrant() error {
	switch c.GrantType {
	case "", grantClientCredentials:
		return oneOf("client_secret", string(c.ClientSecret), "client_secret_file", c.ClientSecretFile)
	case grantJWTBearer:
		return errors.Join(
			oneOf("client_certificate_key", string(c.ClientCertificateKey), "client_certificate_key_file", c.ClientCertificateKeyFile),
			validateAlgorithm(c.SignatureAlgorithm),
		)
	default:
		return fmt.Errorf("grant_type: %q is not known; use %q or %q", c.GrantType, grantClientCredentials, grantJWTBearer)
	}
}

func validateAlgorithm(name string) error {
	known := []string{"", "RS256", "RS384", "RS512"}
	if slices.Contains(known, name) {
		return nil
	}
	return fmt.Errorf("signature_algorithm: %q is not known; use RS256, RS384 or RS512", name)
}

func validateTokenURL(raw string) error {
	if raw == "" {
		return errors.New("token_url: must be set, for example https://id.example.com/realms/<tenant>/protocol/openid-connect/token")
	}
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Host == "" || (parsed.Scheme != "https" && parsed.Scheme != "http") {
		return errors.New("token_url: must be a whole address that begins with https:// or http://")
	}
	return nil
}

// validateScope: the OAuth2 library takes a scope from one place only, and would say so at each fetch.
func (c *Config) validateScope() error {
	if len(c.Scopes) > 0 && c.EndpointParams.Has("scope") {
		return errors.New("endpoint_params: scope is what scopes sets; keep one of them")
	}
	return nil
}

// oneOf wants a value under one of two keys.
func oneOf(key, value, fileKey, file string) error {
	if value == "" && file == "" {
		return fmt.Errorf("%s: must be set, or %s", key, fileKey)
	}
	return nil
}

func notNegative(key string, d time.Duration) error {
	if d < 0 {
		return fmt.Errorf("%s: %s is negative", key, d)
	}
	return nil
}

// files are those that hold credentials.
func (c *Config) files() []string {
	all := []string{c.ClientIDFile, c.ClientSecretFile, c.ClientCertificateKeyFile}
	return slices.DeleteFunc(all, func(path string) bool { return path == "" })
}
