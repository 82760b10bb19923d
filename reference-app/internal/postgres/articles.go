package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

const articleColumns = "a.id, a.author_id, a.slug, a.title, a.description, a.body, a.created_at, a.updated_at"

func articleFields(a *article.Article) []any {
	return []any{&a.ID, &a.AuthorID, &a.Slug, &a.Title, &a.Description, &a.Body, &a.CreatedAt, &a.UpdatedAt}
}

// scanBare reads an article without what other tables say about it.
func scanBare(row pgx.CollectableRow) (article.Article, error) {
	var a article.Article
	return a, row.Scan(articleFields(&a)...)
}

// joinedSelect reads articles whole, in one statement: $1 is the viewer.
const joinedSelect = "SELECT " + articleColumns + `, u.id, u.email, u.name, u.bio, u.image, u.created_at,
	(SELECT count(*) FROM favorites f WHERE f.article_id = a.id),
	EXISTS (SELECT FROM favorites f WHERE f.article_id = a.id AND f.user_id = $1)`

const joinedFrom = " FROM articles a JOIN users u ON u.id = a.author_id"

func joinedFields(a *article.Article) []any {
	return append(articleFields(a), &a.Author.ID, &a.Author.Email, &a.Author.Name, &a.Author.Bio, &a.Author.Image,
		&a.Author.CreatedAt, &a.FavoritesCount, &a.Favorited)
}

func scanJoined(row pgx.CollectableRow) (article.Article, error) {
	var a article.Article
	return a, row.Scan(joinedFields(&a)...)
}

// Article returns an article as the viewer sees it, or article.ErrNotFound.
func (s *Store) Article(ctx context.Context, slug string, viewer int64) (article.Article, error) {
	rows, _ := s.pool.Query(ctx, joinedSelect+joinedFrom+" WHERE a.slug = $2", viewer, slug) // the error comes with the rows
	found, err := pgx.CollectExactlyOneRow(rows, scanJoined)
	if errors.Is(err, pgx.ErrNoRows) {
		err = article.ErrNotFound
	}
	return found, err
}

// InTx is work done in the transaction that creates an article.
type InTx func(ctx context.Context, tx pgx.Tx, created article.Article) error

// slugAttempts bounds the search for a millisecond whose slug is free.
const slugAttempts = 10

var errNoSlug = fmt.Errorf("no free slug in %d attempts", slugAttempts)

// farthest is how far from now a free millisecond is looked for.
const farthest = 4096

// later is how much later than now an attempt looks for that many free milliseconds: anywhere in a time that grows fast, for
// who is in a crowd and looks where all others do next meets them again.
func later(attempt, milliseconds int) time.Duration {
	if attempt == 0 {
		return 0
	}
	within := min(milliseconds<<(2*attempt), farthest)
	return time.Duration(1+rand.IntN(within)) * time.Millisecond //nolint:gosec // a place, not a secret
}

// CreateArticle stores an article and does the other work in the same transaction.
// Two articles of one title in one millisecond would have one slug: the second gets one of the next milliseconds.
func (s *Store) CreateArticle(ctx context.Context, author article.User, d article.Draft, now time.Time, also InTx) (article.Article, error) {
	for try := range slugAttempts {
		created := newArticle(author, d, now.Add(later(try, 1)))
		err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
			if err := insertArticle(ctx, tx, &created); err != nil {
				return err
			}
			return also(ctx, tx, created)
		})
		if !violates(err, "articles_slug_key") {
			return created, err
		}
	}
	return article.Article{}, errNoSlug
}

func newArticle(author article.User, d article.Draft, now time.Time) article.Article {
	now = now.UTC().Truncate(time.Microsecond) // what PostgreSQL keeps
	created := article.Article{AuthorID: author.ID, Author: author, Slug: article.NewSlug(*d.Title, now),
		Title: *d.Title, Body: *d.Body, CreatedAt: now, UpdatedAt: now}
	if d.Description != nil {
		created.Description = *d.Description
	}
	return created
}

const insertStatement = `INSERT INTO articles (slug, title, description, body, author_id, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`

func insertValues(a article.Article) []any {
	return []any{a.Slug, a.Title, a.Description, a.Body, a.AuthorID, a.CreatedAt, a.UpdatedAt}
}

func insertArticle(ctx context.Context, tx pgx.Tx, a *article.Article) error {
	return tx.QueryRow(ctx, insertStatement+" RETURNING id", insertValues(*a)...).Scan(&a.ID)
}

// UpdateArticle changes the fields that were sent. The slug stays, so links stay.
func (s *Store) UpdateArticle(ctx context.Context, id int64, d article.Draft, now time.Time) error {
	_, err := s.pool.Exec(ctx, `UPDATE articles SET title = coalesce($2, title), description = coalesce($3, description),
		body = coalesce($4, body), updated_at = $5 WHERE id = $1`, id, d.Title, d.Description, d.Body, now)
	return err
}

// DeleteArticle removes an article with its favourites.
func (s *Store) DeleteArticle(ctx context.Context, id int64) error {
	_, err := s.pool.Exec(ctx, "DELETE FROM articles WHERE id = $1", id)
	return err
}

// Favorite marks an article as the user's favourite; doing so twice is no error.
func (s *Store) Favorite(ctx context.Context, user, id int64) error {
	_, err := s.pool.Exec(ctx, "INSERT INTO favorites (user_id, article_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", user, id)
	return err
}

// Unfavorite takes the mark away; doing so twice is no error.
func (s *Store) Unfavorite(ctx context.Context, user, id int64) error {
	_, err := s.pool.Exec(ctx, "DELETE FROM favorites WHERE user_id = $1 AND article_id = $2", user, id)
	return err
}

// Favorited tells whether an article is the user's favourite.
func (s *Store) Favorited(ctx context.Context, user, id int64) (favorited bool, err error) {
	err = s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM favorites WHERE user_id = $1 AND article_id = $2)", user, id).Scan(&favorited)
	return favorited, err
}
