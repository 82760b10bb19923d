package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// configuration is a collector's, as far as it is compared here.
type configuration struct {
	Extensions, Receivers, Processors, Connectors, Exporters map[string]any
	Service                                                  struct {
		Telemetry any
		Pipelines map[string]struct{ Processors []string }
	}
}

func readConfiguration(t *testing.T, path string) (c configuration) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(repository(t), path))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(raw, &c))
	return c
}

// TestTiersAgreeWithTheCanonicalConfiguration holds every component that a tier has in common with otel-config.yaml to what
// that says, and the processors to their tiers.
func TestTiersAgreeWithTheCanonicalConfiguration(t *testing.T) {
	t.Parallel()
	canonical := readConfiguration(t, "otel-config.yaml")
	for name, processors := range map[string][]string{
		"agent.yaml":         {"memory_limiter", "filter/noisy", "resource", "transform/errors", "pii_masking"},
		"agent-kafka.yaml":   {"memory_limiter", "filter/noisy", "resource", "transform/errors", "pii_masking"},
		"gateway.yaml":       {"memory_limiter", "slow_query", "n_plus_one"},
		"gateway-kafka.yaml": {"memory_limiter", "slow_query", "n_plus_one"},
	} {
		c := readConfiguration(t, tiersFolder+name)
		assert.Equal(t, processors, c.Service.Pipelines["traces"].Processors, name)
		assert.Equal(t, canonical.Service.Telemetry, c.Service.Telemetry, name)
		for _, sections := range [][2]map[string]any{
			{canonical.Extensions, c.Extensions},
			{canonical.Receivers, c.Receivers},
			{canonical.Processors, c.Processors},
			{canonical.Connectors, c.Connectors},
			{canonical.Exporters, c.Exporters},
		} {
			for component, settings := range sections[1] {
				if expected, shared := sections[0][component]; shared {
					assert.Equal(t, expected, settings, "%s: %s", name, component)
				}
			}
		}
		if strings.HasPrefix(name, "agent") {
			for signal, pipeline := range c.Service.Pipelines {
				assert.Equal(t, "pii_masking", pipeline.Processors[len(pipeline.Processors)-1], "%s: %s", name, signal)
			}
		}
	}
}

// TestTiersTakeEveryResolver validates the configurations with each value that they name for a variable.
func TestTiersTakeEveryResolver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ config, variable string }{
		{"agent.yaml", "TIER2_RESOLVER"},
		{"gateway.yaml", "TIER2_TLS"},
		{"agent-kafka.yaml", "KAFKA_AUTH"},
		{"gateway-kafka.yaml", "KAFKA_AUTH"},
	} {
		for _, value := range documentedValues(t, c.config, c.variable) {
			cmd := exec.Command(builtBinary(t, "otelcol-scout"), "validate", "--config", filepath.Join(repository(t), tiersFolder, c.config))
			cmd.Env = append(os.Environ(), "KAFKA_BROKERS=[kafka-1:9092]", "KAFKA_PASSWORD=p", c.variable+"="+value)
			said, err := cmd.CombinedOutput()
			assert.NoError(t, err, "%s=%s: %s", c.variable, value, said)
		}
	}
}

// documentedValues are those that a configuration's head lists for a variable: what stands in braces in its comment.
func documentedValues(t *testing.T, config, variable string) (values []string) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(repository(t), tiersFolder, config))
	require.NoError(t, err)
	head, _, _ := strings.Cut(string(raw), "\n\n")
	lines := strings.Split(head, "\n")
	at := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "#   "+variable) })
	require.GreaterOrEqual(t, at, 0, "%s is not explained in %s", variable, config)
	for i, line := range lines[at:] {
		if i > 0 && !strings.HasPrefix(line, "#      ") {
			break
		}
		from, to := strings.IndexByte(line, '{'), strings.LastIndexByte(line, '}')
		if from >= 0 && to > from {
			values = append(values, line[from:to+1])
		}
	}
	require.NotEmpty(t, values, "%s of %s", variable, config)
	return values
}
