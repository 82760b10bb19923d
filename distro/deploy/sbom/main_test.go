package main

import (
	"bytes"
	"runtime/debug"
	"strings"
	"testing"

	cdx "github.com/CycloneDX/cyclonedx-go"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const graph = `example.com/main example.com/a@v1.0.0
example.com/main example.com/b@v1.2.0
example.com/main go@1.26.0
example.com/a@v1.0.0 example.com/b@v1.1.0
example.com/a@v1.0.0 example.com/test-only@v1.0.0
example.com/b@v1.1.0 example.com/old@v0.1.0
`

func example() *debug.BuildInfo {
	return &debug.BuildInfo{
		GoVersion: "go1.26.8 X:nodwarf5", Path: "example.com/main/cmd/program", Main: debug.Module{Path: "example.com/main", Version: "(devel)"},
		Deps: []*debug.Module{
			{Path: "example.com/a", Version: "v1.0.0", Sum: "h1:a="},
			{Path: "example.com/b", Version: "v1.2.0", Replace: &debug.Module{Path: "example.com/fork", Version: "v9.0.0", Sum: "h1:f="}},
		},
	}
}

func billOf(t *testing.T) *cdx.BOM {
	t.Helper()
	requires, err := readGraph(strings.NewReader(graph))
	require.NoError(t, err)
	return bill(example(), "0.1.0", requires)
}

func TestEveryLinkedModuleIsListed(t *testing.T) {
	bom := billOf(t)
	assert.Equal(t, "program", bom.Metadata.Component.Name)
	assert.Equal(t, "pkg:golang/example.com/main@v0.1.0", bom.Metadata.Component.PackageURL)
	var listed []string
	for _, c := range *bom.Components {
		listed = append(listed, c.PackageURL)
	}
	assert.Equal(t, []string{"pkg:golang/std@1.26.8", "pkg:golang/example.com/a@v1.0.0", "pkg:golang/example.com/fork@v9.0.0"}, listed)
	assert.Equal(t, []cdx.Property{{Name: "go:sum", Value: "h1:f="}}, *(*bom.Components)[2].Properties)
}

// TestRequirementsAreThoseThatWereLinked: b was required at v1.1.0 and is in the binary, replaced, in place of v1.2.0.
func TestRequirementsAreThoseThatWereLinked(t *testing.T) {
	got := map[string][]string{}
	for _, d := range *billOf(t).Dependencies {
		got[d.Ref] = *d.Dependencies
	}
	assert.Equal(t, map[string][]string{
		"pkg:golang/example.com/main@v0.1.0": {"pkg:golang/example.com/a@v1.0.0", "pkg:golang/example.com/fork@v9.0.0"},
		"pkg:golang/example.com/a@v1.0.0":    {"pkg:golang/example.com/fork@v9.0.0"},
		"pkg:golang/example.com/fork@v9.0.0": {},
	}, got)
}

func TestTheSameBinaryGivesTheSameBytes(t *testing.T) {
	var first, second, other bytes.Buffer
	require.NoError(t, write(&first, billOf(t)))
	require.NoError(t, write(&second, billOf(t)))
	assert.Equal(t, first.String(), second.String())
	assert.Regexp(t, `"serialNumber": "urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"`, first.String())
	require.NoError(t, write(&other, bill(example(), "0.2.0", nil)))
	assert.NotEqual(t, first.String()[:200], other.String()[:200], "another bill has another serial number")
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	for name, c := range map[string]struct {
		version, binary, graph, want string
	}{
		"no version":  {"", "x", graph, "usage: go mod graph | sbom -version 0.1.0 BINARY"},
		"no binary":   {"0.1.0", "main.go", graph, "could not read Go build info from main.go: "},
		"empty graph": {"0.1.0", "", "", "standard input is empty; it has to be what go mod graph prints"},
		"wrong graph": {"0.1.0", "", "a b c\n", `standard input: "a b c" is no line of go mod graph`},
	} {
		t.Run(name, func(t *testing.T) {
			binary := c.binary
			if binary == "" {
				binary = "/proc/self/exe"
			}
			err := run(c.version, []string{binary}, strings.NewReader(c.graph), &bytes.Buffer{})
			assert.ErrorContains(t, err, c.want)
		})
	}
}
