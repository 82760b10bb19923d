package httpapi

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

// selfTimeout bounds one request of the API to itself.
const selfTimeout = 10 * time.Second

// newSelfClient returns the client for requests of the API to itself, traced like those to any other service. It knows
// no proxy: it never leaves the machine.
func newSelfClient() *http.Client {
	return &http.Client{Transport: otelhttp.NewTransport(&http.Transport{IdleConnTimeout: time.Second}), Timeout: selfTimeout}
}

var errNoSelf = errors.New("the request does not tell at which address it came in")

// askSelf asks this API, at the address where the request r came in, and decodes the answer. What is not there is
// article.ErrNotFound.
func (a *api) askSelf(ctx context.Context, path, userAgent string, into any) (err error) {
	addr, known := ctx.Value(http.LocalAddrContextKey).(net.Addr)
	if !known {
		return errNoSelf
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr.String()+path, nil) //nolint:gosec // its own address, from the connection
	if err != nil {
		return err
	}
	request.Header.Set("User-Agent", userAgent)
	response, err := a.self.Do(request) //nolint:gosec // as above
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	switch response.StatusCode {
	case http.StatusOK:
		return json.NewDecoder(response.Body).Decode(into)
	case http.StatusNotFound:
		return article.ErrNotFound
	default:
		return fmt.Errorf("asking itself: %s", response.Status)
	}
}

const previewAgent = "articles-api/1.0"

// preview is an article without its text.
type preview struct {
	Slug        string `json:"slug"`
	Title       string `json:"title"`
	Description string `json:"description"`
}

// previewArticles shows the newest articles in short. Planted defect: it asks this API over HTTP for each of them.
func (a *api) previewArticles(w http.ResponseWriter, r *http.Request) {
	load := a.previewEach
	if wantsTwin(r) {
		load = a.previewAtOnce
	}
	previews, err := load(r.Context())
	answer(w, r, http.StatusOK, map[string]any{"articles": previews}, err)
}

func (a *api) previewEach(ctx context.Context) ([]preview, error) {
	newest, err := a.Store.Newest(ctx, postgres.Range{Limit: exported})
	previews := make([]preview, 0, len(newest))
	for _, found := range newest {
		var short preview
		err := a.askSelf(ctx, "/api/articles/"+url.PathEscape(found.Slug), previewAgent, &short)
		switch {
		case errors.Is(err, article.ErrNotFound): // deleted meanwhile
		case err != nil:
			return nil, err
		default:
			previews = append(previews, short)
		}
	}
	return previews, err
}

// previewAtOnce is previewEach without the defect: one request for the whole list.
func (a *api) previewAtOnce(ctx context.Context) ([]preview, error) {
	var page struct {
		Articles []preview `json:"articles"`
	}
	err := a.askSelf(ctx, listPath+"?eager=true&per_page="+strconv.Itoa(exported), previewAgent, &page)
	return page.Articles, err
}
