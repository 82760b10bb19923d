package piimaskingprocessor

import (
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func readme(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(raw)
}

// TestReadmeBeforeAndAfter masks what the README says is masked.
func TestReadmeBeforeAndAfter(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\| `([^`]+)`[^|]*\\| `([^`]+)` \\|$")
	table, _, _ := strings.Cut(readme(t), "## What is masked")
	checked := 0
	for _, cells := range row.FindAllStringSubmatch(table, -1) {
		if !strings.HasPrefix(cells[1], "http.request.header") && !strings.HasPrefix(cells[1], "client.address") { // these need their keys
			assert.Equal(t, cells[2], maskText(t, cells[1]))
			checked++
		}
	}
	assert.Equal(t, 11, checked)
}

// TestReadmeLeavesAlone looks at the machine text that the README says is left alone.
func TestReadmeLeavesAlone(t *testing.T) {
	_, rest, _ := strings.Cut(readme(t), "- Machine text")
	list, _, _ := strings.Cut(rest, "top-level domain.")
	texts := regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(list, -1)
	require.Len(t, texts, 6)
	for _, text := range texts {
		assert.Equal(t, text[1], maskText(t, text[1]))
	}
}

// TestReadmeNamesEverySetting keeps the table of settings and the config the same.
func TestReadmeNamesEverySetting(t *testing.T) {
	_, settings, _ := strings.Cut(readme(t), "## Settings")
	for _, field := range reflect.VisibleFields(reflect.TypeFor[Config]()) {
		key := field.Tag.Get("mapstructure")
		assert.Regexp(t, "(?m)^\\| `"+key, settings)
	}
	for _, info := range detectors[:scannerCount] {
		action := info.actions[0]
		if info.strictOnly && info.name != "ip_address" { // which is truncated where a key says that it is a client's
			action = ActionOff
		}
		assert.Regexp(t, "(?m)^\\| `"+info.name+"` \\|.*\\| `"+string(action)+"` \\|", readme(t))
	}
	for _, word := range secretWords {
		plain := strings.ReplaceAll(strings.ReplaceAll(readme(t), "_", ""), "`", "")
		assert.Contains(t, plain, word)
	}
}
