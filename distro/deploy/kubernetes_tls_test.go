package deploy_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"k8s.io/apimachinery/pkg/runtime"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"

	"github.com/base-14/otelcol-scout/distro/deploy/deploytest"
)

// fleetWithTLS is what examples/kubernetes makes: the fleet with both optional components.
func fleetWithTLS(t *testing.T) []runtime.Object {
	t.Helper()
	objects, err := deploytest.Render(filepath.Join("examples", "kubernetes"))
	require.NoError(t, err)
	return objects
}

// certificate is as much as is read of one of cert-manager.
type certificate struct {
	Kind string `json:"kind"`
	Spec struct {
		SecretName string   `json:"secretName"`
		DNSNames   []string `json:"dnsNames"`
		Usages     []string `json:"usages"`
	} `json:"spec"`
}

// certificates are those of the example, by the Secret they are written to.
func certificates(t *testing.T) map[string]certificate {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("kubernetes", "tls", "cert-manager.example.yaml"))
	require.NoError(t, err)
	documents, of := utilyaml.NewYAMLOrJSONDecoder(bytes.NewReader(raw), len(raw)), map[string]certificate{}
	for {
		var c certificate
		err := documents.Decode(&c)
		if errors.Is(err, io.EOF) {
			return of
		}
		require.NoError(t, err)
		if c.Kind == "Certificate" {
			of[c.Spec.SecretName] = c
		}
	}
}

// tlsFiles tells which Secret is mounted where the variables look, and that a key in it is readable by the collector alone.
func tlsFiles(t *testing.T, w deploytest.Workload, env map[string]string) (secret string) {
	t.Helper()
	const folder = "/etc/otelcol-scout/tls"
	for variable, file := range map[string]string{"GATEWAY_CERT_FILE": "tls.crt", "GATEWAY_KEY_FILE": "tls.key", "GATEWAY_CA_FILE": "ca.crt"} {
		assert.Equal(t, path.Join(folder, file), env[variable], "%s: as cert-manager names them", w.Name)
	}
	for _, volume := range secrets(w.Pod.Spec.Volumes) {
		if mount := mountOf(w.Collector().VolumeMounts, volume.Name); mount.MountPath == folder {
			assert.Empty(t, mount.SubPath, "a rotated certificate would not come through")
			assert.EqualValues(t, 0o440, *volume.Secret.DefaultMode, w.Name)
			assert.EqualValues(t, 10001, *w.Pod.Spec.SecurityContext.FSGroup, "%s: who may read it", w.Name)
			secret = volume.Secret.SecretName
		}
	}
	return secret
}

// TestTLSBetweenTheTiers holds both ends of it to each other and to the certificates of the example.
func TestTLSBetweenTheTiers(t *testing.T) {
	objects, issued := fleetWithTLS(t), certificates(t)
	gateway := workload(t, objects, "otelcol-scout-gateway")
	assert.Equal(t, "true", gateway.Env(objects)["GATEWAY_TLS"])
	server := issued[tlsFiles(t, gateway, gateway.Env(objects))]
	assert.Contains(t, server.Spec.Usages, "server auth")
	for _, name := range []string{"otelcol-scout-agent", "otelcol-scout-router"} {
		w := workload(t, objects, name)
		env := w.Env(objects)
		assert.Equal(t, "false", env["GATEWAY_INSECURE"], name)
		client := issued[tlsFiles(t, w, env)]
		assert.Contains(t, client.Spec.Usages, "client auth", name)
		assert.Contains(t, server.Spec.DNSNames, env["GATEWAY_SERVER_NAME"], "the name that tier 1 asks for")
	}
}

// TestTheComponentsGoWithLess renders them over the base alone, which has neither agents nor routers.
func TestTheComponentsGoWithLess(t *testing.T) {
	objects, err := deploytest.Render(filepath.Join("testdata", "gateways-only"))
	require.NoError(t, err)
	assert.Contains(t, workload(t, objects, "otelcol-scout-gateway").Env(objects), "GATEWAY_TLS")
}

// TestPrometheusFindsEveryCollector by the annotations of its pods, and by the PodMonitor.
func TestPrometheusFindsEveryCollector(t *testing.T) {
	objects := fleetWithTLS(t)
	monitors := deploytest.All[*deploytest.PodMonitor](objects)
	require.Len(t, monitors, 1)
	monitor := monitors[0].Spec
	for _, w := range deploytest.Workloads(objects) {
		assert.Equal(t, map[string]string{"prometheus.io/scrape": "true", "prometheus.io/port": "8888"}, w.Pod.Annotations, w.Name)
		assert.EqualValues(t, 8888, ports(w)["metrics"], w.Name)
		assert.True(t, selects(monitor.Selector.MatchLabels, w.Pod.Labels), w.Name)
		assert.Equal(t, "otelcol-scout", w.Pod.Labels[monitor.JobLabel], "the job that alerts.yaml looks for")
		require.Len(t, monitor.PodMetricsEndpoints, 1)
		assert.Contains(t, ports(w), monitor.PodMetricsEndpoints[0].Port, w.Name)
	}
	assert.Empty(t, deploytest.All[*deploytest.PodMonitor](fleet(t)), "a cluster without the operator does not know the kind")
}
