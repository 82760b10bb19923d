package postgres

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// seedStatements fill the tables in the server: $1 is the number of articles. Slugs and dates are functions of the
// article's number, so that seeding again adds only what is missing, and everything seeded is older than today.
var seedStatements = []string{
	`INSERT INTO users (email, name, password_hash)
	 SELECT 'writer' || n || '@example.com', 'Writer ' || n, '!' FROM generate_series(1, least($1::int, 200)) n
	 ON CONFLICT DO NOTHING`,
	`INSERT INTO articles (slug, title, description, body, author_id, created_at, updated_at)
	 SELECT 'notes-on-' || subject || '-' || (1600000000000 + n), 'Notes on ' || subject || ', part ' || n || ': ' || repeat('what we saw and what we changed, ', 5),
	        'Part ' || n, repeat('A paragraph about ' || subject || ' that says what was measured, and what it cost. ', 8),
	        writers[1 + n % cardinality(writers)], moment, moment
	 FROM generate_series(1, $1::int) n,
	      LATERAL (SELECT (ARRAY['databases', 'queues', 'caches', 'collectors', 'deploys', 'incidents'])[1 + n % 6] AS subject,
	                      to_timestamp(1600000000 + n * 60) AS moment) parts,
	      (SELECT array_agg(id ORDER BY id) AS writers FROM users WHERE email LIKE 'writer%@example.com') w
	 ON CONFLICT DO NOTHING`,
	`INSERT INTO favorites (user_id, article_id)
	 SELECT u.id, a.id FROM (SELECT id FROM articles ORDER BY created_at DESC, id DESC LIMIT least($1::int, 1000)) a
	 JOIN LATERAL (SELECT id FROM users WHERE id % 7 = a.id % 7 ORDER BY id LIMIT 5) u ON true
	 ON CONFLICT DO NOTHING`,
	`INSERT INTO notifications (article_id, recipient, sent_at)
	 SELECT a.id, u.email, a.created_at FROM articles a JOIN users u ON u.id = a.author_id
	 WHERE u.email LIKE 'writer%@example.com' ORDER BY a.id LIMIT $1
	 ON CONFLICT DO NOTHING`,
}

// Seed adds up to 200 writers and n articles with long bodies, and the notifications of them: enough rows, with n in the
// tens of thousands, for the planted slow statements to be slow by themselves. Calling it again adds only what is missing.
func Seed(ctx context.Context, pool *pgxpool.Pool, n int) error {
	for _, statement := range seedStatements {
		if _, err := pool.Exec(ctx, statement, n); err != nil {
			return fmt.Errorf("seeding: %w", err)
		}
	}
	_, err := pool.Exec(ctx, "ANALYZE users, articles, favorites, notifications")
	return err
}
