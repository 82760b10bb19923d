// Command healthcheck asks the collector's health_check extension how it is, for images that have no shell:
// exit code 0 when it answers 200, 1 with one line on standard error otherwise.
//
// It asks at HEALTH_ENDPOINT, the variable that otel-config.yaml listens at (default localhost:13133).
package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// timeout is below the five seconds after which the Dockerfile's HEALTHCHECK gives up, so that the line gets out.
const timeout = 3 * time.Second

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	if err := check(ctx, os.Getenv("HEALTH_ENDPOINT")); err != nil {
		fmt.Fprintln(os.Stderr, "healthcheck:", err)
		cancel()
		os.Exit(1) //nolint:gocritic // cancel has run
	}
}

// check returns nil when the extension that listens at endpoint answers 200 OK.
func check(ctx context.Context, endpoint string) error {
	address, err := reachable(endpoint)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/", nil) //nolint:gosec // the operator says where
	if err != nil {
		return fmt.Errorf("HEALTH_ENDPOINT %q: %w", endpoint, err)
	}
	// No proxy: HTTP_PROXY of the container is for the way out.
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	response, err := client.Do(request) //nolint:gosec // as above
	if err != nil {
		return err
	}
	defer response.Body.Close() //nolint:errcheck // nothing of it is read
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("http://%s answered %s", address, response.Status)
	}
	return nil
}

// reachable is the address at which a listener on endpoint is asked: the loopback one where it listens on all.
func reachable(endpoint string) (string, error) {
	if endpoint == "" {
		endpoint = "localhost:13133"
	}
	host, port, err := net.SplitHostPort(endpoint)
	if err != nil {
		return "", fmt.Errorf("HEALTH_ENDPOINT: %w; write host:port", err)
	}
	if ip := net.ParseIP(host); host == "" || (ip != nil && ip.IsUnspecified()) {
		host = "localhost"
	}
	return net.JoinHostPort(host, port), nil
}
