package main

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"golang.org/x/mod/modfile"
	"gopkg.in/yaml.v3"
)

const (
	root       = "../.."
	ourModule  = "github.com/base-14/otelcol-scout"
	ourVersion = "v0.0.0"
)

// manifest is the part of builder-config.yaml that says what the distribution is made of.
type manifest struct {
	Dist struct {
		Name    string `yaml:"name"`
		Version string `yaml:"version"`
	} `yaml:"dist"`
	Receivers  []entry `yaml:"receivers"`
	Processors []entry `yaml:"processors"`
	Connectors []entry `yaml:"connectors"`
	Exporters  []entry `yaml:"exporters"`
	Extensions []entry `yaml:"extensions"`
	Providers  []entry `yaml:"providers"`
}

type entry struct {
	GoMod  string `yaml:"gomod"`
	Import string `yaml:"import"`
	Path   string `yaml:"path"`
}

func readManifest(t *testing.T) manifest {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, "builder-config.yaml"))
	require.NoError(t, err)
	var m manifest
	require.NoError(t, yaml.Unmarshal(raw, &m))
	return m
}

// goMods lists each module once: ours holds several components.
func goMods(entries []entry) []string {
	mods := make([]string, 0, len(entries))
	for _, e := range entries {
		mods = append(mods, e.GoMod)
	}
	slices.Sort(mods)
	return slices.Compact(mods)
}

// modules lists each module once: a component that was renamed stands under its old type too.
func modules(byType map[component.Type]string) []string {
	mods := slices.Sorted(maps.Values(byType))
	return slices.Compact(mods)
}

func TestTheBinaryHasWhatTheManifestSays(t *testing.T) {
	m := readManifest(t)
	factories, err := components()
	require.NoError(t, err)
	assert.ElementsMatch(t, goMods(m.Receivers), modules(factories.ReceiverModules), "receivers")
	assert.ElementsMatch(t, goMods(m.Processors), modules(factories.ProcessorModules), "processors")
	assert.ElementsMatch(t, goMods(m.Connectors), modules(factories.ConnectorModules), "connectors")
	assert.ElementsMatch(t, goMods(m.Exporters), modules(factories.ExporterModules), "exporters")
	assert.ElementsMatch(t, goMods(m.Extensions), modules(factories.ExtensionModules), "extensions")

	mainGo, err := os.ReadFile("main.go")
	require.NoError(t, err)
	for _, provider := range goMods(m.Providers) {
		assert.Contains(t, string(mainGo), `"`+provider+`"`)
	}
	assert.Regexp(t, `Command: +"`+m.Dist.Name+`"`, string(mainGo))
	assert.Regexp(t, `Version: +"`+regexp.QuoteMeta(m.Dist.Version)+`"`, string(mainGo))
}

func TestTheManifestAndGoModAgreeOnEveryVersion(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root, "go.mod"))
	require.NoError(t, err)
	mod, err := modfile.ParseLax("go.mod", raw, nil)
	require.NoError(t, err)
	required := map[string]string{}
	for _, r := range mod.Require {
		required[r.Mod.Path] = r.Mod.Version
	}
	m := readManifest(t)
	for _, list := range [][]entry{m.Receivers, m.Processors, m.Connectors, m.Exporters, m.Extensions, m.Providers} {
		for _, e := range list {
			path, version, ok := strings.Cut(e.GoMod, " ")
			require.True(t, ok, e.GoMod)
			if path == ourModule {
				assert.Equal(t, ourVersion, version)
				assert.Equal(t, ".", e.Path, e.Import)
				continue
			}
			assert.Equal(t, required[path], version, "%s: builder-config.yaml and go.mod differ", path)
		}
	}
}

func TestOurComponentsAreInTheBinary(t *testing.T) {
	factories, err := components()
	require.NoError(t, err)
	for _, name := range []string{"pii_masking", "slow_query", "n_plus_one"} {
		assert.Contains(t, factories.Processors, component.MustNewType(name))
	}
}
