package demo

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

// collector is the running otelcol-scout with the addresses it was given.
type collector struct {
	*process
	otlpHTTP, otlpGRPC      string
	health, metrics, zpages string
	pprof, findings         string
}

// collectorPorts are the usual ports of the collector; the demo takes others where they are taken.
var collectorPorts = []struct {
	what  string
	port  int
	field func(*collector) *string
}{
	{"OTLP/gRPC", 4317, func(c *collector) *string { return &c.otlpGRPC }},
	{"OTLP/HTTP", 4318, func(c *collector) *string { return &c.otlpHTTP }},
	{"the collector's health check", 13133, func(c *collector) *string { return &c.health }},
	{"the collector's own metrics", 8888, func(c *collector) *string { return &c.metrics }},
	{"pprof", 1777, func(c *collector) *string { return &c.pprof }},
	{"the page of findings", 55681, func(c *collector) *string { return &c.findings }},
	{"zpages", 55679, func(c *collector) *string { return &c.zpages }},
}

// startCollector runs the built binary with the canonical configuration and waits until it is healthy. Its page of
// findings links to the traces of pages, which is an address.
func startCollector(ctx context.Context, p ports, dir, queueDir, pages string, scout *scoutstandin.Server) (*collector, error) {
	c := &collector{}
	for _, usual := range collectorPorts {
		addr, err := p.pick(ctx, usual.what, usual.port)
		if err != nil {
			return nil, err
		}
		*usual.field(c) = addr
	}
	_, metricsPort, _ := strings.Cut(c.metrics, ":")
	var err error
	c.process, err = startProcess(dir, "collector", collectorBinary, []string{"--config", "otel-config.yaml"}, []string{
		"OTLP_GRPC_ENDPOINT=" + c.otlpGRPC,
		"OTLP_HTTP_ENDPOINT=" + c.otlpHTTP,
		"HEALTH_ENDPOINT=" + c.health,
		"COLLECTOR_METRICS_PORT=" + metricsPort,
		"ZPAGES_ENDPOINT=" + c.zpages,
		"PPROF_ENDPOINT=" + c.pprof,
		"FINDINGS_ENDPOINT=" + c.findings,
		"FINDINGS_TRACE_LINK=" + pages + "/traces/{trace_id}",
		"SCOUT_ENDPOINT=" + scout.Endpoint(),
		"SCOUT_TOKEN_URL=" + scout.TokenURL(),
		"SCOUT_CLIENT_ID=" + scoutstandin.ClientID,
		"SCOUT_CLIENT_SECRET=" + scoutstandin.ClientSecret,
		"SCOUT_ENVIRONMENT=demo",
		"SCOUT_QUEUE_DIR=" + queueDir,
	})
	if err != nil {
		return nil, err
	}
	err = c.waitUntil(ctx, "waiting for its health check", func(ctx context.Context) bool {
		return answers(ctx, "http://"+c.health+"/")
	})
	if err != nil {
		return nil, errors.Join(err, c.stop())
	}
	return c, nil
}

// drain waits until the disk queue is empty, that is, until the backend has acknowledged everything.
func (c *collector) drain(ctx context.Context) error {
	return c.waitUntil(ctx, "waiting for its queue to empty", func(ctx context.Context) bool {
		size, err := queueSize(ctx, "http://"+c.metrics+"/metrics")
		return err == nil && size == 0
	})
}

var errNoQueueSize = errors.New("the collector reports no otelcol_exporter_queue_size")

// queueSize adds up the exporters' queues, in the unit of their sizer, from the collector's own metrics.
func queueSize(ctx context.Context, url string) (float64, error) {
	body, err := get(ctx, url)
	if err != nil {
		return 0, err
	}
	total, seen := 0.0, false
	lines := bufio.NewScanner(strings.NewReader(body))
	for lines.Scan() {
		if !strings.HasPrefix(lines.Text(), "otelcol_exporter_queue_size{") {
			continue
		}
		value, err := strconv.ParseFloat(lines.Text()[strings.LastIndexByte(lines.Text(), ' ')+1:], 64)
		if err != nil {
			return 0, err
		}
		total, seen = total+value, true
	}
	if !seen {
		return 0, errors.Join(errNoQueueSize, lines.Err())
	}
	return total, lines.Err()
}

// answers tells whether the URL answers 200.
func answers(ctx context.Context, url string) bool {
	_, err := get(ctx, url)
	return err == nil
}

func get(ctx context.Context, url string) (body string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	raw, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = errors.New(url + " answered " + response.Status)
	}
	return string(raw), err
}
