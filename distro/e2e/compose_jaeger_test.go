package e2e_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestJaegerAwayCostsScoutNothing has no Jaeger where compose's overlay for an account sends to, and more requests than
// that exporter's queue holds: none is refused for it, so none comes to Scout again.
func TestJaegerAwayCostsScoutNothing(t *testing.T) {
	t.Parallel()
	sink := newCollected()
	collector := newCollectorOf(t, "otel-config.yaml", append(accountAt(startScout(t, sink)), "JAEGER_ENDPOINT="+freeAddr(t))...)
	collector.configs = append(collector.configs, filepath.Join(repository(t), "distro", "deploy", "compose", "scout.yaml"))
	collector.start(t)
	s := newTraffic(collector.otlp)
	s.kinds, s.senders, s.records, s.pause = []kind{{"/v1/traces", s.spans}}, 8, 1, 0
	s.burst(t, 1500)
	assert.Eventually(t, func() bool { return s.compare(sink.arrived()).lost == 0 }, patience, tick, "all arrives")
	c := s.compare(sink.arrived())
	t.Logf("sent %d, delivered %d, duplicated %d, refused %v", c.sent, c.delivered, c.duplicated, s.refusals())
	assert.Zero(t, c.duplicated)
	assert.Empty(t, s.refusals())
}
