// Package pgtest gives each test a database of its own, with the schema in it, on a real PostgreSQL. One server serves
// all tests of a package; each database is a copy of one that was migrated once.
package pgtest

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/base-14/otelcol-scout/reference-app/internal/pgembed"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

var template *pgembed.Template

// Main is the TestMain of a package whose tests use a database. It fails the run when a goroutine is left over.
func Main(m *testing.M) { os.Exit(Run(m)) }

// Run is Main for a TestMain with work of its own to do before it exits with the returned status.
func Run(m *testing.M) (status int) {
	status, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return status
}

func run(m *testing.M) (status int, err error) {
	ctx := context.Background()
	slog.SetDefault(slog.New(slog.DiscardHandler)) // what a test says must not drown in what the code under test logs
	server, err := pgembed.Start(ctx, pgembed.Options{UnsafeFast: true})
	if err != nil {
		return 1, err
	}
	template, err = server.CreateTemplate(ctx, "articles", migrate)
	if err == nil {
		status = m.Run()
	}
	if stopErr := server.Stop(); err == nil {
		err = stopErr
	}
	if err == nil && status == 0 {
		err = goleak.Find()
	}
	return status, err
}

func migrate(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	return postgres.Migrate(ctx, pool)
}

// URL returns the connection URL of a fresh database.
func URL(t testing.TB) string {
	t.Helper()
	url, err := template.Clone(t.Context())
	require.NoError(t, err)
	return url
}

// Pool returns a pool on a fresh database, closed when the test ends.
func Pool(t testing.TB) *pgxpool.Pool {
	t.Helper()
	pool, err := postgres.Open(t.Context(), URL(t))
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	return pool
}
