package pgembed

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// fakeProgram is a shell script that prints a program's version and does nothing else.
func fakeProgram(version string) string {
	return fmt.Sprintf("#!/bin/sh\ncase \"$1\" in --version) echo '%s';; *) echo 'a fake does not work' >&2; exit 1;; esac\n", version)
}

// writePrograms writes scripts, by name, into a folder.
func writePrograms(t *testing.T, dir string, scripts map[string]string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(dir, 0o755))
	for name, script := range scripts {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(script), 0o755))
	}
}

// fakePostgres are programs that look usable.
var fakePostgres = map[string]string{
	"initdb":   fakeProgram("initdb (PostgreSQL) 18.4"),
	"postgres": fakeProgram("postgres (PostgreSQL) 18.4"),
	"pg_ctl":   fakeProgram("pg_ctl (PostgreSQL) 18.4"),
}
