package jobs

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// notifier does Notification jobs.
type notifier struct {
	river.WorkerDefaults[Notification]
	store   *postgres.Store
	metrics telemetry.Metrics
}

// Work implements river.Worker.
func (n *notifier) Work(ctx context.Context, job *river.Job[Notification]) error {
	begin := time.Now()
	_, err := telemetry.Operation(ctx, "job."+job.Kind, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, n.notify(ctx, job)
	})
	kind := metric.WithAttributes(attribute.String("kind", job.Kind))
	n.metrics.JobsDuration.Record(ctx, time.Since(begin).Seconds(), kind)
	if err != nil {
		n.metrics.JobsFailed.Add(ctx, 1, kind)
		slog.ErrorContext(ctx, "Job failed: "+job.Kind, "job_id", job.ID, "attempt", job.Attempt, "error", err)
		return err
	}
	n.metrics.JobsCompleted.Add(ctx, 1, kind)
	return nil
}

// errFlaky is the planted failure.
var errFlaky = errors.New("the mail gateway did not take the message")

func (n *notifier) notify(ctx context.Context, job *river.Job[Notification]) error {
	published, err := n.store.Article(ctx, job.Args.Slug, article.Anonymous)
	if errors.Is(err, article.ErrNotFound) {
		slog.InfoContext(ctx, "Notification dropped: article is gone: "+job.Args.Slug)
		return nil
	}
	if err != nil {
		return err
	}
	if job.Attempt == 1 && strings.Contains(strings.ToLower(published.Title), "flaky") {
		return errFlaky // planted defect: the first attempt fails, the second does the work
	}
	if err := n.store.RecordNotification(ctx, published.ID, published.Author.Email); err != nil {
		return err
	}
	slog.InfoContext(ctx, "Notification sent to "+published.Author.Email, "slug", published.Slug, "recipient", published.Author.Email)
	return nil
}
