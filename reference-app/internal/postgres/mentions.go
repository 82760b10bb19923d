package postgres

import (
	"context"
	"errors"
	"sync"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// recentBodies are the texts that mentions are looked for in: a bounded number, so that the work does not grow with the table.
const recentBodies = "(SELECT body FROM articles ORDER BY created_at DESC, id DESC LIMIT 500) recent"

// Mentions counts, for each article, the recent texts that name its title. Planted defect: one statement per article,
// as many at a time as the pool has connections.
func (s *Store) Mentions(ctx context.Context, articles []article.Article) (counts []int64, err error) {
	counts = make([]int64, len(articles))
	errs := make([]error, len(articles))
	var under sync.WaitGroup
	for i, a := range articles {
		under.Go(func() {
			errs[i] = s.pool.QueryRow(ctx, "SELECT count(*) FROM "+recentBodies+" WHERE body ILIKE $1", contains(a.Title)).Scan(&counts[i])
		})
	}
	under.Wait()
	return counts, errors.Join(errs...)
}

// MentionsAtOnce is Mentions without the defect: one statement for all articles.
func (s *Store) MentionsAtOnce(ctx context.Context, articles []article.Article) (counts []int64, err error) {
	patterns := make([]string, len(articles))
	for i, a := range articles {
		patterns[i] = contains(a.Title)
	}
	err = s.pool.QueryRow(ctx, `SELECT coalesce(array_agg(found.n ORDER BY asked.number), '{}') FROM unnest($1::text[]) WITH ORDINALITY AS asked (pattern, number),
		LATERAL (SELECT count(*) AS n FROM `+recentBodies+` WHERE body ILIKE asked.pattern) found`, patterns).Scan(&counts)
	return counts, err
}
