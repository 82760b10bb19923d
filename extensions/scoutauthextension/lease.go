package scoutauthextension

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

const (
	leadShare = 5                            // a token is refreshed this part of its lifetime before its end, at the latest
	never     = time.Duration(math.MaxInt64) // the wait for a token without an end
)

// lease is a token and its time. Two leases are never the same token.
type lease struct {
	token *oauth2.Token
	start time.Time
	end   time.Time // zero: the endpoint named none
}

// newLease starts a token's time; it fails for a token that has no time left, or that cannot be sent.
func newLease(token *oauth2.Token, now time.Time) (*lease, error) {
	if !printable(token.Type() + token.AccessToken) {
		return nil, errors.New("the access_token or its token_type has characters that cannot stand in a header")
	}
	l := &lease{token: token, start: now.Round(0)} // wall time: the other clock stands still while a machine sleeps
	if token.Expiry.IsZero() {
		return l, nil
	}
	if l.end = token.Expiry.Round(0); !l.end.After(l.start) {
		return nil, fmt.Errorf("the token's time (expires_in) was over when it came, %s ago", l.start.Sub(l.end).Round(time.Second))
	}
	return l, nil
}

// printable tells whether a text is of the characters that a token may have (RFC 6749, appendix A.12).
func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r > 0x7e })
}

func (l *lease) valid(now time.Time) bool {
	return l != nil && (l.end.IsZero() || now.Round(0).Before(l.end))
}

// refreshIn is the wait from the token's start to its refresh: a fifth of the lifetime before its end, or buffer if that
// is less; a quarter of it more or less, by chance, so that collectors started together do not ask together.
func (l *lease) refreshIn(buffer time.Duration) time.Duration {
	if l.end.IsZero() {
		return never
	}
	lifetime := l.end.Sub(l.start)
	lead := lifetime / leadShare
	if buffer > 0 {
		lead = min(lead, buffer)
	}
	return lifetime - time.Duration(float64(lead)*(0.75+0.5*rand.Float64())) //nolint:gosec // spreads load, keeps no secret
}

// remaining is how long the token is still valid; false for one without an end.
func (l *lease) remaining(now time.Time) (time.Duration, bool) {
	switch {
	case l == nil:
		return 0, true
	case l.end.IsZero():
		return 0, false
	default:
		return max(0, l.end.Sub(now.Round(0))), true
	}
}
