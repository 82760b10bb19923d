package traffic

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// flow is something people come for. A flow that needs a login or an article of one's own gets it first.
type flow struct {
	name   string
	weight int
	walk   func(*turn)
}

var flows = []flow{
	{"join", 1, (*turn).join},
	{"write", 4, (*turn).write},
	{"browse", 8, (*turn).browse},
	{"search", 2, (*turn).search},
	{"like", 4, (*turn).like},
	{"edit", 2, (*turn).edit},
	{"export", 2, (*turn).export},
	{"bring in", 1, (*turn).bringIn},
	{"mistakes", 3, (*turn).mistakes},
	{"trespass", 1, (*turn).trespass},
	{"leave", 1, (*turn).leave},
	{"withdraw", 1, (*turn).withdraw},
}

// defects are what nobody comes for: endpoints that are there for their planted defect alone.
var defects = []flow{
	{"mentions", 1, (*turn).mentions},
	{"previews", 1, (*turn).previews},
	{"notifications", 2, (*turn).notifications},
	{"contact", 1, (*turn).contact},
}

// weightOf adds up the weights.
func weightOf(flows []flow) (sum int) {
	for _, f := range flows {
		sum += f.weight
	}
	return sum
}

// join registers, or logs in where an earlier run with the same seed registered.
func (t *turn) join() {
	if t.token != "" {
		t.lookAtOneself()
		return
	}
	got, ok := t.do(request{step: "register", method: http.MethodPost, path: "/api/register", want: []int{201, 409},
		body: map[string]string{"email": t.email, "password": t.password, "name": "Traffic " + t.email[:8]}})
	switch {
	case ok && got.status == http.StatusCreated:
		t.admit(got)
	case ok:
		t.logIn()
	}
	t.lookAtOneself()
}

func (t *turn) logIn() {
	got, ok := t.do(request{step: "login", method: http.MethodPost, path: "/api/login", want: []int{200},
		body: map[string]string{"email": t.email, "password": t.password}, check: hasToken})
	if ok {
		t.admit(got)
	}
}

func hasToken(got answer) error {
	if got.Token.AccessToken == "" || got.User.ID == 0 {
		return errors.New("no token or no user in the answer")
	}
	return nil
}

func (t *turn) admit(got answer) { t.id, t.token = got.User.ID, got.Token.AccessToken }

func (t *turn) lookAtOneself() {
	t.do(request{step: "user", method: http.MethodGet, path: "/api/user", token: t.token, want: []int{200}, check: func(got answer) error {
		if got.Email != t.email {
			return fmt.Errorf("email is %q, want %q", got.Email, t.email)
		}
		return nil
	}})
}

// ready makes sure of a login.
func (t *turn) ready() {
	if t.token == "" {
		t.join()
	}
}

var subjects = []string{"databases", "queues", "caches", "collectors", "deploys", "incidents"}

func (t *turn) subject() string { return subjects[t.random.IntN(len(subjects))] }

// write publishes an article; the title of who has none yet, and one in four others, makes the notification fail at first.
func (t *turn) write() {
	t.ready()
	title := fmt.Sprintf("What %s taught %s, lesson %d", t.subject(), t.email[:8], t.random.IntN(1000))
	if t.slug == "" || t.random.IntN(4) == 0 {
		title += " (flaky)"
	}
	got, ok := t.do(request{step: "create", method: http.MethodPost, path: "/api/articles/", token: t.token, want: []int{201},
		body: map[string]string{"title": title, "description": "A lesson", "body": "It was the cache. It is always the cache."},
		check: func(got answer) error {
			if got.Title != title || got.Author.ID != t.id {
				return fmt.Errorf("got the article %q of user %d", got.Title, got.Author.ID)
			}
			return nil
		}})
	if ok {
		t.slug = got.Slug
	}
	t.read(t.slug)
}

func (t *turn) read(slug string) {
	t.do(request{step: "read", method: http.MethodGet, path: "/api/articles/" + slug, token: t.token, want: []int{200},
		check: func(got answer) error {
			if got.Slug != slug {
				return fmt.Errorf("slug is %q, want %q", got.Slug, slug)
			}
			return nil
		}})
}

// browse lists the newest articles and counts on some; others may delete one between the list and the reading.
func (t *turn) browse() {
	list, ok := t.do(request{step: "list", method: http.MethodGet, path: "/api/articles/", token: t.token, want: []int{200}, check: someArticles})
	if !ok || len(list.Articles) == 0 {
		return
	}
	chosen := list.Articles[t.random.IntN(len(list.Articles))].Slug
	t.do(request{step: "read", method: http.MethodGet, path: "/api/articles/" + chosen, token: t.token, want: []int{200, 404}})
	t.do(request{step: "list joined", method: http.MethodGet, path: "/api/articles/?eager=true", want: []int{200}, check: someArticles})
}

func someArticles(got answer) error {
	if len(got.Articles) > got.Total {
		return fmt.Errorf("%d articles of %d in total", len(got.Articles), got.Total)
	}
	return nil
}

// search looks for a subject, the slow way the API has.
func (t *turn) search() {
	path := "/api/articles/?search=" + url.QueryEscape(t.subject())
	t.do(request{step: "search", method: http.MethodGet, path: path, token: t.token, want: []int{200}, check: someArticles})
}

func (t *turn) ownArticle() {
	if t.ready(); t.slug == "" {
		t.write()
	}
}

func (t *turn) like() {
	t.ownArticle()
	path := "/api/articles/" + t.slug + "/favorite"
	for _, marked := range []bool{true, true, false} { // marking twice is no error
		method := map[bool]string{true: http.MethodPost, false: http.MethodDelete}[marked]
		t.do(request{step: "favorite", method: method, path: path, token: t.token, want: []int{200}, check: func(got answer) error {
			if got.Favorited != marked {
				return fmt.Errorf("favorited is %t", got.Favorited)
			}
			return nil
		}})
	}
}

