// Package jobs puts work into the River queue and does it. The queue lives in the database of the articles, so a job is
// enqueued in the transaction of what it is about.
package jobs

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivertype"
	"github.com/riverqueue/rivercontrib/otelriver"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// Notification is the job that tells an author of the article that was published.
type Notification struct {
	ArticleID int64  `json:"article_id"`
	Slug      string `json:"slug"`
}

// Kind implements river.JobArgs.
func (Notification) Kind() string { return "send_article_notification" }

// InsertOpts implements river.JobArgsWithInsertOpts.
func (Notification) InsertOpts() river.InsertOpts { return river.InsertOpts{MaxAttempts: 5} }

// Queue takes jobs; it does none.
type Queue struct {
	client *river.Client[pgx.Tx]
}

// NewQueue returns a queue in the pool's database.
func NewQueue(pool *pgxpool.Pool) (*Queue, error) {
	client, err := river.NewClient(riverpgxv5.New(pool), &river.Config{Plugins: []rivertype.Plugin{instrumentation()}})
	return &Queue{client: client}, err
}

// Enqueue adds the job when the transaction commits. The job carries the trace of the context.
func (q *Queue) Enqueue(ctx context.Context, tx pgx.Tx, n Notification) error {
	_, err := q.client.InsertTx(ctx, tx, n, nil)
	return err
}

// EnqueueAll adds a job for each article, all or none.
func (q *Queue) EnqueueAll(ctx context.Context, published []article.Article) error {
	all := make([]river.InsertManyParams, len(published))
	for i, a := range published {
		all[i] = river.InsertManyParams{Args: Notification{ArticleID: a.ID, Slug: a.Slug}}
	}
	_, err := q.client.InsertMany(ctx, all)
	return err
}

// instrumentation traces inserts and work, and writes the trace context into the job.
func instrumentation() *otelriver.Middleware {
	return otelriver.NewMiddleware(&otelriver.MiddlewareConfig{EnableTracePropagation: true})
}
