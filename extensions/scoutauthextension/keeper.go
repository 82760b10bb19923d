package scoutauthextension

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"golang.org/x/oauth2"
)

var errShutdown = errors.New("scout_auth: the extension has been shut down")

// keeper has the one token. Its goroutine (run) is the only one that fetches; everybody else takes the token that is
// valid, waits for the fetch under way, or is told at once why there is none.
type keeper struct {
	fetch  func(context.Context) (*oauth2.Token, error)
	buffer time.Duration // the least time before a token's end to refresh it; 0: a share of its lifetime
	place  string        // of the token endpoint, for messages
	files  watched
	probes probes
	report *reporter

	asked chan struct{} // wakes run; holds one

	mu       sync.Mutex
	lease    *lease        // the last token, valid or not
	suspect  *lease        // a lease that the backend refused
	failure  *failure      // of the last fetch; nil: it gave a token
	pending  bool          // a fetch is under way or was asked for
	closed   bool          // there will be no other fetch
	fetched  chan struct{} // closed when the fetch is over
	refusals *backoff.ExponentialBackOff
	renewed  time.Time // the last refresh for a refusal
	renewAt  time.Time // the next one, at the earliest
}

func newKeeper(cfg *Config, fetch func(context.Context) (*oauth2.Token, error), report *reporter) *keeper {
	return &keeper{
		fetch: fetch, buffer: cfg.ExpiryBuffer, place: cfg.TokenURL, files: watched{paths: cfg.files()},
		probes: newProbes(), report: report,
		asked: make(chan struct{}, 1), pending: true, fetched: make(chan struct{}),
		refusals: doubling(time.Second, time.Minute),
	}
}

// run fetches until ctx ends: at once, before each token's end, when somebody asks, and again after a failure.
func (k *keeper) run(ctx context.Context) {
	defer k.close()
	for wait := k.attempt(ctx); k.pause(ctx, wait); {
		wait = k.attempt(ctx)
	}
}

// pause returns true when the next fetch is due: its time has come, somebody asks, or, after a failure, a file with
// credentials has changed. It returns false when ctx has ended.
func (k *keeper) pause(ctx context.Context, wait time.Duration) bool {
	due := time.NewTimer(wait)
	defer due.Stop()
	look, stop := k.watch()
	defer stop()
	for {
		select {
		case <-ctx.Done():
			return false
		case <-k.asked:
			return true
		case <-due.C:
			return true
		case <-look:
			if k.files.changed() {
				return true
			}
		}
	}
}

// watch ticks while a changed file with credentials would be a reason to fetch.
func (k *keeper) watch() (ticks <-chan time.Time, stop func()) {
	if !k.failing() || len(k.files.paths) == 0 {
		return nil, func() {}
	}
	ticker := time.NewTicker(watchEvery)
	return ticker.C, ticker.Stop
}

// attempt fetches once, publishes the outcome, and returns the wait until the next one.
func (k *keeper) attempt(ctx context.Context) time.Duration {
	k.begin()
	k.files.note()
	started := time.Now()
	token, err := k.fetch(ctx)
	if ctx.Err() != nil {
		return never
	}
	now := time.Now()
	var l *lease
	if err == nil {
		if l, err = newLease(token, now); err != nil {
			err = &failure{text: fmt.Sprintf("the token endpoint %s: %s", place(k.place), err)}
		}
	}
	if err != nil {
		return k.failed(err, now, now.Sub(started))
	}
	return k.succeeded(l, now.Sub(started))
}

func (k *keeper) begin() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.pending = true
	select { // whoever asked until now asked for this fetch
	case <-k.asked:
	default:
	}
}

// succeeded reports before anybody can use the token, so that what is said of its use comes after.
func (k *keeper) succeeded(l *lease, took time.Duration) time.Duration {
	k.probes.reset()
	k.report.fetched(l, took)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.lease, k.suspect, k.failure = l, nil, nil
	k.over()
	return l.refreshIn(k.buffer)
}

// failed keeps the token there is. The next fetch comes by schedule, and once more when the token ends
// unless the endpoint has asked to be left alone.
func (k *keeper) failed(err error, now time.Time, took time.Duration) time.Duration {
	var f *failure
	if !errors.As(err, &f) {
		f = describe(err, k.place)
	}
	l := k.current() // nobody else replaces it
	wait := k.probes.next(f)
	if left, ends := l.remaining(now); ends && left > 0 && f.retryAfter == 0 {
		wait = min(wait, left)
	}
	k.report.failed(f, l, now, wait, took)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.failure = f
	k.over()
	return wait
}

func (k *keeper) current() *lease {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lease
}

// over lets the waiting go. The caller holds mu.
func (k *keeper) over() {
	k.pending = false
	close(k.fetched)
	k.fetched = make(chan struct{})
}

func (k *keeper) close() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.closed = true
	k.over()
}

func (k *keeper) failing() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.failure != nil
}

// get returns a valid token. It waits while a fetch is under way that could bring one, and fails at once while the token
// endpoint is known to give none; every error of it is one to try again after, but for that of a shutdown.
func (k *keeper) get(ctx context.Context) (*lease, error) {
	for {
		l, wait, err := k.look(time.Now())
		if wait == nil {
			return l, err
		}
		select {
		case <-wait:
		case <-ctx.Done():
			return nil, fmt.Errorf("scout_auth: no token yet: %w", ctx.Err())
		}
	}
}

// look returns a lease or an error, or what to wait for.
func (k *keeper) look(now time.Time) (*lease, <-chan struct{}, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.lease.valid(now) && (k.lease != k.suspect || !k.pending):
		return k.lease, nil, nil
	case k.closed:
		return nil, nil, errShutdown
	case k.pending:
		return nil, k.fetched, nil
	case k.failure != nil:
		return nil, nil, fmt.Errorf("scout_auth: no token: %w", k.failure)
	default: // it ended unnoticed, because the machine slept
		k.ask()
		return nil, k.fetched, nil
	}
}

// ask wants a fetch now. The caller holds mu.
func (k *keeper) ask() {
	k.pending = true
	select {
	case k.asked <- struct{}{}:
	default:
	}
}

func (k *keeper) remaining(now time.Time) (time.Duration, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.lease.remaining(now)
}

// breaker is 0 while the last fetch gave a token, 1 while another is tried after one that did not, 2 in between.
func (k *keeper) breaker() int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	switch {
	case k.failure == nil:
		return 0
	case k.pending:
		return 1
	default:
		return 2
	}
}
