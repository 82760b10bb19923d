// Package deploy_test checks what is deployed from here. No image can be pulled in every place these tests run,
// so compose.yml is checked by Docker's own parser and schema instead of being started.
package deploy_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const root = "../.."

func loadCompose(t *testing.T, envFile string) *types.Project {
	t.Helper()
	options, err := cli.NewProjectOptions([]string{filepath.Join(root, "compose.yml")},
		cli.WithWorkingDirectory(root), cli.WithEnvFiles(envFile), cli.WithDotEnv)
	require.NoError(t, err)
	project, err := options.LoadProject(t.Context())
	require.NoError(t, err)
	return project
}

func TestComposeHasTheWholeProduct(t *testing.T) {
	project := loadCompose(t, filepath.Join(root, ".env.example"))
	assert.ElementsMatch(t, []string{"postgres", "redis", "jaeger", "collector", "api", "worker"}, project.ServiceNames())
	assert.Equal(t, "postgres:18.1", project.Services["postgres"].Image)
	assert.Equal(t, "redis:8.4.0", project.Services["redis"].Image)
}

func TestEveryServiceIsPinnedHealthyAndWithoutRoot(t *testing.T) {
	pinned := regexp.MustCompile(`^[a-z0-9/-]+:\d+\.\d+(\.\d+)?$`)
	for name, service := range loadCompose(t, filepath.Join(root, ".env.example")).Services {
		assert.Regexp(t, pinned, service.Image, name)
		assert.Regexp(t, `^[1-9]\d*:[1-9]\d*$`, service.User, name)
		if assert.NotNil(t, service.HealthCheck, name) {
			assert.NotEmpty(t, service.HealthCheck.Test, name)
		}
		for _, port := range service.Ports {
			assert.Equal(t, "127.0.0.1", port.HostIP, "%s publishes %s", name, port.Published)
		}
		for on, dependency := range service.DependsOn {
			assert.Equal(t, types.ServiceConditionHealthy, dependency.Condition, "%s depends on %s", name, on)
		}
	}
}

func TestEveryBuildTargetIsAStageOfTheDockerfile(t *testing.T) {
	for name, service := range loadCompose(t, filepath.Join(root, ".env.example")).Services {
		if service.Build == nil {
			continue
		}
		dockerfile, err := os.ReadFile(filepath.Join(root, service.Build.Dockerfile))
		require.NoError(t, err)
		assert.Regexp(t, `(?m)^FROM \S+ AS `+service.Build.Target+`$`, string(dockerfile), name)
	}
}

func TestTheExampleEnvironmentSaysTheDefaults(t *testing.T) {
	with, without := loadCompose(t, filepath.Join(root, ".env.example")), loadCompose(t, os.DevNull)
	assert.Equal(t, without.Services, with.Services)
}

// TestTheCollectorIsAskedAsItsImageSays: there is no shell and no wget to ask with.
func TestTheCollectorIsAskedAsItsImageSays(t *testing.T) {
	collector := loadCompose(t, filepath.Join(root, ".env.example")).Services["collector"]
	want := only[*instructions.HealthCheckCommand](t, stage(t, "collector")).Health
	assert.Equal(t, want.Test, []string(collector.HealthCheck.Test))
	assert.Equal(t, want.Timeout, time.Duration(*collector.HealthCheck.Timeout))
	assert.Greater(t, time.Duration(*collector.StopGracePeriod), exporterTimeout(t)+10*time.Second)
}

// TestTheCollectorStartsWithoutJaeger: Jaeger is for a look, and no reason to take no telemetry.
func TestTheCollectorStartsWithoutJaeger(t *testing.T) {
	on := loadCompose(t, filepath.Join(root, ".env.example")).Services["collector"].DependsOn
	require.Contains(t, on, "jaeger")
	assert.False(t, on["jaeger"].Required)
}

// TestBothOverlaysTreatJaegerAlike: neither stands on the other, so the part is written twice.
func TestBothOverlaysTreatJaegerAlike(t *testing.T) {
	parts := map[string][]any{}
	for _, overlay := range []string{"jaeger", "scout"} {
		raw, err := os.ReadFile(filepath.Join("compose", overlay+".yaml"))
		require.NoError(t, err)
		var conf struct {
			Connectors, Processors, Exporters map[string]any
			Service                           struct{ Pipelines map[string]any }
		}
		require.NoError(t, yaml.Unmarshal(raw, &conf))
		require.NotNil(t, conf.Exporters["otlp_grpc/jaeger"])
		parts[overlay] = []any{conf.Connectors, conf.Processors, conf.Exporters["otlp_grpc/jaeger"], conf.Service.Pipelines["traces/jaeger"]}
	}
	assert.Equal(t, parts["scout"], parts["jaeger"])
}

func TestEveryOverlayOfTheCollectorExists(t *testing.T) {
	command := strings.Join(loadCompose(t, filepath.Join(root, ".env.example")).Services["collector"].Command, " ")
	assert.Contains(t, command, "/etc/otelcol-scout/jaeger.yaml")
	for _, overlay := range []string{"jaeger", "scout"} {
		assert.FileExists(t, filepath.Join("compose", overlay+".yaml"))
	}
}
