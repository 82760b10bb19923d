package findingsextension

import (
	"fmt"
	"net"
	"strconv"

	"go.opentelemetry.io/collector/confmap"
)

// telemetryConfig is the part of the collector's configuration that tells where it shows its own metrics and in which
// unit an exporter's queue counts. Everything else, secrets included, is left where it is.
type telemetryConfig struct {
	Service struct {
		Telemetry struct {
			Metrics struct {
				Level   string   `mapstructure:"level"`
				Readers []reader `mapstructure:"readers"`
			} `mapstructure:"metrics"`
		} `mapstructure:"telemetry"`
	} `mapstructure:"service"`
	Exporters map[string]struct {
		SendingQueue struct {
			Sizer string `mapstructure:"sizer"`
		} `mapstructure:"sending_queue"`
	} `mapstructure:"exporters"`
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
	var cfg telemetryConfig
	if err := conf.Unmarshal(&cfg, confmap.WithIgnoreUnused()); err != nil {
		return "", fmt.Errorf("the configuration cannot be read for the address of the collector's metrics: %w; set metrics_endpoint", err)
	}
	metrics := cfg.Service.Telemetry.Metrics
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

// queueUnits tells in which unit each exporter's queue counts, where the configuration says so.
func queueUnits(conf *confmap.Conf) map[string]string {
	var cfg telemetryConfig
	if conf.Unmarshal(&cfg, confmap.WithIgnoreUnused()) != nil {
		return nil
	}
	units := map[string]string{}
	for id, exporter := range cfg.Exporters {
		if exporter.SendingQueue.Sizer != "" {
			units[id] = exporter.SendingQueue.Sizer
		}
	}
	return units
}
