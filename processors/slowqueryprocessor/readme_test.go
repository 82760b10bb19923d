package slowqueryprocessor

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestReadmeShowsTheExamples holds that the README shows the files that TestExamples loads, and the ids of the
// golden case it quotes.
func TestReadmeShowsTheExamples(t *testing.T) {
	readme := readFile(t, "README.md")
	for _, name := range []string{"defaults", "all"} {
		assert.Contains(t, readme, "```yaml\n"+readFile(t, "testdata", "examples", name+".yaml")+"```", name)
	}
	golden := readFile(t, "testdata", "golden", "postgresql_stable", "expected.yaml")
	for _, quoted := range []string{"63ca0ab9eaa902ac", "6912e32b9a224f76", "SELECT id FROM users WHERE email = ?"} {
		assert.Contains(t, readme, quoted)
		assert.Contains(t, golden, quoted)
	}
}

func readFile(t *testing.T, path ...string) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(path...))
	require.NoError(t, err)
	return string(raw)
}
