package telemetry

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/trace"
)

func TestExcludedURLs(t *testing.T) {
	for name, c := range map[string]struct {
		value    string
		excluded []string
	}{
		"not set":      {"", nil},
		"only commas":  {" , ,", nil},
		"one":          {"/api/health", []string{"/api/health"}},
		"two":          {"health, articles/[^/]+$", []string{"/api/health", "/api/articles/a-1"}},
		"an alternate": {"^/api/(user|health)$,x{3}", []string{"/api/health", "/api/user"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("OTEL_GO_EXCLUDED_URLS", c.value)
			paths, err := Excluded()
			require.NoError(t, err)
			var passed []string
			handler := Exclude(paths, func(next http.Handler) http.Handler {
				return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					w.Header().Set("instrumented", "yes")
					next.ServeHTTP(w, r)
				})
			})(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				span := trace.SpanContextFromContext(r.Context())
				assert.False(t, span.IsSampled())
				assert.Equal(t, w.Header().Get("instrumented") == "", span.IsValid(), "what is not instrumented is below a span that is not sampled")
				if span.IsValid() {
					passed = append(passed, r.URL.Path)
				}
			}))
			for _, path := range []string{"/api/health", "/api/user", "/api/articles/a-1", "/api/articles/"} {
				handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, path, nil))
			}
			assert.ElementsMatch(t, c.excluded, passed)
		})
	}
}

func TestExcludedURLsThatAreNoPattern(t *testing.T) {
	t.Setenv("OTEL_GO_EXCLUDED_URLS", "/api/health,(")
	_, err := Excluded()
	assert.EqualError(t, err, "OTEL_GO_EXCLUDED_URLS: error parsing regexp: missing closing ): `(`")
}
