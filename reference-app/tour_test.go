package referenceapp_test

import (
	"net/http"
	"strings"

	"github.com/stretchr/testify/require"
)

// tour visits everything the app has, so that it shows all its telemetry.
func (s *scene) tour() {
	s.t.Helper()
	_, err := s.command([]string{"seed", "--articles", "5"})
	require.NoError(s.t, err)
	created := s.publish("A flaky one")
	article := s.base + "/api/articles/" + created.Slug
	for _, call := range strings.Fields(`GET:/api/health GET:/api/openapi.yaml GET:/api/nowhere GET:/api/user GET:/api/user/notifications
		GET:/api/user/notifications?eager=true GET:/api/articles/ GET:/api/articles/?eager=true GET:/api/articles/?search=flaky
		GET:/api/articles/?search=flaky&eager=true GET:/api/articles/?search=x&page=2 GET:/api/articles/export GET:/api/articles/export?eager=true
		GET:/api/articles/views GET:/api/articles/views?eager=true GET:/api/articles/mentions GET:/api/articles/mentions?eager=true
		GET:/api/articles/previews GET:/api/articles/previews?eager=true GET:/api/articles/nothing-1 PATCH:/api/login`) {
		method, path, _ := strings.Cut(call, ":")
		request(s.t, method, s.base+path, s.token, "")
	}
	const wrong, contact = `{"email":"ada1815@example.com","password":"wrong"}`, `{"email":"ada1815@example.com","phone":"+44 20 7946 0958"}`
	request(s.t, http.MethodPost, s.base+"/api/login", "", wrong)
	request(s.t, http.MethodPost, s.base+"/api/login", "", strings.Replace(wrong, "ada1815", "nobody", 1))
	request(s.t, http.MethodPost, s.base+"/api/login", "", strings.Replace(wrong, "wrong", "secret", 1))
	request(s.t, http.MethodPost, s.base+"/api/contact", "", contact)
	request(s.t, http.MethodPost, s.base+"/api/contact?discreet=true", "", contact)
	for _, mode := range []string{"rows", "batch", "copy"} {
		s.bringIn("?mode="+mode, "Brought by "+mode, 2)
	}
	for range 2 {
		request(s.t, http.MethodGet, article, s.token, "")
	}
	request(s.t, http.MethodPut, article, s.token, `{"title":"Changed"}`)
	request(s.t, http.MethodPost, article+"/favorite", s.token, "")
	request(s.t, http.MethodDelete, article+"/favorite", s.token, "")
	s.forget()
	for _, command := range []string{"notify", "prune", "migrate"} {
		_, err = s.command([]string{command})
		require.NoError(s.t, err)
	}
	request(s.t, http.MethodDelete, article, s.token, "")
	request(s.t, http.MethodPost, s.base+"/api/logout", s.token, "")
}
