package jobs

import (
	"context"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const patience = 30 * time.Second

// queue is a database with one author and a way to publish.
type queue struct {
	t      *testing.T
	pool   *pgxpool.Pool
	store  *postgres.Store
	author article.User
	jobs   *Queue
}

func newQueue(t *testing.T) *queue {
	t.Helper()
	q := &queue{t: t, pool: pgtest.Pool(t)}
	q.store = postgres.NewStore(q.pool)
	var err error
	q.author, err = q.store.CreateUser(t.Context(), "ada@example.com", "Ada", "hash")
	require.NoError(t, err)
	q.jobs, err = NewQueue(q.pool)
	require.NoError(t, err)
	return q
}

func (q *queue) publish(title string) article.Article {
	q.t.Helper()
	body := "Text"
	created, err := q.store.CreateArticle(q.t.Context(), q.author, article.Draft{Title: &title, Body: &body}, time.Now(),
		func(ctx context.Context, tx pgx.Tx, created article.Article) error {
			return q.jobs.Enqueue(ctx, tx, Notification{ArticleID: created.ID, Slug: created.Slug})
		})
	require.NoError(q.t, err)
	return created
}

func (q *queue) work() *Worker {
	q.t.Helper()
	metrics, err := telemetry.NewMetrics()
	require.NoError(q.t, err)
	worker, err := StartWorker(q.t.Context(), q.pool, metrics)
	require.NoError(q.t, err)
	return worker
}

func (q *queue) stop(w *Worker) {
	q.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	require.NoError(q.t, w.Stop(ctx))
}

// one returns the one value of a statement.
func one[T any](q *queue, sql string) (value T) {
	q.t.Helper()
	require.NoError(q.t, q.pool.QueryRow(q.t.Context(), sql).Scan(&value))
	return value
}

func (q *queue) waitFor(sql, want string) {
	q.t.Helper()
	require.Eventually(q.t, func() bool { return one[string](q, sql) == want }, patience, 10*time.Millisecond, sql)
}

const state = "SELECT string_agg(state::text, ',' ORDER BY id) FROM river_job"

func TestANotificationIsSentOnce(t *testing.T) {
	q := newQueue(t)
	created := q.publish("Hello")
	w := q.work()
	q.waitFor(state, "completed")
	q.stop(w)
	assert.Equal(t, created.ID, one[int64](q, "SELECT article_id FROM notifications"))
	assert.Equal(t, "ada@example.com", one[string](q, "SELECT recipient FROM notifications"))
	assert.Equal(t, 1, one[int](q, "SELECT attempt FROM river_job"))
}

func TestAFlakyNotificationIsSentOnTheSecondAttempt(t *testing.T) {
	q := newQueue(t)
	q.publish("A Flaky one")
	w := q.work()
	q.waitFor(state, "completed")
	q.stop(w)
	assert.Equal(t, 2, one[int](q, "SELECT attempt FROM river_job"))
	assert.Equal(t, "the mail gateway did not take the message", one[string](q, "SELECT errors[1]->>'error' FROM river_job"))
	assert.Equal(t, 1, one[int](q, "SELECT count(*) FROM notifications"))
}

func TestANotificationOfADeletedArticleIsDropped(t *testing.T) {
	q := newQueue(t)
	created := q.publish("Hello")
	require.NoError(t, q.store.DeleteArticle(t.Context(), created.ID))
	w := q.work()
	q.waitFor(state, "completed")
	q.stop(w)
	assert.Zero(t, one[int](q, "SELECT count(*) FROM notifications"))
}

func TestNothingIsEnqueuedWithoutTheArticle(t *testing.T) {
	q := newQueue(t)
	title := "Hello"
	_, err := q.store.CreateArticle(t.Context(), q.author, article.Draft{Title: &title, Body: &title}, time.Now(),
		func(ctx context.Context, tx pgx.Tx, created article.Article) error {
			require.NoError(t, q.jobs.Enqueue(ctx, tx, Notification{ArticleID: created.ID, Slug: created.Slug}))
			return context.Canceled
		})
	require.ErrorIs(t, err, context.Canceled)
	assert.Zero(t, one[int](q, "SELECT count(*) FROM articles"))
	assert.Zero(t, one[int](q, "SELECT count(*) FROM river_job"))
}

func TestStopDrains(t *testing.T) {
	q := newQueue(t)
	const jobs = 20
	for range jobs {
		q.publish("Hello")
	}
	w := q.work()
	q.waitFor("SELECT (count(*) > 0)::text FROM river_job WHERE state = 'completed'", "true")
	q.stop(w)
	assert.Zero(t, one[int](q, "SELECT count(*) FROM river_job WHERE state = 'running'"), "no job is left half done")
	assert.Equal(t, one[int](q, "SELECT count(*) FROM river_job WHERE state = 'completed'"), one[int](q, "SELECT count(*) FROM notifications"))
}

func TestAWorkerIsSeenWhileItLives(t *testing.T) {
	q := newQueue(t)
	w := q.work()
	q.waitFor("SELECT count(*)::text FROM worker_heartbeats", "1")
	q.stop(w)
	assert.Zero(t, one[int](q, "SELECT count(*) FROM worker_heartbeats"))
}

func TestContinueTrace(t *testing.T) {
	for name, c := range map[string]struct {
		metadata, traceID string
		sampled           bool
	}{
		"sampled":     {`{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}`, "4bf92f3577b34da6a3ce929d0e0e4736", true},
		"not sampled": {`{"traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"}`, "4bf92f3577b34da6a3ce929d0e0e4736", false},
		"no trace":    {`{"other":17}`, "00000000000000000000000000000000", false},
		"bad trace":   {`{"traceparent":"00-xyz"}`, "00000000000000000000000000000000", false},
		"not JSON":    {`{`, "00000000000000000000000000000000", false},
		"not text":    {`{"traceparent":17}`, "00000000000000000000000000000000", false},
	} {
		t.Run(name, func(t *testing.T) {
			var worked bool
			err := continueTrace(t.Context(), &rivertype.JobRow{Metadata: []byte(c.metadata)}, func(ctx context.Context) error {
				worked = true
				span := trace.SpanContextFromContext(ctx)
				assert.Equal(t, c.traceID, span.TraceID().String())
				assert.Equal(t, c.sampled, span.IsSampled())
				return context.Canceled
			})
			require.ErrorIs(t, err, context.Canceled, "the work's error goes on")
			assert.True(t, worked)
		})
	}
}

func TestDepthsHaveZeros(t *testing.T) {
	none := withZeros(nil)
	assert.Equal(t, []postgres.Depth{{Queue: "default", State: "available"}, {Queue: "default", State: "running"}, {Queue: "default", State: "retryable"}}, none)
	some := withZeros([]postgres.Depth{{Queue: "default", State: "running", Jobs: 4}, {Queue: "mail", State: "available", Jobs: 1}})
	assert.Equal(t, []postgres.Depth{{Queue: "default", State: "running", Jobs: 4}, {Queue: "mail", State: "available", Jobs: 1},
		{Queue: "default", State: "available"}, {Queue: "default", State: "retryable"}}, some)
}
