// Package distro_test holds the documentation to what is in the repository.
package distro_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const root = ".."

var (
	link     = regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`)
	testName = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	target   = regexp.MustCompile("make ([a-z0-9-]+)")
)

// pages lists every Markdown file that git tracks.
func pages(t *testing.T) []string {
	t.Helper()
	listed, err := exec.Command("git", "-C", root, "ls-files", "*.md").Output()
	require.NoError(t, err)
	return strings.Fields(string(listed))
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return string(raw)
}

func TestEveryLinkOfEveryPageLeadsSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		if strings.HasSuffix(page, "documentation.md") {
			continue // generated
		}
		for _, match := range link.FindAllStringSubmatch(read(t, page), -1) {
			if !strings.Contains(match[1], "://") {
				_, err := os.Stat(filepath.Join(root, filepath.Dir(page), match[1]))
				assert.NoError(t, err, page)
			}
		}
	}
}

// TestEveryTestThatIsNamedExists holds the pages that promise something to the tests they name.
func TestEveryTestThatIsNamedExists(t *testing.T) {
	var sources strings.Builder
	for _, folder := range []string{"distro/e2e", "extensions/durablestorageextension", "extensions/scoutauthextension"} {
		files, err := filepath.Glob(filepath.Join(root, folder, "*_test.go"))
		require.NoError(t, err)
		for _, file := range files {
			sources.WriteString(read(t, filepath.Join(folder, filepath.Base(file))))
		}
	}
	for _, page := range []string{"README.md", "docs/durability.md"} {
		names := testName.FindAllStringSubmatch(read(t, page), -1)
		require.NotEmpty(t, names)
		for _, name := range names {
			if !strings.Contains(sources.String(), "func "+name[1]+"(") {
				t.Errorf("%s names %s, which is no test", page, name[1])
			}
		}
	}
}

func TestEveryTargetThatIsNamedExists(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, page := range []string{"README.md", "docs/architecture.md", "docs/durability.md", "docs/scout.md"} {
		for _, name := range target.FindAllStringSubmatch(read(t, page), -1) {
			assert.Regexp(t, `(?m)^`+name[1]+`:`, makefile, page)
		}
	}
}
