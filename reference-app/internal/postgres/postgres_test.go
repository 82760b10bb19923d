package postgres_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/base-14/otelcol-scout/reference-app/internal/article"
	"github.com/base-14/otelcol-scout/reference-app/internal/pgtest"
	"github.com/base-14/otelcol-scout/reference-app/internal/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func count(t *testing.T, pool *pgxpool.Pool, table string) (n int) {
	t.Helper()
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT count(*) FROM "+pgx.Identifier{table}.Sanitize()).Scan(&n))
	return n
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	_, err := postgres.Open(t.Context(), "postgres://u:hush@h:notaport/db")
	require.ErrorContains(t, err, "DATABASE_URL: ")
	assert.NotContains(t, err.Error(), "hush")
	_, err = postgres.Open(t.Context(), "postgres://u:hush@127.0.0.1:1/db?connect_timeout=1")
	require.ErrorContains(t, err, "DATABASE_URL: the server does not answer")
	assert.NotContains(t, err.Error(), "hush")
}

func TestMigrateTwiceAtOnce(t *testing.T) {
	pool := pgtest.Pool(t)
	_, err := pool.Exec(t.Context(), "DROP SCHEMA public CASCADE; CREATE SCHEMA public")
	require.NoError(t, err)
	errs := make([]error, 4)
	var programs sync.WaitGroup
	for i := range errs {
		programs.Go(func() { errs[i] = migrateAsAProgram(t.Context(), pool.Config().ConnString()) })
	}
	programs.Wait()
	require.NoError(t, errors.Join(errs...))
	for _, table := range []string{"users", "articles", "favorites", "revoked_tokens", "notifications", "worker_heartbeats", "river_job"} {
		assert.Zero(t, count(t, pool, table))
	}
}

// migrateAsAProgram migrates on a pool of its own, as API and worker do.
func migrateAsAProgram(ctx context.Context, url string) error {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return err
	}
	defer pool.Close()
	return postgres.Migrate(ctx, pool)
}

func TestMigrateWithOneConnection(t *testing.T) {
	config, err := pgxpool.ParseConfig(pgtest.URL(t))
	require.NoError(t, err)
	config.MaxConns = 1
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	assert.NoError(t, postgres.Migrate(ctx, pool))
}

func TestSeedFillsOnceAndOnlyWhatIsMissing(t *testing.T) {
	pool := pgtest.Pool(t)
	for _, n := range []int{300, 300, 450} {
		require.NoError(t, postgres.Seed(t.Context(), pool, n))
		assert.Equal(t, n, count(t, pool, "articles"))
		assert.Equal(t, 200, count(t, pool, "users"))
		assert.Positive(t, count(t, pool, "favorites"))
	}
	newest, err := postgres.NewStore(pool).Newest(t.Context(), postgres.Range{Limit: 1})
	require.NoError(t, err)
	assert.Less(t, newest[0].CreatedAt, time.Now().Add(-24*time.Hour), "what people write is newer")
	assert.Regexp(t, `^notes-on-[a-z]+-[0-9]+$`, newest[0].Slug)
}

func TestSeedSmall(t *testing.T) {
	pool := pgtest.Pool(t)
	require.NoError(t, postgres.Seed(t.Context(), pool, 0))
	require.NoError(t, postgres.Seed(t.Context(), pool, 1))
	assert.Equal(t, 1, count(t, pool, "articles"))
}

// TestTheSlowSearchWalksAllTitlesForEachRow holds the planted defect by the work it does, not by the time it takes: README.md
// says that it reads 20 times as many rows as its twin.
func TestTheSlowSearchWalksAllTitlesForEachRow(t *testing.T) {
	pool := pgtest.Pool(t)
	const articles, page = 6000, 20
	require.NoError(t, postgres.Seed(t.Context(), pool, articles))
	store := postgres.NewStore(pool)
	read := func(search func(context.Context, string, int64, postgres.Range) ([]article.Article, int64, error)) float64 {
		before := rowsRead(t, pool)
		_, total, err := search(t.Context(), "queues", article.Anonymous, postgres.Range{Limit: page})
		require.NoError(t, err)
		assert.EqualValues(t, articles/6, total)
		return float64(rowsRead(t, pool) - before)
	}
	planted, clean := read(store.Search), read(store.SearchOnce)
	assert.InEpsilon(t, articles, clean, 0.1)
	assert.InEpsilon(t, page, planted/clean, 0.1)
}

// rowsRead returns how many rows of articles all statements so far have walked over. The statistics of a session come
// with a delay unless they are asked for.
func rowsRead(t *testing.T, pool *pgxpool.Pool) (rows int64) {
	t.Helper()
	for _, conn := range pool.AcquireAllIdle(t.Context()) {
		_, err := conn.Exec(t.Context(), "SELECT pg_stat_force_next_flush()")
		require.NoError(t, err)
		conn.Release()
	}
	require.NoError(t, pool.QueryRow(t.Context(), "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables WHERE relname = 'articles'").Scan(&rows))
	return rows
}

func BenchmarkSearch(b *testing.B) {
	pool := pgtest.Pool(b)
	require.NoError(b, postgres.Seed(b.Context(), pool, 40_000))
	store := postgres.NewStore(pool)
	for name, search := range map[string]func(context.Context, string, int64, postgres.Range) ([]article.Article, int64, error){
		"planted": store.Search, "clean": store.SearchOnce,
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _, err := search(b.Context(), "queues", article.Anonymous, postgres.Range{Limit: 20})
				require.NoError(b, err)
			}
		})
	}
}

// TestACrowdOfOneTitleFindsSlugs: sixty articles of one title, at one time of a clock that stands.
func TestACrowdOfOneTitleFindsSlugs(t *testing.T) {
	store, now := postgres.NewStore(pgtest.Pool(t)), time.Now()
	author, err := store.CreateUser(t.Context(), "ada@example.com", "Ada", "!")
	require.NoError(t, err)
	title, body := "Same", "Body"
	errs := make([]error, 60)
	var crowd sync.WaitGroup
	for i := range errs {
		crowd.Go(func() {
			_, errs[i] = store.CreateArticle(t.Context(), author, article.Draft{Title: &title, Body: &body}, now,
				func(context.Context, pgx.Tx, article.Article) error { return nil })
		})
	}
	crowd.Wait()
	require.NoError(t, errors.Join(errs...))
}

func TestHeartbeats(t *testing.T) {
	pool := pgtest.Pool(t)
	store := postgres.NewStore(pool)
	seen := func() bool {
		seen, err := store.WorkerSeen(t.Context(), time.Minute)
		require.NoError(t, err)
		return seen
	}
	assert.False(t, seen())
	require.NoError(t, store.Beat(t.Context(), "one"))
	require.NoError(t, store.Beat(t.Context(), "one"))
	assert.True(t, seen())
	_, err := pool.Exec(t.Context(), "UPDATE worker_heartbeats SET seen_at = now() - interval '2 minutes'")
	require.NoError(t, err)
	assert.False(t, seen(), "silent for longer")
	_, err = pool.Exec(t.Context(), "UPDATE worker_heartbeats SET seen_at = now() - interval '2 hours'")
	require.NoError(t, err)
	require.NoError(t, store.Beat(t.Context(), "two"))
	assert.Equal(t, 1, count(t, pool, "worker_heartbeats"), "the one gone for hours is forgotten")
	require.NoError(t, store.Retire(t.Context(), "two"))
	assert.False(t, seen())
}
