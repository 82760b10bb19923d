package pgembed

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSourcesAreTriedInOrder(t *testing.T) {
	var tried []string
	place := func(name, bindir string, err error) source {
		return source{name, func(context.Context, Options, account) (string, error) {
			tried = append(tried, name)
			return bindir, err
		}}
	}
	o := Options{sources: []source{place("first", "", errors.New("no")), place("second", "/second/bin", nil), place("third", "/third/bin", nil)}}
	bindir, err := o.resolve(t.Context(), account{})
	require.NoError(t, err)
	assert.Equal(t, "/second/bin", bindir)
	assert.Equal(t, []string{"first", "second"}, tried)
}

func TestDefaultOrder(t *testing.T) {
	var names []string
	for _, s := range defaultSources() {
		names = append(names, s.name)
	}
	assert.Equal(t, []string{"this machine", "npm", "embedded-postgres archives"}, names)
}

func TestNothingFoundNamesTheCommandAndEveryReason(t *testing.T) {
	none := func(context.Context, Options, account) (string, error) { return "", errors.New("not there") }
	_, err := Start(t.Context(), Options{sources: []source{{"npm", none}, {"archives", none}}})
	require.ErrorContains(t, err, "pgembed: no PostgreSQL found: ")
	require.ErrorContains(t, err, installHint(runtime.GOOS))
	require.ErrorContains(t, err, "or set DATABASE_URL to a server that runs")
	require.ErrorContains(t, err, "npm: not there\narchives: not there")
}

func TestResolveStopsWhenTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	o := Options{sources: []source{
		{"slow", func(context.Context, Options, account) (string, error) { cancel(); return "", errors.New("cut off") }},
		{"never", func(context.Context, Options, account) (string, error) { t.Error("asked"); return "", nil }},
	}}
	_, err := o.resolve(ctx, account{})
	require.ErrorIs(t, err, context.Canceled)
}

func TestInstallHints(t *testing.T) {
	for goos, want := range map[string]string{
		"darwin":  "run `brew install postgresql@18`",
		"windows": "run `winget install PostgreSQL.PostgreSQL.18`",
		"plan9":   "install PostgreSQL 14 or newer",
	} {
		assert.Equal(t, want, installHint(goos))
	}
	for manager, want := range map[string]string{
		"apt-get": "run `sudo apt-get install -y postgresql`",
		"apk":     "run `sudo apk add postgresql`",
		"dnf":     "run `sudo dnf install -y postgresql-server`",
		"":        "install PostgreSQL 14 or newer",
	} {
		only := func(program string) (string, error) {
			if program == manager {
				return "/usr/bin/" + program, nil
			}
			return "", fs.ErrNotExist
		}
		assert.Equal(t, want, linuxInstallHint(only))
	}
}

func TestUsableWantsBothRealPrograms(t *testing.T) {
	for name, c := range map[string]struct {
		scripts map[string]string
		reason  string
	}{
		"both":                    {fakePostgres, ""},
		"no initdb":               {map[string]string{"postgres": fakePostgres["postgres"]}, "no usable initdb and postgres: fork/exec"},
		"a wrapper as postgres":   {map[string]string{"initdb": fakePostgres["initdb"], "postgres": "#!/bin/sh\necho wrapped\n"}, `postgres --version printed "wrapped"`},
		"a postgres that crashes": {map[string]string{"initdb": fakePostgres["initdb"], "postgres": "#!/bin/sh\nexit 127\n"}, "exit status 127"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			writePrograms(t, dir, c.scripts)
			err := usable(t.Context(), dir)
			if c.reason == "" {
				assert.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, errNotUsable)
			assert.ErrorContains(t, err, c.reason)
		})
	}
}

func TestLocalSkipsAWrapperInPath(t *testing.T) {
	wrapper, actual := t.TempDir(), filepath.Join(t.TempDir(), "real")
	writePrograms(t, wrapper, map[string]string{"postgres": "#!/bin/sh\nexec postgres-in-a-container \"$@\"\n"})
	writePrograms(t, actual, fakePostgres)
	writePrograms(t, wrapper, map[string]string{"pg_config": "#!/bin/sh\necho " + actual + "\n"})
	t.Setenv("PATH", wrapper+":/bin:/usr/bin")
	dirs := localDirs(t.Context())
	assert.Equal(t, wrapper, dirs[0])
	assert.Contains(t, dirs, actual, "pg_config names it")
	found, err := findLocal(t.Context(), Options{}, account{})
	require.NoError(t, err)
	assert.NotEqual(t, wrapper, found)
}

func TestNewestFirst(t *testing.T) {
	got := newestFirst([]string{"/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/x/bin"})
	assert.Equal(t, []string{"/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/9.6/bin", "/usr/lib/postgresql/x/bin"}, got)
	assert.Equal(t, 18, majorIn("/opt/homebrew/opt/postgresql@18/bin"))
	assert.Equal(t, 16, majorIn("/usr/pgsql-16/bin"))
}
