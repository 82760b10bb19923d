package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// RecordNotification notes that the author was told of the article; doing so twice is no error, so a job may run again.
func (s *Store) RecordNotification(ctx context.Context, articleID int64, recipient string) error {
	_, err := s.pool.Exec(ctx, "INSERT INTO notifications (article_id, recipient) VALUES ($1, $2) ON CONFLICT DO NOTHING", articleID, recipient)
	return err
}

// notificationColumns reads the newest notifications; what follows says whose.
const notificationColumns = "SELECT a.slug, n.sent_at FROM notifications n JOIN articles a ON a.id = n.article_id"

// notificationsShown bounds what one answer shows.
const notificationsShown = 20

// Notifications returns the newest notifications of a user. Planted defect: no index knows recipients, so the statement
// reads every notification ever sent. It is quick while there are few, and gets slower with every article.
func (s *Store) Notifications(ctx context.Context, user article.User) ([]article.Notification, error) {
	return s.notifications(ctx, " WHERE lower(n.recipient) = lower($1)", user.Email)
}

// NotificationsByAuthor is Notifications without the defect: by the index of the user's articles.
func (s *Store) NotificationsByAuthor(ctx context.Context, user article.User) ([]article.Notification, error) {
	return s.notifications(ctx, " WHERE a.author_id = $1", user.ID)
}

func (s *Store) notifications(ctx context.Context, where string, whose any) ([]article.Notification, error) {
	rows, _ := s.pool.Query(ctx, notificationColumns+where+" ORDER BY n.sent_at DESC LIMIT $2", whose, notificationsShown) // the error comes with the rows
	return pgx.CollectRows(rows, pgx.RowToStructByPos[article.Notification])
}

// Unnotified returns the newest articles whose author was not told of them.
func (s *Store) Unnotified(ctx context.Context, limit int) ([]article.Article, error) {
	rows, _ := s.pool.Query(ctx, "SELECT "+articleColumns+` FROM articles a WHERE NOT EXISTS (SELECT FROM notifications n WHERE n.article_id = a.id)
		ORDER BY a.created_at DESC, a.id DESC LIMIT $1`, limit) // the error comes with the rows
	return pgx.CollectRows(rows, scanBare)
}

// Beat notes that a worker lives, and forgets workers not seen for an hour.
func (s *Store) Beat(ctx context.Context, worker string) error {
	_, err := s.pool.Exec(ctx, `WITH gone AS (DELETE FROM worker_heartbeats WHERE seen_at < now() - interval '1 hour' AND worker <> $1)
		INSERT INTO worker_heartbeats (worker) VALUES ($1) ON CONFLICT (worker) DO UPDATE SET seen_at = now()`, worker)
	return err
}

// Retire forgets a worker that ends.
func (s *Store) Retire(ctx context.Context, worker string) error {
	_, err := s.pool.Exec(ctx, "DELETE FROM worker_heartbeats WHERE worker = $1", worker)
	return err
}

// WorkerSeen tells whether some worker gave a sign of life within the time.
func (s *Store) WorkerSeen(ctx context.Context, within time.Duration) (seen bool, err error) {
	err = s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM worker_heartbeats WHERE seen_at > now() - $1::interval)", within).Scan(&seen)
	return seen, err
}

// Depth is the number of jobs of a queue in a state.
type Depth struct {
	Queue, State string
	Jobs         int64
}

// QueueDepths counts the jobs of every queue by state.
func (s *Store) QueueDepths(ctx context.Context) ([]Depth, error) {
	rows, err := s.pool.Query(ctx, "SELECT queue, state::text, count(*) FROM river_job GROUP BY queue, state ORDER BY queue, state")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var depths []Depth
	for rows.Next() {
		var d Depth
		if err := rows.Scan(&d.Queue, &d.State, &d.Jobs); err != nil {
			return nil, err
		}
		depths = append(depths, d)
	}
	return depths, rows.Err()
}
