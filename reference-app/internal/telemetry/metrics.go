package telemetry

import (
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
)

// Metrics are the application's own instruments.
type Metrics struct {
	LoginAttempts   metric.Int64Counter
	ArticlesCreated metric.Int64Counter
	CacheRequests   metric.Int64Counter
	JobsCompleted   metric.Int64Counter
	JobsFailed      metric.Int64Counter
	JobsDuration    metric.Float64Histogram
	QueueDepth      metric.Int64ObservableGauge
}

// Meter returns the meter of the application's own instruments.
func Meter() metric.Meter { return otel.Meter(scope) }

// NewMetrics creates the instruments.
func NewMetrics() (Metrics, error) {
	var m Metrics
	var errs [7]error
	meter := Meter()
	m.LoginAttempts, errs[0] = meter.Int64Counter("auth.login.attempts",
		metric.WithDescription("Attempts to log in, by status: success or failure"), metric.WithUnit("{attempt}"))
	m.ArticlesCreated, errs[1] = meter.Int64Counter("articles.created",
		metric.WithDescription("Articles created"), metric.WithUnit("{article}"))
	m.CacheRequests, errs[2] = meter.Int64Counter("cache.requests",
		metric.WithDescription("Reads through the cache, by result: hit or miss"), metric.WithUnit("{request}"))
	m.JobsCompleted, errs[3] = meter.Int64Counter("jobs.completed",
		metric.WithDescription("Jobs done"), metric.WithUnit("{job}"))
	m.JobsFailed, errs[4] = meter.Int64Counter("jobs.failed",
		metric.WithDescription("Attempts at jobs that failed; each may be tried again"), metric.WithUnit("{job}"))
	m.JobsDuration, errs[5] = meter.Float64Histogram("jobs.duration",
		metric.WithDescription("Duration of one attempt at a job"), metric.WithUnit("s"),
		metric.WithExplicitBucketBoundaries(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10))
	m.QueueDepth, errs[6] = meter.Int64ObservableGauge("jobs.queue.depth",
		metric.WithDescription("Jobs in the queue, by queue and state"), metric.WithUnit("{job}"))
	return m, errors.Join(errs[:]...)
}
