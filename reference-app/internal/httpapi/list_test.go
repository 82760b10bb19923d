package httpapi

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type testPage struct {
	Articles []testArticle `json:"articles"`
	Total    int           `json:"total"`
	Page     int           `json:"page"`
	PerPage  int           `json:"per_page"`
}

func (s *server) list(query, token string) testPage {
	s.t.Helper()
	got := s.call(http.MethodGet, "/api/articles/"+query, token, nil)
	require.Equal(s.t, http.StatusOK, got.status, got.body)
	var page testPage
	got.decode(s.t, &page)
	return page
}

func (p testPage) titles() []string {
	titles := make([]string, len(p.Articles))
	for i, a := range p.Articles {
		titles[i] = a.Title
	}
	return titles
}

// eitherWay runs a check against the endpoint with the planted defect and against its clean twin.
func eitherWay(t *testing.T, check func(t *testing.T, with func(query string) string)) {
	t.Helper()
	t.Run("with the defect", func(t *testing.T) { check(t, func(query string) string { return "?" + query }) })
	t.Run("clean twin", func(t *testing.T) { check(t, func(query string) string { return "?eager=true&" + query }) })
}

func TestListIsEmptyAtFirst(t *testing.T) {
	s := startServer(t)
	for _, query := range []string{"", "?eager=true", "?search=x", "?search=x&eager=true", "?search=x&page=9"} {
		got := s.call(http.MethodGet, "/api/articles/"+query, "", nil)
		assert.Contains(t, got.body, `"articles":[]`, "a list, not null")
		assert.Contains(t, got.body, `"total":0`)
	}
}

func TestListIsNewestFirstInPages(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for n := range 25 {
		s.write(token, "Article "+strconv.Itoa(n))
	}
	eitherWay(t, func(t *testing.T, with func(string) string) {
		for query, want := range map[string]struct {
			first               string
			count, page, perPge int
		}{
			"":                                     {"Article 24", 20, 1, 20},
			"page=2":                               {"Article 4", 5, 2, 20},
			"page=3":                               {"", 0, 3, 20},
			"page=2&per_page=10":                   {"Article 14", 10, 2, 10},
			"per_page=100":                         {"Article 24", 25, 1, 100},
			"per_page=101":                         {"Article 24", 25, 1, 100},
			"page=0&per_page=0":                    {"Article 24", 20, 1, 20},
			"page=-1&per_page=-5":                  {"Article 24", 20, 1, 20},
			"page=two&per_page=abc":                {"Article 24", 20, 1, 20},
			"page=999999999999":                    {"", 0, 1_000_000, 20},
			"per_page=9" + strings.Repeat("9", 30): {"Article 24", 25, 1, 100},
			"page=9" + strings.Repeat("9", 30):     {"", 0, 1_000_000, 20},
			"page=-9" + strings.Repeat("9", 30):    {"Article 24", 20, 1, 20},
		} {
			page := s.list(with(query), "")
			assert.Equal(t, 25, page.Total, query)
			assert.Equal(t, want.page, page.Page, query)
			assert.Equal(t, want.perPge, page.PerPage, query)
			require.Len(t, page.Articles, want.count, query)
			if want.count > 0 {
				assert.Equal(t, want.first, page.Articles[0].Title, query)
			}
		}
	})
}

func TestListShowsAuthorsAndTheCallersFavorites(t *testing.T) {
	s := startServer(t)
	ada, bob := s.join("ada"), s.join("bob")
	first := s.write(ada.Token.AccessToken, "By Ada")
	s.write(bob.Token.AccessToken, "By Bob")
	s.call(http.MethodPost, "/api/articles/"+first.Slug+"/favorite", bob.Token.AccessToken, nil)
	eitherWay(t, func(t *testing.T, with func(string) string) {
		for token, favorited := range map[string]bool{"": false, ada.Token.AccessToken: false, bob.Token.AccessToken: true} {
			for _, query := range []string{"", "search=By"} {
				page := s.list(with(query), token)
				require.Equal(t, []string{"By Bob", "By Ada"}, page.titles())
				assert.Equal(t, bob.User.ID, page.Articles[0].Author.ID)
				assert.Equal(t, "ADA", page.Articles[1].Author.Name)
				assert.Equal(t, 1, page.Articles[1].FavoritesCount)
				assert.Equal(t, favorited, page.Articles[1].Favorited)
				assert.False(t, page.Articles[0].Favorited)
			}
		}
	})
}

