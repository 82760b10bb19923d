package pgembed

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestStartServesATemporaryCluster(t *testing.T) {
	var log strings.Builder
	s, err := Start(t.Context(), Options{UnsafeFast: true, Log: &log})
	require.NoError(t, err)
	dir := s.cluster.dir
	assert.Equal(t, "1", queryOne(t, s.URL("postgres"), "SELECT 1::text"))
	assert.Equal(t, "UTF8", queryOne(t, s.URL("postgres"), "SHOW server_encoding"))
	assert.Equal(t, "off", queryOne(t, s.URL("postgres"), "SHOW fsync"))
	require.NoError(t, s.Stop())
	require.NoError(t, s.Stop(), "stopping twice is harmless")
	assert.NoDirExists(t, dir)
	assert.Contains(t, log.String(), "ready to accept connections")
	_, err = pgx.Connect(t.Context(), s.URL("postgres"))
	assert.Error(t, err, "nothing listens any more")
}

func TestStartReopensAKeptCluster(t *testing.T) {
	dir, err := os.MkdirTemp("/var/tmp", "pgembed-kept-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	for run, want := range []string{"1", "2"} {
		s, err := Start(t.Context(), Options{UnsafeFast: true, Dir: dir})
		require.NoError(t, err)
		queryOne(t, s.URL("postgres"), "CREATE TABLE IF NOT EXISTS runs (n int)")
		queryOne(t, s.URL("postgres"), "INSERT INTO runs VALUES (1)")
		assert.Equal(t, want, queryOne(t, s.URL("postgres"), "SELECT count(*)::text FROM runs"), "run %d", run)
		require.NoError(t, s.Stop())
	}
	assert.DirExists(t, dir)
}

func TestStartUsesAServerThatRuns(t *testing.T) {
	s, err := Start(t.Context(), Options{URL: "postgres://me:secret@db.example:5433/articles?sslmode=require"})
	require.NoError(t, err)
	assert.Equal(t, "postgres://me:secret@db.example:5433/articles?sslmode=require", s.URL(""))
	assert.Equal(t, "postgres://me:secret@db.example:5433/other?sslmode=require", s.URL("other"))
	assert.NoError(t, s.Stop())
}

func TestStartRefusesAMalformedURLWithoutRepeatingIt(t *testing.T) {
	_, err := Start(t.Context(), Options{URL: "mysql://me:secret@db"})
	require.EqualError(t, err, "DATABASE_URL: not of the form postgres://user:password@host:port/database")
}

func TestCloneCopiesTheTemplate(t *testing.T) {
	s, err := Start(t.Context(), Options{UnsafeFast: true})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, s.Stop()) })
	template, err := s.CreateTemplate(t.Context(), "prepared", func(_ context.Context, url string) error {
		queryOne(t, url, "CREATE TABLE notes (text text)")
		return nil
	})
	require.NoError(t, err)
	first, err := template.Clone(t.Context())
	require.NoError(t, err)
	second, err := template.Clone(t.Context())
	require.NoError(t, err)
	queryOne(t, first, "INSERT INTO notes VALUES ('only in the first')")
	assert.Equal(t, "1", queryOne(t, first, "SELECT count(*)::text FROM notes"))
	assert.Equal(t, "0", queryOne(t, second, "SELECT count(*)::text FROM notes"))
}

// queryOne runs a statement and returns its one text value, empty when it returns no row.
func queryOne(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	require.NoError(t, err)
	defer func() { assert.NoError(t, conn.Close(t.Context())) }()
	rows, err := conn.Query(t.Context(), sql)
	require.NoError(t, err)
	values, err := pgx.CollectRows(rows, pgx.RowTo[string])
	require.NoError(t, err)
	return strings.Join(values, ",")
}

func TestStartReportsWhatTheProgramsSay(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "pgembed-fake-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	writePrograms(t, dir, fakePostgres)
	find := func(context.Context, Options, account) (string, error) { return dir, nil }
	_, err = Start(t.Context(), Options{sources: []source{{"fake", find}}})
	assert.EqualError(t, err, "pgembed: initdb: exit status 1: a fake does not work")
}

func TestStartReportsAServerThatEndsAtOnce(t *testing.T) {
	dir, err := os.MkdirTemp("/tmp", "pgembed-fake-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	require.NoError(t, os.Chmod(dir, 0o755))
	writePrograms(t, dir, fakePostgres)
	writePrograms(t, dir, map[string]string{"initdb": "#!/bin/sh\nexit 0\n", "postgres": "#!/bin/sh\necho 'FATAL: out of everything' >&2\nexit 1\n"})
	find := func(context.Context, Options, account) (string, error) { return dir, nil }
	_, err = Start(t.Context(), Options{sources: []source{{"fake", find}}})
	assert.EqualError(t, err, "pgembed: postgres ended at its start: FATAL: out of everything")
}

func TestStartEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Start(ctx, Options{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestTailKeepsTheEnd(t *testing.T) {
	var all strings.Builder
	kept := &tail{next: &all}
	for range 3 {
		_, err := kept.Write([]byte(strings.Repeat("x", tailBytes)))
		require.NoError(t, err)
	}
	_, err := kept.Write([]byte("the end"))
	require.NoError(t, err)
	assert.Len(t, kept.last, tailBytes)
	assert.True(t, strings.HasSuffix(kept.text(), "the end"))
	assert.Equal(t, 3*tailBytes+7, all.Len())
}