func (t *turn) edit() {
	t.ownArticle()
	t.do(request{step: "update", method: http.MethodPut, path: "/api/articles/" + t.slug, token: t.token, want: []int{200},
		body: map[string]string{"description": "A lesson, told better"}})
}

// export reads the views and the whole list, both made of one call per article, and what their twins answer.
func (t *turn) export() {
	t.do(request{step: "export", method: http.MethodGet, path: "/api/articles/export", want: []int{200}})
	t.do(request{step: "views", method: http.MethodGet, path: "/api/articles/views", want: []int{200}})
	t.do(request{step: "export joined", method: http.MethodGet, path: "/api/articles/export?eager=true", want: []int{200}})
	t.do(request{step: "views at once", method: http.MethodGet, path: "/api/articles/views?eager=true", want: []int{200}})
}

// imported is how many articles people bring in at once.
const imported = 20

// bringIn imports articles in each mode. Their titles name no subject, so that searches find what they found before.
func (t *turn) bringIn() {
	t.ready()
	articles := make([]map[string]string, imported)
	for i := range articles {
		articles[i] = map[string]string{"title": fmt.Sprintf("Old note %d of %s", i+1, t.email[:8]), "body": "Kept in a drawer until today."}
	}
	for _, mode := range []string{"rows", "batch", "copy"} {
		t.do(request{step: "import " + mode, method: http.MethodPost, path: "/api/articles/import?mode=" + mode, token: t.token, want: []int{201},
			body: map[string]any{"articles": articles}, check: allImported})
	}
}

func allImported(got answer) error {
	if got.Imported != imported {
		return fmt.Errorf("imported %d articles, want %d", got.Imported, imported)
	}
	return nil
}

// mistakes are what people get refused for.
func (t *turn) mistakes() {
	t.ready()
	t.do(request{step: "wrong password", method: http.MethodPost, path: "/api/login", want: []int{401},
		body: map[string]string{"email": t.email, "password": "not-the-password"}})
	t.do(request{step: "unknown user", method: http.MethodPost, path: "/api/login", want: []int{401},
		body: map[string]string{"email": "ghost" + t.email, "password": "whatever"}})
	t.do(request{step: "taken address", method: http.MethodPost, path: "/api/register", want: []int{409},
		body: map[string]string{"email": t.email, "password": t.password, "name": "Again"}})
	t.do(request{step: "no such article", method: http.MethodGet, path: "/api/articles/nothing-here-1", want: []int{404}})
	t.do(request{step: "no such path", method: http.MethodGet, path: "/api/nowhere", want: []int{404}})
	t.do(request{step: "wrong method", method: http.MethodPatch, path: "/api/login", want: []int{405}})
	t.do(request{step: "empty article", method: http.MethodPost, path: "/api/articles/", token: t.token, want: []int{400},
		body: map[string]string{"title": ""}})
	t.do(request{step: "no token", method: http.MethodGet, path: "/api/user", want: []int{401}})
}

// trespass tries to change somebody else's article; the page is long enough to show one behind an import of one's own.
func (t *turn) trespass() {
	t.ready()
	list, ok := t.do(request{step: "list", method: http.MethodGet, path: "/api/articles/?eager=true&per_page=100", want: []int{200}})
	if !ok {
		return
	}
	for _, a := range list.Articles {
		if a.Author.ID != t.id {
			t.do(request{step: "trespass", method: http.MethodPut, path: "/api/articles/" + a.Slug, token: t.token, want: []int{403, 404},
				body: map[string]string{"title": "Mine now"}})
			return
		}
	}
}

// leave logs out; the token must be refused from then on.
func (t *turn) leave() {
	t.ready()
	if _, ok := t.do(request{step: "logout", method: http.MethodPost, path: "/api/logout", token: t.token, want: []int{200}}); !ok {
		return
	}
	t.do(request{step: "refused token", method: http.MethodGet, path: "/api/user", token: t.token, want: []int{401}})
	t.token = ""
	t.logIn()
}

// withdraw deletes one's article; it must be gone.
func (t *turn) withdraw() {
	t.ownArticle()
	slug := t.slug
	if _, ok := t.do(request{step: "delete", method: http.MethodDelete, path: "/api/articles/" + slug, token: t.token, want: []int{204}}); !ok {
		return
	}
	t.slug = ""
	t.do(request{step: "deleted", method: http.MethodGet, path: "/api/articles/" + slug, want: []int{404}})
}

// both reads an endpoint with a planted defect, and its twin.
func (t *turn) both(step, path string) {
	t.do(request{step: step, method: http.MethodGet, path: path, token: t.token, want: []int{200}})
	t.do(request{step: step + ", twin", method: http.MethodGet, path: path + "?eager=true", token: t.token, want: []int{200}})
}

func (t *turn) mentions() { t.both("mentions", "/api/articles/mentions") }

func (t *turn) previews() { t.both("previews", "/api/articles/previews") }

func (t *turn) notifications() {
	t.ready()
	t.both("notifications", "/api/user/notifications")
}

// contact asks to be called back, openly and discreetly; the number is one that Ofcom keeps for drama.
func (t *turn) contact() {
	for _, path := range []string{"/api/contact", "/api/contact?discreet=true"} {
		t.do(request{step: "contact", method: http.MethodPost, path: path, want: []int{202},
			body: map[string]string{"email": t.email, "phone": "+44 20 7946 0958"}})
	}
}
