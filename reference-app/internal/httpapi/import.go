package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
)

// importer stores the articles of an import, all or none.
type importer func(ctx context.Context, author article.User, drafts []article.Draft, now time.Time) error

var errUnknownMode = &httpError{http.StatusBadRequest, "mode must be rows, batch or copy"}

// importerOf returns what a mode stands for; no mode is the one with the planted defect.
func (a *api) importerOf(mode string) (importer, error) {
	switch mode {
	case "", "rows":
		return a.Store.ImportRows, nil
	case "batch":
		return a.Store.ImportBatch, nil
	case "copy":
		return a.Store.ImportCopy, nil
	default:
		return nil, errUnknownMode
	}
}

// importArticles publishes many articles at once, and tells nobody. Planted defect: one statement for each article.
func (a *api) importArticles(w http.ResponseWriter, r *http.Request) {
	store, err := a.importerOf(r.URL.Query().Get("mode"))
	if err != nil {
		fail(w, r, err)
		return
	}
	in, err := decode(w, r, article.Import.Validate)
	if err == nil {
		err = a.bringIn(r.Context(), store, callerOf(r).user, in.Articles)
	}
	answer(w, r, http.StatusCreated, map[string]int{"imported": len(in.Articles)}, err)
}

func (a *api) bringIn(ctx context.Context, store importer, author article.User, drafts []article.Draft) error {
	if err := store(ctx, author, drafts, a.Now()); err != nil {
		return err
	}
	a.Metrics.ArticlesCreated.Add(ctx, int64(len(drafts)))
	slog.InfoContext(ctx, "Articles imported", "articles", len(drafts), "author", author.Email)
	return nil
}