func TestSearchFindsTitlesThatContainTheText(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for _, title := range []string{"Slow queries", "100% of queries", "1000 queries", "snake_case", "snakeXcase", `back\slash`, "Été"} {
		s.write(token, title)
	}
	eitherWay(t, func(t *testing.T, with func(string) string) {
		for search, want := range map[string][]string{
			"QUERIES":      {"1000 queries", "100% of queries", "Slow queries"},
			"low q":        {"Slow queries"},
			"100%":         {"100% of queries"},
			"snake_case":   {"snake_case"},
			`k\s`:          {`back\slash`},
			"nothing":      {},
			"queries\x00":  {"1000 queries", "100% of queries", "Slow queries"},
			"queries\xff":  {"1000 queries", "100% of queries", "Slow queries"},
			"' OR 1=1 -- ": {},
			"été":          {"Été"},
		} {
			page := s.list(with("search="+url.QueryEscape(search)), "")
			assert.Equal(t, want, page.titles(), search)
			assert.Equal(t, len(want), page.Total, search)
		}
	})
}

func TestSearchCountsAllMatchesOnEveryPage(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for n := range 5 {
		s.write(token, "Match "+strconv.Itoa(n))
		s.write(token, "Other "+strconv.Itoa(n))
	}
	eitherWay(t, func(t *testing.T, with func(string) string) {
		for page, want := range map[int][]string{1: {"Match 4", "Match 3"}, 2: {"Match 2", "Match 1"}, 3: {"Match 0"}, 4: {}} {
			got := s.list(with("search=match&per_page=2&page="+strconv.Itoa(page)), "")
			assert.Equal(t, want, got.titles())
			assert.Equal(t, 5, got.Total)
		}
	})
}

func TestListAnswersWithoutItsTrailingSlash(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	got := s.call(http.MethodPost, "/api/articles", token, map[string]string{"title": "Hello", "body": "Text"})
	assert.Equal(t, http.StatusCreated, got.status)
	got = s.call(http.MethodGet, "/api/articles?search=hell", "", nil)
	assert.Equal(t, http.StatusOK, got.status)
	assert.Equal(t, 1, strings.Count(got.body, `"slug"`))
}

func TestDefectEndpointsShowTheNewestArticles(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	var read string
	for n := range exported + 2 {
		read = s.write(token, "Article "+strconv.Itoa(n)).Slug
	}
	for range 3 {
		s.call(http.MethodGet, "/api/articles/"+read, "", nil)
	}
	eitherWay(t, func(t *testing.T, with func(string) string) {
		var page testPage
		s.call(http.MethodGet, "/api/articles/export"+with(""), "", nil).decode(t, &page)
		require.Len(t, page.Articles, exported)
		assert.Equal(t, "ADA", page.Articles[0].Author.Name)

		var counted struct {
			Articles []views `json:"articles"`
		}
		s.call(http.MethodGet, "/api/articles/views"+with(""), "", nil).decode(t, &counted)
		require.Len(t, counted.Articles, exported)
		assert.Equal(t, views{Slug: read, Views: 3}, counted.Articles[0])
		assert.Zero(t, counted.Articles[1].Views)
	})
}

func TestDefectEndpointsAnswerWithoutArticles(t *testing.T) {
	s := startServer(t)
	eitherWay(t, func(t *testing.T, with func(string) string) {
		assert.JSONEq(t, `{"articles":[]}`, s.call(http.MethodGet, "/api/articles/export"+with(""), "", nil).body)
		assert.JSONEq(t, `{"articles":[]}`, s.call(http.MethodGet, "/api/articles/views"+with(""), "", nil).body)
	})
}
