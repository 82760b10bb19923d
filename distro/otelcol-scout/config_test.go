package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.opentelemetry.io/collector/otelcol"
)

func settings(uris ...string) otelcol.CollectorSettings {
	return otelcol.CollectorSettings{
		BuildInfo: component.BuildInfo{Command: "otelcol-scout"},
		Factories: components,
		ConfigProviderSettings: otelcol.ConfigProviderSettings{ResolverSettings: confmap.ResolverSettings{
			URIs: uris,
			ProviderFactories: []confmap.ProviderFactory{
				envprovider.NewFactory(), fileprovider.NewFactory(), yamlprovider.NewFactory(),
			},
			DefaultScheme: "env",
		}},
	}
}

func dryRun(t *testing.T, uris ...string) error {
	t.Helper()
	collector, err := otelcol.NewCollector(settings(uris...))
	require.NoError(t, err)
	return collector.DryRun(t.Context())
}

func TestShippedConfigurationsAreValid(t *testing.T) {
	t.Setenv("SCOUT_QUEUE_DIR", t.TempDir())
	canonical := filepath.Join(root, "otel-config.yaml")
	for name, uris := range map[string][]string{
		"otel-config.yaml":             {canonical},
		"compose without an account":   {canonical, filepath.Join(root, "distro/deploy/compose/jaeger.yaml")},
		"compose with a Scout account": {canonical, filepath.Join(root, "distro/deploy/compose/scout.yaml")},
	} {
		t.Run(name, func(t *testing.T) { assert.NoError(t, dryRun(t, uris...)) })
	}
}

func TestEveryVariableOfTheCanonicalConfigurationIsUsed(t *testing.T) {
	for variable, bad := range map[string]string{ // values that must reach the setting, because it refuses them
		"SLOW_QUERY_THRESHOLD": "-1s",
		"MEMORY_LIMIT_MIB":     "not-a-number",
		"SCOUT_QUEUE_BYTES":    "-1",
		"SCOUT_ENDPOINT":       "",
		"SCOUT_CLIENT_ID":      "",
		"SCOUT_TOKEN_URL":      "",
	} {
		t.Run(variable, func(t *testing.T) {
			t.Setenv("SCOUT_QUEUE_DIR", t.TempDir())
			t.Setenv(variable, bad)
			assert.Error(t, dryRun(t, filepath.Join(root, "otel-config.yaml")))
		})
	}
}

func TestABadKeyStopsTheStartWithItsPath(t *testing.T) {
	t.Setenv("SCOUT_QUEUE_DIR", t.TempDir())
	canonical := filepath.Join(root, "otel-config.yaml")
	for override, path := range map[string]string{
		"yaml:processors::pii_masking::detectors::emial: partial": "processors::pii_masking",
		"yaml:processors::slow_query::threshold: -1s":             "processors::slow_query",
		"yaml:processors::n_plus_one::min_repeats: 0":             "processors::n_plus_one",
		"yaml:processors::n_plus_one::no_such_key: 1":             "no_such_key",
	} {
		t.Run(override, func(t *testing.T) {
			err := dryRun(t, canonical, override)
			require.Error(t, err)
			assert.Contains(t, err.Error(), path)
		})
	}
}

func TestComponentsCommandNamesOurs(t *testing.T) {
	command := otelcol.NewCommand(settings())
	var out bytes.Buffer
	command.SetOut(&out)
	command.SetArgs([]string{"components"})
	require.NoError(t, command.Execute())
	assert.Contains(t, out.String(), "name: pii_masking")
}
