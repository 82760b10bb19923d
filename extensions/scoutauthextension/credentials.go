package scoutauthextension

import (
	"fmt"
	"os"
	"strings"

	"github.com/golang-jwt/jwt/v5"
)

// credential is the value under a key, or what the file has that goes before it, without the spaces around it.
func credential(key, value, file string) (string, error) {
	if file == "" {
		return value, nil
	}
	content, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("%s_file: %w", key, err)
	}
	trimmed := strings.TrimSpace(string(content))
	if trimmed == "" {
		return "", fmt.Errorf("%s_file: %s is empty", key, file)
	}
	return trimmed, nil
}

// checkKey fails for a key in the configuration that is none. One in a file may be corrected while this runs.
func (c *Config) checkKey() error {
	if c.GrantType != grantJWTBearer || c.ClientCertificateKeyFile != "" {
		return nil
	}
	if _, err := jwt.ParseRSAPrivateKeyFromPEM([]byte(c.ClientCertificateKey)); err != nil {
		return fmt.Errorf("client_certificate_key: no RSA key in PEM: %w", err)
	}
	return nil
}
