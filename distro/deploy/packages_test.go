package deploy_test

import (
	"archive/tar"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	rpmutils "github.com/sassoftware/go-rpmutils"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// packaged is what both packages have to hold: mode, owner and path of each file and of the folders that are theirs.
var packaged = []string{
	"-rwxr-xr-x root:root /usr/bin/otelcol-scout",
	"-rw-r--r-- root:root /usr/lib/systemd/system/otelcol-scout.service",
	"drwxr-xr-x root:root /etc/otelcol-scout",
	"-rw-r--r-- root:root /etc/otelcol-scout/otel-config.yaml",
	"-rw-r----- root:root /etc/otelcol-scout/otelcol-scout.env",
	"-rw-r--r-- root:root /usr/share/doc/otelcol-scout/copyright",
	"drwx------ otelcol-scout:otelcol-scout /var/lib/otelcol-scout",
}

var configuration = []string{"/etc/otelcol-scout/otel-config.yaml", "/etc/otelcol-scout/otelcol-scout.env"}

var maintained = map[string]string{"preinst": "preinstall", "postinst": "postinstall", "prerm": "preremove", "postrm": "postremove"}

// build runs nfpm on nfpm.yaml as `make packages` does, with a small stand-in for the binary: what is asked here is what
// is in a package, and where.
func build(t *testing.T, packager string) (file string) {
	t.Helper()
	top, err := filepath.Abs(root)
	require.NoError(t, err)
	find := exec.Command("go", "tool", "-modfile=internal/tools/go.mod", "-n", "nfpm")
	find.Dir = top
	nfpm, err := find.Output()
	require.NoError(t, err)

	work := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(work, "bin"), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(work, "bin", "otelcol-scout"), []byte("stand-in"), 0o600))
	require.NoError(t, os.Symlink(filepath.Join(top, "distro"), filepath.Join(work, "distro")))
	for _, name := range []string{"otel-config.yaml", "LICENSE"} { // copies: nfpm would pack links as links
		content, err := os.ReadFile(filepath.Join(top, name))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(work, name), content, 0o600))
	}
	pack := exec.Command(strings.TrimSpace(string(nfpm)), "package", "--config", "distro/deploy/nfpm.yaml", "--packager", packager, "--target", work)
	pack.Dir, pack.Env = work, append(os.Environ(), "PACKAGE_ARCH=amd64", "PACKAGE_VERSION=1.2.3")
	said, err := pack.CombinedOutput()
	require.NoError(t, err, string(said))
	found, err := filepath.Glob(filepath.Join(work, "otelcol-scout*."+packager))
	require.NoError(t, err)
	require.Len(t, found, 1)
	return found[0]
}

// dpkgDeb runs dpkg-deb on a package.
func dpkgDeb(t *testing.T, arguments ...string) []byte {
	t.Helper()
	tool := needed(t, "dpkg-deb", "it reads the Debian package back: install dpkg")
	out, err := exec.Command(tool, arguments...).Output()
	require.NoError(t, err)
	return out
}

func TestTheDebianPackage(t *testing.T) {
	file := build(t, "deb")
	assert.Equal(t, "otelcol-scout_1.2.3-1_amd64.deb", filepath.Base(file))
	assert.Equal(t, "Package: otelcol-scout\nVersion: 1.2.3-1\nArchitecture: amd64\nDepends: ca-certificates, passwd\n",
		string(dpkgDeb(t, "--field", file, "Package", "Version", "Architecture", "Depends")))

	var holds []string
	for name, entry := range entries(t, dpkgDeb(t, "--fsys-tarfile", file)) {
		line := fmt.Sprintf("%s %s:%s %s", entry.FileInfo().Mode(), entry.Uname, entry.Gname, name)
		if onTheWay := "drwxr-xr-x root:root " + name; line != onTheWay || slices.Contains(packaged, line) {
			holds = append(holds, line)
		}
	}
	assert.ElementsMatch(t, packaged, holds)

	control := entries(t, dpkgDeb(t, "--ctrl-tarfile", file))
	assert.Equal(t, strings.Join(configuration, "\n")+"\n", control["/conffiles"].content)
	for script, source := range maintained {
		want, err := os.ReadFile(filepath.Join("packages", source+".sh"))
		require.NoError(t, err)
		assert.Equal(t, string(want), control["/"+script].content)
		assert.Equal(t, os.FileMode(0o755), control["/"+script].FileInfo().Mode(), script)
	}
}

type entry struct {
	*tar.Header
	content string
}

// entries are the members of a tar, by absolute name.
func entries(t *testing.T, archive []byte) map[string]entry {
	t.Helper()
	of := map[string]entry{}
	for reader := tar.NewReader(bytes.NewReader(archive)); ; {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return of
		}
		require.NoError(t, err)
		content, err := io.ReadAll(reader)
		require.NoError(t, err)
		of[path.Join("/", header.Name)] = entry{header, string(content)}
	}
}

func TestTheRPMPackage(t *testing.T) {
	name := build(t, "rpm")
	assert.Equal(t, "otelcol-scout-1.2.3-1.x86_64.rpm", filepath.Base(name))
	file, err := os.Open(name)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	header, err := rpmutils.ReadHeader(file)
	require.NoError(t, err)

	files, err := header.GetFiles()
	require.NoError(t, err)
	var holds, kept []string
	for _, f := range files {
		mode := os.FileMode(f.Mode() & 0o777)
		if f.Mode()&0o40000 != 0 {
			mode |= os.ModeDir
		}
		holds = append(holds, fmt.Sprintf("%s %s:%s %s", mode, f.UserName(), f.GroupName(), f.Name()))
		if f.Flags()&(rpmutils.RPMFILE_CONFIG|rpmutils.RPMFILE_NOREPLACE) == rpmutils.RPMFILE_CONFIG|rpmutils.RPMFILE_NOREPLACE {
			kept = append(kept, f.Name())
		}
	}
	assert.ElementsMatch(t, packaged, holds)
	assert.ElementsMatch(t, configuration, kept, "%config(noreplace)")

	needs, err := header.GetStrings(rpmutils.REQUIRENAME)
	require.NoError(t, err)
	assert.Subset(t, needs, []string{"ca-certificates", "shadow-utils"})
	for tag, source := range map[int]string{
		rpmutils.PREIN: "preinstall", rpmutils.POSTIN: "postinstall", rpmutils.PREUN: "preremove", rpmutils.POSTUN: "postremove",
	} {
		want, err := os.ReadFile(filepath.Join("packages", source+".sh"))
		require.NoError(t, err)
		got, err := header.GetString(tag)
		require.NoError(t, err)
		assert.Equal(t, string(want), got)
	}
}
