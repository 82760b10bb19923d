package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func answering(t *testing.T, status int) (endpoint string) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status) }))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func TestOnly200IsHealthy(t *testing.T) {
	assert.NoError(t, check(t.Context(), answering(t, http.StatusOK)))
	for _, status := range []int{http.StatusNoContent, http.StatusInternalServerError, http.StatusServiceUnavailable} {
		endpoint := answering(t, status)
		assert.ErrorContains(t, check(t.Context(), endpoint), "http://"+endpoint+" answered ")
	}
}

func TestNobodyThereIsUnhealthy(t *testing.T) {
	server := httptest.NewServer(nil)
	endpoint := strings.TrimPrefix(server.URL, "http://")
	server.Close()
	assert.ErrorContains(t, check(t.Context(), endpoint), "connection refused")
}

// TestAProxyIsNotAsked keeps the question in the container.
func TestAProxyIsNotAsked(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://"+answering(t, http.StatusTeapot))
	assert.NoError(t, check(t.Context(), answering(t, http.StatusOK)))
}

func TestItGivesUpInTime(t *testing.T) {
	stalled := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stalled }))
	t.Cleanup(server.Close)
	t.Cleanup(func() { close(stalled) })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	assert.ErrorIs(t, check(ctx, strings.TrimPrefix(server.URL, "http://")), context.Canceled)
}

func TestWhereItAsks(t *testing.T) {
	for endpoint, want := range map[string]string{
		"":                 "localhost:13133",
		"localhost:1":      "localhost:1",
		"10.0.0.7:13133":   "10.0.0.7:13133",
		"[fd00::7]:13133":  "[fd00::7]:13133",
		"0.0.0.0:13133":    "localhost:13133",
		"[::]:13133":       "localhost:13133",
		":13133":           "localhost:13133",
		"collector.a:1313": "collector.a:1313",
	} {
		got, err := reachable(endpoint)
		require.NoError(t, err, endpoint)
		assert.Equal(t, want, got, endpoint)
	}
	_, err := reachable("13133")
	assert.EqualError(t, err, "HEALTH_ENDPOINT: address 13133: missing port in address; write host:port")
}
