package httpapi

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCreateArticleAnswersBare(t *testing.T) {
	s := startServer(t)
	ada := s.join("ada")
	got := s.call(http.MethodPost, "/api/articles/", ada.Token.AccessToken,
		map[string]string{"title": "Über Queues & Caches", "body": "Text", "description": "Short"})
	require.Equal(t, http.StatusCreated, got.status)
	var a testArticle
	got.decode(t, &a)
	assert.Equal(t, "uber-queues-and-caches-"+strconv.FormatInt(a.CreatedAt.UnixMilli(), 10), a.Slug)
	assert.Equal(t, "Über Queues & Caches", a.Title)
	assert.Equal(t, "Text", a.Body)
	assert.Equal(t, "Short", a.Description)
	assert.Equal(t, ada.User.ID, a.Author.ID)
	assert.Zero(t, a.FavoritesCount)
	assert.False(t, a.Favorited)
	assert.Equal(t, a.CreatedAt, a.UpdatedAt)
}

func TestCreateArticleEnqueuesTheNotificationInTheSameTransaction(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	created := s.write(token, "Hello")
	var kind, slug string
	require.NoError(t, s.pool.QueryRow(t.Context(), "SELECT kind, args->>'slug' FROM river_job").Scan(&kind, &slug))
	assert.Equal(t, "send_article_notification", kind)
	assert.Equal(t, created.Slug, slug)

	_, err := s.pool.Exec(t.Context(), "ALTER TABLE river_job RENAME TO river_job_away")
	require.NoError(t, err)
	got := s.call(http.MethodPost, "/api/articles/", token, map[string]string{"title": "Second", "body": "Text"})
	assert.Equal(t, http.StatusInternalServerError, got.status)
	var articles int
	require.NoError(t, s.pool.QueryRow(t.Context(), "SELECT count(*) FROM articles").Scan(&articles))
	assert.Equal(t, 1, articles, "without its job the article is not stored")
}

func TestArticlesOfOneMillisecondHaveDifferentSlugs(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	slugs := map[string]bool{}
	for range 3 {
		var a testArticle
		s.call(http.MethodPost, "/api/articles/", token, map[string]string{"title": "Same", "body": "Text"}).decode(t, &a)
		slugs[a.Slug] = true
	}
	assert.Len(t, slugs, 3)
}

func TestSlugsNeverMeetAnEndpoint(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for _, title := range []string{"export", "views", "import"} {
		a := s.write(token, title)
		assert.Regexp(t, "^"+title+"-[0-9]+$", a.Slug)
		assert.Equal(t, http.StatusOK, s.call(http.MethodGet, "/api/articles/"+a.Slug, "", nil).status)
	}
}

func TestCreateArticleNamesEveryWrongField(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for name, c := range map[string]struct {
		body any
		want map[string][]string
	}{
		"nothing":              {map[string]string{}, map[string][]string{"title": {"is required"}, "body": {"is required"}}},
		"empty title and body": {map[string]string{"title": "", "body": ""}, map[string][]string{"title": {"must have 1 to 255 characters"}, "body": {"must not be empty"}}},
		"title too long":       {map[string]string{"title": strings.Repeat("t", 256), "body": "b"}, map[string][]string{"title": {"must have 1 to 255 characters"}}},
		"description too long": {map[string]string{"title": "t", "body": "b", "description": strings.Repeat("d", 1001)}, map[string][]string{"description": {"must have at most 1000 characters"}}},
		"body with NUL":        {map[string]string{"title": "t", "body": "b\x00"}, map[string][]string{"body": {"must not contain the NUL character"}}},
		"unknown field":        {map[string]string{"title": "t", "body": "b", "slug": "mine"}, map[string][]string{"slug": {"is not a known field"}}},
		"wrong type":           {`{"title":["t"],"body":"b"}`, map[string][]string{"title": {"must be a string"}}},
	} {
		t.Run(name, func(t *testing.T) {
			f := assertRefused(t, s.call(http.MethodPost, "/api/articles/", token, c.body), http.StatusBadRequest, "Validation failed")
			assert.Equal(t, c.want, f.Error.Fields)
		})
	}
}

func TestCreateArticleTakesTheBounds(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for _, title := range []string{"t", strings.Repeat("t", 255), strings.Repeat("é", 255), "???", "日本語"} {
		got := s.call(http.MethodPost, "/api/articles/", token, map[string]string{"title": title, "body": "b", "description": strings.Repeat("d", 1000)})
		require.Equal(t, http.StatusCreated, got.status, got.body)
		var a testArticle
		got.decode(t, &a)
		assert.LessOrEqual(t, len(a.Slug), 255)
		assert.Regexp(t, "^[a-z0-9].*-[0-9]{13}$", a.Slug)
	}
}

func TestGetArticle(t *testing.T) {
	s := startServer(t)
	created := s.write(s.join("ada").Token.AccessToken, "Hello")
	for range 2 { // from the database, then from the cache
		var a testArticle
		got := s.call(http.MethodGet, "/api/articles/"+created.Slug, "", nil)
		got.decode(t, &a)
		assert.Equal(t, http.StatusOK, got.status)
		assert.Equal(t, created, a)
	}
}

func TestMissingArticles(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for _, slug := range []string{"nothing-1", "%00", "%ff", "a%2Fb", "%F0%9F%98%80"} {
		for _, endpoint := range []string{"GET ", "PUT ", "DELETE ", "POST /favorite", "DELETE /favorite"} {
			method, suffix, _ := strings.Cut(endpoint, " ")
			got := s.call(method, "/api/articles/"+slug+suffix, token, map[string]string{"title": "New"})
			assertRefused(t, got, http.StatusNotFound, "Article not found")
		}
	}
}

