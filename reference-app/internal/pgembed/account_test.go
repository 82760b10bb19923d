package pgembed

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRootIsNobodyToTheServer(t *testing.T) {
	as, err := serverAccount()
	require.NoError(t, err)
	assert.Equal(t, os.Geteuid() != 0, as.isCaller())
	if os.Geteuid() == 0 {
		assert.Equal(t, "nobody", as.name)
		assert.NotZero(t, as.uid)
	}
}

func TestTheCallerReachesEverything(t *testing.T) {
	assert.True(t, account{}.reaches("/no/such/folder"))
}

// stranger is an account that owns nothing here.
var stranger = account{name: "stranger", uid: 54321, gid: 54321}

func TestReachesChecksTheWholePath(t *testing.T) {
	open, err := os.MkdirTemp("/tmp", "pgembed-reach-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(open)) })
	closed := filepath.Join(open, "closed")
	inner := filepath.Join(closed, "inner")
	require.NoError(t, os.MkdirAll(inner, 0o755))
	require.NoError(t, os.Chmod(open, 0o755))
	assert.True(t, stranger.reaches(inner))
	require.NoError(t, os.Chmod(closed, 0o700))
	assert.False(t, stranger.reaches(inner), "its parent is closed")
	assert.False(t, stranger.reaches(filepath.Join(open, "missing")))
	info, err := os.Stat(closed)
	require.NoError(t, err)
	uid, known := ownerOf(info)
	require.True(t, known)
	assert.True(t, account{name: "owner", uid: uid}.reaches(inner), "the owner needs no permission of others")
}

func TestFirstReachablePassesOverClosedFolders(t *testing.T) {
	base, err := os.MkdirTemp("/tmp", "pgembed-first-")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(base)) })
	require.NoError(t, os.Chmod(base, 0o755))
	closed, open := filepath.Join(base, "closed"), filepath.Join(base, "open")
	require.NoError(t, os.Mkdir(closed, 0o700))
	got, err := firstReachable([]string{filepath.Join(closed, "cache"), open}, stranger)
	require.NoError(t, err)
	assert.Equal(t, open, got)
	assert.DirExists(t, open)

	_, err = firstReachable([]string{filepath.Join(closed, "cache")}, stranger)
	assert.EqualError(t, err, `pgembed: no folder that the account "stranger" can reach among `+filepath.Join(closed, "cache"))
}
