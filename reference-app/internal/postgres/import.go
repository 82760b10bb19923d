package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// ImportRows stores articles in one transaction. Planted defect: one statement for each of them.
func (s *Store) ImportRows(ctx context.Context, author article.User, drafts []article.Draft, now time.Time) error {
	return s.importBy(ctx, insertRows, author, drafts, now)
}

// ImportBatch is ImportRows without the defect: all statements go in one round trip.
func (s *Store) ImportBatch(ctx context.Context, author article.User, drafts []article.Draft, now time.Time) error {
	return s.importBy(ctx, insertBatch, author, drafts, now)
}

// ImportCopy is ImportRows without the defect: one COPY.
func (s *Store) ImportCopy(ctx context.Context, author article.User, drafts []article.Draft, now time.Time) error {
	return s.importBy(ctx, copyRows, author, drafts, now)
}

// insertAll stores new articles; it may leave some stored when it fails.
type insertAll func(ctx context.Context, tx pgx.Tx, articles []article.Article) error

// importBy stores all articles or none. Each gets a millisecond of its own, so that articles of one title have different
// slugs; where another import was there first, all of them move behind it.
func (s *Store) importBy(ctx context.Context, insert insertAll, author article.User, drafts []article.Draft, now time.Time) error {
	for try := range slugAttempts {
		articles := newArticles(author, drafts, now.Add(later(try, len(drafts))))
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error { return insert(ctx, tx, articles) })
		if !violates(err, "articles_slug_key") {
			return err
		}
	}
	return errNoSlug
}

func newArticles(author article.User, drafts []article.Draft, now time.Time) []article.Article {
	articles := make([]article.Article, len(drafts))
	for i, d := range drafts {
		articles[i] = newArticle(author, d, now.Add(time.Duration(i)*time.Millisecond))
	}
	return articles
}

func insertRows(ctx context.Context, tx pgx.Tx, articles []article.Article) error {
	for _, a := range articles {
		if _, err := tx.Exec(ctx, insertStatement, insertValues(a)...); err != nil {
			return err
		}
	}
	return nil
}

func insertBatch(ctx context.Context, tx pgx.Tx, articles []article.Article) error {
	batch := &pgx.Batch{}
	for _, a := range articles {
		batch.Queue(insertStatement, insertValues(a)...)
	}
	return tx.SendBatch(ctx, batch).Close()
}

func copyRows(ctx context.Context, tx pgx.Tx, articles []article.Article) error {
	rows := pgx.CopyFromSlice(len(articles), func(i int) ([]any, error) { return insertValues(articles[i]), nil })
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"articles"},
		[]string{"slug", "title", "description", "body", "author_id", "created_at", "updated_at"}, rows)
	return err
}
