package scoutauthextension

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"
	"golang.org/x/oauth2"
)

// endpoint is a token endpoint in the bubble of a synctest: what it answers, and when it was asked.
type endpoint struct {
	lifetime time.Duration // of its tokens; 0: it names no end
	suffix   string        // of its tokens
	takes    time.Duration // to answer

	mu    sync.Mutex
	fails error
	asked []time.Time
}

func (e *endpoint) fetch(ctx context.Context) (*oauth2.Token, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.asked = append(e.asked, time.Now())
	select {
	case <-time.After(e.takes):
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	if e.fails != nil {
		return nil, e.fails
	}
	token := &oauth2.Token{AccessToken: fmt.Sprintf("token-%d%s", len(e.asked), e.suffix), TokenType: "Bearer"}
	if e.lifetime != 0 {
		token.Expiry = time.Now().Add(e.lifetime)
	}
	return token, nil
}

func (e *endpoint) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.fails = err
}

func (e *endpoint) fetches() int {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.asked)
}

// waits are the times between its requests.
func (e *endpoint) waits() []time.Duration {
	e.mu.Lock()
	defer e.mu.Unlock()
	var waits []time.Duration
	for i := 1; i < len(e.asked); i++ {
		waits = append(waits, e.asked[i].Sub(e.asked[i-1]))
	}
	return waits
}

func telemetry(t *testing.T) (component.TelemetrySettings, *observer.ObservedLogs) {
	t.Helper()
	core, logs := observer.New(zap.DebugLevel)
	set := componenttest.NewNopTelemetrySettings()
	set.Logger = zap.New(core)
	return set, logs
}

// kept runs a test in a bubble of its own time, with a keeper that runs.
func kept(t *testing.T, cfg Config, e *endpoint, test func(t *testing.T, k *keeper, logs *observer.ObservedLogs)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		set, logs := telemetry(t)
		report, err := newReporter(set)
		require.NoError(t, err)
		if cfg.TokenURL == "" {
			cfg.TokenURL = "https://id.example.com/token"
		}
		k := newKeeper(&cfg, e.fetch, report)
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { k.run(ctx) })
		test(t, k, logs)
		cancel()
		running.Wait()
	})
}

func mustGet(t *testing.T, k *keeper) *lease {
	t.Helper()
	l, err := k.get(t.Context())
	require.NoError(t, err)
	return l
}

func between(t *testing.T, got, low, high time.Duration, what string) {
	t.Helper()
	assert.GreaterOrEqual(t, got, low, what)
	assert.LessOrEqual(t, got, high, what)
}

func TestSteadyStateFetchesOnceALifetime(t *testing.T) {
	const lifetime = 5 * time.Minute
	for name, c := range map[string]struct{ buffer, low, high time.Duration }{
		"by default at 80 % of the lifetime, 5 % more or less": {0, 225 * time.Second, 255 * time.Second},
		"a buffer longer than the lifetime is cut":             {10 * time.Minute, 225 * time.Second, 255 * time.Second},
		"a short buffer is kept":                               {20 * time.Second, 275 * time.Second, 285 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			e := &endpoint{lifetime: lifetime}
			kept(t, Config{ExpiryBuffer: c.buffer}, e, func(t *testing.T, k *keeper, logs *observer.ObservedLogs) {
				for range 24 * 60 { // an export a minute, for a day
					mustGet(t, k)
					time.Sleep(time.Minute)
				}
				for _, wait := range e.waits() {
					between(t, wait, c.low, c.high, "between two fetches")
				}
				assert.LessOrEqual(t, e.fetches(), int(24*time.Hour/c.low)+1)
				assert.Equal(t, 1, logs.Len(), "nothing to say but that there is a token")
			})
		})
	}
}

func TestATokenWithoutAnEndIsUsedUntilItIsRefused(t *testing.T) {
	e := &endpoint{}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
		first := mustGet(t, k)
		time.Sleep(1000 * time.Hour)
		assert.Same(t, first, mustGet(t, k))
		assert.Equal(t, 1, e.fetches())
		renewed := k.renew(t.Context(), first)
		require.NotNil(t, renewed)
		assert.Equal(t, "token-2", renewed.token.AccessToken)
		assert.Same(t, renewed, mustGet(t, k))
	})
}

// TestManyWaitersOneFetch is the property: whoever comes while there is no valid token, or with a token that was
// refused, in whatever order, one fetch answers them all.
func TestManyWaitersOneFetch(t *testing.T) {
	const waiters = 100
	for seed := range uint64(20) {
		e := &endpoint{lifetime: time.Hour, takes: 3 * time.Second}
		random := rand.New(rand.NewPCG(seed, 14))
		kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
			together(waiters, random, func() { assert.Equal(t, "token-1", mustGet(t, k).token.AccessToken) })
			require.Equal(t, 1, e.fetches(), "seed %d", seed)
			old := mustGet(t, k)
			together(waiters, random, func() {
				renewed := k.renew(t.Context(), old)
				if assert.NotNil(t, renewed) {
					assert.Equal(t, "token-2", renewed.token.AccessToken)
				}
			})
			require.Equal(t, 2, e.fetches(), "seed %d", seed)
		})
	}
}

