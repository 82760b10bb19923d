package scoutauthextension

import (
	"context"
	"fmt"
	"time"
)

// refusedError is what the exporter gets when the backend refuses the token and there is no better one. It is neither
// permanent nor a response, so the exporter keeps the data and tries again.
type refusedError struct{ answer string }

func (e *refusedError) Error() string {
	return fmt.Sprintf("scout_auth: the backend answered %s and there is no token that it takes; the data is kept and sent again: check that the client may send telemetry, and the audience", e.answer)
}

// renew returns a newer token than l, which the backend refused, or nil. However many ask, one fetch answers them.
//
// The first refusal fetches at once. A backend that refuses fresh tokens, too, must not turn every export into a fetch:
// from the second on they wait, 1 s doubling to a minute, and requests go out with the token there is.
func (k *keeper) renew(ctx context.Context, l *lease) *lease {
	if !k.doubt(l, time.Now()) {
		return nil
	}
	next, err := k.get(ctx)
	if err != nil || next == l {
		return nil
	}
	return next
}

// doubt says that l was refused; false: there will be no other token for now.
func (k *keeper) doubt(l *lease, now time.Time) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lease != l {
		return true // there is a newer one already
	}
	k.suspect = l
	if k.pending {
		return true
	}
	if k.closed || k.failure != nil || now.Before(k.renewAt) {
		return false
	}
	if now.Sub(k.renewed) > refusalMemory {
		k.refusals.Reset()
	}
	k.renewed, k.renewAt = now, now.Add(k.refusals.NextBackOff())
	k.ask()
	return true
}
