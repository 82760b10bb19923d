package httpapi

import (
	"net/http"
	"testing"

	"github.com/go-chi/chi/v5"
	"github.com/stretchr/testify/require"
)

// mountedRoutes lists what the router answers, as "METHOD /path".
func mountedRoutes(t *testing.T, s *server) map[string]bool {
	t.Helper()
	routes := map[string]bool{}
	router := New(s.parts()).(chi.Routes)
	require.NoError(t, chi.Walk(router, func(method, route string, _ http.Handler, _ ...func(http.Handler) http.Handler) error {
		routes[method+" "+route] = true
		return nil
	}))
	return routes
}
