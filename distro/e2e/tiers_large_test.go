package e2e_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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

// TestGatewaysTakeTheSameSize holds what the manifests lay over otel-config.yaml to the bound that is tested above.
func TestGatewaysTakeTheSameSize(t *testing.T) {
	t.Parallel()
	for file, receiver := range map[string]string{
		tiersFolder + "gateway.yaml":                        "otlp/tier1",
		"distro/deploy/kubernetes/base/gateway-config.yaml": "otlp",
	} {
		settings, is := readConfiguration(t, file).Receivers[receiver].(map[string]any)
		require.True(t, is, file)
		assert.Equal(t, 64, settings["protocols"].(map[string]any)["grpc"].(map[string]any)["max_recv_msg_size_mib"], file)
	}
}
