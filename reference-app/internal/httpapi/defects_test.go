package httpapi

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func TestMentionsCountTheTextsThatNameATitle(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	for n := range exported + 1 {
		s.write(token, "Article "+strconv.Itoa(n)) // its body names its title
	}
	hundred := s.write(token, "100%_").Slug
	eitherWay(t, func(t *testing.T, with func(string) string) {
		var got struct {
			Articles []mentions `json:"articles"`
		}
		s.call(http.MethodGet, "/api/articles/mentions"+with(""), "", nil).decode(t, &got)
		require.Len(t, got.Articles, exported)
		assert.Equal(t, mentions{Slug: hundred, Mentions: 1}, got.Articles[0], "a title is text, no pattern")
		assert.EqualValues(t, 1, got.Articles[1].Mentions, "Article 30")
		assert.EqualValues(t, 11, got.Articles[exported-1].Mentions, "Article 2, and 20 to 29")
	})
}

func TestPreviewsShowTheNewestArticlesInShort(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	var last string
	for n := range exported + 1 {
		last = s.write(token, "Article "+strconv.Itoa(n)).Slug
	}
	eitherWay(t, func(t *testing.T, with func(string) string) {
		var got struct {
			Articles []preview `json:"articles"`
		}
		s.call(http.MethodGet, "/api/articles/previews"+with(""), "", nil).decode(t, &got)
		require.Len(t, got.Articles, exported)
		assert.Equal(t, preview{Slug: last, Title: "Article 30"}, got.Articles[0])
		assert.Equal(t, "Article 1", got.Articles[exported-1].Title)
	})
}

// meddler does something before the first request through it.
type meddler struct {
	once sync.Once
	do   func()
}

func (m *meddler) RoundTrip(r *http.Request) (*http.Response, error) {
	m.once.Do(m.do)
	return http.DefaultTransport.RoundTrip(r)
}

func TestPreviewsLeaveOutWhatIsDeletedMeanwhile(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	s.write(token, "Kept")
	doomed := s.write(token, "Doomed").Slug
	a := &api{Parts: s.parts(), self: &http.Client{Transport: &meddler{do: func() {
		s.call(http.MethodDelete, "/api/articles/"+doomed, token, nil)
	}}}}
	server := httptest.NewServer(a.router())
	defer server.Close()
	response, err := http.Get(server.URL + "/api/articles/previews")
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	var got struct {
		Articles []preview `json:"articles"`
	}
	require.NoError(t, json.NewDecoder(response.Body).Decode(&got))
	require.Len(t, got.Articles, 1)
	assert.Equal(t, "Kept", got.Articles[0].Title)
}

func TestMoreDefectEndpointsAnswerWithoutArticles(t *testing.T) {
	s := startServer(t)
	token := s.join("ada").Token.AccessToken
	eitherWay(t, func(t *testing.T, with func(string) string) {
		assert.JSONEq(t, `{"articles":[]}`, s.call(http.MethodGet, "/api/articles/mentions"+with(""), "", nil).body)
		assert.JSONEq(t, `{"articles":[]}`, s.call(http.MethodGet, "/api/articles/previews"+with(""), "", nil).body)
		assert.JSONEq(t, `{"notifications":[]}`, s.call(http.MethodGet, "/api/user/notifications"+with(""), token, nil).body)
	})
}

func TestNotificationsAreTheCallers(t *testing.T) {
	s := startServer(t)
	ada, bob := s.join("ada").Token.AccessToken, s.join("bob").Token.AccessToken
	store := postgres.NewStore(s.pool)
	for _, c := range []struct{ token, recipient string }{{ada, "ADA@example.com"}, {bob, "bob@example.com"}} {
		found, err := store.Article(t.Context(), s.write(c.token, "Hello from "+c.recipient).Slug, 0)
		require.NoError(t, err)
		require.NoError(t, store.RecordNotification(t.Context(), found.ID, c.recipient))
	}
	eitherWay(t, func(t *testing.T, with func(string) string) {
		for token, slug := range map[string]string{ada: "^hello-from-ada", bob: "^hello-from-bob"} {
			var got struct {
				Notifications []struct {
					Slug string `json:"slug"`
				} `json:"notifications"`
			}
			s.call(http.MethodGet, "/api/user/notifications"+with(""), token, nil).decode(t, &got)
			require.Len(t, got.Notifications, 1)
			assert.Regexp(t, slug, got.Notifications[0].Slug)
		}
	})
	assertRefused(t, s.call(http.MethodGet, "/api/user/notifications", "", nil), http.StatusUnauthorized, "Missing or invalid authorization header")
}

func TestContact(t *testing.T) {
	s := startServer(t)
	for _, path := range []string{"/api/contact", "/api/contact?discreet=true"} {
		for _, email := range []string{"ada@example.com", "o'hara@example.com", "o''); DROP TABLE users; --@example.com"} {
			got := s.call(http.MethodPost, path, "", map[string]string{"email": email, "phone": "+44 20 7946 0958"})
			if email[1] == '\'' && email[2] == '\'' { // no address at all
				assert.Equal(t, http.StatusBadRequest, got.status)
				continue
			}
			require.Equal(t, http.StatusAccepted, got.status, got.body)
			assert.JSONEq(t, `{"message":"We will call back"}`, got.body)
		}
		f := assertRefused(t, s.call(http.MethodPost, path, "", map[string]string{"email": "ada", "phone": ""}), http.StatusBadRequest, "Validation failed")
		assert.Equal(t, map[string][]string{"email": {"must be a valid e-mail address"}, "phone": {"must have 1 to 30 characters"}}, f.Error.Fields)
	}
}

func TestLiteralsOfStatementsAreQuoted(t *testing.T) {
	s := startServer(t)
	s.join("ada")
	store := postgres.NewStore(s.pool)
	for email, want := range map[string]bool{"ADA@example.com": true, "bob@example.com": false, "' OR true OR '' = '": false, `\' OR true --`: false, "x') OR true --": false} {
		for _, ask := range []func(string) (bool, error){
			func(email string) (bool, error) { return store.Registered(t.Context(), email) },
			func(email string) (bool, error) { return store.RegisteredByLiteral(t.Context(), email) },
		} {
			got, err := ask(email)
			require.NoError(t, err)
			assert.Equal(t, want, got, email)
		}
	}
}

func TestAskingItselfTellsWhatWentWrong(t *testing.T) {
	s := startServer(t)
	a := &api{Parts: s.parts(), self: newSelfClient()}
	var into any
	require.EqualError(t, a.askSelf(t.Context(), "/", previewAgent, &into), "the request does not tell at which address it came in")
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(a.askSelf(r.Context(), r.URL.Query().Get("ask"), previewAgent, &into).Error())
	})
	mux.HandleFunc("/broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) })
	server := httptest.NewServer(mux)
	defer server.Close()
	for path, want := range map[string]string{
		"/nowhere": article.ErrNotFound.Error(), "/broken": "asking itself: 500 Internal Server Error",
	} {
		response, err := http.Get(server.URL + "?ask=" + path)
		require.NoError(t, err)
		var said string
		require.NoError(t, json.NewDecoder(response.Body).Decode(&said))
		require.NoError(t, response.Body.Close())
		assert.Equal(t, want, said)
	}
}
