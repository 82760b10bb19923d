package piimaskingprocessor

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// minNegatives is how many lines of ordinary telemetry testdata/negatives has at least.
const minNegatives = 400

// TestNegatives holds that ordinary telemetry stays as it is under the default settings: each line of
// testdata/negatives is a text of its own. Every kind of system is wordy in its own way, so there is a file for each.
func TestNegatives(t *testing.T) {
	files, err := filepath.Glob("testdata/negatives/*.txt")
	require.NoError(t, err)
	p := newTestPass()
	seen := map[string]string{}
	for _, path := range files {
		for number, line := range linesOf(t, path) {
			where := fmt.Sprintf("%s:%d", path, number+1)
			out, what := p.text(placeLogBody, line)
			assert.Equal(t, line, out, where)
			assert.Equal(t, kept, what, where)
			assert.NotEmpty(t, line, where)
			assert.Empty(t, seen[line], "%s is the line of another place", where)
			seen[line] = where
		}
	}
	assert.GreaterOrEqual(t, len(seen), minNegatives)
}

func linesOf(t *testing.T, path string) (lines []string) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	scanner := bufio.NewScanner(file)
	for scanner.Scan() {
		lines = append(lines, scanner.Text())
	}
	require.NoError(t, scanner.Err())
	return lines
}
