package postgres

import (
	"context"
	"errors"
	"time"
)

// RevokeToken refuses a token from now on, and forgets revoked tokens that have expired by themselves.
func (s *Store) RevokeToken(ctx context.Context, jti string, expires time.Time) error {
	_, err := s.pool.Exec(ctx, `WITH expired AS (DELETE FROM revoked_tokens WHERE expires_at < now())
		INSERT INTO revoked_tokens (jti, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, jti, expires)
	return err
}

// TokenRevoked tells whether a token was revoked.
func (s *Store) TokenRevoked(ctx context.Context, jti string) (revoked bool, err error) {
	err = s.pool.QueryRow(ctx, "SELECT EXISTS (SELECT FROM revoked_tokens WHERE jti = $1)", jti).Scan(&revoked)
	return revoked, err
}

// Prune forgets revoked tokens that have expired and workers not seen for an hour, and returns how many.
func (s *Store) Prune(ctx context.Context) (tokens, workers int64, err error) {
	expired, tokensErr := s.pool.Exec(ctx, "DELETE FROM revoked_tokens WHERE expires_at < now()")
	gone, workersErr := s.pool.Exec(ctx, "DELETE FROM worker_heartbeats WHERE seen_at < now() - interval '1 hour'")
	return expired.RowsAffected(), gone.RowsAffected(), errors.Join(tokensErr, workersErr)
}
