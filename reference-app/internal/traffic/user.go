package traffic

import (
	"context"
	"fmt"
	"math/rand/v2"
)

// user is one person at work with what the API told so far.
type user struct {
	client   *client
	flows    []flow
	random   *rand.Rand
	email    string
	password string
	id       int64
	token    string
	slug     string // of the last article written; empty: none
}

// newUser derives everything about a user from the seed and the user's number. The address is at least four lower-case
// letters or digits before @example.com.
func newUser(seed, number uint64, flows []flow, c *client) *user {
	random := rand.New(rand.NewPCG(seed, number)) //nolint:gosec // flows, not secrets
	name := fmt.Sprintf("user%012x", random.Uint64()>>16)
	return &user{client: c, flows: flows, random: random, email: name + "@example.com", password: "secret-" + name}
}

// turn is a user walking one flow.
type turn struct {
	*user
	send  func(request) (answer, bool)
	ended bool
}

// do sends a request; after one that went wrong, or when the time is over, the flow sends nothing more.
func (t *turn) do(r request) (answer, bool) {
	if t.ended {
		return answer{}, false
	}
	got, ok := t.send(r)
	t.ended = !ok
	return got, ok
}

// live walks every flow once until the one time, so that even a short run shows everything, then picks flows by chance
// until the other.
func (u *user) live(ctx, onceUntil, until context.Context) {
	walk := func(f flow, until context.Context) {
		f.walk(&turn{user: u, send: func(r request) (answer, bool) { return u.client.send(ctx, until, r) }})
	}
	for _, f := range u.flows {
		walk(f, onceUntil)
	}
	for until.Err() == nil {
		walk(u.pick(), until)
	}
}

func (u *user) pick() flow {
	n := u.random.IntN(weightOf(u.flows))
	for _, f := range u.flows {
		if n -= f.weight; n < 0 {
			return f
		}
	}
	return u.flows[0]
}
