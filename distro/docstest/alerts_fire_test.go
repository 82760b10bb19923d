package docstest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/stretchr/testify/require"
)

// TestAlertsFire evaluates the rules at the 60th minute over what a collector showed, a sample each minute. "_" is a minute
// in which there was no such series: the collector has no counter of something that has not happened yet.
func TestAlertsFire(t *testing.T) {
	const (
		absent  = "_x54 "                                     // up to the 54th minute
		scout   = `{instance="a",exporter="otlp_http/scout"}` // of what was sent
		queue   = `otelcol_exporter_queue_size{instance="a",exporter="otlp_http/scout",data_type="traces"} `
		failed  = `otelcol_exporter_send_failed_spans{instance="a",exporter="otlp_http/scout",error_type="_OTHER"} `
		fetches = `otelcol_extension_scout_auth_token_fetches{instance="a",result="refused"} `
		limits  = `kube_pod_container_resource_limits{namespace="n",pod="p",resource="memory",container=`
		unread  = `otelcol_processor_pii_masking_unscanned_values{instance="a",reason="size"} `
	)
	for name, c := range map[string]struct {
		alert  string
		series []string
		fires  bool
	}{
		"a first drop":                    {"DataDropped", []string{failed + absent + "7x6"}, true},
		"a later drop":                    {"DataDropped", []string{failed + "7x54 9x5"}, true},
		"a drop an hour ago":              {"DataDropped", []string{failed + "7x60"}, false},
		"first dropped log records":       {"DataDropped", []string{strings.Replace(failed, "spans", "log_records", 1) + absent + "7x6"}, true},
		"first dropped metric points":     {"DataDropped", []string{strings.Replace(failed, "spans", "metric_points", 1) + absent + "7x6"}, true},
		"nothing sent since the start":    {"NothingSent", []string{queue + "5+5x60"}, true},
		"nothing sent any more":           {"NothingSent", []string{queue + "5+5x60", "otelcol_exporter_sent_spans" + scout + " 3x60"}, true},
		"a queue that is worked off":      {"NothingSent", []string{queue + "5x60", "otelcol_exporter_sent_spans" + scout + " 3+3x60"}, false},
		"nothing to send":                 {"NothingSent", []string{queue + "0x60"}, false},
		"a first refusal of the client":   {"ClientRefused", []string{fetches + absent + "1x6"}, true},
		"a later refusal of the client":   {"ClientRefused", []string{fetches + "1x54 2x5"}, true},
		"a refusal an hour ago":           {"ClientRefused", []string{fetches + "1x60"}, false},
		"a first value that is too large": {"ValuesNotScanned", []string{unread + absent + "1x6"}, true},
		"such a value an hour ago":        {"ValuesNotScanned", []string{unread + "1x60"}, false},
		"the heap of a machine, near":     {"MemoryNearLimit", []string{heapOf(`instance="a"`, 346)}, true},
		"the heap of a machine, not near": {"MemoryNearLimit", []string{heapOf(`instance="a"`, 345)}, false},
		"of a gateway's pod, near":        {"MemoryNearLimit", []string{heapOf(`namespace="n",pod="p"`, 1037), limits + `"collector"} ` + mebibytes(2048)}, true},
		"of a gateway's pod, not near":    {"MemoryNearLimit", []string{heapOf(`namespace="n",pod="p"`, 1036), limits + `"collector"} ` + mebibytes(2048)}, false},
		"of an agent's pod, near":         {"MemoryNearLimit", []string{heapOf(`namespace="n",pod="p"`, 260), limits + `"collector"} ` + mebibytes(512)}, true},
		"of a pod of the chart, near":     {"MemoryNearLimit", []string{heapOf(`namespace="n",pod="p"`, 260), limits + `"opentelemetry-collector"} ` + mebibytes(512)}, true},
		"of a pod with a sidecar":         {"MemoryNearLimit", []string{heapOf(`namespace="n",pod="p"`, 260), limits + `"collector"} ` + mebibytes(512), limits + `"proxy"} ` + mebibytes(2048)}, true},
		"of a pod without a limit":        {"MemoryNearLimit", []string{heapOf(`namespace="n",pod="p"`, 346), strings.Replace(limits, `"p"`, `"q"`, 1) + `"collector"} ` + mebibytes(2048)}, true},
		"of two pods":                     {"MemoryNearLimit", []string{heapOf(`namespace="n",pod="q"`, 100), heapOf(`namespace="n",pod="p"`, 260), limits + `"collector"} ` + mebibytes(512)}, true},
	} {
		t.Run(name, func(t *testing.T) {
			storage := promqltest.LoadedStorage(t, "load 1m\n  "+strings.Join(c.series, "\n  "))
			t.Cleanup(func() { require.NoError(t, storage.Close()) })
			query, err := promqltest.NewTestEngine(t, false, 0, 10_000).
				NewInstantQuery(t.Context(), storage, nil, alertRules(t)[c.alert].Expr, time.Unix(0, 0).Add(time.Hour))
			require.NoError(t, err)
			t.Cleanup(query.Close)
			result := query.Exec(t.Context())
			require.NoError(t, result.Err)
			require.Equal(t, c.fires, result.String() != "", fmt.Sprint(result))
		})
	}
}

// heapOf is an hour of a heap of so many MiB.
func heapOf(labels string, size int) string {
	return "otelcol_process_runtime_heap_alloc_bytes{" + labels + "} " + mebibytes(size)
}

// mebibytes is an hour of so many MiB.
func mebibytes(n int) string { return fmt.Sprintf("%dx60", n<<20) }