func TestUpdateArticleChangesWhatWasSent(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	created := s.write(token, "Hello")
	s.call(http.MethodGet, "/api/articles/"+created.Slug, "", nil) // into the cache
	for _, change := range []map[string]string{{"title": "Changed"}, {"body": "New body"}, {"description": "New"}, {"description": ""}, {}} {
		before := created
		s.clock.advance(1e9)
		got := s.call(http.MethodPut, "/api/articles/"+created.Slug, token, change)
		require.Equal(t, http.StatusOK, got.status, got.body)
		created = testArticle{}
		got.decode(t, &created)
		want := before
		for field, value := range change {
			*map[string]*string{"title": &want.Title, "body": &want.Body, "description": &want.Description}[field] = value
		}
		assert.True(t, created.UpdatedAt.After(before.UpdatedAt))
		want.UpdatedAt = created.UpdatedAt
		assert.Equal(t, want, created, "the slug and everything that was not sent stay")
		var read testArticle
		s.call(http.MethodGet, "/api/articles/"+created.Slug, "", nil).decode(t, &read)
		assert.Equal(t, created, read, "the cache shows the change")
	}
}

func TestUpdateArticleChecksInTheOrderOfTheContract(t *testing.T) {
	s := startServer(t)
	ada, bob := s.join("ada").Token.AccessToken, s.join("bob").Token.AccessToken
	slug := s.write(ada, "Hello").Slug
	const broken = `{"title":`
	assertRefused(t, s.call(http.MethodPut, "/api/articles/nothing-1", bob, broken), http.StatusNotFound, "Article not found")
	assertRefused(t, s.call(http.MethodPut, "/api/articles/"+slug, bob, broken), http.StatusForbidden, "You can only update your own articles")
	assertRefused(t, s.call(http.MethodPut, "/api/articles/"+slug, ada, broken), http.StatusBadRequest, "Request body is not valid JSON")
	f := assertRefused(t, s.call(http.MethodPut, "/api/articles/"+slug, ada, map[string]string{"title": "", "body": ""}), http.StatusBadRequest, "Validation failed")
	assert.Equal(t, map[string][]string{"title": {"must have 1 to 255 characters"}, "body": {"must not be empty"}}, f.Error.Fields)
}

func TestDeleteArticle(t *testing.T) {
	s := startServer(t)
	ada, bob := s.join("ada").Token.AccessToken, s.join("bob").Token.AccessToken
	slug := s.write(ada, "Hello").Slug
	s.call(http.MethodGet, "/api/articles/"+slug, "", nil) // into the cache
	s.call(http.MethodPost, "/api/articles/"+slug+"/favorite", bob, nil)
	assertRefused(t, s.call(http.MethodDelete, "/api/articles/"+slug, bob, nil), http.StatusForbidden, "You can only delete your own articles")
	got := s.call(http.MethodDelete, "/api/articles/"+slug, ada, nil)
	assert.Equal(t, http.StatusNoContent, got.status)
	assert.Empty(t, got.body)
	assertRefused(t, s.call(http.MethodGet, "/api/articles/"+slug, "", nil), http.StatusNotFound, "Article not found")
	assertRefused(t, s.call(http.MethodDelete, "/api/articles/"+slug, ada, nil), http.StatusNotFound, "Article not found")
}

func TestFavoriteIsIdempotentAndPerUser(t *testing.T) {
	s := startServer(t)
	ada, bob := s.join("ada").Token.AccessToken, s.join("bob").Token.AccessToken
	slug := s.write(ada, "Hello").Slug
	for _, step := range []struct {
		method, token string
		count         int
		favorited     bool
	}{
		{http.MethodDelete, ada, 0, false},
		{http.MethodPost, ada, 1, true},
		{http.MethodPost, ada, 1, true},
		{http.MethodPost, bob, 2, true},
		{http.MethodDelete, ada, 1, false},
		{http.MethodDelete, ada, 1, false},
	} {
		var a testArticle
		got := s.call(step.method, "/api/articles/"+slug+"/favorite", step.token, nil)
		require.Equal(t, http.StatusOK, got.status)
		got.decode(t, &a)
		assert.Equal(t, step.count, a.FavoritesCount)
		assert.Equal(t, step.favorited, a.Favorited)
	}
	for token, want := range map[string]bool{"": false, ada: false, bob: true} {
		var a testArticle
		s.call(http.MethodGet, "/api/articles/"+slug, token, nil).decode(t, &a)
		assert.Equal(t, 1, a.FavoritesCount)
		assert.Equal(t, want, a.Favorited)
	}
}

func TestArticlesAreReadWithoutACache(t *testing.T) {
	s := startServer(t)
	slug := s.write(s.join("ada").Token.AccessToken, "Hello").Slug
	require.NoError(t, s.cache.Close())
	assert.Equal(t, http.StatusOK, s.call(http.MethodGet, "/api/articles/"+slug, "", nil).status)
}

// timestamps finds every time in an answer.
var timestamps = regexp.MustCompile(`"(?:created|updated)_at":"([^"]*)"`)

func TestTimestampsAreUTCWhereverTheMachineIs(t *testing.T) {
	away := time.Local
	t.Cleanup(func() { time.Local = away })
	time.Local = time.FixedZone("IST", 5*3600+1800)
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	slug := s.write(token, "Hello").Slug
	for _, path := range []string{"/api/user", "/api/articles/", "/api/articles/?eager=true", "/api/articles/" + slug, "/api/articles/" + slug} {
		found := timestamps.FindAllStringSubmatch(s.call(http.MethodGet, path, token, nil).body, -1)
		require.NotEmpty(t, found, path)
		for _, stamp := range found {
			assert.Regexp(t, `^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$`, stamp[1], path)
		}
	}
}
