package httpapi

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

const (
	defaultPerPage = 20
	maxPerPage     = 100
	// maxPage keeps the offset within what PostgreSQL counts with.
	maxPage = 1_000_000
)

// listing is what a list is asked for.
type listing struct {
	search        string
	page, perPage int
	// eager chooses the twin without the planted defect.
	eager bool
}

// listingOf reads the query. A list never fails for its parameters: one that makes no sense takes its default, one that
// is too large its bound.
func listingOf(query url.Values) listing {
	return listing{
		search:  searchable(query.Get("search")),
		page:    positive(query.Get("page"), 1, maxPage),
		perPage: positive(query.Get("per_page"), defaultPerPage, maxPerPage),
		eager:   query.Get("eager") == "true",
	}
}

func positive(text string, byDefault, bound int) int {
	n, err := strconv.Atoi(strings.TrimSpace(text)) // one that is too large for an int gives the largest int
	if (err != nil && !errors.Is(err, strconv.ErrRange)) || n < 1 {
		return byDefault
	}
	return min(n, bound)
}

// searchable drops what PostgreSQL cannot read as text; no title contains it.
func searchable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, ""), "\x00", "")
}

func (l listing) bounds() postgres.Range {
	return postgres.Range{Limit: l.perPage, Offset: (l.page - 1) * l.perPage}
}

func (a *api) listArticles(w http.ResponseWriter, r *http.Request) {
	asked := listingOf(r.URL.Query())
	articles, total, err := a.load(r, asked)
	total = max(total, asked.counted(len(articles)))
	answer(w, r, http.StatusOK, article.Page{Articles: articles, Total: total, Number: asked.page, Size: asked.perPage}, err)
}

// counted returns how many articles there are at least when the page shows so many. The total and the page are two
// statements: what was published between them is on the page but not in the total.
func (l listing) counted(shown int) int64 {
	if shown == 0 {
		return 0 // a page behind the last one tells nothing
	}
	return int64(l.bounds().Offset + shown)
}

func (a *api) load(r *http.Request, asked listing) ([]article.Article, int64, error) {
	ctx, viewer, bounds := r.Context(), callerOf(r).user.ID, asked.bounds()
	switch {
	case asked.search != "" && asked.eager:
		return a.Store.SearchOnce(ctx, asked.search, viewer, bounds)
	case asked.search != "":
		return a.Store.Search(ctx, asked.search, viewer, bounds)
	case asked.eager:
		return a.Store.ListJoined(ctx, viewer, bounds)
	default:
		return a.Store.List(ctx, viewer, bounds)
	}
}
