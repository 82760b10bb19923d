package findingsextension

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var answersAll = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })

func TestOnlyKnownHostsAreServed(t *testing.T) {
	for name, tc := range map[string]struct {
		endpoint string
		hosts    []string
		host     string
		served   bool
	}{
		"localhost":                      {"localhost:55681", nil, "localhost:55681", true},
		"another port, as a tunnel has":  {"localhost:55681", nil, "localhost:9000", true},
		"no port":                        {"localhost:55681", nil, "localhost", true},
		"capitals":                       {"localhost:55681", nil, "LocalHost:55681", true},
		"a dot at the end":               {"localhost:55681", nil, "localhost.:55681", true},
		"the address of localhost":       {"localhost:55681", nil, "127.0.0.1:55681", true},
		"that of IPv6":                   {"localhost:55681", nil, "[::1]:55681", true},
		"that of IPv6 without a port":    {"localhost:55681", nil, "[::1]", true},
		"a name pointed here":            {"localhost:55681", nil, "evil.example:55681", false},
		"a name that begins alike":       {"localhost:55681", nil, "localhost.evil.example:55681", false},
		"no host":                        {"localhost:55681", nil, "", false},
		"the endpoint's":                 {"10.0.0.5:55681", nil, "10.0.0.5:55681", true},
		"any address is no host":         {"0.0.0.0:55681", nil, "0.0.0.0:55681", false},
		"none in the endpoint":           {":55681", nil, "example.com", false},
		"another address of the machine": {"0.0.0.0:55681", nil, "10.0.0.5:55681", false},
		"one that is listed":             {"0.0.0.0:55681", []string{"scout.example.com"}, "Scout.example.com", true},
		"an address written otherwise":   {"0.0.0.0:55681", []string{"FD00:0:0::5"}, "[fd00::5]:55681", true},
		"an endpoint written otherwise":  {"[fd00:0::5]:55681", nil, "[FD00::5]:55681", true},
		"one that is listed with a dot":  {"0.0.0.0:55681", []string{"scout.example.com."}, "scout.example.com", true},
		"below one that is listed":       {"0.0.0.0:55681", []string{"example.com"}, "scout.example.com", false},
	} {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodGet, "/api/v1/findings", nil)
			request.Host = tc.host
			answer := httptest.NewRecorder()
			newGuard(tc.endpoint, tc.hosts, answersAll).ServeHTTP(answer, request)
			assert.Equal(t, tc.served, answer.Code == http.StatusOK, answer.Body)
		})
	}
}

func TestTheRefusalSaysWhatToChange(t *testing.T) {
	request := httptest.NewRequest(http.MethodGet, "http://evil.example/", nil)
	answer := httptest.NewRecorder()
	newGuard(defaultEndpoint, nil, answersAll).ServeHTTP(answer, request)
	assert.Equal(t, http.StatusForbidden, answer.Code)
	assert.JSONEq(t, `{"error":"host: \"evil.example\" is not served; open the page by localhost, or add this name to the setting hosts of the findings extension"}`, answer.Body.String())
}

func TestOtherSitesAreRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		site, mode string
		status     int
	}{
		"the page itself":              {"same-origin", "cors", http.StatusOK},
		"a program":                    {"", "", http.StatusOK},
		"typed":                        {"none", "navigate", http.StatusOK},
		"a link of another site":       {"cross-site", "navigate", http.StatusOK},
		"a script of another site":     {"cross-site", "no-cors", http.StatusForbidden},
		"a stream for another site":    {"cross-site", "cors", http.StatusForbidden},
		"another port of this machine": {"same-site", "no-cors", http.StatusForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodGet, "http://localhost/api/v1/events", nil)
			if tc.site != "" {
				request.Header.Set("Sec-Fetch-Site", tc.site)
				request.Header.Set("Sec-Fetch-Mode", tc.mode)
			}
			answer := httptest.NewRecorder()
			newGuard(defaultEndpoint, nil, answersAll).ServeHTTP(answer, request)
			assert.Equal(t, tc.status, answer.Code)
		})
	}
}

// TestEveryAnswerTellsBrowsersToBeStrict asks for the page, the API, what is not there and what is refused.
func TestEveryAnswerTellsBrowsersToBeStrict(t *testing.T) {
	_, url := open(t)
	for _, path := range []string{"/", "/api/v1/findings", "/api/v1/findings?x=1", "/nothing"} {
		for _, host := range []string{"localhost", "evil.example"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+path, nil)
			require.NoError(t, err)
			request.Host = host
			request.Header.Set("Origin", "https://evil.example")
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			var body any
			if path != "/" || host != "localhost" {
				require.NoError(t, json.NewDecoder(response.Body).Decode(&body))
			}
			require.NoError(t, response.Body.Close())
			assert.Equal(t, contentSecurityPolicy, response.Header.Get("Content-Security-Policy"), path)
			assert.NotContains(t, contentSecurityPolicy, "unsafe")
			for key, want := range map[string]string{
				"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
				"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Resource-Policy": "same-origin",
				"Access-Control-Allow-Origin": "", "Access-Control-Allow-Credentials": "",
			} {
				assert.Equal(t, want, response.Header.Get(key), "%s: %s", path, key)
			}
		}
	}
}
