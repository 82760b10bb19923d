package findingsextension

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"

	"go.opentelemetry.io/collector/confmap"
)

// exports reads the state of the exporters from the collector's own metrics. A component can write to the collector's
// meters but not read them, so the page that the collector shows them on is asked, as any scraper would.
type exports struct {
	client *http.Client
	losses *losses

	mu    sync.Mutex
	url   string
	cause error             // why there is no url
	units map[string]string // of the exporters' queues
}

// newExports takes the setting metrics_endpoint; where it is empty, configured tells the address later.
func newExports(url string, clock func() time.Time) *exports {
	e := &exports{url: url, losses: newLosses(clock), client: &http.Client{
		Transport:     &http.Transport{MaxIdleConns: 1, IdleConnTimeout: 10 * time.Second, Proxy: nil},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	if url == "" {
		e.cause = errNoMetrics
	}
	return e
}

// configured learns from the collector's configuration what the settings do not say: in effect, and as it was written.
// Either may be nil.
func (e *exports) configured(effective, written *confmap.Conf) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if written != nil {
		e.units = queueUnits(written)
	}
	if effective != nil && e.url == "" {
		e.url, e.cause = metricsAddress(effective)
	}
}

func (e *exports) close() { e.client.CloseIdleConnections() }

// exportState is what is known of the way out.
type exportState struct {
	url       string
	cause     error // why nothing is known
	exporters []exporterState
	token     *tokenState // nil where scout_auth is not used
}

// exporterState is that of one exporter for one signal. Counts are nil where the collector does not tell them.
type exporterState struct {
	exporter, signal string
	unit             string // of the queue: bytes, items, requests; empty where it is not known
	size, capacity   *float64
	sent             *float64 // items that the backend took
	failed           *float64 // items that were given up, or go back to the sender
	rejected         *float64 // items that the queue did not take
	// failedLately and rejectedLately are those of the last lossWindow.
	failedLately, rejectedLately float64
}

// tokenState is that of scout_auth.
type tokenState struct {
	validFor *float64 // seconds; nil where the token has no end or the collector does not tell
	breaker  int      // 0 the token endpoint answers, 1 it is being tried, 2 waiting before the next try
	refusals float64
	failures float64
}

func (e *exports) read(ctx context.Context) exportState {
	e.mu.Lock()
	state, units := exportState{url: e.url, cause: e.cause}, e.units
	e.mu.Unlock()
	if state.cause != nil {
		return state
	}
	metrics, err := scrape(ctx, e.client, state.url)
	if err != nil {
		state.cause = err
		return state
	}
	state.exporters, state.token = exportersIn(metrics, units), tokenIn(metrics)
	e.losses.judge(state.exporters)
	return state
}

// itemNames are what the metrics call the items of a signal.
var itemNames = map[string]string{"traces": "spans", "metrics": "metric_points", "logs": "log_records", "profiles": "profile_samples"}

func exportersIn(metrics families, units map[string]string) []exporterState {
	rows := map[[2]string]*exporterState{}
	row := func(labels map[string]string, signal string) *exporterState {
		k := [2]string{labels["exporter"], signal}
		if rows[k] == nil {
			rows[k] = &exporterState{exporter: k[0], signal: signal, unit: units[k[0]]}
		}
		return rows[k]
	}
	metrics.series("exporter_queue_size", func(labels map[string]string, v float64) { add(&row(labels, labels["data_type"]).size, v) })
	metrics.series("exporter_queue_capacity", func(labels map[string]string, v float64) { add(&row(labels, labels["data_type"]).capacity, v) })
	for signal, items := range itemNames {
		metrics.series("exporter_sent_"+items, func(labels map[string]string, v float64) { add(&row(labels, signal).sent, v) })
		metrics.series("exporter_send_failed_"+items, func(labels map[string]string, v float64) { add(&row(labels, signal).failed, v) })
		metrics.series("exporter_enqueue_failed_"+items, func(labels map[string]string, v float64) { add(&row(labels, signal).rejected, v) })
	}
	all := make([]exporterState, 0, len(rows))
	for _, r := range rows {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b exporterState) int {
		return cmp.Or(cmp.Compare(a.exporter, b.exporter), cmp.Compare(a.signal, b.signal))
	})
	return all
}

// add counts series that differ in labels that are not shown.
func add(sum **float64, v float64) {
	if *sum == nil {
		*sum = new(float64)
	}
	**sum += v
}

func tokenIn(metrics families) *tokenState {
	const breaker, remaining = "extension_scout_auth_breaker_state", "extension_scout_auth_token_remaining"
	if metrics[breaker] == nil && metrics[remaining] == nil {
		return nil
	}
	t := &tokenState{}
	metrics.series(breaker, func(_ map[string]string, v float64) { t.breaker = max(t.breaker, int(v)) })
	metrics.series(remaining, func(_ map[string]string, v float64) { t.validFor = &v })
	metrics.series("extension_scout_auth_refusals", func(_ map[string]string, v float64) { t.refusals += v })
	metrics.series("extension_scout_auth_token_fetches", func(labels map[string]string, v float64) {
		if labels["result"] != "ok" {
			t.failures += v
		}
	})
	return t
}
