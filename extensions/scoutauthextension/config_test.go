package scoutauthextension

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/open-telemetry/opentelemetry-collector-contrib/extension/oauth2clientauthextension"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// load reads testdata/config/<name>.yaml the way a collector does.
func load(t *testing.T, name string, into any) error {
	t.Helper()
	conf, err := confmaptest.LoadConf(filepath.Join("testdata", "config", name+".yaml"))
	require.NoError(t, err)
	if err := conf.Unmarshal(into); err != nil {
		return err
	}
	return confmap.Validate(into)
}

func TestConfigErrors(t *testing.T) {
	for name, want := range map[string]string{
		"nothing": "client_id: must be set, or client_id_file\n" +
			"client_secret: must be set, or client_secret_file\n" +
			"token_url: must be set, for example https://id.example.com/realms/<tenant>/protocol/openid-connect/token",
		"token_url_without_scheme": "token_url: must be a whole address that begins with https:// or http://",
		"negative_times":           "timeout: -1s is negative\nexpiry_buffer: -1m0s is negative",
		"grant_type":               `grant_type: "password" is not known; use "client_credentials" or "urn:ietf:params:oauth:grant-type:jwt-bearer"`,
		"jwt_without_key":          "client_certificate_key: must be set, or client_certificate_key_file",
		"jwt_algorithm":            `signature_algorithm: "HS256" is not known; use RS256, RS384 or RS512`,
		"two_scopes":               "endpoint_params: scope is what scopes sets; keep one of them",
	} {
		t.Run(name, func(t *testing.T) {
			assert.EqualError(t, load(t, name, createDefaultConfig()), want)
		})
	}
}

func TestUnknownKeyIsNamed(t *testing.T) {
	err := load(t, "unknown_key", createDefaultConfig())
	assert.ErrorContains(t, err, "client_secrets")
}

// TestEveryKeyOfTheStockExtension loads one file into both: moving from oauth2client is renaming.
func TestEveryKeyOfTheStockExtension(t *testing.T) {
	for _, name := range []string{"full", "files", "jwt"} {
		ours, stock := createDefaultConfig().(*Config), oauth2clientauthextension.NewFactory().CreateDefaultConfig().(*oauth2clientauthextension.Config)
		require.NoError(t, load(t, name, ours))
		require.NoError(t, load(t, name, stock))
		assert.Equal(t, *stock, oauth2clientauthextension.Config(*ours), name)
	}
}

func TestDefaults(t *testing.T) {
	cfg := createDefaultConfig().(*Config)
	assert.Equal(t, 10*time.Second, cfg.Timeout)
	assert.Zero(t, cfg.ExpiryBuffer)
}
