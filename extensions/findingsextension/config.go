package findingsextension

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"go.opentelemetry.io/collector/config/confighttp"
)

const (
	defaultEndpoint = "localhost:55681"
	minBytes        = 1 << 20
	// traceIDPlace is where trace_link has the trace's id.
	traceIDPlace = "{trace_id}"
)

// Config of the extension. The settings of an HTTP server stand beside ours: endpoint (default localhost:55681), auth,
// tls and so on; cors alone is refused, because nothing but the page has to read the API from a browser.
type Config struct {
	Server confighttp.ServerConfig `mapstructure:",squash"`

	// Hosts are names by which the page may be opened, beside localhost and the host of endpoint: that of a proxy, or of
	// this machine. A request for another name is refused, so that no site can point its own name here and read along.
	Hosts []string `mapstructure:"hosts"`
	// MaxFindings bounds the findings kept, those with the same service, kind, route and fingerprint counted once.
	// Default 1000.
	MaxFindings int `mapstructure:"max_findings"`
	// MaxBytes bounds the memory they take. Default 16777216 (16 MiB), at least 1 MiB.
	MaxBytes int `mapstructure:"max_bytes"`
	// MaxClients bounds the streams of events, one for each open page. Default 32.
	MaxClients int `mapstructure:"max_clients"`
	// TraceLink is the address of a trace, with {trace_id} where its id belongs, for example
	// http://localhost:16686/trace/{trace_id}. Default: none, the page shows the id alone.
	TraceLink string `mapstructure:"trace_link"`
	// MetricsEndpoint is the address of the collector's own metrics in Prometheus' format, for the state of the
	// exporters. Default: what service::telemetry::metrics says.
	MetricsEndpoint string `mapstructure:"metrics_endpoint"`
}

// Validate says what to change, by the name of the key.
func (c *Config) Validate() error {
	return errors.Join(
		c.validateServer(),
		validateHosts(c.Hosts),
		positive("max_findings", c.MaxFindings),
		atLeast("max_bytes", c.MaxBytes, minBytes),
		positive("max_clients", c.MaxClients),
		validateTraceLink(c.TraceLink),
		validateMetricsEndpoint(c.MetricsEndpoint),
	)
}

func (c *Config) validateServer() error {
	var errs []error
	if c.Server.NetAddr.Endpoint == "" {
		errs = append(errs, fmt.Errorf("endpoint: must be set, for example %s", defaultEndpoint))
	}
	if c.Server.CORS.HasValue() {
		errs = append(errs, errors.New("cors: is not taken: other sites must not read findings; leave it out"))
	}
	return errors.Join(errs...)
}

func validateHosts(hosts []string) error {
	for i, host := range hosts {
		if net.ParseIP(host) == nil && (host == "" || strings.ContainsAny(host, "/:*@[] ")) {
			return fmt.Errorf("hosts[%d]: %q is not a host's name; write it without scheme, port, brackets and wildcard, for example scout.example.com", i, host)
		}
	}
	return nil
}

func positive(key string, n int) error { return atLeast(key, n, 1) }

func atLeast(key string, n, least int) error {
	if n < least {
		return fmt.Errorf("%s: %d is too small; it must be at least %d", key, n, least)
	}
	return nil
}

func validateTraceLink(link string) error {
	if link == "" {
		return nil
	}
	if err := validateAddress("trace_link", strings.ReplaceAll(link, traceIDPlace, "0")); err != nil {
		return err
	}
	if !strings.Contains(link, traceIDPlace) {
		return fmt.Errorf("trace_link: must have %s where the trace's id belongs, for example http://localhost:16686/trace/%s", traceIDPlace, traceIDPlace)
	}
	return nil
}

func validateMetricsEndpoint(address string) error {
	if address == "" {
		return nil
	}
	return validateAddress("metrics_endpoint", address)
}

// validateAddress does not repeat the address, which may hold a password.
func validateAddress(key, address string) error {
	parsed, err := url.Parse(address)
	if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return fmt.Errorf("%s: must be a whole address that begins with http:// or https://", key)
	}
	return nil
}
