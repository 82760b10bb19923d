package e2e_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// TestTwoTiersTakeLargeRequests sends requests of 9 MiB, below the 20 MiB that an OTLP/HTTP receiver takes and above the
// 4 MiB that a gRPC server takes unless it is told otherwise: what tier 1 has acknowledged, tier 2 must not refuse for good.
func TestTwoTiersTakeLargeRequests(t *testing.T) {
	t.Parallel()
	f := newFleet(t, loadBalancing{})
	f.traffic.records, f.traffic.padding, f.traffic.senders = 10_000, 900, 1
	f.traffic.begin(t)
	f.traffic.proceed(t, 2)
	f.finish(t)
	f.droppedNothing(t)
}

// narrow joins the tiers by the load_balancing exporter with the 64th part of the bounds of a request, so that little has to
// be sent to be too large.
type narrow struct{ loadBalancing }

// join implements transport.
func (n narrow) join(t *testing.T, account []string) (tier1, tier2 []*rig) {
	t.Helper()
	tier1, tier2 = n.loadBalancing.join(t, account)
	for i := range tier1 {
		tier1[i].configs = append(tier1[i].configs, "yaml:exporters::load_balancing::protocol::otlp::sending_queue::batch::max_size: 524288")
		tier2[i].configs = append(tier2[i].configs, "yaml:receivers::otlp/tier1::protocols::grpc::max_recv_msg_size_mib: 1")
	}
	return tier1, tier2
}

// TestTwoTiersTakeWhatGrows sends small requests of which load_balancing makes more than a member of tier 2 takes at once:
// it copies the resource into each scope's part, and of log records into each trace's.
func TestTwoTiersTakeWhatGrows(t *testing.T) {
	t.Parallel()
	const parts, resource = 600, 10_000 // 3 MB for each member
	f := newFleet(t, narrow{})
	f.traffic.records, f.traffic.senders = parts, 1
	f.traffic.kinds = []kind{
		{"/v1/traces", func(numbers []uint64) ([]byte, error) { return spansOfScopes(numbers, resource) }},
		{"/v1/logs", func(numbers []uint64) ([]byte, error) { return logsOfTraces(numbers, resource) }},
	}
	f.traffic.begin(t)
	f.traffic.proceed(t, 2)
	f.finish(t)
	f.droppedNothing(t)
}

// spansOfScopes is a span in each scope, every one of a trace of its own, all of one resource of so many bytes.
func spansOfScopes(numbers []uint64, bytes int) ([]byte, error) {
	td := ptrace.NewTraces()
	resource := td.ResourceSpans().AppendEmpty()
	describeAtLength(resource.Resource(), bytes)
	for _, number := range numbers {
		span := resource.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.SetName("numbered")
		span.SetTraceID(pcommon.TraceID{1, byte(number >> 8), byte(number)})
		span.SetSpanID(spanID(number))
	}
	return ptraceotlp.NewExportRequestFromTraces(td).MarshalProto()
}

// logsOfTraces is a log record of each trace, all of one resource of so many bytes.
func logsOfTraces(numbers []uint64, bytes int) ([]byte, error) {
	ld := plog.NewLogs()
	resource := ld.ResourceLogs().AppendEmpty()
	describeAtLength(resource.Resource(), bytes)
	records := resource.ScopeLogs().AppendEmpty().LogRecords()
	for _, number := range numbers {
		record := records.AppendEmpty()
		record.SetTraceID(pcommon.TraceID{1, byte(number >> 8), byte(number)})
		record.SetSpanID(spanID(number))
		record.Body().SetStr("numbered")
	}
	return plogotlp.NewExportRequestFromLogs(ld).MarshalProto()
}

// describeAtLength gives the resource an attribute of so many bytes.
func describeAtLength(resource pcommon.Resource, bytes int) {
	resource.Attributes().PutStr("note", strings.Repeat("a text ", bytes/len("a text ")))
}

// TestGatewaysTakeTheSameSize holds what the manifests lay over otel-config.yaml to the bound that is tested above, and what
// tier 1 sends at once to less than that.
func TestGatewaysTakeTheSameSize(t *testing.T) {
	t.Parallel()
	const takes = 64 << 20
	for file, receiver := range map[string]string{
		tiersFolder + "gateway.yaml":                        "otlp/tier1",
		"distro/deploy/kubernetes/base/gateway-config.yaml": "otlp",
	} {
		settings, is := readConfiguration(t, file).Receivers[receiver].(map[string]any)
		require.True(t, is, file)
		assert.Equal(t, takes>>20, settings["protocols"].(map[string]any)["grpc"].(map[string]any)["max_recv_msg_size_mib"], file)
	}
	for _, file := range []string{tiersFolder + "agent.yaml", "distro/deploy/kubernetes/base/tier1.yaml"} {
		for _, exporter := range []string{"load_balancing", "load_balancing/metrics"} {
			settings := readConfiguration(t, file).Exporters[exporter].(map[string]any)
			queue := settings["protocol"].(map[string]any)["otlp"].(map[string]any)["sending_queue"].(map[string]any)
			assert.Equal(t, true, queue["wait_for_result"], "%s: %s acknowledges what is on its way", file, exporter)
			batch := queue["batch"].(map[string]any)
			assert.Equal(t, "bytes", batch["sizer"], "%s: %s", file, exporter)
			assert.Equal(t, 0, batch["min_size"], "%s: %s waits for more", file, exporter)
			assert.Equal(t, takes/2, batch["max_size"], "%s: %s", file, exporter)
		}
	}
}
