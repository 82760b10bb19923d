package httpapi

import (
	"net/http"
	"strings"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/base-14/otelcol-scout/reference-app/internal/telemetry"
)

const listPath = "/api/articles/"

// router mounts every endpoint flat in one Group: there, the route is known when the instrumentation starts the span, so
// that the span has the right name and http.route. Nested routers would give it "/api/articles/*".
func (a *api) router() http.Handler {
	instrument := telemetry.Exclude(a.Excluded, otelhttp.NewMiddleware("http.server"))
	r := chi.NewRouter()
	r.Use(withTrailingSlash, middleware.GetHead)
	r.NotFound(instrument(http.HandlerFunc(notFound)).ServeHTTP)
	r.MethodNotAllowed(instrument(methodNotAllowed(r)).ServeHTTP)
	r.Group(func(r chi.Router) {
		r.Use(instrument, recoverPanics)
		r.Get("/api/health", a.health)
		r.Get("/api/openapi.yaml", openAPI)
		r.Post("/api/register", a.register)
		r.Post("/api/login", a.login)
		r.Post("/api/contact", a.contact)
		r.Group(a.articlesForAnybody)
		r.Group(a.articlesForUsers)
	})
	return r
}

func (a *api) articlesForAnybody(r chi.Router) {
	r.Use(a.optionalUser)
	r.Get(listPath, a.listArticles)
	r.Get("/api/articles/export", a.exportArticles)
	r.Get("/api/articles/views", a.articleViews)
	r.Get("/api/articles/mentions", a.articleMentions)
	r.Get("/api/articles/previews", a.previewArticles)
	r.Get("/api/articles/{slug}", a.getArticle)
}

func (a *api) articlesForUsers(r chi.Router) {
	r.Use(a.requireUser)
	r.Get("/api/user", a.currentUser)
	r.Get("/api/user/notifications", a.listNotifications)
	r.Post("/api/logout", a.logout)
	r.Post(listPath, a.createArticle)
	r.Post("/api/articles/import", a.importArticles)
	r.Put("/api/articles/{slug}", a.updateArticle)
	r.Delete("/api/articles/{slug}", a.deleteArticle)
	r.Post("/api/articles/{slug}/favorite", a.favorite)
	r.Delete("/api/articles/{slug}/favorite", a.unfavorite)
}

// withTrailingSlash answers the list's path without its slash as with it: a redirect would lose a POST's body.
func withTrailingSlash(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path+"/" == listPath {
			chi.RouteContext(r.Context()).RoutePath = listPath
		}
		next.ServeHTTP(w, r)
	})
}

func notFound(w http.ResponseWriter, r *http.Request) {
	fail(w, r, &httpError{http.StatusNotFound, "Not found"})
}

// methodNotAllowed answers 405 with the methods the path does have; OPTIONS asks for just these.
func methodNotAllowed(routes chi.Routes) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Allow", strings.Join(methodsOf(routes, r.URL.Path), ", "))
		if r.Method == http.MethodOptions {
			return
		}
		fail(w, r, &httpError{http.StatusMethodNotAllowed, "Method not allowed"})
	}
}

// methodsOf lists the methods of a path that has some.
func methodsOf(routes chi.Routes, path string) (methods []string) {
	if path+"/" == listPath {
		path = listPath
	}
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		if !routes.Match(chi.NewRouteContext(), method, path) {
			continue
		}
		if methods = append(methods, method); method == http.MethodGet {
			methods = append(methods, http.MethodHead)
		}
	}
	return append(methods, http.MethodOptions)
}
