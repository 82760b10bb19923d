package httpapi

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func TestBearer(t *testing.T) {
	for header, want := range map[string]string{
		"Bearer abc":    "abc",
		"bearer abc":    "abc",
		"BEARER   abc ": "abc",
		"":              "",
		"Bearer":        "",
		"Bearer  ":      "",
		"Basic abc":     "",
		"abc":           "",
	} {
		token, ok := bearer(header)
		assert.Equal(t, want != "", ok, header)
		if ok {
			assert.Equal(t, want, token)
		}
	}
}

func TestDescribeFindsTheCauseBelowWrapping(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want errorDetail
	}{
		"domain":     {fmt.Errorf("wrapped: %w", article.ErrNotFound), errorDetail{Message: "Article not found", StatusCode: 404}},
		"joined":     {errors.Join(article.ErrInvalidToken, errors.New("signature is invalid")), errorDetail{Message: "Invalid or expired token", StatusCode: 401}},
		"validation": {article.InvalidFields(map[string][]string{"title": {"is required"}}), errorDetail{Message: "Validation failed", StatusCode: 400, Fields: map[string][]string{"title": {"is required"}}}},
		"HTTP":       {&httpError{http.StatusUnsupportedMediaType, "no"}, errorDetail{Message: "no", StatusCode: 415}},
		"ours":       {errors.New("password of the database is hush"), errorDetail{Message: "Internal server error", StatusCode: 500}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, c.want, describe(c.err)) })
	}
}

func TestListingBounds(t *testing.T) {
	for query, want := range map[string]postgres.Range{
		"":                          {Limit: 20},
		"page=3":                    {Limit: 20, Offset: 40},
		"page=3&per_page=7":         {Limit: 7, Offset: 14},
		"per_page=1000":             {Limit: 100},
		"page=99999999&per_page=99": {Limit: 99, Offset: (maxPage - 1) * 99},
		"page=1.5&per_page=1e2":     {Limit: 20},
		"page=%202%20&per_page=+7":  {Limit: 7, Offset: 7},
	} {
		values, err := url.ParseQuery(query)
		assert.NoError(t, err)
		assert.Equal(t, want, listingOf(values).bounds(), query)
	}
}

// FuzzListing holds: whatever is asked for, the page is within its bounds and the text can be sent to PostgreSQL.
func FuzzListing(f *testing.F) {
	f.Add("queues", "1", "20")
	f.Add("\x00\xff%", "-1", "99999999999999999999")
	f.Fuzz(func(t *testing.T, search, page, perPage string) {
		l := listingOf(url.Values{"search": {search}, "page": {page}, "per_page": {perPage}})
		assert.True(t, l.page >= 1 && l.page <= maxPage)
		assert.True(t, l.perPage >= 1 && l.perPage <= maxPerPage)
		assert.GreaterOrEqual(t, l.bounds().Offset, 0)
		assert.NotContains(t, l.search, "\x00")
		assert.Equal(t, l.search, strings.ToValidUTF8(l.search, ""))
		assert.Equal(t, l.search, searchable(l.search), "cleaning twice changes nothing")
	})
}

// FuzzDecode holds: whatever the body, the answer is the input or a failure that the caller can mend.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{`{"title":"t","body":"b"}`, `{"title":1}`, `{"x":{}}`, `[]`, `{`, `null`, "{}\x00", `{"title":"\u0000"}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		_, err := decode(httptest.NewRecorder(), r, article.Draft.Validate)
		if err != nil {
			assert.Less(t, describe(err).StatusCode, 500, err.Error())
		}
	})
}

func TestTheTotalIsNeverLessThanWhatIsShown(t *testing.T) {
	third := listing{page: 3, perPage: 20}
	for shown, want := range map[int]int64{0: 0, 1: 41, 20: 60} {
		assert.Equal(t, want, third.counted(shown))
	}
}
