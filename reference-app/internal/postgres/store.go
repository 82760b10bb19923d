// Package postgres keeps users, articles, favourites and revoked tokens in PostgreSQL.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/exaring/otelpgx"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Store runs the queries of the domain.
type Store struct {
	pool *pgxpool.Pool
}

// NewStore returns a store on the pool.
func NewStore(pool *pgxpool.Pool) *Store { return &Store{pool: pool} }

// Open connects a pool whose statements are traced and whose statistics are metrics. It fails when the server does not
// answer. The caller closes the pool.
func Open(ctx context.Context, url string) (*pgxpool.Pool, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	// No span for each connection taken: the pool's metrics tell, and they would be as many as the statements.
	config.ConnConfig.Tracer = otelpgx.NewTracer(otelpgx.WithDisableAcquireTracer())
	config.AfterConnect = readTimesAsUTC
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(pool.Ping(ctx), otelpgx.RecordStats(pool)); err != nil {
		pool.Close()
		return nil, fmt.Errorf("DATABASE_URL: the server does not answer: %w", err)
	}
	return pool, nil
}

// readTimesAsUTC makes answers look alike wherever the program runs: pgx gives times in the zone of the machine.
func readTimesAsUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID,
		Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC}})
	return nil
}

// Ping tells whether the server answers.
func (s *Store) Ping(ctx context.Context) error { return s.pool.Ping(ctx) }

const uniqueViolation = "23505" // https://www.postgresql.org/docs/current/errcodes-appendix.html

// violates tells whether the error is a duplicate in the named unique index.
func violates(err error, index string) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && pgErr.Code == uniqueViolation && pgErr.ConstraintName == index
}
