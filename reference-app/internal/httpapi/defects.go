package httpapi

import (
	"context"
	"net/http"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

// exported is how many articles the endpoints with planted defects show.
const exported = 30

// exportArticles returns the newest articles. Planted defect: each article is completed under a span of its own, and the
// statements below these spans repeat.
func (a *api) exportArticles(w http.ResponseWriter, r *http.Request) {
	articles, err := a.export(r)
	answer(w, r, http.StatusOK, map[string]any{"articles": articles}, err)
}

func (a *api) export(r *http.Request) (articles []article.Article, err error) {
	newest := postgres.Range{Limit: exported}
	if listingOf(r.URL.Query()).eager {
		articles, _, err = a.Store.ListJoined(r.Context(), callerOf(r).user.ID, newest)
		return articles, err
	}
	articles, err = a.Store.Newest(r.Context(), newest)
	for i := 0; i < len(articles) && err == nil; i++ {
		articles[i], err = telemetry.Operation(r.Context(), "article.export", func(ctx context.Context) (article.Article, error) {
			return a.Store.Complete(ctx, articles[i], callerOf(r).user.ID)
		})
	}
	return articles, err
}

// views is how often an article was read.
type views struct {
	Slug  string `json:"slug"`
	Views int64  `json:"views"`
}

// articleViews tells how often the newest articles were read. Planted defect: one cache command per article.
func (a *api) articleViews(w http.ResponseWriter, r *http.Request) {
	newest, err := a.Store.Newest(r.Context(), postgres.Range{Limit: exported})
	var counted []views
	if err == nil {
		counted, err = a.countViews(r, newest)
	}
	answer(w, r, http.StatusOK, map[string]any{"articles": counted}, err)
}

func (a *api) countViews(r *http.Request, articles []article.Article) ([]views, error) {
	slugs := make([]string, len(articles))
	for i, found := range articles {
		slugs[i] = found.Slug
	}
	count := a.Cache.Views
	if listingOf(r.URL.Query()).eager {
		count = a.Cache.ViewsAtOnce
	}
	bySlug, err := count(r.Context(), slugs)
	counted := make([]views, len(slugs))
	for i, slug := range slugs {
		counted[i] = views{Slug: slug, Views: bySlug[slug]}
	}
	return counted, err
}
