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
	if wantsTwin(r) {
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

// wantsTwin tells whether the caller asks for the twin without the planted defect.
func wantsTwin(r *http.Request) bool { return listingOf(r.URL.Query()).eager }

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
	if wantsTwin(r) {
		count = a.Cache.ViewsAtOnce
	}
	bySlug, err := count(r.Context(), slugs)
	counted := make([]views, len(slugs))
	for i, slug := range slugs {
		counted[i] = views{Slug: slug, Views: bySlug[slug]}
	}
	return counted, err
}

// mentions is in how many texts an article is named.
type mentions struct {
	Slug     string `json:"slug"`
	Mentions int64  `json:"mentions"`
}

// articleMentions tells how often the newest articles are named in others. Planted defect: one statement per article,
// several at a time.
func (a *api) articleMentions(w http.ResponseWriter, r *http.Request) {
	newest, err := a.Store.Newest(r.Context(), postgres.Range{Limit: exported})
	var counts []int64
	if err == nil {
		count := a.Store.Mentions
		if wantsTwin(r) {
			count = a.Store.MentionsAtOnce
		}
		counts, err = count(r.Context(), newest)
	}
	counted := make([]mentions, len(counts))
	for i, n := range counts {
		counted[i] = mentions{Slug: newest[i].Slug, Mentions: n}
	}
	answer(w, r, http.StatusOK, map[string]any{"articles": counted}, err)
}

// listNotifications returns the caller's newest notifications. Planted defect: it gets slower with every notification
// ever sent to anybody.
func (a *api) listNotifications(w http.ResponseWriter, r *http.Request) {
	load := a.Store.Notifications
	if wantsTwin(r) {
		load = a.Store.NotificationsByAuthor
	}
	sent, err := load(r.Context(), callerOf(r).user)
	answer(w, r, http.StatusOK, map[string]any{"notifications": sent}, err)
}
