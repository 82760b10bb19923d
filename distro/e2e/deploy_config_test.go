package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"github.com/base-14/otelcol-scout/distro/deploy/deploytest"
)

// validate asks the built binary about configurations, with nothing else in its environment.
func validate(t *testing.T, env map[string]string, configs ...string) (said string, err error) {
	t.Helper()
	cmd := exec.Command(builtBinary(t, "otelcol-scout"), "validate")
	for _, config := range configs {
		cmd.Args = append(cmd.Args, "--config="+config)
	}
	cmd.Dir = t.TempDir()
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	cmd.Env = append(cmd.Env, "PATH="+os.Getenv("PATH")) // never empty: that would hand on this process's own
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestTheManifestsConfigurationsAreValid runs `validate` as each workload would start: its arguments, its environment, its
// ConfigMaps as files, and the image's own files.
func TestTheManifestsConfigurationsAreValid(t *testing.T) {
	t.Parallel()
	for _, folder := range []string{"kubernetes", "examples/kubernetes"} {
		objects := rendered(t, folder)
		workloads := deploytest.Workloads(objects)
		require.Len(t, workloads, 3)
		for _, w := range workloads {
			configs := configsOf(t, objects, w)
			said, err := validate(t, w.Env(objects), configs...)
			assert.NoError(t, err, "%s: %s: %s", folder, w.Name, said)

			broken := filepath.Join(t.TempDir(), "broken.yaml")
			require.NoError(t, os.WriteFile(broken, []byte("processors: {pii_masking: {detector: {}}}"), 0o600))
			said, err = validate(t, w.Env(objects), append(configs, broken)...)
			assert.Error(t, err, "%s: %s: a wrong key is seen", folder, w.Name)
			assert.Contains(t, said, "detector", w.Name)
		}
	}
}

// rendered is a kustomization of distro/deploy.
func rendered(t *testing.T, folder string) []runtime.Object {
	t.Helper()
	objects, err := deploytest.Render(filepath.Join(repository(t), "distro", "deploy", folder))
	require.NoError(t, err)
	return objects
}

// configsOf are the files that a workload's arguments name.
func configsOf(t *testing.T, objects []runtime.Object, w deploytest.Workload) (configs []string) {
	t.Helper()
	for _, argument := range w.Collector().Args {
		name, is := strings.CutPrefix(argument, "--config=")
		require.True(t, is, argument)
		configs = append(configs, onDisk(t, w.Mounted(objects, filepath.Dir(name)), name))
	}
	return configs
}

// onDisk is a file of a workload's ConfigMap, or of the image: otel-config.yaml.
func onDisk(t *testing.T, mounted map[string]string, name string) string {
	t.Helper()
	if name == "/etc/otelcol-scout/otel-config.yaml" {
		return filepath.Join(repository(t), "otel-config.yaml")
	}
	require.Contains(t, mounted, filepath.Base(name), "no ConfigMap has %s", name)
	file := filepath.Join(t.TempDir(), filepath.Base(name))
	require.NoError(t, os.WriteFile(file, []byte(mounted[filepath.Base(name)]), 0o600))
	return file
}

// TestTheChartsConfigurationsAreValid does the same for the values of the upstream Helm chart, without TLS and with it. What the
// gateway lays over otel-config.yaml there is what the manifests lay over it (see distro/deploy/helm_test.go).
func TestTheChartsConfigurationsAreValid(t *testing.T) {
	t.Parallel()
	for _, read := range []func(string) (deploytest.Values, error){deploytest.ReadValues, deploytest.ReadValuesWithTLS} {
		values, err := read(filepath.Join(repository(t), "distro", "deploy", "helm", "values-agent.yaml"))
		require.NoError(t, err)
		raw, err := yaml.Marshal(values.AlternateConfig)
		require.NoError(t, err)
		said, err := validate(t, values.Env(), writeFile(t, string(raw)))
		assert.NoError(t, err, said)

		values, err = read(filepath.Join(repository(t), "distro", "deploy", "helm", "values-gateway.yaml"))
		require.NoError(t, err)
		overlay := writeFile(t, values.ExtraManifests[0].Data["gateway.yaml"])
		said, err = validate(t, values.Env(), filepath.Join(repository(t), "otel-config.yaml"), overlay)
		assert.NoError(t, err, said)
	}
}

// TestThePackagesConfigurationIsValid fills in the environment file as an operator would.
func TestThePackagesConfigurationIsValid(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(repository(t), "distro", "deploy", "systemd", "otelcol-scout.env"))
	require.NoError(t, err)
	env := map[string]string{"SCOUT_QUEUE_DIR": t.TempDir(), "SCOUT_CLIENT_SECRET_FILE": writeFile(t, "secret")}
	for line := range strings.Lines(string(raw)) {
		name, value, is := strings.Cut(strings.TrimPrefix(strings.TrimSpace(line), "#"), "=")
		if is && name == strings.ToUpper(name) {
			env[name] = value
		}
	}
	env["SCOUT_CLIENT_ID"], env["SCOUT_CA_FILE"] = "client", writeFile(t, "") // the first is empty in the file
	require.Contains(t, env, "SCOUT_QUEUE_FILE_BYTES", "the file is read")
	said, err := validate(t, env, filepath.Join(repository(t), "otel-config.yaml"))
	assert.NoError(t, err, said)
}