// together calls do from many goroutines within ten seconds.
func together(count int, random *rand.Rand, do func()) {
	var running sync.WaitGroup
	for range count {
		wait := time.Duration(random.Int64N(int64(10 * time.Second)))
		running.Go(func() {
			time.Sleep(wait)
			do()
		})
	}
	running.Wait()
}

func TestProviderDownWhileTheTokenIsValid(t *testing.T) {
	e := &endpoint{lifetime: 10 * time.Minute}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, logs *observer.ObservedLogs) {
		first := mustGet(t, k)
		e.fail(errors.New("oauth2: down"))
		time.Sleep(10*time.Minute - time.Nanosecond)
		assert.Same(t, first, mustGet(t, k), "a valid token is used to its end")
		time.Sleep(time.Nanosecond)
		synctest.Wait()
		_, err := k.get(t.Context())
		assert.EqualError(t, err, "scout_auth: no token: the token endpoint https://id.example.com/token answered something that is not a token; check token_url")
		e.fail(nil)
		time.Sleep(38 * time.Second) // the longest wait, a quarter longer by chance
		assert.NotSame(t, first, mustGet(t, k))
		assert.Equal(t, []string{
			"Got the first token; it is refreshed before it ends",
			"The token could not be refreshed; the one there is stays in use",
			"There is no token, so nothing can be sent; data waits in the exporters' queues",
			"The token endpoint gives tokens again",
		}, messages(logs), "each change is logged once")
	})
}

func messages(logs *observer.ObservedLogs) []string {
	var all []string
	for _, entry := range logs.All() {
		all = append(all, entry.Message)
	}
	return all
}

func TestProbesOfAFailingEndpoint(t *testing.T) {
	const quarter = 4
	cases := map[string]struct {
		err  error
		want []time.Duration
	}{
		"soon, where it may mend itself": {
			&failure{text: "down"},
			[]time.Duration{time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 30 * time.Second, 30 * time.Second},
		},
		"slowly, where only an operator can": {
			&failure{text: "invalid_client", refused: true},
			[]time.Duration{30 * time.Second, time.Minute, 2 * time.Minute, 4 * time.Minute, 5 * time.Minute, 5 * time.Minute},
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			e := &endpoint{fails: c.err}
			kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
				synctest.Wait()
				for range 1000 { // asking does not make it fetch
					_, err := k.get(t.Context())
					require.ErrorIs(t, err, c.err)
				}
				time.Sleep(time.Hour)
				waits := e.waits()
				for i, want := range c.want {
					between(t, waits[i], want-want/quarter, want+want/quarter, fmt.Sprintf("wait %d", i))
				}
			})
		})
	}
}

func TestRetryAfterOfTheEndpointIsKept(t *testing.T) {
	e := &endpoint{fails: &failure{text: "busy", retryAfter: time.Minute}}
	kept(t, Config{}, e, func(t *testing.T, _ *keeper, _ *observer.ObservedLogs) {
		time.Sleep(10*time.Minute - time.Second)
		for _, wait := range e.waits() {
			assert.GreaterOrEqual(t, wait, time.Minute)
		}
		assert.Equal(t, 10, e.fetches())
	})
}

func TestRetryAfterGoesBeforeTheEndOfTheToken(t *testing.T) {
	e := &endpoint{lifetime: 100 * time.Second}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
		mustGet(t, k)
		e.fail(&failure{text: "busy", retryAfter: 2 * time.Minute})
		time.Sleep(3 * time.Minute)
		assert.Equal(t, 2, e.fetches())
	})
}

func TestACorrectedSecretFileIsUsedAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "secret")
	require.NoError(t, os.WriteFile(file, []byte("wrong"), 0o600))
	refused := &failure{text: "invalid_client", refused: true}
	e := &endpoint{lifetime: time.Hour, fails: refused}
	kept(t, Config{ClientSecretFile: file}, e, func(t *testing.T, k *keeper, logs *observer.ObservedLogs) {
		time.Sleep(20 * time.Second)
		_, err := k.get(t.Context())
		require.ErrorIs(t, err, refused)
		require.Equal(t, 1, e.fetches())
		e.fail(nil)
		require.NoError(t, os.WriteFile(file, []byte("right"), 0o600))
		time.Sleep(watchEvery + time.Millisecond)
		mustGet(t, k)
		assert.Equal(t, 2, e.fetches())
		assert.Len(t, messages(logs), 2)
		require.NoError(t, os.WriteFile(file, []byte("rotated"), 0o600))
		time.Sleep(time.Minute)
		assert.Equal(t, 2, e.fetches(), "a valid token is used; the rotated secret is for the next fetch")
	})
}

