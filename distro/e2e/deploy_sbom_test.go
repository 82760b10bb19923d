package e2e_test

import (
	"bytes"
	"debug/buildinfo"
	"encoding/json"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheBillOfMaterialsListsTheBinary makes it as `make sbom` does, and reads it with nothing of ours.
func TestTheBillOfMaterialsListsTheBinary(t *testing.T) {
	t.Parallel()
	binary := builtBinary(t, "otelcol-scout")
	graph := exec.Command("go", "mod", "graph")
	graph.Dir = repository(t)
	requirements, err := graph.Output()
	require.NoError(t, err)
	sbom := exec.Command("go", "run", "./distro/deploy/sbom", "-version", "0.1.0", binary)
	sbom.Dir, sbom.Env, sbom.Stdin = repository(t), append(os.Environ(), "CGO_ENABLED=0"), bytes.NewReader(requirements)
	raw, err := sbom.Output()
	require.NoError(t, err)

	var bill struct {
		BOMFormat, SpecVersion string
		Components             []struct {
			Purl string
			Ref  string `json:"bom-ref"`
		}
		Dependencies []struct{ DependsOn []string }
	}
	require.NoError(t, json.Unmarshal(raw, &bill))
	assert.Equal(t, "CycloneDX", bill.BOMFormat)
	info, err := buildinfo.ReadFile(binary)
	require.NoError(t, err)
	assert.Len(t, bill.Components, len(info.Deps)+1, "all linked modules and the standard library")
	refs, required := map[string]bool{}, 0
	for _, c := range bill.Components {
		assert.Regexp(t, `^pkg:golang/[^@]+@[^@]+$`, c.Purl)
		assert.False(t, refs[c.Ref], "%s is there twice", c.Ref)
		refs[c.Ref] = true
	}
	for _, d := range bill.Dependencies {
		for _, ref := range d.DependsOn {
			assert.True(t, refs[ref], ref)
		}
		required += len(d.DependsOn)
	}
	assert.Greater(t, required, len(info.Deps), "more than what the main module requires")
}
