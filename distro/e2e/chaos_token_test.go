package e2e_test

import (
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/scoutstandin"
)

// keys returns the keys of a count, sorted.
func keys(count map[string]int) (names []string) {
	for name := range count {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// TestChaosTokenRefused makes the backend refuse a token that is not expired.
func TestChaosTokenRefused(t *testing.T) {
	t.Parallel()
	t.Run("revoked", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{})
		e.collector.start(t)
		e.traffic.begin(t)
		e.traffic.proceed(t, 40)
		e.delivered(t)
		e.gate.revoke()
		e.traffic.proceed(t, 40)
		e.traffic.end(t)
		assert.Zero(t, e.finish(t).duplicated)
		assert.Equal(t, 2, e.tokens.requests(), "one token, and one for all who were refused")
	})
	t.Run("signing key rotated", func(t *testing.T) {
		t.Parallel()
		setUp(t, setting{}).keyRotated(t)
	})
	for _, code := range []int{http.StatusUnauthorized, http.StatusForbidden} {
		t.Run(http.StatusText(code)+" for a while", func(t *testing.T) {
			t.Parallel()
			e := setUp(t, setting{})
			e.healsAfter(t, status(code), 30)
			assert.Zero(t, e.finish(t).duplicated)
			assert.Less(t, e.tokens.requests(), 10, "not a token for each request that is refused")
		})
	}
}

// keyRotated changes the provider's signing key in the middle of the traffic. The backend is started anew, because it keeps
// the keys that it has read.
func (e *stage) keyRotated(t *testing.T) {
	t.Helper()
	e.collector.start(t)
	e.traffic.begin(t)
	e.traffic.proceed(t, 40)
	require.NoError(t, e.scout.RotateKey())
	e.stopBackend(t)
	e.backend.start(t)
	e.traffic.proceed(t, 40)
	e.traffic.end(t)
	e.finish(t)
	assert.Equal(t, 2, e.tokens.requests(), "one token, and one for all who were refused")
}

// TestChaosProviderDown takes the identity provider away.
func TestChaosProviderDown(t *testing.T) {
	t.Parallel()
	t.Run("while the token is valid", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{lifetime: 30 * time.Second})
		e.collector.start(t)
		e.traffic.pause = 50 * time.Millisecond
		e.traffic.begin(t)
		e.traffic.proceed(t, 20)
		e.tokens.fail(cut)
		e.tokens.meet(t, 2) // the refresh is tried, and tried again
		e.traffic.proceed(t, 20)
		e.tokens.heal()
		e.tokens.meet(t, 1)
		e.traffic.end(t)
		assert.Zero(t, e.finish(t).duplicated)
		assert.Zero(t, e.said(t, "Exporting failed"))
		assert.Equal(t, []string{"200"}, keys(e.gate.answers()), "answers of the backend")
	})
	t.Run("while it is not", func(t *testing.T) {
		t.Parallel()
		e := setUp(t, setting{lifetime: 3 * time.Second})
		e.providerGone(t)
		assert.Zero(t, e.finish(t).duplicated)
	})
}

// providerGone refuses connections to the identity provider until the token has ended and records wait, and lets them
// through again.
func (e *stage) providerGone(t *testing.T) {
	t.Helper()
	e.collector.start(t)
	e.traffic.begin(t)
	e.traffic.proceed(t, 20)
	e.tokens.close(t)
	waitUntil(t, "an export that fails for want of a token", func() bool { return e.said(t, "Exporting failed") > 0 })
	e.traffic.proceed(t, 40)
	e.traffic.end(t)
	assert.Positive(t, e.count(t).lost, "what was acknowledged waits")
	e.tokens.open(t)
}

// TestChaosProviderFails makes the token endpoint answer, but not with a proper token.
func TestChaosProviderFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault  fault
		healed bool // else it has to be lived with
	}{
		"slow":                    {slow(2 * time.Second), false},
		"500":                     {status(http.StatusInternalServerError), true},
		"HTML page":               {page("text/html", "<html>Sign in to the network</html>"), true},
		"JSON that is cut":        {page("application/json", `{"access_token": "a`), true},
		"token without an end":    {withoutExpiry, false},
		"token of someone else's": {page("application/json", `{"access_token": "abc", "token_type": "Bearer", "expires_in": 300}`), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const lifetime = 4 * time.Second
			e := setUp(t, setting{lifetime: lifetime})
			e.tokens.fail(c.fault)
			e.collector.start(t)
			e.traffic.begin(t)
			e.tokens.meet(t, 2)
			e.traffic.proceed(t, 20)
			if c.healed {
				assert.Positive(t, e.count(t).lost, "what was acknowledged waits")
				e.tokens.heal()
			}
			e.traffic.end(t)
			assert.Zero(t, e.finish(t).duplicated)
		})
	}
}

// TestChaosSecretCorrected starts with a wrong secret in a file, and corrects the file.
func TestChaosSecretCorrected(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("wrong"), 0o600))
	e := setUp(t, setting{env: []string{"SCOUT_CLIENT_SECRET=", "SCOUT_CLIENT_SECRET_FILE=" + file}})
	e.collector.start(t)
	e.traffic.burst(t, 40)
	waitUntil(t, "a token is refused", func() bool { return e.tokens.answers()["401"] > 0 })
	assert.Zero(t, e.count(t).delivered)
	require.NoError(t, os.WriteFile(file+".new", []byte(scoutstandin.ClientSecret), 0o600))
	require.NoError(t, os.Rename(file+".new", file))
	assert.Zero(t, e.finish(t).duplicated)
	complaints := e.said(t, "invalid_client") - e.said(t, "invalid_client", "Exporting failed")
	assert.Equal(t, 1, complaints, "lines of the log that name invalid_client")
}
