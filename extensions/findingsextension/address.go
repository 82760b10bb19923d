package findingsextension

import (
	"fmt"
	"net"
	"strconv"

	"go.opentelemetry.io/collector/confmap"
)

// metricsConfig is the part of the collector's configuration that tells where it shows its own metrics. Everything else,
// secrets included, is left where it is.
type metricsConfig struct {
	Level   string   `mapstructure:"level"`
	Readers []reader `mapstructure:"readers"`
}

type reader struct {
	Pull struct {
		Exporter struct {
			Prometheus *struct {
				Host string `mapstructure:"host"`
				Port int    `mapstructure:"port"`
			} `mapstructure:"prometheus"`
		} `mapstructure:"exporter"`
	} `mapstructure:"pull"`
}

// collectorDefault is where a collector shows its metrics when its configuration says nothing of it
// (https://opentelemetry.io/docs/collector/internal-telemetry/).
const collectorDefault = "http://localhost:8888/metrics"

// metricsAddress finds the page of the collector's own metrics. The error says what to change.
func metricsAddress(conf *confmap.Conf) (url string, err error) {
	var metrics metricsConfig
	section, err := conf.Sub("service::telemetry::metrics")
	if err == nil {
		err = section.Unmarshal(&metrics, confmap.WithIgnoreUnused())
	}
	if err != nil {
		return "", fmt.Errorf("the configuration does not tell where the collector's metrics are: %w; set metrics_endpoint", err)
	}
	if metrics.Level == "none" {
		return "", errNoMetrics
	}
	if !conf.IsSet("service::telemetry::metrics::readers") {
		return collectorDefault, nil
	}
	for _, r := range metrics.Readers {
		if p := r.Pull.Exporter.Prometheus; p != nil && p.Port > 0 {
			return "http://" + net.JoinHostPort(reachable(p.Host), strconv.Itoa(p.Port)) + "/metrics", nil
		}
	}
	return "", errNoMetrics
}

// reachable turns an address to listen on into one to ask.
func reachable(host string) string {
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		return "localhost"
	}
	return host
}

// queueUnits tells in which unit each exporter's queue counts, where the configuration says so. It reads what the operator
// wrote: in the effective configuration a sizer has lost its name.
func queueUnits(written *confmap.Conf) map[string]string {
	units := map[string]string{}
	exporters, _ := written.Get("exporters").(map[string]any)
	for id, settings := range exporters {
		exporter, _ := settings.(map[string]any)
		queue, _ := exporter["sending_queue"].(map[string]any)
		if sizer, ok := queue["sizer"].(string); ok {
			units[id] = sizer
		}
	}
	return units
}
