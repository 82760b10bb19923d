package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// Range is the part of a list that is asked for.
type Range struct {
	Limit, Offset int
}

// List returns the newest articles. Planted defect: after one statement for the rows it runs two more for each row,
// one for the author and one for the favourites.
func (s *Store) List(ctx context.Context, viewer int64, r Range) (articles []article.Article, total int64, err error) {
	total, err = s.count(ctx)
	if err != nil {
		return nil, 0, err
	}
	articles, err = s.Newest(ctx, r)
	if err != nil {
		return nil, 0, err
	}
	for i := range articles {
		if articles[i], err = s.Complete(ctx, articles[i], viewer); err != nil {
			return nil, 0, err
		}
	}
	return articles, total, nil
}

// ListJoined is List without the defect: one statement for everything shown.
func (s *Store) ListJoined(ctx context.Context, viewer int64, r Range) (articles []article.Article, total int64, err error) {
	total, err = s.count(ctx)
	if err != nil {
		return nil, 0, err
	}
	rows, _ := s.pool.Query(ctx, joinedSelect+joinedFrom+" ORDER BY a.created_at DESC, a.id DESC LIMIT $2 OFFSET $3", // the error comes with the rows
		viewer, r.Limit, r.Offset)
	articles, err = pgx.CollectRows(rows, scanJoined)
	return articles, total, err
}

func (s *Store) count(ctx context.Context) (total int64, err error) {
	err = s.pool.QueryRow(ctx, "SELECT count(*) FROM articles").Scan(&total)
	return total, err
}

// Newest returns articles without what other tables say about them.
func (s *Store) Newest(ctx context.Context, r Range) ([]article.Article, error) {
	rows, _ := s.pool.Query(ctx, "SELECT "+articleColumns+" FROM articles a ORDER BY a.created_at DESC, a.id DESC LIMIT $1 OFFSET $2", // the error comes with the rows
		r.Limit, r.Offset)
	return pgx.CollectRows(rows, scanBare)
}

// Complete adds the author and the favourites to an article: two statements.
func (s *Store) Complete(ctx context.Context, a article.Article, viewer int64) (article.Article, error) {
	author, err := s.User(ctx, a.AuthorID)
	if err != nil {
		return a, err
	}
	a.Author = author
	err = s.pool.QueryRow(ctx, "SELECT count(*), coalesce(bool_or(user_id = $2), false) FROM favorites WHERE article_id = $1", a.ID, viewer).
		Scan(&a.FavoritesCount, &a.Favorited)
	return a, err
}
