package postgres

import (
	"context"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// Search returns the newest articles whose title contains the text, whatever its case. Planted defect: the pattern
// starts with a wildcard, so no index helps, and a subquery that depends on the row counts the matches anew for each
// row of the page: every row costs a walk over all titles.
func (s *Store) Search(ctx context.Context, text string, viewer int64, r Range) ([]article.Article, int64, error) {
	found, total, err := s.search(ctx, `(SELECT count(*) FROM articles m WHERE m.title ILIKE $2
		AND (m.created_at, m.id) <= (a.created_at, a.id))`, text, viewer, r)
	if err != nil || len(found) > 0 {
		// The rank counted from the oldest match: that of a page's first row is the total less what was skipped.
		return found, total + int64(r.Offset), err
	}
	return s.noneOnPage(ctx, text, r)
}

// SearchOnce is Search without the defect: the matches are counted once, in the same walk.
func (s *Store) SearchOnce(ctx context.Context, text string, viewer int64, r Range) ([]article.Article, int64, error) {
	found, total, err := s.search(ctx, "count(*) OVER ()", text, viewer, r)
	if err != nil || len(found) > 0 {
		return found, total, err
	}
	return s.noneOnPage(ctx, text, r)
}

// search runs the statement with an expression that stands for the total; it returns the expression's value in the first row.
func (s *Store) search(ctx context.Context, totalSQL, text string, viewer int64, r Range) (found []article.Article, total int64, err error) {
	rows, _ := s.pool.Query(ctx, joinedSelect+", "+totalSQL+joinedFrom+ // the error comes with the rows
		" WHERE a.title ILIKE $2 ORDER BY a.created_at DESC, a.id DESC LIMIT $3 OFFSET $4", viewer, contains(text), r.Limit, r.Offset)
	found, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (article.Article, error) {
		var a article.Article
		var value int64
		err := row.Scan(append(joinedFields(&a), &value)...)
		if total == 0 {
			total = value
		}
		return a, err
	})
	return found, total, err
}

// noneOnPage answers for a page behind the last match, or without any.
func (s *Store) noneOnPage(ctx context.Context, text string, r Range) (none []article.Article, total int64, err error) {
	if r.Offset > 0 {
		err = s.pool.QueryRow(ctx, "SELECT count(*) FROM articles WHERE title ILIKE $1", contains(text)).Scan(&total)
	}
	return []article.Article{}, total, err
}

var escapePattern = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// contains returns the ILIKE pattern for titles with the text in them.
func contains(text string) string { return "%" + escapePattern.Replace(text) + "%" }
