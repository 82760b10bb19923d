package httpapi

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/jobs"
	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

func (a *api) createArticle(w http.ResponseWriter, r *http.Request) {
	in, err := decode(w, r, article.Draft.Validate)
	if err != nil {
		fail(w, r, err)
		return
	}
	created, err := telemetry.Operation(r.Context(), "article.create", func(ctx context.Context) (article.Article, error) {
		return a.publish(ctx, callerOf(r).user, in)
	})
	answer(w, r, http.StatusCreated, created, err)
}

// publish stores the article and enqueues the notification in one transaction: neither happens without the other.
func (a *api) publish(ctx context.Context, author article.User, in article.Draft) (article.Article, error) {
	created, err := a.Store.CreateArticle(ctx, author, in, a.Now(), func(ctx context.Context, tx pgx.Tx, created article.Article) error {
		return a.Queue.Enqueue(ctx, tx, jobs.Notification{ArticleID: created.ID, Slug: created.Slug})
	})
	if err != nil {
		return created, err
	}
	about(ctx, created)
	a.Metrics.ArticlesCreated.Add(ctx, 1)
	slog.InfoContext(ctx, "Article created: "+created.Slug, "slug", created.Slug, "author", author.Email)
	return created, nil
}

// about notes on the span which article it is about.
func about(ctx context.Context, found article.Article) {
	trace.SpanFromContext(ctx).SetAttributes(attribute.String("article.slug", found.Slug))
}

// getArticle reads through the cache what everybody sees alike, and from the database what only the caller sees.
func (a *api) getArticle(w http.ResponseWriter, r *http.Request) {
	found, err := a.cached(r)
	if viewer := callerOf(r).user.ID; err == nil && viewer != article.Anonymous {
		found.Favorited, err = a.Store.Favorited(r.Context(), viewer, found.ID)
	}
	if err == nil {
		a.Cache.Viewed(r.Context(), found.Slug)
	}
	answer(w, r, http.StatusOK, found, err)
}

func (a *api) cached(r *http.Request) (article.Article, error) {
	slug, err := slugOf(r)
	if err != nil {
		return article.Article{}, err
	}
	return a.Cache.Article(r.Context(), slug, func(ctx context.Context) (article.Article, error) {
		return a.Store.Article(ctx, slug, article.Anonymous)
	})
}

// find returns the article in the path as the caller sees it.
func (a *api) find(r *http.Request) (article.Article, error) {
	slug, err := slugOf(r)
	if err != nil {
		return article.Article{}, err
	}
	return a.Store.Article(r.Context(), slug, callerOf(r).user.ID)
}

// slugOf returns the slug in the path; no article has one that the database could not even store.
func slugOf(r *http.Request) (string, error) {
	slug := r.PathValue("slug")
	if !utf8.ValidString(slug) || strings.ContainsRune(slug, 0) {
		return "", article.ErrNotFound
	}
	return slug, nil
}

// owned returns the article in the path if the caller wrote it, or else the refusal.
func (a *api) owned(r *http.Request, refusal error) (article.Article, error) {
	found, err := a.find(r)
	if err == nil && found.AuthorID != callerOf(r).user.ID {
		err = refusal
	}
	return found, err
}

func (a *api) updateArticle(w http.ResponseWriter, r *http.Request) {
	found, err := a.owned(r, article.ErrUpdateOthers)
	if err != nil {
		fail(w, r, err)
		return
	}
	in, err := decode(w, r, article.Draft.ValidateChanges)
	if err != nil {
		fail(w, r, err)
		return
	}
	a.change(w, r, "article.update", "updated", found, func(ctx context.Context) error {
		return a.Store.UpdateArticle(ctx, found.ID, in, a.Now())
	})
}

func (a *api) deleteArticle(w http.ResponseWriter, r *http.Request) {
	found, err := a.owned(r, article.ErrDeleteOthers)
	if err == nil {
		_, err = telemetry.Operation(r.Context(), "article.delete", func(ctx context.Context) (struct{}, error) {
			about(ctx, found)
			return struct{}{}, a.Store.DeleteArticle(ctx, found.ID)
		})
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	a.Cache.Forget(r.Context(), found.Slug)
	slog.InfoContext(r.Context(), "Article deleted: "+found.Slug, "slug", found.Slug)
	w.WriteHeader(http.StatusNoContent)
}

func (a *api) favorite(w http.ResponseWriter, r *http.Request) {
	a.mark(w, r, "article.favorite", "favorited", a.Store.Favorite)
}

func (a *api) unfavorite(w http.ResponseWriter, r *http.Request) {
	a.mark(w, r, "article.unfavorite", "unfavorited", a.Store.Unfavorite)
}

func (a *api) mark(w http.ResponseWriter, r *http.Request, span, done string, mark func(ctx context.Context, user, id int64) error) {
	found, err := a.find(r)
	if err != nil {
		fail(w, r, err)
		return
	}
	a.change(w, r, span, done, found, func(ctx context.Context) error {
		return mark(ctx, callerOf(r).user.ID, found.ID)
	})
}

// change makes a change under a span of its own, drops the cached article and answers with the article as it is now.
func (a *api) change(w http.ResponseWriter, r *http.Request, span, done string, found article.Article, apply func(context.Context) error) {
	changed, err := telemetry.Operation(r.Context(), span, func(ctx context.Context) (article.Article, error) {
		about(ctx, found)
		if err := apply(ctx); err != nil {
			return article.Article{}, err
		}
		return a.Store.Article(ctx, found.Slug, callerOf(r).user.ID)
	})
	a.Cache.Forget(r.Context(), found.Slug)
	if err == nil {
		slog.InfoContext(r.Context(), "Article "+done+": "+found.Slug, "slug", found.Slug)
	}
	answer(w, r, http.StatusOK, changed, err)
}

func answer(w http.ResponseWriter, r *http.Request, status int, body any, err error) {
	if err != nil {
		fail(w, r, err)
		return
	}
	respond(w, r, status, body)
}
