package findingsextension

import (
	"context"
	_ "embed" // the description of the API
	"net/http"
	"net/url"
	"time"

	"github.com/base-14/otelcol-scout/internal/finding"
)

//go:embed openapi.yaml
var openAPI []byte

// api answers what is asked of the store.
type api struct {
	store      *store
	masking    *masking
	statements *cached[statementTable]
	export     *cached[exportState]
	hub        *hub
	writer     writer
	since      time.Time
	// dropped counts clients that were let go of.
	dropped func(ctx context.Context, reason string, n int)
}

// handler routes the API, and the page where nothing else is asked for.
func (a *api) handler() http.Handler {
	mux := http.NewServeMux()
	for path, serve := range a.routes() {
		mux.Handle(path, get(serve))
	}
	mux.Handle("/api/", get(func(w http.ResponseWriter, r *http.Request) {
		(&problem{http.StatusNotFound, r.URL.Path + " is not here; /api/v1/openapi.yaml lists what is"}).write(w)
	}))
	mux.Handle("/", get(webHandler().ServeHTTP))
	return mux
}

// routes are the addresses that openapi.yaml describes.
func (a *api) routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"/api/v1/findings":      a.listFindings,
		"/api/v1/findings/{id}": a.oneFinding,
		"/api/v1/statements":    a.listStatements,
		"/api/v1/masking":       a.showMasking,
		"/api/v1/export":        a.showExport,
		"/api/v1/events":        a.events,
		"/api/v1/openapi.yaml":  showDescription,
	}
}

func showDescription(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	_, _ = w.Write(openAPI) // the client has gone
}

// get lets through what only reads, with a query that says what it seems to say: of a malformed one Query would leave out
// parts.
func get(next http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			(&problem{http.StatusMethodNotAllowed, r.Method + " is not possible: everything here is to be read; use GET"}).write(w)
			return
		}
		if _, err := url.ParseQuery(r.URL.RawQuery); err != nil {
			badRequest("the query cannot be read: %v; write special characters as %%XX", err).write(w)
			return
		}
		next(w, r)
	})
}

// check refuses parameters where there are none.
func (*api) check(r *http.Request) *problem {
	p := parameters{values: r.URL.Query(), known: map[string]bool{}}
	return p.end()
}

func (a *api) listFindings(w http.ResponseWriter, r *http.Request) {
	q, err := readQuery(r.URL.Query())
	if err != nil {
		err.write(w)
		return
	}
	page, totals := a.store.page(&q), a.store.totals()
	writeJSON(w, http.StatusOK, findingsJSON{
		Findings: a.writer.findings(page.groups), Next: page.next, Matching: page.matching, TimeWasted: page.wasted.Seconds(),
		Services: append([]string{}, page.services...),
		Store:    storeJSON{totals.groups, totals.bytes, totals.seen, totals.evicted, a.since.UTC()},
	})
}

func (a *api) oneFinding(w http.ResponseWriter, r *http.Request) {
	id, ok := finding.ParseHex(r.PathValue("id"))
	if !ok {
		badRequest("id: is not one of a finding; it has 16 hexadecimal digits").write(w)
		return
	}
	g, there := a.store.find(id)
	if !there {
		(&problem{http.StatusNotFound, "there is no finding with this id (any more); /api/v1/findings lists what there is"}).write(w)
		return
	}
	writeJSON(w, http.StatusOK, a.writer.finding(&g))
}

func (a *api) listStatements(w http.ResponseWriter, r *http.Request) {
	p := parameters{values: r.URL.Query(), known: map[string]bool{}}
	service, limit := p.text("service"), p.limit(maxStatements)
	if err := p.end(); err != nil {
		err.write(w)
		return
	}
	writeJSON(w, http.StatusOK, a.writer.statements(a.statements.get(r.Context()).of(service), limit))
}

func (a *api) showMasking(w http.ResponseWriter, r *http.Request) {
	if err := a.check(r); err != nil {
		err.write(w)
		return
	}
	writeJSON(w, http.StatusOK, a.masking.json())
}

func (a *api) showExport(w http.ResponseWriter, r *http.Request) {
	if err := a.check(r); err != nil {
		err.write(w)
		return
	}
	state := a.export.get(r.Context())
	writeJSON(w, http.StatusOK, state.json())
}
