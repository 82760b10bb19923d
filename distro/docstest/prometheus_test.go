package docstest

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/prometheus/prometheus/config"
	_ "github.com/prometheus/prometheus/discovery/kubernetes" // so that the file may name it
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestPrometheusExample reads the file as Prometheus does, and labels a pod of the manifests by it, port by port.
func TestPrometheusExample(t *testing.T) {
	file, err := config.LoadFile(filepath.Join(root, "distro", "deploy", "examples", "prometheus.yaml"), false, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.Len(t, file.RuleFiles, 1)
	assert.Equal(t, "alerts.yaml", filepath.Base(file.RuleFiles[0]))
	require.Len(t, file.ScrapeConfigs, 1)
	job := file.ScrapeConfigs[0]
	assert.Contains(t, alertRules(t)["CollectorDown"].Expr, `job="`+job.JobName+`"`)
	for port, kept := range map[string]bool{"metrics": true, "otlp-grpc": false, "health": false} {
		given := labels.NewBuilder(labels.FromMap(map[string]string{
			"__meta_kubernetes_namespace": "otelcol-scout", "__meta_kubernetes_pod_name": "otelcol-scout-gateway-0",
			"__meta_kubernetes_pod_container_name": "collector", "__meta_kubernetes_pod_container_port_name": port,
			"__meta_kubernetes_pod_annotation_prometheus_io_scrape": "true",
		}))
		assert.Equal(t, kept, relabel.ProcessBuilder(given, job.RelabelConfigs...), port)
		if kept {
			assert.Equal(t, []string{"otelcol-scout", "otelcol-scout-gateway-0", "collector"},
				[]string{given.Get("namespace"), given.Get("pod"), given.Get("container")})
		}
	}
}
