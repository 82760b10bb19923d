package httpapi

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const importPath = "/api/articles/import"

// inEachMode runs a check against the import with the planted defect and against its clean twins, each on an API of its own.
func inEachMode(t *testing.T, check func(t *testing.T, path string)) {
	t.Helper()
	for _, query := range []string{"", "?mode=rows", "?mode=batch", "?mode=copy"} {
		t.Run(importPath+query, func(t *testing.T) { check(t, importPath+query) })
	}
}

// drafts is an import of articles called "Imported 0" and so on; all titles are one when same is true.
func drafts(n int, same bool) map[string]any {
	articles := make([]map[string]string, n)
	for i := range articles {
		articles[i] = map[string]string{"title": "Imported " + strconv.Itoa(i), "body": "Body " + strconv.Itoa(i), "description": "Short"}
		if same {
			articles[i]["title"] = "Imported"
		}
	}
	return map[string]any{"articles": articles}
}

func (s *server) rows(table string) (n int) {
	s.t.Helper()
	require.NoError(s.t, s.pool.QueryRow(s.t.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

func TestImportStoresEveryArticleInEachMode(t *testing.T) {
	inEachMode(t, func(t *testing.T, path string) {
		s := startServer(t)
		ada := s.join("ada")
		got := s.call(http.MethodPost, path, ada.Token.AccessToken, drafts(3, false))
		require.Equal(t, http.StatusCreated, got.status, got.body)
		assert.JSONEq(t, `{"imported":3}`, got.body)
		page := s.list("", "")
		require.Equal(t, []string{"Imported 2", "Imported 1", "Imported 0"}, page.titles())
		last := page.Articles[0]
		assert.Equal(t, "imported-2-"+strconv.FormatInt(last.CreatedAt.UnixMilli(), 10), last.Slug)
		assert.Equal(t, "Body 2", last.Body)
		assert.Equal(t, "Short", last.Description)
		assert.Equal(t, ada.User.ID, last.Author.ID)
		assert.Equal(t, last.CreatedAt, last.UpdatedAt)
		assert.Equal(t, http.StatusOK, s.call(http.MethodGet, "/api/articles/"+last.Slug, "", nil).status)
		assert.Zero(t, s.rows("river_job"), "nobody is told")
	})
}

func TestImportsOfOneTitleInOneMillisecond(t *testing.T) {
	inEachMode(t, func(t *testing.T, path string) {
		s := startServer(t)
		token := s.join("ada").Token.AccessToken
		for n := range 3 {
			got := s.call(http.MethodPost, path, token, drafts(100, true))
			require.Equal(t, http.StatusCreated, got.status, got.body)
			assert.Equal(t, 100*(n+1), s.rows("articles"))
		}
	})
}

func TestImportStoresAllOrNothing(t *testing.T) {
	inEachMode(t, func(t *testing.T, path string) {
		s := startServer(t)
		token := s.join("ada").Token.AccessToken
		_, err := s.pool.Exec(t.Context(), "ALTER TABLE articles ADD CHECK (title <> 'Imported 2')")
		require.NoError(t, err)
		assertRefused(t, s.call(http.MethodPost, path, token, drafts(3, false)), http.StatusInternalServerError, "Internal server error")
		assert.Zero(t, s.rows("articles"))
		assert.Equal(t, http.StatusCreated, s.call(http.MethodPost, path, token, drafts(2, false)).status)
	})
}

func TestImportNamesEveryWrongField(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for name, c := range map[string]struct {
		body any
		want map[string][]string
	}{
		"nothing":        {`{}`, map[string][]string{"articles": {"is required"}}},
		"no articles":    {drafts(0, false), map[string][]string{"articles": {"must have 1 to 100 articles"}}},
		"too many":       {drafts(101, false), map[string][]string{"articles": {"must have 1 to 100 articles"}}},
		"one bad of two": {`{"articles":[{"title":"t","body":"b"},{"title":"","body":"b"}]}`, map[string][]string{"articles[1].title": {"must have 1 to 255 characters"}}},
		"null":           {`{"articles":null}`, map[string][]string{"articles": {"must not be null"}}},
		"one null of two": {`{"articles":[{"title":"t","body":null,"description":null},null]}`,
			map[string][]string{"articles[0].body": {"must not be null"}, "articles[0].description": {"must not be null"}, "articles[1]": {"must not be null"}}},
		"no list":       {`{"articles":"t"}`, map[string][]string{"articles": {"must be a list"}}},
		"no objects":    {`{"articles":["t"]}`, map[string][]string{"articles": {"must hold objects"}}},
		"wrong type":    {`{"articles":[{"title":7}]}`, map[string][]string{"articles.title": {"must be a string"}}},
		"unknown field": {`{"articles":[{"slug":"mine"}]}`, map[string][]string{"slug": {"is not a known field"}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := assertRefused(t, s.call(http.MethodPost, importPath, token, c.body), http.StatusBadRequest, "Validation failed")
			assert.Equal(t, c.want, f.Error.Fields)
		})
	}
	assert.Zero(t, s.rows("articles"))
}

func TestImportRefusesStrangersUnknownModesAndLargeBodies(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	assertRefused(t, s.call(http.MethodPost, importPath, "", drafts(1, false)), http.StatusUnauthorized, "Missing or invalid authorization header")
	for _, mode := range []string{"fast", "Copy", "batch,copy", "rows%20"} {
		assertRefused(t, s.call(http.MethodPost, importPath+"?mode="+mode, token, drafts(1, false)), http.StatusBadRequest, "mode must be rows, batch or copy")
	}
	large := `{"articles":[{"title":"t","body":"` + strings.Repeat("b", maxBody) + `"}]}`
	assertRefused(t, s.call(http.MethodPost, importPath, token, large), http.StatusRequestEntityTooLarge, "Request body must not be larger than 1 MiB")
	assert.Zero(t, s.rows("articles"))
}

// TestImportIsNoSlug holds that the endpoint takes nothing from the methods of a single article.
func TestImportIsNoSlug(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
		assertRefused(t, s.call(method, importPath, token, nil), http.StatusNotFound, "Article not found")
	}
}
