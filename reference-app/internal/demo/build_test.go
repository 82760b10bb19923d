package demo

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestBuildWantsTheRootOfTheRepository(t *testing.T) {
	t.Chdir(t.TempDir())
	err := build(t.Context(), &bytes.Buffer{})
	assert.ErrorContains(t, err, "start the demo in the root folder of the repository: ")
	assert.ErrorIs(t, err, os.ErrNotExist)
}

func TestBuildTellsWhichTargetFailed(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "otel-config.yaml"), nil, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "Makefile"),
		[]byte("build:\n\t@echo building\nbuild-app:\n\t@echo broken >&2; false\n"), 0o600))
	t.Chdir(dir)
	var out bytes.Buffer
	assert.EqualError(t, build(t.Context(), &out), "make build-app: exit status 2")
	assert.Contains(t, out.String(), "building\nbroken\n")
}

func TestServersThatAreGivenAreNotStarted(t *testing.T) {
	t.Setenv("REDIS_URL", "redis://127.0.0.1:1")
	t.Setenv("DATABASE_URL", "postgres://app@127.0.0.1:2/articles")
	s := &stack{out: &bytes.Buffer{}}
	cache, err := s.startCache()
	require.NoError(t, err)
	assert.Equal(t, "redis://127.0.0.1:1", cache)
	database, err := s.startDatabase(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "postgres://app@127.0.0.1:2/articles", database)
}

func TestWithoutARedisOneIsEmbedded(t *testing.T) {
	t.Setenv("REDIS_URL", "")
	s := &stack{out: &bytes.Buffer{}}
	cache, err := s.startCache()
	require.NoError(t, err)
	assert.Regexp(t, `^redis://127\.0\.0\.1:\d+$`, cache)
	require.NoError(t, s.stop())
}