func TestABackendThatRefusesFreshTokensDoesNotCauseAFetchForEach(t *testing.T) {
	e := &endpoint{lifetime: 100 * time.Hour}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
		for range 3600 { // ten refused exports a second, for six minutes
			k.renew(t.Context(), mustGet(t, k))
			time.Sleep(100 * time.Millisecond)
		}
		waits := e.waits()
		between(t, waits[1], 750*time.Millisecond, 1350*time.Millisecond, "the second refusal waits a second")
		between(t, waits[2], 1500*time.Millisecond, 2600*time.Millisecond, "the third waits two")
		between(t, waits[len(waits)-1], 45*time.Second, 76*time.Second, "at most a minute")
		assert.Less(t, e.fetches(), 20)
		before := e.fetches()
		time.Sleep(2 * refusalMemory)
		require.NotNil(t, k.renew(t.Context(), mustGet(t, k)), "forgotten: the next refusal fetches at once")
		assert.Equal(t, before+1, e.fetches())
	})
}

func TestARefusedTokenStaysInUseWhereThereIsNoOther(t *testing.T) {
	e := &endpoint{lifetime: time.Hour}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
		first := mustGet(t, k)
		e.fail(&failure{text: "down"})
		assert.Nil(t, k.renew(t.Context(), first), "the endpoint gives none")
		assert.Same(t, first, mustGet(t, k), "another node of the backend may take it")
		assert.Nil(t, k.renew(t.Context(), first), "the endpoint is known to give none: no other request to it")
		assert.Equal(t, 2, e.fetches())
		e.fail(nil)
		time.Sleep(2 * time.Second)
		assert.NotSame(t, first, mustGet(t, k))
		assert.Same(t, mustGet(t, k), k.renew(t.Context(), first), "a late refusal of the old token gets the new one")
		assert.Equal(t, 3, e.fetches())
	})
}

func TestWhoIsRefusedDuringARefreshGetsItsToken(t *testing.T) {
	e := &endpoint{lifetime: 100 * time.Second, takes: 10 * time.Second}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
		first := mustGet(t, k)
		require.Eventually(t, func() bool { return k.breaker() == 0 && isPending(k) }, time.Hour, time.Second)
		assert.Same(t, first, mustGet(t, k), "a refresh makes nobody wait")
		renewed := k.renew(t.Context(), first)
		require.NotNil(t, renewed)
		assert.Equal(t, "token-2", renewed.token.AccessToken)
	})
}

func isPending(k *keeper) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.pending
}

func TestATokenThatEndedUnnoticedIsReplaced(t *testing.T) {
	e := &endpoint{lifetime: time.Hour}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
		first := mustGet(t, k)
		k.mu.Lock()
		k.lease = &lease{token: first.token, end: time.Now().Add(-time.Second)} // as after the machine slept
		k.mu.Unlock()
		assert.Equal(t, "token-2", mustGet(t, k).token.AccessToken)
	})
}

func TestATokenThatHasEndedWhenItComesIsAFailure(t *testing.T) {
	e := &endpoint{lifetime: -5 * time.Second}
	kept(t, Config{}, e, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
		_, err := k.get(t.Context())
		assert.EqualError(t, err, "scout_auth: no token: the token endpoint https://id.example.com/token: the token's time (expires_in) was over when it came, 5s ago")
		time.Sleep(time.Minute)
		assert.Less(t, e.fetches(), 8, "it is asked again by the schedule of failures")
	})
}

// TestATokenThatCannotBeSentIsAFailure: net/http would refuse each request, and gRPC break each call, until the token's end.
func TestATokenThatCannotBeSentIsAFailure(t *testing.T) {
	for _, suffix := range []string{"\r\nX-Injected: yes", "\x00", "\x7f", "ü"} {
		kept(t, Config{}, &endpoint{suffix: suffix}, func(t *testing.T, k *keeper, _ *observer.ObservedLogs) {
			_, err := k.get(t.Context())
			assert.EqualError(t, err, "scout_auth: no token: the token endpoint https://id.example.com/token: the access_token or its token_type has characters that cannot stand in a header")
		})
	}
}

func TestWaitingEndsWithItsContextAndWithTheExtension(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		set, _ := telemetry(t)
		report, err := newReporter(set)
		require.NoError(t, err)
		e := &endpoint{takes: time.Hour}
		k := newKeeper(&Config{}, e.fetch, report)
		ctx, cancel := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { k.run(ctx) })

		brief, end := context.WithTimeout(t.Context(), time.Second)
		defer end()
		_, err = k.get(brief)
		assert.EqualError(t, err, "scout_auth: no token yet: context deadline exceeded")
		running.Go(func() {
			_, err := k.get(t.Context())
			assert.ErrorIs(t, err, errShutdown)
		})
		synctest.Wait()
		cancel()
		running.Wait()
		_, err = k.get(t.Context())
		assert.EqualError(t, err, "scout_auth: the extension has been shut down")
	})
}
