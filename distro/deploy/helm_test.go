package deploy_test

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/yaml"

	"github.com/base-14/otelcol-scout/distro/deploy/deploytest"
)

func values(t *testing.T, tier string) deploytest.Values {
	t.Helper()
	v, err := deploytest.ReadValues(filepath.Join("helm", "values-"+tier+".yaml"))
	require.NoError(t, err)
	return v
}

// plain is a YAML file as JSON's types.
func plain(t *testing.T, path string) (value any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(raw, &value))
	return value
}

// TestTheChartTakesTheValues holds them to the schema of the chart they name.
func TestTheChartTakesTheValues(t *testing.T) {
	raw := plain(t, filepath.Join("helm", "testdata", "values.schema.json"))
	demandNothing(raw)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("values.schema.json", raw))
	schema, err := compiler.Compile("values.schema.json")
	require.NoError(t, err)
	for _, tier := range []string{"agent", "gateway"} {
		path := filepath.Join("helm", "values-"+tier+".yaml")
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		var withTLS any
		require.NoError(t, yaml.Unmarshal(deploytest.WithTLS(raw), &withTLS))
		assert.NoError(t, schema.Validate(withTLS), tier)
		value := plain(t, path)
		assert.NoError(t, schema.Validate(value), tier)
		value.(map[string]any)["replicas"] = 3
		assert.ErrorContains(t, schema.Validate(value), "additional properties 'replicas' not allowed", "a wrong key is seen")
	}
}

// demandNothing takes "required" out of a schema: the chart's own values, which ours are laid over, have all of that.
func demandNothing(schema any) {
	switch s := schema.(type) {
	case map[string]any:
		delete(s, "required")
		for _, of := range s {
			demandNothing(of)
		}
	case []any:
		for _, of := range s {
			demandNothing(of)
		}
	}
}

// TestTheValuesSayWhatTheManifestsSay keeps the two ways to Kubernetes from drifting apart, without TLS and with it.
func TestTheValuesSayWhatTheManifestsSay(t *testing.T) {
	for name, c := range map[string]struct {
		objects []runtime.Object
		read    func(string) (deploytest.Values, error)
	}{
		"without TLS": {fleet(t), deploytest.ReadValues},
		"with TLS":    {fleetWithTLS(t), deploytest.ReadValuesWithTLS},
	} {
		for _, tier := range []string{"agent", "gateway"} {
			t.Run(name+"/"+tier, func(t *testing.T) {
				v, err := c.read(filepath.Join("helm", "values-"+tier+".yaml"))
				require.NoError(t, err)
				saysTheSame(t, v, workload(t, c.objects, "otelcol-scout-"+tier), c.objects)
			})
		}
	}
	assert.Equal(t, "None", values(t, "gateway").Service.ClusterIP)
}

func saysTheSame(t *testing.T, v deploytest.Values, w deploytest.Workload, objects []runtime.Object) {
	t.Helper()
	assert.Equal(t, w.Name, v.FullnameOverride)
	want := w.Env(objects)
	delete(want, "GOMEMLIMIT") // the chart works it out
	assert.Equal(t, want, v.Env())
	assert.Equal(t, w.Collector().Resources, v.Resources)
	assert.Equal(t, *w.Pod.Spec.TerminationGracePeriodSeconds, v.TerminationGracePeriodSeconds)
	assert.Equal(t, *w.Pod.Spec.SecurityContext, v.PodSecurityContext)
	assert.Equal(t, *w.Collector().SecurityContext, v.SecurityContext)
	assert.Equal(t, w.Pod.Annotations, v.PodAnnotations)
	assert.ElementsMatch(t, secrets(w.Pod.Spec.Volumes), secrets(v.ExtraVolumes))
	for _, volume := range secrets(v.ExtraVolumes) {
		assert.Equal(t, mountOf(w.Collector().VolumeMounts, volume.Name), mountOf(v.ExtraVolumeMounts, volume.Name), volume.Name)
	}
	for i := range w.Claims {
		assert.Equal(t, w.Claims[i].Spec.Resources, v.Statefulset.VolumeClaimTemplates[i].Spec.Resources)
	}
	for name, port := range v.Ports {
		opened := slices.ContainsFunc(w.Collector().Ports, func(p corev1.ContainerPort) bool { return p.ContainerPort == port.ContainerPort })
		assert.Equal(t, port.Enabled, opened, "%s %s", name, strconv.Itoa(int(port.ContainerPort)))
	}
}

// secrets are the volumes that are one.
func secrets(volumes []corev1.Volume) (of []corev1.Volume) {
	for _, volume := range volumes {
		if volume.Secret != nil {
			of = append(of, volume)
		}
	}
	return of
}

// mountOf is the mount of a volume, empty where there is none.
func mountOf(mounts []corev1.VolumeMount, volume string) (of corev1.VolumeMount) {
	for _, mount := range mounts {
		if mount.Name == volume {
			of = mount
		}
	}
	return of
}

func TestTheValuesHaveTheManifestsConfigurations(t *testing.T) {
	assert.Equal(t, plain(t, filepath.Join("kubernetes", "base", "tier1.yaml")), any(values(t, "agent").AlternateConfig))

	gateway := values(t, "gateway")
	assert.Equal(t, workload(t, fleet(t), "otelcol-scout-gateway").Collector().Args, gateway.Command.ExtraArgs)
	require.Len(t, gateway.ExtraManifests, 1)
	var overlay any
	require.NoError(t, yaml.Unmarshal([]byte(gateway.ExtraManifests[0].Data["gateway.yaml"]), &overlay))
	assert.Equal(t, plain(t, filepath.Join("kubernetes", "base", "gateway-config.yaml")), overlay)
	at := slices.IndexFunc(gateway.ExtraVolumes, func(v corev1.Volume) bool { return v.ConfigMap != nil })
	assert.Equal(t, gateway.ExtraManifests[0].Name, gateway.ExtraVolumes[at].ConfigMap.Name)
}
