// Package distro_test holds the documentation to what is in the repository.
package distro_test

import (
	"bytes"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

const root = ".."

var (
	fence    = regexp.MustCompile("(?ms)^ *```.*?^ *```$")
	link     = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	heading  = regexp.MustCompile(`(?m)^#{1,6} (.*)$`)
	unsaid   = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
	testName = regexp.MustCompile("`(Test[A-Za-z0-9]+)`")
	config   = regexp.MustCompile(`--config ([\w./-]+\.yaml)`)
	target   = regexp.MustCompile("(?m)(?:^|`|&& )make ([a-z0-9-]+)")
)

// tracked lists the files that git tracks, by pattern.
func tracked(t *testing.T, pattern string) []string {
	t.Helper()
	listed, err := exec.Command("git", "-C", root, "ls-files", pattern).Output()
	require.NoError(t, err)
	return strings.Fields(string(listed))
}

// pages lists every Markdown file that git tracks, but for those that mdatagen writes.
func pages(t *testing.T) []string {
	t.Helper()
	return slices.DeleteFunc(tracked(t, "*.md"), func(page string) bool { return path.Base(page) == "documentation.md" })
}

func read(t *testing.T, path string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(root, path))
	require.NoError(t, err)
	return string(raw)
}

func TestEveryLinkOfEveryPageLeadsSomewhere(t *testing.T) {
	for _, page := range pages(t) {
		for _, match := range link.FindAllStringSubmatch(fence.ReplaceAllString(read(t, page), ""), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			file, anchor, _ := strings.Cut(match[1], "#")
			aim := page
			if file != "" {
				aim = path.Join(path.Dir(page), file)
			}
			if _, err := os.Stat(filepath.Join(root, aim)); assert.NoError(t, err, page) && anchor != "" {
				assert.Contains(t, anchors(read(t, aim)), anchor, "%s links to %s, which has no such heading", page, aim)
			}
		}
	}
}

// anchors are the names under which GitHub makes the headings of a page linkable.
func anchors(text string) (names []string) {
	seen := map[string]int{}
	for _, match := range heading.FindAllStringSubmatch(fence.ReplaceAllString(text, ""), -1) {
		words := link.ReplaceAllString(match[1], "]") // of a link in a heading its text alone
		name := strings.ReplaceAll(unsaid.ReplaceAllString(strings.ToLower(words), ""), " ", "-")
		if n := seen[name]; n > 0 {
			names = append(names, name+"-"+strconv.Itoa(n))
		} else {
			names = append(names, name)
		}
		seen[name]++
	}
	return names
}

func TestAnchors(t *testing.T) {
	text := "# The `rule`, in ten lines\n```sh\n# no heading\n```\n## A [link](there.md)_x\n## Twice\n## Twice\n"
	assert.Equal(t, []string{"the-rule-in-ten-lines", "a-link_x", "twice", "twice-1"}, anchors(text))
}

// TestEveryTestThatIsNamedExists holds the pages that promise something to the tests they name.
func TestEveryTestThatIsNamedExists(t *testing.T) {
	var sources strings.Builder
	for _, file := range tracked(t, "*_test.go") {
		sources.WriteString(read(t, file))
	}
	for _, page := range pages(t) {
		for _, name := range testName.FindAllStringSubmatch(read(t, page), -1) {
			if !strings.Contains(sources.String(), "func "+name[1]+"(") {
				t.Errorf("%s names %s, which is no test", page, name[1])
			}
		}
	}
}

func TestEveryTargetThatIsNamedExists(t *testing.T) {
	makefile := read(t, "Makefile")
	for _, page := range pages(t) {
		for _, name := range target.FindAllStringSubmatch(read(t, page), -1) {
			assert.Regexp(t, `(?m)^`+name[1]+`:`, makefile, page)
		}
	}
}

func TestEveryConfigurationThatIsStartedExists(t *testing.T) {
	for _, page := range pages(t) {
		for _, name := range config.FindAllStringSubmatch(read(t, page), -1) {
			assert.FileExists(t, filepath.Join(root, name[1]), page)
		}
	}
}

// TestEveryYAMLBlockIsYAML finds what would only fail at a reader's; what is a collector's configuration is loaded by
// distro/e2e, with the built binary.
func TestEveryYAMLBlockIsYAML(t *testing.T) {
	for _, page := range pages(t) {
		for _, block := range fence.FindAllString(read(t, page), -1) {
			first, text, _ := strings.Cut(strings.TrimSpace(block), "\n")
			if first == "```yaml" {
				decoder := yaml.NewDecoder(bytes.NewBufferString(strings.TrimSuffix(text, "```")))
				assert.NoError(t, decoder.Decode(new(any)), "%s: %s", page, text)
			}
		}
	}
}
