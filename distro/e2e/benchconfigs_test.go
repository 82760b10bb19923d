package e2e_test

import (
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestBenchmarkConfigurations holds that the binary takes what `make bench-e2e` measures it with.
func TestBenchmarkConfigurations(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(repository(t), "distro", "bench", "configs")
	configs, err := filepath.Glob(filepath.Join(folder, "*_*.yaml"))
	require.NoError(t, err)
	require.NotEmpty(t, configs)
	for _, config := range configs {
		said, err := exec.Command(builtBinary(t, "otelcol-scout"), "validate",
			"--config", filepath.Join(folder, "base.yaml"), "--config", config).CombinedOutput()
		assert.NoError(t, err, "%s: %s", filepath.Base(config), said)
	}
}
