package command

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// one returns the one number of a statement.
func one(t *testing.T, pool *pgxpool.Pool, sql string) (n int) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), sql).Scan(&n))
	return n
}

func TestCommandsDoTheirWork(t *testing.T) {
	url := pgtest.URL(t)
	pool, err := postgres.Open(t.Context(), url)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	run := func(args ...string) {
		t.Helper()
		require.NoError(t, Run(t.Context(), url, args))
	}
	run("migrate")
	run("seed", "--articles", "7")
	assert.Equal(t, 7, one(t, pool, "SELECT count(*) FROM articles"))
	run("notify")
	assert.Zero(t, one(t, pool, "SELECT count(*) FROM river_job"), "nothing is missing")

	_, err = pool.Exec(t.Context(), "DELETE FROM notifications")
	require.NoError(t, err)
	run("notify", "--limit", "5")
	assert.Equal(t, 5, one(t, pool, "SELECT count(*) FROM river_job WHERE kind = 'send_article_notification' AND args->>'slug' LIKE 'notes-on-%'"))

	_, err = pool.Exec(t.Context(), `INSERT INTO revoked_tokens VALUES ('old', now() - interval '1 second'), ('new', now() + interval '1 hour')`)
	require.NoError(t, err)
	_, err = pool.Exec(t.Context(), `INSERT INTO worker_heartbeats VALUES ('gone', now() - interval '2 hours'), ('here', now())`)
	require.NoError(t, err)
	run("prune")
	assert.Equal(t, 1, one(t, pool, "SELECT count(*) FROM revoked_tokens WHERE jti = 'new'"))
	assert.Equal(t, 1, one(t, pool, "SELECT count(*) FROM revoked_tokens"))
	assert.Equal(t, 1, one(t, pool, "SELECT count(*) FROM worker_heartbeats WHERE worker = 'here'"))
	assert.Equal(t, 1, one(t, pool, "SELECT count(*) FROM worker_heartbeats"))
}

func TestWrongCommandsAreNamed(t *testing.T) {
	for message, args := range map[string][]string{
		`"sed" is no command; there are migrate, seed, notify, prune`:                                               {"sed"},
		`seed: flag provided but not defined: -rows; it takes --articles N`:                                         {"seed", "--rows", "3"},
		`prune: "now" is no flag; it takes no flags`:                                                                {"prune", "now"},
		`notify: invalid value "few" for flag -limit: must be a number from 1 to 10000000; it takes --limit N`:      {"notify", "--limit", "few"},
		`seed: invalid value "-5" for flag -articles: must be a number from 1 to 10000000; it takes --articles N`:   {"seed", "--articles", "-5"},
		`seed: invalid value "0" for flag -articles: must be a number from 1 to 10000000; it takes --articles N`:    {"seed", "--articles=0"},
		`notify: invalid value "10000001" for flag -limit: must be a number from 1 to 10000000; it takes --limit N`: {"notify", "--limit", "10000001"},
	} {
		assert.EqualError(t, Run(t.Context(), "postgres://nobody", args), message)
	}
}

func TestAFailureNamesItsCommand(t *testing.T) {
	err := Run(t.Context(), "mysql://u:hush@h/db", []string{"migrate"})
	require.ErrorContains(t, err, "migrate: DATABASE_URL: ")
	assert.NotContains(t, err.Error(), "hush")
}

func TestRootIsTheInnermostCause(t *testing.T) {
	inner := errors.New("inner")
	assert.Equal(t, inner, root(fmt.Errorf("outer: %w", fmt.Errorf("middle: %w", inner))))
	assert.Equal(t, context.Canceled, root(context.Canceled))
}
