package findingsextension

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

const (
	scrapeTimeout = 2 * time.Second
	maxScrape     = 8 << 20 // bytes
)

// errNoMetrics says what to change when the collector does not show its metrics in a form that can be read.
var errNoMetrics = errors.New("the collector does not show its own metrics over HTTP: " +
	"add a pull reader with a prometheus exporter under service::telemetry::metrics::readers, or set metrics_endpoint")

// errAddress is for an address of the configuration that Validate does not see.
var errAddress = errors.New("the address of the collector's own metrics is none; set metrics_endpoint")

// families are the collector's own metrics by name, without the prefix otelcol_ and the suffix _total, which both
// depend on its configuration.
type families map[string]*dto.MetricFamily

// scrape reads a page of metrics. Redirects are not followed: the page belongs to this process.
func scrape(ctx context.Context, client *http.Client, url string) (families, error) {
	ctx, cancel := context.WithTimeout(ctx, scrapeTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, errAddress // not err, which repeats the address with its password
	}
	request.Header.Set("Accept", "text/plain; version=0.0.4")
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("the collector's own metrics cannot be read: %w", err)
	}
	defer func() { _ = response.Body.Close() }() // it was read, or the error is told
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the collector's own metrics cannot be read: %s answered %s", withoutPassword(url), response.Status)
	}
	return parse(io.LimitReader(response.Body, maxScrape))
}

func parse(body io.Reader) (families, error) {
	parser := expfmt.NewTextParser(model.UTF8Validation)
	read, err := parser.TextToMetricFamilies(body)
	if err != nil {
		return nil, fmt.Errorf("the collector's own metrics cannot be read: %w", err)
	}
	all := families{}
	for name, family := range read {
		all[strings.TrimSuffix(strings.TrimPrefix(name, "otelcol_"), "_total")] = family
	}
	return all, nil
}

// maxValue is far beyond anything that is counted, and so far from the end of the numbers that no sum gets there.
const maxValue = 1e300

// series visits the values of the metric, but not those that JSON has no number for, such as NaN and +Inf.
func (f families) series(name string, visit func(labels map[string]string, value float64)) {
	for _, metric := range f[name].GetMetric() {
		v := value(metric)
		if math.IsNaN(v) || math.Abs(v) > maxValue {
			continue
		}
		labels := map[string]string{}
		for _, pair := range metric.GetLabel() {
			labels[pair.GetName()] = pair.GetValue()
		}
		visit(labels, v)
	}
}

func value(m *dto.Metric) float64 {
	switch {
	case m.GetCounter() != nil:
		return m.GetCounter().GetValue()
	case m.GetGauge() != nil:
		return m.GetGauge().GetValue()
	default:
		return m.GetUntyped().GetValue()
	}
}
