package pgembed

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// deadPID returns the id of a process that has ended.
func deadPID(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("true")
	require.NoError(t, cmd.Run())
	return strconv.Itoa(cmd.Process.Pid)
}

func TestSweepRemovesOnlyWhatNobodyUses(t *testing.T) {
	dead, living := deadPID(t), strconv.Itoa(os.Getpid())
	parent := t.TempDir()
	for name, c := range map[string]struct {
		owner, server string
		stays         bool
	}{
		"pgembed-dead":        {dead, "", false},
		"pgembed-dead-server": {dead, dead + "\n/some/folder\n", false},
		"pgembed-orphan":      {dead, living + "\n/some/folder\n", true},
		"pgembed-living":      {living, living + "\n", true},
		"pgembed-starting":    {"", "", true},
		"pgembed-strange":     {"who", "", true},
		"somebody-elses":      {dead, "", true},
	} {
		dir := filepath.Join(parent, name)
		require.NoError(t, os.MkdirAll(filepath.Join(dir, "data"), 0o700))
		if c.owner != "" {
			require.NoError(t, os.WriteFile(filepath.Join(dir, ownerFile), []byte(c.owner), 0o600))
		}
		if c.server != "" {
			require.NoError(t, os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"), []byte(c.server), 0o600))
		}
		t.Cleanup(func() {
			_, err := os.Stat(dir)
			assert.Equal(t, c.stays, err == nil, name)
		})
	}
	require.NoError(t, sweep(parent))
}

func TestTemporaryClustersAreSigned(t *testing.T) {
	dir, err := account{}.tempDir()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(dir)) })
	pid, known := pidIn(filepath.Join(dir, ownerFile))
	assert.True(t, known)
	assert.Equal(t, os.Getpid(), pid)
}
