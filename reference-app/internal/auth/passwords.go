package auth

import (
	"context"
	"runtime"

	"golang.org/x/crypto/bcrypt"
)

// DefaultCost is the work factor for production.
const DefaultCost = bcrypt.DefaultCost

// longest is how many bytes of a password bcrypt reads: of two that differ behind them it would say that they are one.
const longest = 72

// Passwords hashes and compares passwords with bcrypt. No more run at a time than there are processors: the work is
// meant to be expensive, and a burst of logins must not starve everything else.
type Passwords struct {
	cost  int
	slots chan struct{}
	decoy []byte
}

// NewPasswords returns a hasher of the cost; tests use bcrypt.MinCost.
func NewPasswords(cost int) (*Passwords, error) {
	decoy, err := bcrypt.GenerateFromPassword([]byte("nobody's password"), cost)
	return &Passwords{cost: cost, slots: make(chan struct{}, runtime.GOMAXPROCS(0)), decoy: decoy}, err
}

// Hash returns the hash to keep. It fails for passwords over 72 bytes, and when the context ends before its turn.
func (p *Passwords) Hash(ctx context.Context, password string) (string, error) {
	release, err := p.acquire(ctx)
	if err != nil {
		return "", err
	}
	defer release()
	hash, err := bcrypt.GenerateFromPassword([]byte(password), p.cost)
	return string(hash), err
}

// Match tells whether the password belongs to the hash. An empty hash, for a user that does not exist, takes as long as
// any other and never matches, so that the time of the answer does not tell who is registered.
func (p *Passwords) Match(ctx context.Context, hash, password string) (bool, error) {
	release, err := p.acquire(ctx)
	if err != nil {
		return false, err
	}
	defer release()
	kept := []byte(hash)
	if hash == "" {
		kept = p.decoy
	}
	same := bcrypt.CompareHashAndPassword(kept, []byte(password)) == nil
	return same && hash != "" && len(password) <= longest, nil
}

func (p *Passwords) acquire(ctx context.Context) (release func(), err error) {
	select {
	case p.slots <- struct{}{}:
		return func() { <-p.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
