package deploy_test

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// A port is published to an address of the container, not to its localhost: a page that listens there cannot be reached
// from the host. It must listen on all addresses, be published on the same port, which its links name, and be switched on
// in each overlay.
func TestTheFindingsPageIsReachedFromTheHost(t *testing.T) {
	collector := loadCompose(t, filepath.Join(root, ".env.example")).Services["collector"]
	endpoint := collector.Environment["FINDINGS_ENDPOINT"]
	require.NotNil(t, endpoint)
	host, port, err := net.SplitHostPort(*endpoint)
	require.NoError(t, err)
	assert.True(t, net.ParseIP(host).IsUnspecified(), "%s is not reached from outside the container", host)
	var published []string
	for _, p := range collector.Ports {
		if strconv.Itoa(int(p.Target)) == port {
			published = append(published, net.JoinHostPort(p.HostIP, p.Published))
		}
	}
	assert.Equal(t, []string{"127.0.0.1:55681"}, published)

	for _, file := range []string{filepath.Join(root, "otel-config.yaml"), filepath.Join("compose", "jaeger.yaml"), filepath.Join("compose", "scout.yaml")} {
		raw, err := os.ReadFile(file)
		require.NoError(t, err)
		var conf struct {
			Service struct{ Extensions []string }
		}
		require.NoError(t, yaml.Unmarshal(raw, &conf))
		if conf.Service.Extensions != nil {
			assert.Contains(t, conf.Service.Extensions, "findings", file)
		}
	}
}
